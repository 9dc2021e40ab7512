/*
 * uses.c
 *		What a rule's formula uses, and what a name that nobody knows was probably meant to be.
 */
#include "tuoyu.h"

#include "catalog/pg_type_d.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/typcache.h"
#include "utils/varlena.h"

#include "policy/uses.h"
#include "tuoyu_schema.h"

FactKind
tuoyu_fact_kind(const char *name)
{
	return strcmp(name, "fee") == 0 ? FACT_FEE : strcmp(name, "care") == 0 ? FACT_CARE : FACT_HEADS;
}

/* The standard columns of facts of a kind; head counts have none. */
static TupleDesc
standard_desc(FactKind kind)
{
	if (kind == FACT_HEADS)
		return NULL;
	return lookup_rowtype_tupdesc_copy(tuoyu_type_oid(kind == FACT_FEE ? "fee_fact" : "care_fact"), -1);
}

/*
 * Uses
 */

typedef struct UseContext
{
	const char *source;
	FactKind	kind;
	TupleDesc	derived;
	List	   *uses;			/* of FormulaUse * */
} UseContext;

/* Note a use; a name is noted where it comes first. */
static void
note_use(UseContext *context, UseKind kind, const char *name, int location)
{
	ListCell   *cell;
	FormulaUse *use;

	foreach(cell, context->uses)
	{
		use = lfirst(cell);
		if (name != NULL && use->name != NULL && strcmp(use->name, name) == 0)
			return;
	}
	use = palloc(sizeof(FormulaUse));
	use->kind = kind;
	use->name = name == NULL ? NULL : pstrdup(name);
	use->position = location < 0 ? 0 : pg_mbstrlen_with_len(context->source, location) + 1;
	context->uses = lappend(context->uses, use);
}

/* Callback of the compiler for names that are no columns: derived variables first, as when rules run, then parameters. */
static Node *
resolve_name(void *arg, ParseState *pstate, const char *name, int location)
{
	UseContext *context = arg;
	int			attno = tuoyu_column_number(context->derived, name);
	Oid			type = attno > 0 ? TupleDescAttr(context->derived, attno - 1)->atttypid : NUMERICOID;
	Oid			hint = attno > 0 ? InvalidOid : tuoyu_formula_hint(pstate, location);
	Var		   *var;

	if (attno == 0 && context->kind == FACT_HEADS)
		return NULL;			/* head counts are all that a required formula reads */
	if (OidIsValid(hint))
	{
		note_use(context, USE_COLUMN, name, location);
		return (Node *) makeNullConst(hint, -1, get_typcollation(hint));
	}
	note_use(context, attno > 0 ? USE_DERIVED : USE_PARAMETER, name, location);
	var = makeVar(attno > 0 ? INNER_VAR : OUTER_VAR, Max(attno, 1), type, -1, get_typcollation(type), 0);
	var->location = location;
	return (Node *) var;
}

/* Callback for columns of the fact; the compiler does not say where they stand. */
static void
note_column(void *arg, const char *name, Oid type, int attno)
{
	(void) type;
	(void) attno;
	note_use(arg, USE_COLUMN, name, -1);
}

/* Callback for operators. */
static void
note_operator(void *arg, Oid function, int location)
{
	switch (function)
	{
		case F_INT2DIV:
		case F_INT4DIV:
		case F_INT8DIV:
		case F_INT24DIV:
		case F_INT42DIV:
		case F_INT28DIV:
		case F_INT82DIV:
		case F_INT48DIV:
		case F_INT84DIV:
			note_use(arg, USE_INTEGER_DIVISION, NULL, location);
			break;
		default:
			break;
	}
}

/* A formula looked through: asked and answered. */
typedef struct UseTrial
{
	const char *source;
	Oid			result_type;
	FactKind	kind;
	List	   *uses;
	FormulaProgram *program;
} UseTrial;

/* Body of tuoyu_formula_try. */
static void
try_uses(void *arg)
{
	UseTrial   *trial = arg;
	UseContext	context = {trial->source, trial->kind, tuoyu_derived_desc(trial->kind), NIL};
	FormulaScope scope = {.fact = standard_desc(trial->kind), .resolve = resolve_name, .note_column = note_column, .note_operator = note_operator, .arg = &context};

	trial->program = tuoyu_formula_compile(trial->source, trial->result_type, &scope);
	trial->uses = context.uses;
}

List *
tuoyu_formula_uses(const char *source, Oid result_type, FactKind kind)
{
	UseTrial	trial = {.source = source, .result_type = result_type, .kind = kind};

	try_uses(&trial);
	return trial.uses;
}

/* The question of an SQL function whose first two arguments are formula and kind of facts. */
static UseTrial
trial_of_call(FunctionCallInfo fcinfo, Oid result_type)
{
	UseTrial	trial = {
		.source = text_to_cstring(PG_GETARG_TEXT_PP(0)),
		.result_type = result_type,
		.kind = tuoyu_fact_kind(text_to_cstring(PG_GETARG_TEXT_PP(1)))
	};

	return trial;
}

