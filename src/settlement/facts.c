/*
 * facts.c
 *		The rows of a fact as the ledger keeps them.
 */
#include "tuoyu.h"

#include "access/htup_details.h"
#include "catalog/pg_type_d.h"
#include "funcapi.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/typcache.h"

#include "policy/json.h"

/* What a call site keeps: a row type, and how its columns print. */
typedef struct RowShape
{
	int32		typmod;			/* of the type record */
	TupleDesc	desc;
	FmgrInfo   *output;			/* by column */
	Datum	   *values;
	bool	   *nulls;
} RowShape;

/* Look a row type up, in memory of the call site. */
static void
fill_shape(RowShape *shape, Oid type, int32 typmod, MemoryContext memory)
{
	MemoryContext caller = MemoryContextSwitchTo(memory);

	shape->desc = lookup_rowtype_tupdesc_copy(type, typmod);
	shape->values = palloc(sizeof(Datum) * shape->desc->natts);
	shape->nulls = palloc(sizeof(bool) * shape->desc->natts);
	shape->output = palloc0(sizeof(FmgrInfo) * shape->desc->natts);
	for (int i = 0; i < shape->desc->natts; i++)
	{
		Oid			output;
		bool		is_varlena;

		if (TupleDescAttr(shape->desc, i)->attisdropped)
			continue;
		getTypeOutputInfo(TupleDescAttr(shape->desc, i)->atttypid, &output, &is_varlena);
		fmgr_info(output, &shape->output[i]);
	}
	shape->typmod = typmod;
	MemoryContextSwitchTo(caller);
}

/* The shape of a row; that of an anonymous row type stays what it is, that of any other is looked up each time. */
static RowShape *
row_shape(FmgrInfo *flinfo, HeapTupleHeader row)
{
	RowShape   *shape = flinfo->fn_extra;
	Oid			type = HeapTupleHeaderGetTypeId(row);
	int32		typmod = HeapTupleHeaderGetTypMod(row);

	if (type != RECORDOID)
	{
		shape = palloc0(sizeof(RowShape));
		fill_shape(shape, type, typmod, CurrentMemoryContext);
		return shape;
	}
	if (shape == NULL)
	{
		shape = MemoryContextAllocZero(flinfo->fn_mcxt, sizeof(RowShape));
		shape->typmod = -1;
		flinfo->fn_extra = shape;
	}
	if (shape->typmod != typmod)
		fill_shape(shape, type, typmod, flinfo->fn_mcxt);
	return shape;
}

/* Numbers, booleans and dates as to_jsonb writes them, all else as the type prints it; amounts of money too. */
static void
write_value(Json *json, const char *name, Oid type, FmgrInfo *output, Datum value)
{
	if (type == TEXTOID)
		tuoyu_json_text(json, name, TextDatumGetCString(value));
	else if (type == BOOLOID || type == INT2OID || type == INT4OID || type == INT8OID || type == NUMERICOID || type == DATEOID)
		tuoyu_json_value(json, name, type, value, false);
	else
		tuoyu_json_text(json, name, OutputFunctionCall(output, value));
}

/* One row as an object of its columns that are not null. */
static Datum
row_object(RowShape *shape, HeapTupleHeader row)
{
	HeapTupleData tuple = {.t_len = HeapTupleHeaderGetDatumLength(row), .t_data = row};
	Json		json = {0};

	heap_deform_tuple(&tuple, shape->desc, shape->values, shape->nulls);
	for (int i = 0; i < shape->desc->natts; i++)
	{
		Form_pg_attribute att = TupleDescAttr(shape->desc, i);

		if (!att->attisdropped && !shape->nulls[i])
			write_value(&json, NameStr(att->attname), att->atttypid, &shape->output[i], shape->values[i]);
	}
	return tuoyu_json_finish(&json);
}

PG_FUNCTION_INFO_V1(tuoyu_settlement_facts);

/* settlement_facts(rows) */
Datum
tuoyu_settlement_facts(PG_FUNCTION_ARGS)
{
	ArrayType  *array = PG_GETARG_ARRAYTYPE_P(0);
	Json		json = {.is_array = true};
	Datum	   *elements;
	bool	   *nulls;
	int			count;

	deconstruct_array(array, ARR_ELEMTYPE(array), -1, false, TYPALIGN_DOUBLE, &elements, &nulls, &count);
	for (int i = 0; i < count; i++)
		if (!nulls[i])
		{
			HeapTupleHeader row = DatumGetHeapTupleHeader(elements[i]);

			tuoyu_json_put(&json, NULL, row_object(row_shape(fcinfo->flinfo, row), row));
		}
	PG_RETURN_DATUM(tuoyu_json_finish(&json));
}
