/*
 * peak_overlap.c
 *		The aggregate peak_overlap(daterange): the largest number in force on one day.
 *
 * Its state is a sweep with one head, so it costs memory for distinct days, not for rows.
 */
#include "ratio/days.h"
#include "ratio/sweep.h"

PG_FUNCTION_INFO_V1(tuoyu_peak_overlap_step);
PG_FUNCTION_INFO_V1(tuoyu_peak_overlap_combine);
PG_FUNCTION_INFO_V1(tuoyu_peak_overlap_serialize);
PG_FUNCTION_INFO_V1(tuoyu_peak_overlap_deserialize);
PG_FUNCTION_INFO_V1(tuoyu_peak_overlap_final);

/* The state in the first argument, made when there is none yet. */
static Sweep *
state_of_aggregate(FunctionCallInfo fcinfo)
{
	MemoryContext context;

	if (!AggCheckCallContext(fcinfo, &context))
		elog(ERROR, "aggregate function called in non-aggregate context");
	return PG_ARGISNULL(0) ? tuoyu_sweep_create(context) : (Sweep *) PG_GETARG_POINTER(0);
}

/* Adds one row; NULL and empty ranges count on no day. */
Datum
tuoyu_peak_overlap_step(PG_FUNCTION_ARGS)
{
	Sweep	   *state = state_of_aggregate(fcinfo);
	DateADT		from,
				until;

	if (!PG_ARGISNULL(1) && tuoyu_days_of_range(PG_GETARG_RANGE_P(1), &from, &until))
		tuoyu_sweep_add(state, from, until, HEAD_CHILDREN, 1);
	PG_RETURN_POINTER(state);
}

/* Takes a second worker's rows into the first's. */
Datum
tuoyu_peak_overlap_combine(PG_FUNCTION_ARGS)
{
	Sweep	   *state = state_of_aggregate(fcinfo);

	if (!PG_ARGISNULL(1))
	{
		Sweep	   *other = (Sweep *) PG_GETARG_POINTER(1);

		tuoyu_sweep_absorb(state, other->events, other->nevents);
	}
	PG_RETURN_POINTER(state);
}

/* The events as they lie in memory: a state travels between processes of one server only. */
Datum
tuoyu_peak_overlap_serialize(PG_FUNCTION_ARGS)
{
	Sweep	   *state = (Sweep *) PG_GETARG_POINTER(0);
	Size		size;
	bytea	   *result;

	tuoyu_sweep_compact(state);
	size = state->nevents * sizeof(SweepEvent);
	result = palloc(VARHDRSZ + size);
	SET_VARSIZE(result, VARHDRSZ + size);
	memcpy(VARDATA(result), state->events, size);
	PG_RETURN_BYTEA_P(result);
}

/* A state read back, to be combined and dropped. */
Datum
tuoyu_peak_overlap_deserialize(PG_FUNCTION_ARGS)
{
	bytea	   *data = PG_GETARG_BYTEA_PP(0);
	size_t		size = VARSIZE_ANY_EXHDR(data);
	Sweep	   *state = tuoyu_sweep_create(CurrentMemoryContext);

	/* the bytes may lie unaligned, so they are not read in place */
	state->nevents = size / sizeof(SweepEvent);
	state->maxevents = Max(state->maxevents, state->nevents);
	state->events = repalloc(state->events, state->maxevents * sizeof(SweepEvent));
	memcpy(state->events, VARDATA_ANY(data), size);
	PG_RETURN_POINTER(state);
}

/* The peak; 0 of no rows. */
Datum
tuoyu_peak_overlap_final(PG_FUNCTION_ARGS)
{
	Sweep	   *state = PG_ARGISNULL(0) ? NULL : (Sweep *) PG_GETARG_POINTER(0);
	int64		peak = 0;

	if (state == NULL)
		PG_RETURN_INT32(0);
	tuoyu_sweep_start(state, DATEVAL_NOBEGIN, DATEVAL_NOEND);
	while (tuoyu_sweep_next(state))
		peak = Max(peak, state->heads[HEAD_CHILDREN]);
	if (peak > PG_INT32_MAX)
		ereport(ERROR, (errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE), errmsg("integer out of range")));
	PG_RETURN_INT32((int32) peak);
}