/* One row: kind, name, position. */
static void
put_use(ReturnSetInfo *rsinfo, const char *kind, text *name, int position)
{
	Datum		values[3] = {CStringGetTextDatum(kind), PointerGetDatum(name), Int32GetDatum(position)};
	bool		nulls[3] = {false, name == NULL, position == 0};

	tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
}

PG_FUNCTION_INFO_V1(tuoyu_formula_uses_sql);

/* formula_uses(formula, facts, result type) */
Datum
tuoyu_formula_uses_sql(PG_FUNCTION_ARGS)
{
	static const char *const kinds[] = {"column", "derived", "parameter", "integer_division"};
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	UseTrial	trial = trial_of_call(fcinfo, PG_GETARG_OID(2));
	text	   *problem = tuoyu_formula_try(try_uses, &trial);
	ListCell   *cell;

	InitMaterializedSRF(fcinfo, 0);
	if (problem != NULL)
		put_use(rsinfo, "error", problem, 0);
	else
		foreach(cell, trial.uses)
		{
			FormulaUse *use = lfirst(cell);

			put_use(rsinfo, kinds[use->kind], use->name == NULL ? NULL : cstring_to_text(use->name), use->position);
		}
	return (Datum) 0;
}

PG_FUNCTION_INFO_V1(tuoyu_constant_value);

/* constant_value(formula, facts) */
Datum
tuoyu_constant_value(PG_FUNCTION_ARGS)
{
	UseTrial	trial = trial_of_call(fcinfo, NUMERICOID);

	if (tuoyu_formula_try(try_uses, &trial) != NULL || !trial.program->is_const || trial.program->const_isnull)
		PG_RETURN_NULL();
	PG_RETURN_DATUM(trial.program->const_value);
}

/*
 * Similar names
 */

/* Two neighbouring letters exchanged: one slip, where plain edit distance counts two. */
static bool
is_exchange(const char *a, const char *b)
{
	while (*a != '\0' && *a == *b)
		a++, b++;
	return a[0] != '\0' && a[1] != '\0' && a[0] == b[1] && a[1] == b[0] && strcmp(a + 2, b + 2) == 0;
}

/* Slips between two different names; more than limit is limit + 1. */
static int
slips(const char *a, const char *b, int limit)
{
	if (limit < 1)
		return limit + 1;
	if (is_exchange(a, b))
		return 1;
	return varstr_levenshtein_less_equal(a, strlen(a), b, strlen(b), 1, 1, 1, limit, true);
}

/* The best so far. */
typedef struct NameSearch
{
	const char *name;
	int			limit;			/* slips that still count */
	const char *best;
} NameSearch;

static void
try_name(NameSearch *search, const char *candidate)
{
	int			distance = slips(search->name, candidate, search->limit);

	if (distance > search->limit)
		return;
	search->best = candidate;
	search->limit = distance - 1;	/* of equals the first */
}

static void
try_columns(NameSearch *search, TupleDesc desc)
{
	for (int i = 0; desc != NULL && i < desc->natts; i++)
		if (!TupleDescAttr(desc, i)->attisdropped)
			try_name(search, NameStr(TupleDescAttr(desc, i)->attname));
}

/* Names of parameters, as the table is now; false when the name is one of them. */
static bool
try_parameters(NameSearch *search)
{
	if (SPI_execute("SELECT DISTINCT p.name FROM tuoyu.policy_parameter p ORDER BY p.name", false, 0) != SPI_OK_SELECT)
		elog(ERROR, "could not read the policy catalogue");
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		char	   *candidate = SPI_getvalue(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, 1);

		if (strcmp(candidate, search->name) == 0)
			return false;
		try_name(search, candidate);
	}
	return true;
}

char *
tuoyu_similar_name(const char *name, FactKind kind)
{
	MemoryContext caller = CurrentMemoryContext;
	NameSearch	search = {name, Min(3, (int) strlen(name) / 3), NULL};
	char	   *result = NULL;

	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	try_columns(&search, standard_desc(kind));
	try_columns(&search, tuoyu_derived_desc(kind));
	if (try_parameters(&search) && search.best != NULL)
		result = MemoryContextStrdup(caller, search.best);
	SPI_finish();
	return result;
}

PG_FUNCTION_INFO_V1(tuoyu_similar_name_sql);

/* similar_name(name, facts) */
Datum
tuoyu_similar_name_sql(PG_FUNCTION_ARGS)
{
	char	   *result = tuoyu_similar_name(text_to_cstring(PG_GETARG_TEXT_PP(0)),
											tuoyu_fact_kind(text_to_cstring(PG_GETARG_TEXT_PP(1))));

	if (result == NULL)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(result));
}
