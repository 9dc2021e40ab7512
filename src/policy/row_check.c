/*
 * row_check.c
 *		Rows of the catalogue that their tables would refuse, refused first, in words: which rule, which region, what it
 *		says, what is allowed.
 *
 * The tables' own constraints are what is read here, so that each rule stands in one place: NOT NULL and CHECK are
 * evaluated on the row, EXCLUDE is asked as a query.  The words are the comment on the constraint.  The constraints
 * stay behind this as the guarantee.
 */
#include "tuoyu.h"

#include "access/genam.h"
#include "catalog/pg_class_d.h"
#include "catalog/pg_constraint.h"
#include "catalog/pg_type_d.h"
#include "commands/comment.h"
#include "commands/trigger.h"
#include "executor/executor.h"
#include "executor/spi.h"
#include "nodes/bitmapset.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/optimizer.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/fmgrprotos.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/relcache.h"
#include "utils/ruleutils.h"

#include "policy/guard.h"

/* A row on its way into the catalogue. */
typedef struct NewRow
{
	Relation	relation;
	TupleTableSlot *slot;
	HeapTuple	tuple;
} NewRow;

/* A column as text; "NULL" for none. */
static const char *
column_text(const NewRow *row, AttrNumber attno)
{
	char	   *text = SPI_getvalue(row->tuple, RelationGetDescr(row->relation), attno);

	return text == NULL ? "NULL" : text;
}

static const char *
column_name(const NewRow *row, AttrNumber attno)
{
	return NameStr(TupleDescAttr(RelationGetDescr(row->relation), attno - 1)->attname);
}

/* Which row it is about, as all messages begin. */
static char *
row_title(const NewRow *row)
{
	return tuoyu_row_title(row->relation, row->tuple);
}

/*
 * CHECK constraints
 */

/* The column that a CHECK compares with a list, looked at through casts; 0 when it is of another form. */
static AttrNumber
listed_column(Expr *check)
{
	Node	   *node;

	if (!IsA(check, ScalarArrayOpExpr) || !((ScalarArrayOpExpr *) check)->useOr)
		return 0;
	node = linitial(((ScalarArrayOpExpr *) check)->args);
	if (IsA(node, FuncExpr) && list_length(((FuncExpr *) node)->args) == 1)
		node = linitial(((FuncExpr *) node)->args);
	node = strip_implicit_coercions(node);
	return IsA(node, Var) ? ((Var *) node)->varattno : 0;
}

/* The list, as "a, b, c"; NULL when it is no constant one of text. */
static char *
list_text(Expr *check)
{
	Node	   *list = lsecond(((ScalarArrayOpExpr *) check)->args);

	if (!IsA(list, Const) || ((Const *) list)->consttype != TEXTARRAYOID)
		return NULL;
	return text_to_cstring(DatumGetTextPP(OidFunctionCall2(F_ARRAY_TO_STRING_ANYARRAY_TEXT, ((Const *) list)->constvalue,
														   CStringGetTextDatum(", "))));
}

/* A constraint's expression with its constants folded. */
static Expr *
check_expression(const ConstrCheck *check)
{
	return expression_planner(stringToNode(check->ccbin));
}

/* What a column may hold, by the CHECK that lists it; NULL when none does. */
static char *
allowed_values(const NewRow *row, AttrNumber attno)
{
	TupleConstr *constr = RelationGetDescr(row->relation)->constr;

	for (int i = 0; i < constr->num_check; i++)
	{
		Expr	   *check = check_expression(&constr->check[i]);

		if (listed_column(check) == attno)
			return list_text(check);
	}
	return NULL;
}

/* The columns that a CHECK is about, with their values in the row. */
static char *
columns_text(const NewRow *row, Expr *check)
{
	StringInfoData text;
	Bitmapset  *columns = NULL;
	int			member = -1;

	pull_varattnos((Node *) check, 1, &columns);
	initStringInfo(&text);
	while ((member = bms_next_member(columns, member)) >= 0)
	{
		AttrNumber	attno = member + FirstLowInvalidHeapAttributeNumber;

		appendStringInfo(&text, "%s%s is %s", text.len > 0 ? ", " : "", column_name(row, attno), column_text(row, attno));
	}
	return text.data;
}

