/*
 * report.c
 *		From what is wrong with a class to an error that says so.
 */
#include "constraint.h"

#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"

#include "ratio/days.h"

/* What ratio_violations calls a problem. */
const char *
tuoyu_problem_label(Problem problem)
{
	switch (problem)
	{
		case PROBLEM_NO_CLASS:
			return "班级不存在";
		case PROBLEM_ENROLMENT_DAYS:
			return "收托超出开班期间";
		case PROBLEM_ROSTER_DAYS:
			return "排班超出开班期间";
		case PROBLEM_EMPLOYMENT_DAYS:
			return "排班超出任职期间";
		case PROBLEM_ADMISSION:
			return "入班月龄不符";
		case PROBLEM_SIZE:
			return "超过班额";
		case PROBLEM_CAREGIVERS:
			return "保育人员不足";
	}
	return NULL;				/* not reached */
}

/* Days [from, until) as a range prints them. */
static char *
days_text(DateADT from, DateADT until)
{
	return OidOutputFunctionCall(F_RANGE_OUT, RangeTypePGetDatum(tuoyu_range_of_days(from, until)));
}

/* A day as text. */
static char *
day_text(DateADT day)
{
	return OidOutputFunctionCall(F_DATE_OUT, DateADTGetDatum(day));
}

/* The fields that all these errors have. */
static int
violation_fields(const RatioConstraint *constraint, const Case *c, const Violation *violation)
{
	Oid			table = constraint->tables[violation->table];

	errcode(ERRCODE_CHECK_VIOLATION);
	if (tuoyu_has_column(constraint, TABLE_CLASS, COLUMN_INSTITUTION))
		errmsg("staffing constraint \"%s\" is violated in class %lld of institution %lld",
			   NameStr(constraint->name), (long long) c->id, (long long) c->institution);
	else
		errmsg("staffing constraint \"%s\" is violated in class %lld", NameStr(constraint->name), (long long) c->id);
	err_generic_string(PG_DIAG_SCHEMA_NAME, get_namespace_name(get_rel_namespace(table)));
	err_generic_string(PG_DIAG_TABLE_NAME, get_rel_name(table));
	err_generic_string(PG_DIAG_CONSTRAINT_NAME, NameStr(constraint->name));
	return 0;
}

/* Too few caregivers. */
static void
raise_caregivers(const RatioConstraint *constraint, const Case *c, const Violation *v)
{
	long long	missing = v->required - v->caregivers;

	ereport(ERROR,
			violation_fields(constraint, c, v),
			errdetail("On the days %s: children %lld, caregivers %lld, required %lld.", days_text(v->from, v->until),
					  (long long) v->children, (long long) v->caregivers, (long long) v->required),
			errhint_plural("%lld more caregiver is needed on these days.", "%lld more caregivers are needed on these days.",
						   missing, missing));
}

/* Too many children. */
static void
raise_size(const RatioConstraint *constraint, const Case *c, const Violation *v)
{
	DateADT		room = tuoyu_first_room(c, v->from);

	ereport(ERROR,
			violation_fields(constraint, c, v),
			errdetail("On the days %s: children %lld, at most %lld.", days_text(v->from, v->until),
					  (long long) v->children, (long long) v->limit),
			DATE_IS_NOEND(room) ? errhint("There is no room on any later day of that time.") :
			errhint("There is room from %s on.", day_text(room)));
}

/* A child that is not in the class's band. */
static void
raise_admission(const RatioConstraint *constraint, const Case *c, const Violation *v)
{
	DateADT		first = tuoyu_first_admission(c, v->birth, v->from);

	ereport(ERROR,
			violation_fields(constraint, c, v),
			c->kind == AGE_BAND_MIXED ?
			errdetail("Child %lld begins on %s and is not old enough for a class of kind %s.", (long long) v->person,
					  day_text(v->from), tuoyu_age_band_label(c->kind)) :
			errdetail("Child %lld begins on %s and is not in band %s on that day.", (long long) v->person,
					  day_text(v->from), tuoyu_age_band_label(c->kind)),
			DATE_IS_NOEND(first) ? errhint("The child is too old for the class; choose a class for its age.") :
			errhint("The child can begin from %s on.", day_text(first)));
}

/* An enrolment or roster entry outside the days of the class or of the employment. */
static void
raise_days(const RatioConstraint *constraint, const Case *c, const Violation *v)
{
	const char *row = days_text(v->from, v->until);
	const char *within = days_text(v->within_from, v->within_until);
	long long	person = v->person;

	ereport(ERROR,
			violation_fields(constraint, c, v),
			v->problem == PROBLEM_NO_CLASS ? errdetail("There is no such class.") :
			v->problem == PROBLEM_ENROLMENT_DAYS ?
			errdetail("Child %lld is enrolled on %s, the class is there on %s.", person, row, within) :
			v->problem == PROBLEM_ROSTER_DAYS ?
			errdetail("Staff member %lld is on the roster on %s, the class is there on %s.", person, row, within) :
			errdetail("Staff member %lld is on the roster on %s, but employed on %s.", person, row, within),
			v->problem == PROBLEM_NO_CLASS ? errhint("Create the class first, or choose another.") :
			v->problem == PROBLEM_EMPLOYMENT_DAYS ?
			errhint("Shorten the roster entry, or change the days of employment first.") :
			errhint("Shorten it, or change the days of the class first."));
}

/* Raises the error for what is wrong; arg is the constraint. */
void
tuoyu_raise_violation(const Case *c, const Violation *violation, void *arg)
{
	const RatioConstraint *constraint = arg;

	switch (violation->problem)
	{
		case PROBLEM_CAREGIVERS:
			raise_caregivers(constraint, c, violation);
			break;
		case PROBLEM_SIZE:
			raise_size(constraint, c, violation);
			break;
		case PROBLEM_ADMISSION:
			raise_admission(constraint, c, violation);
			break;
		default:
			raise_days(constraint, c, violation);
	}
	pg_unreachable();
}
