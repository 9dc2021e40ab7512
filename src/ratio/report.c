/*
 * report.c
 *		From what is wrong with a class to words, and to an error or a warning of them.
 */
#include "constraint.h"

#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"

#include "ratio/days.h"

/* What ratio_violations calls a problem. */
const char *
tuoyu_problem_label(const Case *c, Problem problem)
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
		case PROBLEM_STAY:
			return "超过留班月龄";
		case PROBLEM_SIZE:
			return c->whole ? "超过核定托位" : "超过班额";
		case PROBLEM_CAREGIVERS:
			return c->whole ? psprintf("%s不足", tuoyu_label_name(c->role)) : "保育人员不足";
	}
	return NULL;				/* not reached */
}

/* Thousandths as a number of heads without needless digits. */
char *
tuoyu_heads_text(int64 thousandths)
{
	char	   *text = psprintf("%s%lld.%03lld", thousandths < 0 ? "-" : "", (long long) llabs(thousandths) / ONE_HEAD,
								(long long) llabs(thousandths) % ONE_HEAD);
	char	   *end = text + strlen(text);

	while (end[-1] == '0')
		*--end = '\0';
	if (end[-1] == '.')
		end[-1] = '\0';
	return text;
}

/* The same as numeric. */
Datum
tuoyu_heads_numeric(int64 thousandths)
{
	int			digits = 3;

	for (; digits > 0 && thousandths % 10 == 0; digits--)
		thousandths /= 10;
	return NumericGetDatum(digits == 0 ? int64_to_numeric(thousandths) : int64_div_fast_to_numeric(thousandths, digits));
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

/* Which class or institution it is about. */
static const char *
report_message(const RatioConstraint *constraint, const Case *c)
{
	if (c->whole)
		return psprintf(_("staffing constraint \"%s\" is violated at institution %lld"),
						NameStr(constraint->name), (long long) c->institution);
	if (tuoyu_has_column(constraint, TABLE_CLASS, COLUMN_INSTITUTION))
		return psprintf(_("staffing constraint \"%s\" is violated in class %lld of institution %lld"),
						NameStr(constraint->name), (long long) c->id, (long long) c->institution);
	return psprintf(_("staffing constraint \"%s\" is violated in class %lld"), NameStr(constraint->name), (long long) c->id);
}

/* Too few caregivers, or of a role at the institution; who is there without the certificate that is asked for does not count. */
static void
report_staff(Report *report, const Case *c, const Violation *v)
{
	int64		missing = v->required * ONE_HEAD - v->caregivers;
	int32		certificate;
	int			uncertified = tuoyu_count_uncertified(c, v->from, &certificate);

	report->detail = psprintf(_("On the days %s: children %lld, %s %s, required %lld."), days_text(v->from, v->until),
							  (long long) v->children, c->whole ? tuoyu_label_name(c->role) : _("caregivers"),
							  tuoyu_heads_text(v->caregivers), (long long) v->required);
	if (uncertified > 0)
		report->detail = psprintf(ngettext("%s On %s, %d more has no valid certificate of kind %s and does not count.",
										   "%s On %s, %d more have no valid certificate of kind %s and do not count.", uncertified),
								  report->detail, day_text(v->from), uncertified, tuoyu_label_name(certificate));
	report->hint = c->whole ?
		psprintf(_("%s more of the role %s must be there on these days."), tuoyu_heads_text(missing), tuoyu_label_name(c->role)) :
		psprintf(ngettext("%s more caregiver is needed on these days.", "%s more caregivers are needed on these days.",
						  missing <= ONE_HEAD ? 1 : 2), tuoyu_heads_text(missing));
}

/* Too many children. */
static void
report_size(Report *report, const Case *c, const Violation *v)
{
	DateADT		room = tuoyu_first_room(c, v->from);

	report->detail = psprintf(c->whole ? _("On the days %s: children %lld, approved places %lld.") :
							  _("On the days %s: children %lld, at most %lld."), days_text(v->from, v->until),
							  (long long) v->children, (long long) v->limit);
	if (v->table != TABLE_ENROLMENT)	/* the limit is what was written */
		report->hint = psprintf(_("Let children leave first, or keep a limit of at least %lld."), (long long) v->children);
	else
		report->hint = DATE_IS_NOEND(room) ? _("There is no room on any later day of that time.") :
			psprintf(_("There is room from %s on."), day_text(room));
}

/* A child that is not in the class's band. */
static void
report_admission(Report *report, const Case *c, const Violation *v)
{
	DateADT		first = tuoyu_first_admission(c, v->birth, v->from);

	report->detail = psprintf(c->kind == AGE_BAND_MIXED ?
							  _("Child %lld begins on %s and is not old enough for a class of kind %s.") :
							  _("Child %lld begins on %s and is not in band %s on that day."),
							  (long long) v->person, day_text(v->from), tuoyu_age_band_label(c->kind));
	report->hint = DATE_IS_NOEND(first) ? _("The child is too old for the class; choose a class for its age.") :
		psprintf(_("The child can begin from %s on."), day_text(first));
}

/* A child that should have left. */
static void
report_stay(Report *report, const Case *c, const Violation *v)
{
	report->detail = psprintf(_("Child %lld is in a class of kind %s on the days %s, for which it is too old there."),
							  (long long) v->person, tuoyu_age_band_label(c->kind), days_text(v->from, v->until));
	report->hint = psprintf(_("The child can stay until %s; choose a class for its age from then on."), day_text(v->from));
}

/* An enrolment or roster entry outside the days of the class or of the employment. */
static void
report_days(Report *report, const Violation *v)
{
	const char *form;

	if (v->problem == PROBLEM_NO_CLASS)
	{
		report->detail = _("There is no such class.");
		report->hint = _("Create the class first, or choose another.");
		return;
	}
	form = v->problem == PROBLEM_ENROLMENT_DAYS ? _("Child %lld is enrolled on %s, the class is there on %s.") :
		v->problem == PROBLEM_ROSTER_DAYS ? _("Staff member %lld is on the roster on %s, the class is there on %s.") :
		_("Staff member %lld is on the roster on %s, but employed on %s.");
	report->detail = psprintf(form, (long long) v->person, days_text(v->from, v->until), days_text(v->within_from, v->within_until));
	report->hint = v->problem == PROBLEM_EMPLOYMENT_DAYS ?
		_("Shorten the roster entry, or change the days of employment first.") :
		_("Shorten it, or change the days of the class first.");
}

/* Puts a violation into words. */
Report
tuoyu_report(const RatioConstraint *constraint, const Case *c, const Violation *violation)
{
	Report		report = {.table = violation->table, .message = report_message(constraint, c)};

	switch (violation->problem)
	{
		case PROBLEM_CAREGIVERS:
			report_staff(&report, c, violation);
			break;
		case PROBLEM_SIZE:
			report_size(&report, c, violation);
			break;
		case PROBLEM_STAY:
			report_stay(&report, c, violation);
			break;
		case PROBLEM_ADMISSION:
			report_admission(&report, c, violation);
			break;
		default:
			report_days(&report, violation);
	}
	return report;
}

/* Says it, as an error or as a warning; both have the SQLSTATE and the fields of a constraint. */
void
tuoyu_emit_report(int elevel, const RatioConstraint *constraint, const Report *report)
{
	Oid			table = constraint->tables[report->table];

	ereport(elevel,
			errcode(ERRCODE_CHECK_VIOLATION),
			errmsg_internal("%s", report->message),
			errdetail_internal("%s", report->detail),
			errhint("%s", report->hint),
			err_generic_string(PG_DIAG_SCHEMA_NAME, get_namespace_name(get_rel_namespace(table))),
			err_generic_string(PG_DIAG_TABLE_NAME, get_rel_name(table)),
			err_generic_string(PG_DIAG_CONSTRAINT_NAME, NameStr(constraint->name)));
}

/* Raises the error for what is wrong; arg is the constraint. */
void
tuoyu_raise_violation(const Case *c, const Violation *violation, void *arg)
{
	const RatioConstraint *constraint = arg;
	Report		report = tuoyu_report(constraint, c, violation);

	tuoyu_emit_report(ERROR, constraint, &report);
	pg_unreachable();
}
