/*
 * stays.c
 *		Stays of an institution's children: those that are too short to count alone are counted together.
 */
#include "tuoyu.h"

#include "catalog/pg_type_d.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/numeric.h"

/* The stays that are given as numbers. */
static int
stays_argument(FunctionCallInfo fcinfo, Datum **stays)
{
	bool	   *nulls;
	int			all,
				count = 0;

	deconstruct_array(PG_GETARG_ARRAYTYPE_P(0), NUMERICOID, -1, false, TYPALIGN_INT, stays, &nulls, &all);
	for (int i = 0; i < all; i++)
		if (!nulls[i])
			(*stays)[count++] = (*stays)[i];
	return count;
}

static bool
is_shorter(Datum stay, Datum minimum)
{
	return DatumGetBool(DirectFunctionCall2(numeric_lt, stay, minimum));
}

PG_FUNCTION_INFO_V1(tuoyu_pooled_days);

/* pooled_days(stays, minimum) */
Datum
tuoyu_pooled_days(PG_FUNCTION_ARGS)
{
	Datum	   *stays;
	int			count = stays_argument(fcinfo, &stays);
	Datum		sum = NumericGetDatum(int64_to_numeric(0));

	for (int i = 0; i < count; i++)
		if (is_shorter(stays[i], PG_GETARG_DATUM(1)))
			sum = DirectFunctionCall2(numeric_add, sum, stays[i]);
	PG_RETURN_DATUM(sum);
}

PG_FUNCTION_INFO_V1(tuoyu_counted_stays);

/* counted_stays(stays, minimum) */
Datum
tuoyu_counted_stays(PG_FUNCTION_ARGS)
{
	Datum	   *stays;
	int			count = stays_argument(fcinfo, &stays);
	int32		counted = 0;

	for (int i = 0; i < count; i++)
		counted += !is_shorter(stays[i], PG_GETARG_DATUM(1));
	PG_RETURN_INT32(counted);
}
