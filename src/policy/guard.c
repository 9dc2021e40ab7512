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

#include "policy/guard.h"
#include "policy/uses.h"

TriggerData *
tuoyu_trigger_data(FunctionCallInfo fcinfo, const char *name)
{
	if (!CALLED_AS_TRIGGER(fcinfo))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function \"%s\" can only be called by a trigger", name)));
	return (TriggerData *) fcinfo->context;
}

/* A column of a row as text. */
static char *
row_text(Relation relation, HeapTuple row, const char *column)
{
	return SPI_getvalue(row, RelationGetDescr(relation), SPI_fnumber(RelationGetDescr(relation), column));
}

bool
tuoyu_is_generated_key(const char *key)
{
	return strlen(key) == 36 && key[8] == '-' && key[13] == '-' && key[18] == '-' && key[23] == '-';
}

char *
tuoyu_row_title(Relation relation, HeapTuple row)
{
	char	   *key = SPI_getvalue(row, RelationGetDescr(relation), 1);
	char	   *region = row_text(relation, row, "region");
	const char *table = RelationGetRelationName(relation);

	if (region == NULL)
		region = "NULL";
	if (key == NULL || tuoyu_is_generated_key(key))
		return psprintf("%s for region %s", table, region);
	return psprintf("%s \"%s\" for region %s", table, key, region);
}

/* True for a row that came with the extension. */
static bool
is_shipped(Relation relation, HeapTuple row)
{
	char	   *origin = row_text(relation, row, "origin");

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
	TriggerData *trigger = tuoyu_trigger_data(fcinfo, "policy_guard");
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
	TriggerData *trigger = tuoyu_trigger_data(fcinfo, "policy_changed");

	CacheInvalidateRelcacheByRelid(RelationGetRelid(trigger->tg_relation));
	return PointerGetDatum(NULL);
}

/* A formula of a row being checked. */
typedef struct FormulaCheck
{
	Relation	relation;
	HeapTuple	row;
	const char *column;
	FactKind	kind;
} FormulaCheck;

/* Which formula, as messages name it. */
static char *
formula_title(const FormulaCheck *check)
{
	return psprintf("column \"%s\" of %s", check->column, tuoyu_row_title(check->relation, check->row));
}

static void
formula_error_callback(void *arg)
{
	errcontext("%s", formula_title(arg));
}

/*
 * A name that nobody knows may be a parameter or a column that is still to come; one that is very like a known name is
 * probably that one, misspelt.
 */
static void
warn_of_misspelling(const FormulaCheck *check, const FormulaUse *use)
{
	char	   *similar = use->kind == USE_PARAMETER ? tuoyu_similar_name(use->name, check->kind) : NULL;

	if (similar == NULL)
		return;
	ereport(WARNING,
			(errmsg("formula uses \"%s\", which is no column of the facts and no policy parameter: perhaps \"%s\" is meant",
					use->name, similar),
			 errdetail("It is in %s, at character %d.", formula_title(check), use->position),
			 errhint("Nothing need be done if it is a parameter, or a column of the facts, that is still to come.")));
}

static void
check_formula(FormulaCheck *check, Oid result_type)
{
	ErrorContextCallback callback = {error_context_stack, formula_error_callback, check};
	char	   *source = row_text(check->relation, check->row, check->column);
	List	   *uses;
	ListCell   *cell;

	if (source == NULL)
		return;
	error_context_stack = &callback;
	uses = tuoyu_formula_uses(source, result_type, check->kind);
	error_context_stack = callback.previous;
	foreach(cell, uses)
		warn_of_misspelling(check, lfirst(cell));
}

PG_FUNCTION_INFO_V1(tuoyu_policy_formula_check);
Datum
tuoyu_policy_formula_check(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = tuoyu_trigger_data(fcinfo, "policy_formula_check");
	HeapTuple	row = TRIGGER_FIRED_BY_UPDATE(trigger->tg_event) ? trigger->tg_newtuple : trigger->tg_trigtuple;
	char	  **args = trigger->tg_trigger->tgargs;

	for (int i = 1; i + 1 < trigger->tg_trigger->tgnargs; i += 2)
	{
		FormulaCheck check = {trigger->tg_relation, row, args[i], tuoyu_fact_kind(args[0])};

		check_formula(&check, strcmp(args[i + 1], "boolean") == 0 ? BOOLOID : NUMERICOID);
	}
	return PointerGetDatum(row);
}
