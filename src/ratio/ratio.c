/*
 * ratio.c
 *		caregivers_required and staffing_gaps: the ratio without any table.
 */
#include "tuoyu.h"

#include "catalog/pg_type.h"
#include "funcapi.h"
#include "utils/array.h"

#include "ratio/days.h"
#include "ratio/sweep.h"
#include "types/staff_ratio.h"

PG_FUNCTION_INFO_V1(tuoyu_caregivers_required);
PG_FUNCTION_INFO_V1(tuoyu_staffing_gaps);

/* A count as an SQL integer; what a ratio requires need not fit one (65535:1 for 100,000 children). */
static Datum
int4_of_count(int64 count)
{
	if (count > PG_INT32_MAX)
		ereport(ERROR, (errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE), errmsg("integer out of range")));
	return Int32GetDatum((int32) count);
}

/* caregivers_required(staff_ratio, children integer) */
Datum
tuoyu_caregivers_required(PG_FUNCTION_ARGS)
{
	StaffRatio	ratio = PG_GETARG_STAFF_RATIO(0);
	int32		children = PG_GETARG_INT32(1);

	if (children < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("number of children must not be negative: %d", children),
				 errdetail("It is a count of heads."),
				 errhint("Give 0 where there are no children.")));
	return int4_of_count(tuoyu_ratio_required(ratio, children));
}

/*
 * staffing_gaps
 */

typedef struct StaffingGaps
{
	SweepGaps	gaps;
	StaffRatio	ratio;
} StaffingGaps;

/* Adds one of a head for each range of an array; NULL elements and a NULL array add nothing. */
static void
add_ranges(Sweep *sweep, FunctionCallInfo fcinfo, int argno, SweepHead head)
{
	Datum	   *elements;
	bool	   *nulls;
	int			n;

	if (PG_ARGISNULL(argno))
		return;
	deconstruct_array(PG_GETARG_ARRAYTYPE_P(argno), DATERANGEOID, -1, false, TYPALIGN_INT, &elements, &nulls, &n);
	for (int i = 0; i < n; i++)
	{
		DateADT		from,
					until;

		if (!nulls[i] && tuoyu_days_of_range(DatumGetRangeTypeP(elements[i]), &from, &until))
			tuoyu_sweep_add(sweep, from, until, head, 1);
	}
}

/* A SweepRequired for one ratio throughout.  There are never more children than elements in an array. */
static int64
required_by_ratio(const Sweep *sweep, void *arg)
{
	return tuoyu_ratio_required(*(StaffRatio *) arg, (int32) sweep->heads[HEAD_CHILDREN]);
}

/* Reads the arguments into a sweep; NULL if there is nothing to find. */
static StaffingGaps *
open_gaps(FunctionCallInfo fcinfo, MemoryContext context)
{
	DateADT		from = DATEVAL_NOBEGIN,
				until = DATEVAL_NOEND;
	StaffingGaps *state;
	Sweep	   *sweep;

	if (PG_ARGISNULL(2))
		return NULL;
	if (!PG_ARGISNULL(3) && !tuoyu_days_of_range(PG_GETARG_RANGE_P(3), &from, &until))
		return NULL;
	sweep = tuoyu_sweep_create(context);
	add_ranges(sweep, fcinfo, 0, HEAD_CHILDREN);
	add_ranges(sweep, fcinfo, 1, HEAD_CAREGIVERS);
	state = MemoryContextAlloc(context, sizeof(StaffingGaps));
	state->ratio = PG_GETARG_STAFF_RATIO(2);
	tuoyu_gaps_start(&state->gaps, sweep, from, until, required_by_ratio, &state->ratio);
	return state;
}

/* A row of the result. */
static Datum
gap_row(TupleDesc tupdesc, const SweepGap *gap)
{
	bool		nulls[4] = {false};
	Datum		values[4] = {
		RangeTypePGetDatum(tuoyu_range_of_days(gap->from, gap->until)),
		int4_of_count(gap->children),
		int4_of_count(gap->caregivers),
		int4_of_count(gap->required)
	};

	return HeapTupleGetDatum(heap_form_tuple(tupdesc, values, nulls));
}

/* staffing_gaps(children daterange[], caregivers daterange[], ratio staff_ratio, within daterange) */
Datum
tuoyu_staffing_gaps(PG_FUNCTION_ARGS)
{
	FuncCallContext *call;
	SweepGap	gap;

	if (SRF_IS_FIRSTCALL())
	{
		MemoryContext old;

		call = SRF_FIRSTCALL_INIT();
		old = MemoryContextSwitchTo(call->multi_call_memory_ctx);
		if (get_call_result_type(fcinfo, NULL, &call->tuple_desc) != TYPEFUNC_COMPOSITE)
			elog(ERROR, "return type must be a row type");
		BlessTupleDesc(call->tuple_desc);
		MemoryContextSwitchTo(old);
		call->user_fctx = open_gaps(fcinfo, call->multi_call_memory_ctx);
	}
	call = SRF_PERCALL_SETUP();
	if (call->user_fctx == NULL || !tuoyu_gaps_next(&((StaffingGaps *) call->user_fctx)->gaps, &gap))
		SRF_RETURN_DONE(call);
	SRF_RETURN_NEXT(call, gap_row(call->tuple_desc, &gap));
}
