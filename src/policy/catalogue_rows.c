/*
 * catalogue_rows.c
 *		Reading the catalogue's tables row by row.
 *
 * The tables are the extension's own and small, so they are scanned without a query, which a new session would spend most of its
 * first call on to plan.  A policy that was kept becomes rows by a query.
 */
#include "tuoyu.h"

#include "access/table.h"
#include "access/tableam.h"
#include "catalog/pg_type_d.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rangetypes.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"
#include "utils/typcache.h"

#include "policy/catalogue_rows.h"
#include "tuoyu_schema.h"

/*
 * Reading
 */

/* Items as they are read. */
typedef struct Items
{
	Size		size;
	TakeRow		take;
	MemoryContext memory;
	int			count;
	int			space;
	char	   *data;
} Items;

/* The number of a column that there is. */
static int
find_column(TupleDesc desc, const char *name)
{
	for (int i = 0; i < desc->natts; i++)
		if (!TupleDescAttr(desc, i)->attisdropped && strcmp(NameStr(TupleDescAttr(desc, i)->attname), name) == 0)
			return i + 1;
	elog(ERROR, "the policy catalogue has no column \"%s\"", name);
}

/* Where the columns are in the rows, and which the table does not let be NULL. */
static void
find_columns(CatalogueRow *row, TupleDesc rows, TupleDesc table)
{
	int			count = 0;

	for (; row->columns[count] != NULL; count++)
	{
		Assert(count < MOST_COLUMNS);
		row->attnos[count] = find_column(rows, row->columns[count]);
		row->required[count] = TupleDescAttr(table, find_column(table, row->columns[count]) - 1)->attnotnull;
	}
}

/* Take a row apart, into the next item. */
static void
add_item(Items *items, CatalogueRow *row, const Datum *values, const bool *nulls)
{
	MemoryContext caller = MemoryContextSwitchTo(items->memory);
	char	   *item;

	CHECK_FOR_INTERRUPTS();
	if (items->count == items->space)
	{
		items->space *= 2;
		items->data = repalloc_huge(items->data, items->size * items->space);
	}
	item = items->data + items->size * items->count++;
	memset(item, 0, items->size);
	row->values = values;
	row->nulls = nulls;
	row->column = 0;
	items->take(row, item);
	MemoryContextSwitchTo(caller);
}

/* The rows of a table. */
static void
read_table(Relation relation, CatalogueRow *row, Items *items)
{
	TupleTableSlot *slot = table_slot_create(relation, NULL);
	TableScanDesc scan = table_beginscan(relation, GetActiveSnapshot(), 0, NULL);

	find_columns(row, RelationGetDescr(relation), RelationGetDescr(relation));
	while (table_scan_getnextslot(scan, ForwardScanDirection, slot))
	{
		slot_getallattrs(slot);
		add_item(items, row, slot->tts_values, slot->tts_isnull);
	}
	table_endscan(scan);
	ExecDropSingleTupleTableSlot(slot);
}

/* Its rows in a policy that was kept. */
static void
read_kept(Relation relation, const Jsonb *policy, CatalogueRow *row, Items *items)
{
	Oid			type = JSONBOID;
	Datum		value = JsonbPGetDatum(policy);
	Datum	   *values;
	bool	   *nulls;

	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	if (SPI_execute_with_args(psprintf("SELECT * FROM pg_catalog.jsonb_populate_recordset(NULL::tuoyu.%1$s, $1 OPERATOR(pg_catalog.->) '%1$s')", row->table),
							  1, &type, &value, NULL, true, 0) != SPI_OK_SELECT)
		elog(ERROR, "could not read the policy that was kept");
	find_columns(row, SPI_tuptable->tupdesc, RelationGetDescr(relation));
	values = palloc(sizeof(Datum) * SPI_tuptable->tupdesc->natts);
	nulls = palloc(sizeof(bool) * SPI_tuptable->tupdesc->natts);
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		heap_deform_tuple(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, values, nulls);
		add_item(items, row, values, nulls);
	}
	SPI_finish();
}

int
tuoyu_read_rows(const char *table, const Jsonb *policy, const char *const *columns, Size size, TakeRow take, void *arg, void *items)
{
	Items		read = {.size = size, .take = take, .memory = CurrentMemoryContext, .space = 16};
	CatalogueRow row = {.table = table, .columns = columns, .arg = arg};
	Relation	relation = table_open(tuoyu_relation_oid(table), AccessShareLock);

	read.data = palloc(size * read.space);
	if (policy == NULL)
		read_table(relation, &row, &read);
	else
		read_kept(relation, policy, &row, &read);
	/* as after a query, the lock stays until the transaction ends */
	table_close(relation, NoLock);
	*(char **) items = read.data;
	return read.count;
}

/*
 * Columns
 */

void
tuoyu_refuse_row(const CatalogueRow *row)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("policy was not kept by a settlement"),
			 errdetail("A row of %s has no \"%s\" such as the table would take.", row->table, row->columns[row->column - 1]),
			 errhint("Pass the policy of a row of settlement_pass as it is.")));
}

char *
tuoyu_row_text(CatalogueRow *row)
{
	bool		isnull;
	Datum		value = tuoyu_row_next(row, &isnull);

	return isnull ? NULL : TextDatumGetCString(value);
}

int32
tuoyu_row_int(CatalogueRow *row, int32 if_null)
{
	bool		isnull;
	Datum		value = tuoyu_row_next(row, &isnull);

	return isnull ? if_null : DatumGetInt32(value);
}

