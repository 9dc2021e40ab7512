/*
 * constraint.c
 *		What SQL calls: the triggers of a staffing constraint, and the check of the whole of it.
 */
#include "constraint.h"

#include "catalog/pg_type.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/tuplestore.h"

#include "ratio/days.h"

/*
 * Triggers
 */

/* The trigger data of a call, refused unless it was fired as it must be. */
static const TriggerData *
trigger_call(FunctionCallInfo fcinfo, const char *function, bool row, bool truncate)
{
	const TriggerData *trigger = (const TriggerData *) fcinfo->context;

	if (!CALLED_AS_TRIGGER(fcinfo) || !TRIGGER_FIRED_AFTER(trigger->tg_event) ||
		(TRIGGER_FIRED_FOR_ROW(trigger->tg_event) != 0) != row ||
		(TRIGGER_FIRED_BY_TRUNCATE(trigger->tg_event) != 0) != truncate)
		ereport(ERROR,
				errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				errmsg("function \"%s\" was not called by an AFTER %s trigger", function,
					   truncate ? "TRUNCATE" : "ROW"),
				errhint("Staffing constraints are made by tuoyu.add_ratio_constraint."));
	return trigger;
}

PG_FUNCTION_INFO_V1(tuoyu_ratio_mark);

/* ratio_mark(): notes what a row has changed, as soon as its statement ends. */
Datum
tuoyu_ratio_mark(PG_FUNCTION_ARGS)
{
	const TriggerData *trigger = trigger_call(fcinfo, "ratio_mark", true, false);

	tuoyu_mark_row(tuoyu_binding(fcinfo), trigger);
	PG_RETURN_POINTER(NULL);
}

PG_FUNCTION_INFO_V1(tuoyu_ratio_check);

/* ratio_check(): at COMMIT, or when constraints are set immediate, the first row's call checks for all rows. */
Datum
tuoyu_ratio_check(PG_FUNCTION_ARGS)
{
	(void) trigger_call(fcinfo, "ratio_check", true, false);
	tuoyu_check_marked(tuoyu_binding(fcinfo)->constraint);
	PG_RETURN_POINTER(NULL);
}

PG_FUNCTION_INFO_V1(tuoyu_ratio_truncate);

/*
 * ratio_truncate(): a table is empty; who was in it, nobody can tell any more, so everything is checked that it can have
 * made worse.  Its lock keeps every other check of the constraint out until the end of the transaction.
 */
Datum
tuoyu_ratio_truncate(PG_FUNCTION_ARGS)
{
	const Binding *binding;
	Findings   *findings;
	uint16		flags = MARK_EVERYTHING;

	(void) trigger_call(fcinfo, "ratio_truncate", false, true);
	binding = tuoyu_binding(fcinfo);
	if (binding->table == TABLE_ROSTER || binding->table == TABLE_CERTIFICATE)
		flags = MARK_REQUIRED;
	else if (binding->table == TABLE_STAFF)
		flags = MARK_REQUIRED | MARK_CONTAIN;
	else if (binding->table == TABLE_INSTITUTION)
		flags = MARK_SIZE | MARK_REQUIRED | MARK_ADMISSION | MARK_STAY;
	findings = tuoyu_findings_create(binding->constraint);
	tuoyu_check_whole(binding->constraint, flags, CHECK_OWNER, tuoyu_take_finding, findings);
	tuoyu_findings_finish(findings);
	PG_RETURN_POINTER(NULL);
}

/*
 * The whole
 */

/* The constraint that the arguments (name, class table) give. */
static RatioConstraint *
constraint_argument(FunctionCallInfo fcinfo)
{
	return tuoyu_constraint_of_class(PG_GETARG_OID(1), NameStr(*PG_GETARG_NAME(0)));
}

/* A count for a column of integers; NULL when it is negative. */
static void
set_count(Datum *values, bool *nulls, int column, int64 count)
{
	values[column] = Int32GetDatum((int32) Min(count, PG_INT32_MAX));
	nulls[column] = count < 0;
}

