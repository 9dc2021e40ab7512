/*
 * fact.c
 *		Facts: rows of any type, read by column name.
 *
 * A row type is looked at once per catalogue: which standard columns it has, where, and whether they convert.  Call sites
 * keep what they found and check that it still belongs to the catalogue.
 */
#include "tuoyu.h"

#include "access/htup_details.h"
#include "executor/executor.h"
#include "nodes/makefuncs.h"
#include "optimizer/optimizer.h"
#include "parser/parse_node.h"
#include "utils/builtins.h"
#include "utils/hsearch.h"
#include "utils/memutils.h"
#include "utils/typcache.h"

#include "policy/fact.h"
#include "tuoyu_schema.h"

/* What a call site keeps in fn_extra. */
typedef struct FactCallSite
{
	uint64		generation;
	uint64		relation_changes;
	Oid			row_type;
	int32		row_typmod;
	FactType   *type;
} FactCallSite;

/* The expression that turns a column of the row into the standard one's type; NULL when it is of that type. */
static ExprState *
column_conversion(TupleDesc desc, int attno, Form_pg_attribute standard)
{
	Form_pg_attribute att = TupleDescAttr(desc, attno - 1);
	ParseState *pstate;
	Node	   *expr;

	if (att->atttypid == standard->atttypid)
		return NULL;
	pstate = make_parsestate(NULL);
	expr = (Node *) makeVar(1, attno, att->atttypid, att->atttypmod, att->attcollation, 0);
	expr = tuoyu_formula_coerce(pstate, expr, standard->atttypid, NameStr(standard->attname));
	free_parsestate(pstate);
	return ExecInitExpr(expression_planner((Expr *) expr), NULL);
}

/* Find the standard columns in the row type. */
static void
bind_columns(FactType *type)
{
	for (int i = 0; i < type->standard->natts; i++)
	{
		Form_pg_attribute standard = TupleDescAttr(type->standard, i);

		type->column[i] = tuoyu_column_number(type->desc, NameStr(standard->attname));
		if (type->column[i] != 0)
			type->conversion[i] = column_conversion(type->desc, type->column[i], standard);
	}
}

const char *const tuoyu_subject_columns[SUBJECT_COLUMNS] = {"institution_id", "institution_name", "child_id", "event_id"};

/* Everything about a row type; the entry's memory is the catalogue's, which is the current one. */
static void
fill_fact_type(FactType *type, HeapTupleHeader row)
{
	FactKind	kind = type->key.kind;

	if (row != NULL)
	{
		TupleDesc	shared = lookup_rowtype_tupdesc(HeapTupleHeaderGetTypeId(row), HeapTupleHeaderGetTypMod(row));

		type->desc = CreateTupleDescCopy(shared);
		ReleaseTupleDesc(shared);
		type->slot = MakeSingleTupleTableSlot(type->desc, &TTSOpsHeapTuple);
		for (int i = 0; i < SUBJECT_COLUMNS; i++)
			type->subject[i] = tuoyu_column_number(type->desc, tuoyu_subject_columns[i]);
	}
	if (kind != FACT_HEADS)
	{
		type->standard = lookup_rowtype_tupdesc_copy(tuoyu_type_oid(kind == FACT_FEE ? "fee_fact" : "care_fact"), -1);
		Assert(type->standard->natts <= MOST_FACT_COLUMNS);
		bind_columns(type);
	}
	type->derived = MakeSingleTupleTableSlot(tuoyu_derived_desc(kind), &TTSOpsVirtual);
	ExecStoreAllNullTuple(type->derived);
	type->econtext = CreateStandaloneExprContext();
	type->programs = palloc0(sizeof(CompiledProgram *) * (type->catalogue->nprograms + 1));
}