int64
tuoyu_row_bigint(CatalogueRow *row)
{
	bool		isnull;
	Datum		value = tuoyu_row_next(row, &isnull);

	return isnull ? 0 : DatumGetInt64(value);
}

bool
tuoyu_row_bool(CatalogueRow *row)
{
	bool		isnull;
	Datum		value = tuoyu_row_next(row, &isnull);

	return !isnull && DatumGetBool(value);
}

Numeric
tuoyu_row_numeric(CatalogueRow *row)
{
	bool		isnull;
	Datum		value = tuoyu_row_next(row, &isnull);

	return isnull ? NULL : DatumGetNumericCopy(value);
}

bool
tuoyu_row_is(CatalogueRow *row, const char *text)
{
	const char *value = tuoyu_row_text(row);

	return value != NULL && strcmp(value, text) == 0;
}

int
tuoyu_row_choice(CatalogueRow *row, const char *const *labels)
{
	char	   *text = tuoyu_row_text(row);
	int			choice = 0;

	while (text != NULL && labels[choice] != NULL && strcmp(labels[choice], text) != 0)
		choice++;
	if (labels[choice] == NULL)
		tuoyu_refuse_row(row);
	return choice;
}

/* The bounds of a range that is not NULL; false for an empty one. */
static bool
range_bounds(Datum value, Oid type, RangeBound *lower, RangeBound *upper)
{
	bool		empty;

	range_deserialize(lookup_type_cache(type, TYPECACHE_RANGE_INFO), DatumGetRangeTypeP(value), lower, upper, &empty);
	return !empty;
}

Days
tuoyu_row_days(CatalogueRow *row, bool *isnull)
{
	Datum		value = tuoyu_row_next(row, isnull);
	RangeBound	lower,
				upper;

	if (*isnull)
		return (Days) {DATEVAL_NOBEGIN, DATEVAL_NOEND};
	if (!range_bounds(value, DATERANGEOID, &lower, &upper))
		return (Days) {DATEVAL_NOBEGIN, DATEVAL_NOBEGIN};
	return (Days) {lower.infinite ? DATEVAL_NOBEGIN : DatumGetDateADT(lower.val), upper.infinite ? DATEVAL_NOEND : DatumGetDateADT(upper.val)};
}

bool
tuoyu_row_range(CatalogueRow *row, int32 *from, int32 *to)
{
	bool		isnull;
	Datum		value = tuoyu_row_next(row, &isnull);
	RangeBound	lower,
				upper;

	if (!isnull && range_bounds(value, INT4RANGEOID, &lower, &upper))
	{
		if (!lower.infinite)
			*from = DatumGetInt32(lower.val);
		if (!upper.infinite)
			*to = DatumGetInt32(upper.val);
	}
	return !isnull;
}

int
tuoyu_row_array(CatalogueRow *row, Oid element_type, Datum **elements)
{
	bool		isnull;
	Datum		value = tuoyu_row_next(row, &isnull);
	bool	   *nulls;
	int			all = 0,
				count = 0;
	int16		length;
	bool		byval;
	char		align;

	*elements = NULL;
	get_typlenbyvalalign(element_type, &length, &byval, &align);
	if (!isnull)
		deconstruct_array(DatumGetArrayTypePCopy(value), element_type, length, byval, align, elements, &nulls, &all);
	for (int i = 0; i < all; i++)
		if (!nulls[i])
			(*elements)[count++] = (*elements)[i];
	return count;
}

/* A scalar as jsonb_each_text gives it. */
static char *
scalar_text(const JsonbValue *value)
{
	switch (value->type)
	{
		case jbvString:
			return pnstrdup(value->val.string.val, value->val.string.len);
		case jbvNumeric:
			return DatumGetCString(DirectFunctionCall1(numeric_out, NumericGetDatum(value->val.numeric)));
		case jbvBool:
			return pstrdup(value->val.boolean ? "true" : "false");
		default:
			return NULL;
	}
}

/* Keys in order; values stand by them. */
static void
sort_object(int count, char **keys, char **values)
{
	for (int i = 1; i < count; i++)
		for (int j = i; j > 0 && strcmp(keys[j], keys[j - 1]) < 0; j--)
		{
			char	   *key = keys[j],
					   *value = values[j];

			keys[j] = keys[j - 1];
			values[j] = values[j - 1];
			keys[j - 1] = key;
			values[j - 1] = value;
		}
}

int
tuoyu_row_object(CatalogueRow *row, bool *isnull, char ***keys, char ***values)
{
	Datum		value = tuoyu_row_next(row, isnull);
	Jsonb	   *object;
	JsonbIterator *iterator;
	JsonbIteratorToken token;
	JsonbValue	part;
	int			count = 0;

	if (*isnull)
		return 0;
	object = DatumGetJsonbPCopy(value);
	if (!JB_ROOT_IS_OBJECT(object))
		tuoyu_refuse_row(row);
	*keys = palloc(sizeof(char *) * (JB_ROOT_COUNT(object) + 1));
	*values = palloc(sizeof(char *) * (JB_ROOT_COUNT(object) + 1));
	iterator = JsonbIteratorInit(&object->root);
	while ((token = JsonbIteratorNext(&iterator, &part, true)) != WJB_DONE)
	{
		if (token == WJB_KEY)
			(*keys)[count] = scalar_text(&part);
		else if (token == WJB_VALUE)
			(*values)[count++] = scalar_text(&part);
	}
	sort_object(count, *keys, *values);
	return count;
}