/* What a constraint asks for, in words: its comment, or else its expression. */
static char *
constraint_words(const NewRow *row, const ConstrCheck *check)
{
	Oid			relid = RelationGetRelid(row->relation);
	char	   *comment = GetComment(get_relation_constraint_oid(relid, check->ccname, false), ConstraintRelationId, 0);

	if (comment != NULL)
		return comment;
	return psprintf("It must hold that %s.",
					deparse_expression(stringToNode(check->ccbin),
									   deparse_context_for(RelationGetRelationName(row->relation), relid), false, false));
}

static void
refuse_unlisted(const NewRow *row, const ConstrCheck *check, AttrNumber attno, const char *values)
{
	ereport(ERROR,
			(errcode(ERRCODE_CHECK_VIOLATION),
			 errmsg("value \"%s\" is not allowed in column \"%s\" of %s", column_text(row, attno), column_name(row, attno),
					row_title(row)),
			 errdetail("Allowed values are %s.", values),
			 errhint("The comment on the column says what each of them means."),
			 errtableconstraint(row->relation, check->ccname)));
}

static void
refuse_check(const NewRow *row, const ConstrCheck *check, Expr *expr)
{
	AttrNumber	attno = listed_column(expr);
	char	   *values = attno == 0 ? NULL : list_text(expr);

	if (values != NULL)
		refuse_unlisted(row, check, attno, values);
	ereport(ERROR,
			(errcode(ERRCODE_CHECK_VIOLATION),
			 errmsg("%s breaks constraint \"%s\"", row_title(row), check->ccname),
			 errdetail("Its %s.", columns_text(row, expr)),
			 errhint("%s", constraint_words(row, check)),
			 errtableconstraint(row->relation, check->ccname)));
}

static void
test_checks(const NewRow *row)
{
	TupleConstr *constr = RelationGetDescr(row->relation)->constr;
	EState	   *estate = CreateExecutorState();
	ExprContext *econtext = GetPerTupleExprContext(estate);

	econtext->ecxt_scantuple = row->slot;
	for (int i = 0; i < constr->num_check; i++)
	{
		Expr	   *check = check_expression(&constr->check[i]);

		if (!ExecCheck(ExecPrepareExpr(check, estate), econtext))
			refuse_check(row, &constr->check[i], check);
	}
	FreeExecutorState(estate);
}

/*
 * NOT NULL: a choice that nobody made
 */

static void
refuse_null(const NewRow *row, AttrNumber attno)
{
	char	   *values = allowed_values(row, attno);
	char	   *meaning = GetComment(RelationGetRelid(row->relation), RelationRelationId, attno);

	ereport(ERROR,
			(errcode(ERRCODE_NOT_NULL_VIOLATION),
			 errmsg("%s does not say \"%s\"", row_title(row), column_name(row, attno)),
			 meaning == NULL ? 0 : errdetail("%s", meaning),
			 values == NULL ? errhint("Give the column a value.") : errhint("Choose one of %s: nothing is guessed.", values),
			 errtablecol(row->relation, attno)));
}

static void
test_not_null(const NewRow *row)
{
	TupleDesc	desc = RelationGetDescr(row->relation);

	for (int attno = 1; attno <= desc->natts; attno++)
		if (TupleDescAttr(desc, attno - 1)->attnotnull && slot_attisnull(row->slot, attno))
			refuse_null(row, attno);
}

/*
 * EXCLUDE: two rules for the same thing on one day
 */

/* The key of an index as SQL over the table's columns: "expression AS k1, …". */
static void
append_keys(StringInfo query, Relation index)
{
	for (int i = 1; i <= IndexRelationGetNumberOfKeyAttributes(index); i++)
		appendStringInfo(query, ", %s AS k%d",
						 TextDatumGetCString(DirectFunctionCall3(pg_get_indexdef_ext, ObjectIdGetDatum(RelationGetRelid(index)),
																 Int32GetDatum(i), BoolGetDatum(true))), i);
}