/* The entry for a row type; a failure leaves none behind. */
static FactType *
find_fact_type(Catalogue *catalogue, HeapTupleHeader row, FactKind kind)
{
	struct FactTypeKey key = {0};
	FactType   *type;

	key.kind = kind;
	if (row != NULL)
		key.row_type = assign_record_type_identifier(HeapTupleHeaderGetTypeId(row), HeapTupleHeaderGetTypMod(row));
	type = hash_search(catalogue->fact_types, &key, HASH_FIND, NULL);
	if (type == NULL)
	{
		MemoryContext caller = MemoryContextSwitchTo(catalogue->memory);
		FactType	fresh = {.key = key, .catalogue = catalogue};

		fill_fact_type(&fresh, row);
		type = hash_search(catalogue->fact_types, &key, HASH_ENTER, NULL);
		*type = fresh;
		MemoryContextSwitchTo(caller);
	}
	return type;
}

/* Does what the site keeps still hold for the row?  Its type is looked up only when some type may have changed. */
static inline bool
site_holds(const FactCallSite *site, HeapTupleHeader row)
{
	return site->type != NULL && site->generation == tuoyu_catalogue_generation() &&
		site->relation_changes == tuoyu_relation_changes() &&
		(row == NULL ? site->row_type == InvalidOid :
		 site->row_type == HeapTupleHeaderGetTypeId(row) && site->row_typmod == HeapTupleHeaderGetTypMod(row));
}

FactType *
tuoyu_fact_type(FunctionCallInfo fcinfo, HeapTupleHeader row, FactKind kind)
{
	FactCallSite *site = fcinfo->flinfo->fn_extra;
	Catalogue  *catalogue = tuoyu_enter_catalogue();

	if (site == NULL)
		site = fcinfo->flinfo->fn_extra = MemoryContextAllocZero(fcinfo->flinfo->fn_mcxt, sizeof(FactCallSite));
	if (!site_holds(site, row))
	{
		site->type = NULL;
		site->relation_changes = tuoyu_relation_changes();
		site->row_type = row == NULL ? InvalidOid : HeapTupleHeaderGetTypeId(row);
		site->row_typmod = row == NULL ? -1 : HeapTupleHeaderGetTypMod(row);
		site->type = find_fact_type(catalogue, row, kind);
		site->generation = tuoyu_catalogue_generation();
	}
	return site->type;
}

FactType *
tuoyu_head_counts_type(Catalogue *catalogue)
{
	return find_fact_type(catalogue, NULL, FACT_HEADS);
}

void
tuoyu_load_fact(FactType *type, HeapTupleHeader row)
{
	type->reads = (FactColumns) {0, false};
	type->births = (Days) {DATEVAL_NOBEGIN, DATEVAL_NOEND};
	type->fee_from = PG_INT64_MIN;
	type->fee_to = PG_INT64_MAX;
	if (row == NULL)
		return;
	type->tuple.t_len = HeapTupleHeaderGetDatumLength(row);
	ItemPointerSetInvalid(&type->tuple.t_self);
	type->tuple.t_tableOid = InvalidOid;
	type->tuple.t_data = row;
	ExecStoreHeapTuple(&type->tuple, type->slot, false);
}

Datum
tuoyu_fact_value(FactType *type, int index, bool *isnull)
{
	if (type->column[index] == 0)
	{
		*isnull = true;
		return (Datum) 0;
	}
	if (index != CARE_BIRTH_DATE || type->key.kind != FACT_CARE || type->conversion[index] != NULL)
		tuoyu_note_column(&type->reads, type->column[index]);
	if (type->conversion[index] == NULL)
		return slot_getattr(type->slot, type->column[index], isnull);
	type->econtext->ecxt_scantuple = type->slot;
	return ExecEvalExpr(type->conversion[index], type->econtext, isnull);
}

void
tuoyu_note_fee(FactType *type, int ncuts, const Yuan *cuts)
{
	bool		isnull;
	Yuan		fee = DatumGetYuan(slot_getattr(type->slot, type->column[CARE_MONTHLY_FEE], &isnull));

	for (int i = 0; i < ncuts && !isnull; i++)
		if (cuts[i] <= fee)
			type->fee_from = Max(type->fee_from, cuts[i]);
		else
			type->fee_to = Min(type->fee_to, cuts[i]);
}

char *
tuoyu_fact_text(FactType *type, int index)
{
	bool		isnull;
	Datum		value = tuoyu_fact_value(type, index, &isnull);

	return isnull ? NULL : TextDatumGetCString(value);
}
