/*
 * guard.c
 *		Triggers on the tables of the catalogue: shipped rows are read-only, formulas are checked, sessions are told.
 */
#include "tuoyu.h"

#include "catalog/pg_type_d.h"
#include "commands/extension.h"
#include "commands/trigger.h"
#include "executor/spi.h"
#include "utils/builtins.h"
#include "utils/inval.h"
#include "utils/rel.h"

#include "policy/program.h"

/* The trigger data, after the check that this is a trigger call. */
static TriggerData *
trigger_data(FunctionCallInfo fcinfo, const char *name)
{
	if (!CALLED_AS_TRIGGER(fcinfo))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function \"%s\" can only be called by a trigger", name)));
	return (TriggerData *) fcinfo->context;
}

/* True for a row that came with the extension. */
static bool
is_shipped(Relation relation, HeapTuple row)
{
	char	   *origin = SPI_getvalue(row, RelationGetDescr(relation), SPI_fnumber(RelationGetDescr(relation), "origin"));

	return origin != NULL && strcmp(origin, "shipped") == 0;
}

static void
refuse_shipped(Relation relation, const char *what)
{
	ereport(ERROR,
			(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
			 errmsg("%s shipped rows of \"%s\" is not allowed", what, RelationGetRelationName(relation)),
			 errdetail("Shipped rows come with the extension and say what their documents say."),
			 errhint("Add a row of your own for the same region and days: it goes before the shipped one.")));
}

PG_FUNCTION_INFO_V1(tuoyu_policy_guard);
Datum
tuoyu_policy_guard(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = trigger_data(fcinfo, "policy_guard");
	Relation	relation = trigger->tg_relation;
	bool		is_update = TRIGGER_FIRED_BY_UPDATE(trigger->tg_event);

	if (!creating_extension)
	{
		if (TRIGGER_FIRED_BY_TRUNCATE(trigger->tg_event))
			refuse_shipped(relation, "truncating");
		else if (is_shipped(relation, trigger->tg_trigtuple))
			refuse_shipped(relation, is_update ? "updating" :
						   TRIGGER_FIRED_BY_DELETE(trigger->tg_event) ? "deleting" : "inserting");
		else if (is_update && is_shipped(relation, trigger->tg_newtuple))
			refuse_shipped(relation, "inserting");
	}
	return PointerGetDatum(is_update ? trigger->tg_newtuple : trigger->tg_trigtuple);
}

PG_FUNCTION_INFO_V1(tuoyu_policy_changed);
Datum
tuoyu_policy_changed(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = trigger_data(fcinfo, "policy_changed");

	CacheInvalidateRelcacheByRelid(RelationGetRelid(trigger->tg_relation));
	return PointerGetDatum(NULL);
}

static FactKind
fact_kind(const char *name)
{
	return strcmp(name, "fee") == 0 ? FACT_FEE : strcmp(name, "care") == 0 ? FACT_CARE : FACT_HEADS;
}

PG_FUNCTION_INFO_V1(tuoyu_policy_formula_check);
Datum
tuoyu_policy_formula_check(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = trigger_data(fcinfo, "policy_formula_check");
	TupleDesc	desc = RelationGetDescr(trigger->tg_relation);
	HeapTuple	row = TRIGGER_FIRED_BY_UPDATE(trigger->tg_event) ? trigger->tg_newtuple : trigger->tg_trigtuple;
	char	  **args = trigger->tg_trigger->tgargs;

	for (int i = 1; i + 1 < trigger->tg_trigger->tgnargs; i += 2)
	{
		char	   *source = SPI_getvalue(row, desc, SPI_fnumber(desc, args[i]));

		if (source != NULL)
			tuoyu_check_rule_formula(source, strcmp(args[i + 1], "boolean") == 0 ? BOOLOID : NUMERICOID,
									 fact_kind(args[0]));
	}
	return PointerGetDatum(row);
}