/* A violation as a row of ratio_violations. */
void
tuoyu_violation_values(const RatioConstraint *constraint, const Case *c, const Violation *v, Datum *values, bool *nulls)
{
	bool		heads = v->problem == PROBLEM_SIZE || v->problem == PROBLEM_CAREGIVERS;
	bool		staff = v->problem == PROBLEM_EMPLOYMENT_DAYS || v->table == TABLE_ROSTER;

	memset(nulls, false, VIOLATION_COLUMNS);
	values[0] = Int64GetDatum(c->institution);
	nulls[0] = !tuoyu_has_column(constraint, TABLE_CLASS, COLUMN_INSTITUTION);
	values[1] = Int64GetDatum(c->id);
	nulls[1] = c->whole;
	values[2] = RangeTypePGetDatum(tuoyu_range_of_days(v->from, v->until));
	values[3] = CStringGetTextDatum(tuoyu_problem_label(c, v->problem));
	set_count(values, nulls, 4, heads ? v->children : -1);
	nulls[5] = !heads || (c->whole && v->problem == PROBLEM_SIZE);
	if (!nulls[5])
		values[5] = tuoyu_heads_numeric(v->caregivers);
	set_count(values, nulls, 6, v->problem == PROBLEM_CAREGIVERS ? v->required : -1);
	set_count(values, nulls, 7, v->problem == PROBLEM_SIZE ? v->limit : -1);
	values[8] = values[9] = Int64GetDatum(v->person);
	nulls[8] = heads || staff || v->person == PG_INT64_MIN;
	nulls[9] = heads || !staff || v->person == PG_INT64_MIN;
}

/* Where violations are put, and of what. */
typedef struct ViolationSet
{
	const RatioConstraint *constraint;
	ReturnSetInfo *result;
} ViolationSet;

/* Adds a row of ratio_violations; arg is the set. */
static void
put_violation(const Case *c, const Violation *v, void *arg)
{
	const ViolationSet *set = arg;
	Datum		values[VIOLATION_COLUMNS];
	bool		nulls[VIOLATION_COLUMNS];

	tuoyu_violation_values(set->constraint, c, v, values, nulls);
	tuplestore_putvalues(set->result->setResult, set->result->setDesc, values, nulls);
}

/* Says which tables of a constraint could be truncated without a check, if any. */
static void
report_unguarded(int elevel, const RatioConstraint *constraint)
{
	Oid			types[] = {NAMEOID, REGCLASSOID};
	Datum		values[] = {NameGetDatum(&constraint->name), ObjectIdGetDatum(constraint->class)};
	char	   *tables;

	SPI_connect();
	if (SPI_execute_with_args("SELECT pg_catalog.string_agg(t::pg_catalog.text, ', ') FROM tuoyu.unguarded_tables($1, $2) AS t",
							  lengthof(types), types, values, NULL, true, 0) != SPI_OK_SELECT)
		elog(ERROR, "could not look for partitions of staffing constraint \"%s\"", NameStr(constraint->name));
	tables = SPI_getvalue(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1);
	if (tables != NULL)
		ereport(elevel,
				errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				errmsg("staffing constraint \"%s\" does not check TRUNCATE of %s", NameStr(constraint->name), tables),
				errhint("CALL tuoyu.guard_partitions after making or attaching partitions."));
	SPI_finish();
}

PG_FUNCTION_INFO_V1(tuoyu_ratio_violations);

/* class_violations(name, class): everything that is wrong, as the caller sees it. */
Datum
tuoyu_ratio_violations(PG_FUNCTION_ARGS)
{
	ViolationSet set = {constraint_argument(fcinfo), (ReturnSetInfo *) fcinfo->resultinfo};

	InitMaterializedSRF(fcinfo, 0);
	report_unguarded(WARNING, set.constraint);
	tuoyu_check_whole(constraint_argument(fcinfo), MARK_EVERYTHING, CHECK_CALLER, put_violation, &set);
	return (Datum) 0;
}

PG_FUNCTION_INFO_V1(tuoyu_ratio_validate);

/*
 * ratio_validate(name, class, rows): raises the error for the first thing that is wrong with the constraint itself and, if
 * asked, with what is in the tables, whatever row security hides.
 */
Datum
tuoyu_ratio_validate(PG_FUNCTION_ARGS)
{
	RatioConstraint *constraint;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_ARGISNULL(2))
		ereport(ERROR, errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("arguments of ratio_validate must not be null"));
	constraint = constraint_argument(fcinfo);
	tuoyu_load_constraint(constraint);
	if (!has_privs_of_role(GetUserId(), constraint->owner))
		aclcheck_error(ACLCHECK_NOT_OWNER, OBJECT_TABLE, get_rel_name(constraint->class));
	tuoyu_check_breach_log(constraint);
	if (PG_GETARG_BOOL(2))
	{
		report_unguarded(ERROR, constraint);
		tuoyu_check_whole(constraint, MARK_EVERYTHING, CHECK_OWNER, tuoyu_raise_violation, constraint);
	}
	PG_RETURN_VOID();
}