/* "AND o.k1 OPERATOR(=) n.k1 …" */
static void
append_comparisons(StringInfo query, Relation index)
{
	Oid		   *operators,
			   *functions;
	uint16	   *strategies;

	RelationGetExclusionInfo(index, &operators, &functions, &strategies);
	for (int i = 1; i <= IndexRelationGetNumberOfKeyAttributes(index); i++)
		appendStringInfo(query, " AND o.k%d OPERATOR(pg_catalog.%s) n.k%d", i, get_opname(operators[i - 1]), i);
}

/* Rows other than this one ($2) that the new row ($1) conflicts with, and the days. */
static char *
conflict_query(const NewRow *row, Relation index)
{
	const char *table = quote_qualified_identifier("tuoyu", RelationGetRelationName(row->relation));
	const char *key = quote_identifier(column_name(row, 1));
	StringInfoData query;

	initStringInfo(&query);
	appendStringInfo(&query, "SELECT o.key, (o.during OPERATOR(pg_catalog.*) n.during)::pg_catalog.text FROM (SELECT %s AS key, during", key);
	append_keys(&query, index);
	appendStringInfo(&query, " FROM %s) o, (SELECT during", table);
	append_keys(&query, index);
	appendStringInfo(&query, " FROM (SELECT ($1).*) n) n WHERE o.key OPERATOR(pg_catalog.<>) $2");
	append_comparisons(&query, index);
	appendStringInfoString(&query, " ORDER BY 1 LIMIT 1");
	return query.data;
}

static void
refuse_overlap(const NewRow *row, Relation index)
{
	char	   *other = SPI_getvalue(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1);

	ereport(ERROR,
			(errcode(ERRCODE_EXCLUSION_VIOLATION),
			 errmsg("%s overlaps %s", row_title(row),
					tuoyu_is_generated_key(other) ? "another one" : psprintf("\"%s\"", other)),
			 errdetail("Both hold in %s, for the same item and selectors.",
					   SPI_getvalue(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 2)),
			 errhint("End one of them before the other begins, or tell them apart by a selector or a scenario."),
			 errtableconstraint(row->relation, RelationGetRelationName(index))));
}

/* old_key: of the row that this one replaces; a new row with the key of another breaks the key, which says so itself. */
static void
test_exclusion(const NewRow *row, Relation index, const char *old_key)
{
	Oid			types[2] = {RelationGetForm(row->relation)->reltype, TEXTOID};
	Datum		values[2] = {
		heap_copy_tuple_as_datum(row->tuple, RelationGetDescr(row->relation)),
		CStringGetTextDatum(old_key)
	};

	if (SPI_execute_with_args(conflict_query(row, index), 2, types, values, NULL, false, 1) != SPI_OK_SELECT)
		elog(ERROR, "could not read the policy catalogue");
	if (SPI_processed > 0)
		refuse_overlap(row, index);
}

static void
test_exclusions(const NewRow *row, const char *old_key)
{
	ListCell   *cell;

	foreach(cell, RelationGetIndexList(row->relation))
	{
		Relation	index = index_open(lfirst_oid(cell), AccessShareLock);

		if (index->rd_index->indisexclusion)
			test_exclusion(row, index, old_key);
		index_close(index, AccessShareLock);
	}
}

PG_FUNCTION_INFO_V1(tuoyu_policy_row_check);

/* Trigger before INSERT and UPDATE. */
Datum
tuoyu_policy_row_check(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = tuoyu_trigger_data(fcinfo, "policy_row_check");
	TupleDesc	desc = RelationGetDescr(trigger->tg_relation);
	bool		is_update = TRIGGER_FIRED_BY_UPDATE(trigger->tg_event);
	NewRow		row = {.relation = trigger->tg_relation};

	row.tuple = is_update ? trigger->tg_newtuple : trigger->tg_trigtuple;
	row.slot = MakeSingleTupleTableSlot(desc, &TTSOpsHeapTuple);
	ExecStoreHeapTuple(row.tuple, row.slot, false);
	test_not_null(&row);
	test_checks(&row);
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	test_exclusions(&row, SPI_getvalue(trigger->tg_trigtuple, desc, 1));
	SPI_finish();
	ExecDropSingleTupleTableSlot(row.slot);
	return PointerGetDatum(row.tuple);
}
