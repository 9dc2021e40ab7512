/*
 * yuan_sum.c
 *		sum(yuan) and avg(yuan).
 *
 * The sum runs in 64 bits that wrap, with a count of the wraps beside it: as quick as int8 addition, right for any
 * number of rows in any order, and out of range only where the final result is.
 */
#include "tuoyu.h"

#include "libpq/pqformat.h"
#include "types/yuan.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"

/* The sum is wraps * 2^64 + low. */
typedef struct YuanSum
{
	int64		count;
	int64		low;
	int64		wraps;
} YuanSum;

/* Add an amount. */
static inline void
accumulate(YuanSum *sum, Yuan amount)
{
	int64		before = sum->low;

	sum->low = (int64) ((uint64) before + (uint64) amount);
	/* it wrapped when both operands have the sign that the result has not */
	if (unlikely(((before ^ sum->low) & (amount ^ sum->low)) < 0))
		sum->wraps += amount < 0 ? -1 : 1;
}

/* Take an amount away again. */
static inline void
discharge(YuanSum *sum, Yuan amount)
{
	int64		before = sum->low;

	sum->low = (int64) ((uint64) before - (uint64) amount);
	/* it wrapped when the operands differ in sign and the result has that of the subtrahend */
	if (unlikely(((before ^ amount) & (before ^ sum->low)) < 0))
		sum->wraps += amount < 0 ? 1 : -1;
}

/* An empty sum that lives as long as the aggregate's group. */
static YuanSum *
new_sum(FunctionCallInfo fcinfo)
{
	MemoryContext context;

	if (!AggCheckCallContext(fcinfo, &context))
		elog(ERROR, "aggregate function called in non-aggregate context");
	return MemoryContextAllocZero(context, sizeof(YuanSum));
}

PG_FUNCTION_INFO_V1(tuoyu_yuan_accum);

/* Transition: NULLs do not count. */
Datum
tuoyu_yuan_accum(PG_FUNCTION_ARGS)
{
	YuanSum    *sum = PG_ARGISNULL(0) ? NULL : (YuanSum *) PG_GETARG_POINTER(0);

	if (unlikely(sum == NULL))
		sum = new_sum(fcinfo);
	if (!PG_ARGISNULL(1))
	{
		sum->count++;
		accumulate(sum, PG_GETARG_YUAN(1));
	}
	PG_RETURN_POINTER(sum);
}

PG_FUNCTION_INFO_V1(tuoyu_yuan_accum_inv);

/* Inverse transition of a moving frame. */
Datum
tuoyu_yuan_accum_inv(PG_FUNCTION_ARGS)
{
	YuanSum    *sum;

	if (PG_ARGISNULL(0))
		elog(ERROR, "inverse transition of an empty sum");
	sum = (YuanSum *) PG_GETARG_POINTER(0);
	if (!PG_ARGISNULL(1))
	{
		sum->count--;
		discharge(sum, PG_GETARG_YUAN(1));
	}
	PG_RETURN_POINTER(sum);
}

PG_FUNCTION_INFO_V1(tuoyu_yuan_sum_combine);

/* Two partial sums in one. */
Datum
tuoyu_yuan_sum_combine(PG_FUNCTION_ARGS)
{
	YuanSum    *sum = PG_ARGISNULL(0) ? new_sum(fcinfo) : (YuanSum *) PG_GETARG_POINTER(0);

	if (!PG_ARGISNULL(1))
	{
		YuanSum    *other = (YuanSum *) PG_GETARG_POINTER(1);

		sum->count += other->count;
		sum->wraps += other->wraps;
		accumulate(sum, other->low);
	}
	PG_RETURN_POINTER(sum);
}

PG_FUNCTION_INFO_V1(tuoyu_yuan_sum_serialize);

/* A partial sum on its way from a worker. */
Datum
tuoyu_yuan_sum_serialize(PG_FUNCTION_ARGS)
{
	YuanSum    *sum = (YuanSum *) PG_GETARG_POINTER(0);
	StringInfoData buf;

	pq_begintypsend(&buf);
	pq_sendint64(&buf, sum->count);
	pq_sendint64(&buf, sum->low);
	pq_sendint64(&buf, sum->wraps);
	PG_RETURN_BYTEA_P(pq_endtypsend(&buf));
}

PG_FUNCTION_INFO_V1(tuoyu_yuan_sum_deserialize);

/* A partial sum that has arrived. */
Datum
tuoyu_yuan_sum_deserialize(PG_FUNCTION_ARGS)
{
	bytea	   *bytes = PG_GETARG_BYTEA_PP(0);
	YuanSum    *sum = palloc(sizeof(YuanSum));
	StringInfoData buf;

	initStringInfo(&buf);
	appendBinaryStringInfo(&buf, VARDATA_ANY(bytes), VARSIZE_ANY_EXHDR(bytes));
	sum->count = pq_getmsgint64(&buf);
	sum->low = pq_getmsgint64(&buf);
	sum->wraps = pq_getmsgint64(&buf);
	pq_getmsgend(&buf);
	pfree(buf.data);
	PG_RETURN_POINTER(sum);
}

/* The state of a group with at least one amount, else NULL. */
static YuanSum *
filled_sum(FunctionCallInfo fcinfo)
{
	YuanSum    *sum = PG_ARGISNULL(0) ? NULL : (YuanSum *) PG_GETARG_POINTER(0);

	return sum != NULL && sum->count > 0 ? sum : NULL;
}

PG_FUNCTION_INFO_V1(tuoyu_yuan_sum);

/* Final function of sum. */
Datum
tuoyu_yuan_sum(PG_FUNCTION_ARGS)
{
	YuanSum    *sum = filled_sum(fcinfo);

	if (sum == NULL)
		PG_RETURN_NULL();
	if (sum->wraps != 0)
		tuoyu_yuan_overflow();
	PG_RETURN_YUAN(sum->low);
}

/* The sum as numeric, whatever its size. */
static Datum
sum_as_numeric(const YuanSum *sum)
{
	Datum		low = NumericGetDatum(tuoyu_yuan_to_numeric(sum->low));
	Datum		turn;

	if (sum->wraps == 0)
		return low;
	/* 2^64 fen are four times 2^62 fen */
	turn = DirectFunctionCall2(numeric_mul, NumericGetDatum(tuoyu_yuan_to_numeric(INT64CONST(1) << 62)),
							   NumericGetDatum(int64_to_numeric(4)));
	turn = DirectFunctionCall2(numeric_mul, turn, NumericGetDatum(int64_to_numeric(sum->wraps)));
	return DirectFunctionCall2(numeric_add, turn, low);
}

PG_FUNCTION_INFO_V1(tuoyu_yuan_avg);

/* Final function of avg. */
Datum
tuoyu_yuan_avg(PG_FUNCTION_ARGS)
{
	YuanSum    *sum = filled_sum(fcinfo);

	if (sum == NULL)
		PG_RETURN_NULL();
	PG_RETURN_DATUM(DirectFunctionCall2(numeric_div, sum_as_numeric(sum),
										NumericGetDatum(int64_to_numeric(sum->count))));
}
