/*
 * evaluate.c
 *		evaluate(formula, record), evaluate_condition(formula, record) and formula_problem(text, regtype).
 *
 * Programs are kept per call site: a query that evaluates one formula on many rows compiles once; one that reads its
 * formulas from a table compiles each once, up to a number at which the store starts afresh.
 */
#include "tuoyu.h"

#include "access/htup_details.h"
#include "access/xact.h"
#include "catalog/pg_type_d.h"
#include "executor/executor.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/resowner.h"
#include "utils/typcache.h"

#include "formula/formula.h"

#define MOST_PROGRAMS 64

/* A formula compiled for rows of one type. */
typedef struct StoredProgram
{
	char	   *source;
	size_t		length;
	uint64		row_type;		/* typcache's identifier: changes when the type is altered */
	FormulaProgram *program;
	TupleTableSlot *slot;
	ExprContext *econtext;
} StoredProgram;

/* What a call site keeps in fn_extra. */
typedef struct ProgramStore
{
	MemoryContext memory;
	int			count;
	int			last;
	StoredProgram programs[MOST_PROGRAMS];
} ProgramStore;

static ProgramStore *
program_store(FmgrInfo *flinfo)
{
	ProgramStore *store = flinfo->fn_extra;

	if (store == NULL)
	{
		store = MemoryContextAllocZero(flinfo->fn_mcxt, sizeof(ProgramStore));
		store->memory = AllocSetContextCreate(flinfo->fn_mcxt, "tuoyu formulas", ALLOCSET_SMALL_SIZES);
		flinfo->fn_extra = store;
	}
	return store;
}

static bool
is_program_for(const StoredProgram *stored, const text *source, uint64 row_type)
{
	return stored->row_type == row_type && stored->length == VARSIZE_ANY_EXHDR(source) &&
		memcmp(stored->source, VARDATA_ANY(source), stored->length) == 0;
}

/* Compile the formula for the row's type into the store. */
static StoredProgram *
store_program(ProgramStore *store, const text *source, HeapTupleHeader row, uint64 row_type, Oid result_type)
{
	MemoryContext caller;
	TupleDesc	shared;
	FormulaScope scope = {0};
	StoredProgram *stored;

	if (store->count == MOST_PROGRAMS)
	{
		store->count = 0;
		MemoryContextReset(store->memory);
	}
	caller = MemoryContextSwitchTo(store->memory);
	shared = lookup_rowtype_tupdesc(HeapTupleHeaderGetTypeId(row), HeapTupleHeaderGetTypMod(row));
	scope.fact = CreateTupleDescCopy(shared);
	ReleaseTupleDesc(shared);

	stored = &store->programs[store->count];
	stored->length = VARSIZE_ANY_EXHDR(source);
	stored->source = text_to_cstring(source);
	stored->row_type = row_type;
	stored->program = tuoyu_formula_compile(stored->source, result_type, &scope);
	stored->slot = MakeSingleTupleTableSlot(scope.fact, &TTSOpsHeapTuple);
	stored->econtext = CreateStandaloneExprContext();
	stored->econtext->ecxt_scantuple = stored->slot;
	store->count++;
	MemoryContextSwitchTo(caller);
	return stored;
}

static StoredProgram *
find_program(ProgramStore *store, const text *source, HeapTupleHeader row, Oid result_type)
{
	uint64		row_type = assign_record_type_identifier(HeapTupleHeaderGetTypeId(row), HeapTupleHeaderGetTypMod(row));

	if (store->count > 0 && is_program_for(&store->programs[store->last], source, row_type))
		return &store->programs[store->last];
	for (store->last = 0; store->last < store->count; store->last++)
		if (is_program_for(&store->programs[store->last], source, row_type))
			return &store->programs[store->last];
	store->last = 0;			/* if compilation fails */
	{
		StoredProgram *stored = store_program(store, source, row, row_type, result_type);

		store->last = stored - store->programs;
		return stored;
	}
}

/* Both functions: the formula's value on the row, in the caller's memory. */
static Datum
evaluate(FunctionCallInfo fcinfo, Oid result_type)
{
	text	   *source = PG_GETARG_TEXT_PP(0);
	HeapTupleHeader row = PG_GETARG_HEAPTUPLEHEADER(1);
	StoredProgram *stored = find_program(program_store(fcinfo->flinfo), source, row, result_type);
	HeapTupleData tuple = {0};
	Datum		result;
	bool		isnull;

	tuple.t_len = HeapTupleHeaderGetDatumLength(row);
	tuple.t_data = row;
	ItemPointerSetInvalid(&tuple.t_self);
	ExecStoreHeapTuple(&tuple, stored->slot, false);
	result = ExecEvalExpr(stored->program->state, stored->econtext, &isnull);
	if (isnull)
		PG_RETURN_NULL();
	return result;
}

PG_FUNCTION_INFO_V1(tuoyu_evaluate);
Datum
tuoyu_evaluate(PG_FUNCTION_ARGS)
{
	return evaluate(fcinfo, NUMERICOID);
}

PG_FUNCTION_INFO_V1(tuoyu_evaluate_condition);
Datum
tuoyu_evaluate_condition(PG_FUNCTION_ARGS)
{
	return evaluate(fcinfo, BOOLOID);
}

/* The error as one line for a reader: message, position within the formula, detail. */
static text *
describe_error(ErrorData *error)
{
	StringInfoData line;

	initStringInfo(&line);
	appendStringInfoString(&line, error->message);
	if (error->internalpos > 0)
		appendStringInfo(&line, " (at character %d)", error->internalpos);
	if (error->detail != NULL)
		appendStringInfo(&line, ": %s", error->detail);
	return cstring_to_text(line.data);
}

text *
tuoyu_formula_try(void (*body) (void *arg), void *arg)
{
	MemoryContext caller = CurrentMemoryContext;
	ResourceOwner owner = CurrentResourceOwner;
	text	   *volatile problem = NULL;

	BeginInternalSubTransaction(NULL);
	MemoryContextSwitchTo(caller);
	PG_TRY();
	{
		body(arg);
		ReleaseCurrentSubTransaction();
	}
	PG_CATCH();
	{
		ErrorData  *error;

		MemoryContextSwitchTo(caller);
		error = CopyErrorData();
		FlushErrorState();
		RollbackAndReleaseCurrentSubTransaction();
		MemoryContextSwitchTo(caller);
		if (ERRCODE_TO_CATEGORY(error->sqlerrcode) == ERRCODE_OPERATOR_INTERVENTION)
			ReThrowError(error);
		problem = describe_error(error);
	}
	PG_END_TRY();
	MemoryContextSwitchTo(caller);
	CurrentResourceOwner = owner;
	return problem;
}

/* What formula_problem tries. */
typedef struct Trial
{
	char	   *source;
	FormulaScope scope;
} Trial;

static void
try_formula(void *arg)
{
	Trial	   *trial = arg;

	(void) tuoyu_formula_compile(trial->source, InvalidOid, &trial->scope);
}

PG_FUNCTION_INFO_V1(tuoyu_formula_problem);
Datum
tuoyu_formula_problem(PG_FUNCTION_ARGS)
{
	Trial		trial = {text_to_cstring(PG_GETARG_TEXT_PP(0)), {.fact = lookup_rowtype_tupdesc_copy(PG_GETARG_OID(1), -1)}};
	text	   *problem = tuoyu_formula_try(try_formula, &trial);

	if (problem == NULL)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(problem);
}
