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
#include "nodes/nodeFuncs.h"
#include "optimizer/optimizer.h"
#include "parser/parse_node.h"
#include "utils/builtins.h"
#include "utils/hsearch.h"
#include "utils/memutils.h"
#include "utils/typcache.h"

#include "policy/fact.h"
#include "tuoyu_schema.h"

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

/* Everything about a row type; its memory is the current one. */
static void
fill_fact_type(FactType *type)
{
	FactKind	kind = type->key.kind;

	if (OidIsValid(type->key.row_type))
	{
		TupleDesc	shared = lookup_rowtype_tupdesc(type->key.row_type, type->key.row_typmod);

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

/* A fact type of that key, in a context of its own, which is the catalogue's only when all has gone well. */
static FactType
make_fact_type(Catalogue *catalogue, const struct FactTypeKey *key, uint64 identifier)
{
	FactType	fresh = {.key = *key, .identifier = identifier, .catalogue = catalogue};
	MemoryContext caller;

	fresh.memory = AllocSetContextCreate(CurrentMemoryContext, "tuoyu fact type", ALLOCSET_DEFAULT_SIZES);
	caller = MemoryContextSwitchTo(fresh.memory);
	fill_fact_type(&fresh);
	MemoryContextSwitchTo(caller);
	MemoryContextSetParent(fresh.memory, catalogue->memory);
	return fresh;
}

/* The entry for a row type, which may be none; it takes the place of one that the type had before it changed. */
static FactType *
find_fact_type(Catalogue *catalogue, Oid row_type, int32 row_typmod, FactKind kind)
{
	struct FactTypeKey key = {row_type, row_typmod, kind};
	uint64		identifier = OidIsValid(row_type) ? assign_record_type_identifier(row_type, row_typmod) : 0;
	FactType   *type = hash_search(catalogue->fact_types, &key, HASH_FIND, NULL);

	if (type == NULL || type->identifier != identifier)
	{
		FactType	fresh = make_fact_type(catalogue, &key, identifier);
		MemoryContext before = type == NULL ? NULL : type->memory;

		type = hash_search(catalogue->fact_types, &key, HASH_ENTER, NULL);
		*type = fresh;
		if (before != NULL)
			tuoyu_free_later(before);
	}
	return type;
}

/* Is what the site keeps still of the catalogue, and can no row type have changed since? */
static inline bool
site_is_current(const FactCallSite *site)
{
	return site->type != NULL && site->version == tuoyu_catalogue_version();
}

/* The call site, made when it is called first. */
static inline FactCallSite *
call_site(FunctionCallInfo fcinfo)
{
	FmgrInfo   *function = fcinfo->flinfo;

	if (function->fn_extra == NULL)
		function->fn_extra = MemoryContextAllocZero(function->fn_mcxt, sizeof(FactCallSite));
	return function->fn_extra;
}

/* Look the row type up for a site, by which it is kept. */
static FactType *
fill_site(FactCallSite *site, Catalogue *catalogue, Oid row_type, int32 row_typmod, FactKind kind)
{
	site->type = NULL;
	site->memo = NULL;
	site->version = tuoyu_catalogue_version();
	site->row_type = row_type;
	site->row_typmod = row_typmod;
	site->type = find_fact_type(catalogue, row_type, row_typmod, kind);
	return site->type;
}

FactType *
tuoyu_fact_type(FunctionCallInfo fcinfo, HeapTupleHeader row, FactKind kind)
{
	Catalogue  *catalogue = tuoyu_enter_catalogue();
	FactCallSite *site = call_site(fcinfo);
	Oid			row_type = row == NULL ? InvalidOid : HeapTupleHeaderGetTypeId(row);
	int32		row_typmod = row == NULL ? -1 : HeapTupleHeaderGetTypMod(row);

	if (site_is_current(site) && site->row_type == row_type && site->row_typmod == row_typmod)
		return site->type;
	return fill_site(site, catalogue, row_type, row_typmod, kind);
}

/* The columns of a call must be the row type's, as far as they go: it may have got more since the query was planned. */
static void
check_columns(FunctionCallInfo fcinfo, int first, TupleDesc desc)
{
	for (int i = first; i < PG_NARGS(); i++)
	{
		Form_pg_attribute att = i - first < desc->natts ? TupleDescAttr(desc, i - first) : NULL;

		if (att == NULL || (!att->attisdropped && get_fn_expr_argtype(fcinfo->flinfo, i) != att->atttypid))
			ereport(ERROR,
					(errcode(ERRCODE_DATATYPE_MISMATCH),
					 errmsg("columns of a fact do not match its row type"),
					 errdetail("Column %d is not of the type that it has in %s.", i - first + 1, format_type_be(desc->tdtypeid)),
					 errhint("Pass the fact as a row.")));
	}
}

FactCallSite *
tuoyu_fact_site_by_columns(FunctionCallInfo fcinfo, int first, FactKind kind)
{
	FactCallSite *site = call_site(fcinfo);
	Catalogue  *catalogue;
	FactType   *type;
	Node	   *row;

	if (site->type != NULL && tuoyu_catalogue_is(site->version))
		return site;
	catalogue = tuoyu_enter_catalogue();
	if (site_is_current(site))
		return site;
	row = fcinfo->flinfo->fn_expr != NULL && IsA(fcinfo->flinfo->fn_expr, FuncExpr) ?
		linitial(((FuncExpr *) fcinfo->flinfo->fn_expr)->args) : NULL;
	type = fill_site(site, catalogue, exprType(row), exprTypmod(row), kind);
	/* not to be used again when they do not fit */
	site->type = NULL;
	if (type->desc == NULL)
		elog(ERROR, "no row type for the columns of a fact");
	check_columns(fcinfo, first, type->desc);
	site->type = type;
	return site;
}

FactType *
tuoyu_head_counts_type(Catalogue *catalogue)
{
	return find_fact_type(catalogue, InvalidOid, -1, FACT_HEADS);
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
