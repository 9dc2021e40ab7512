/*
 * class_gaps.c
 *		On which days is a class short of caregivers, by the rules in force there and then?
 *
 * The sweep of ratio/sweep.h with the catalogue's rule as its requirement.  Children are counted by their own bands only
 * where a rule reads them; then a birthday ends a span as everything else does that changes what is required.
 */
#include "ratio/constraint.h"

#include "catalog/pg_type.h"
#include "funcapi.h"
#include "utils/array.h"
#include "utils/fmgrprotos.h"

#include "calendar/months.h"
#include "ratio/days.h"

PG_FUNCTION_INFO_V1(tuoyu_class_gaps);

/* A child in the class, clipped to the days asked for. */
typedef struct Stay
{
	DateADT		from;
	DateADT		until;
	DateADT		birth;
} Stay;

typedef struct ClassGaps
{
	SweepGaps	gaps;
	RegionCode	region;
	AgeBand		kind;
	Stay	   *stays;
	int			nstays;
} ClassGaps;

/*
 * Filling the sweep
 */

/* The elements of an array argument; none of a NULL array. */
static int
array_elements(FunctionCallInfo fcinfo, int argno, Oid type, Datum **elements, bool **nulls)
{
	int			n = 0;

	if (!PG_ARGISNULL(argno) && type == DATEOID)
		deconstruct_array(PG_GETARG_ARRAYTYPE_P(argno), DATEOID, sizeof(DateADT), true, TYPALIGN_INT, elements, nulls, &n);
	else if (!PG_ARGISNULL(argno))
		deconstruct_array(PG_GETARG_ARRAYTYPE_P(argno), type, -1, false, TYPALIGN_INT, elements, nulls, &n);
	return n;
}

/* Reads the children: births and stays side by side. */
static void
read_stays(ClassGaps *state, FunctionCallInfo fcinfo, DateADT from, DateADT until)
{
	Datum	   *births,
			   *ranges;
	bool	   *no_birth,
			   *no_range;
	int			n = array_elements(fcinfo, 3, DATERANGEOID, &ranges, &no_range);

	if (array_elements(fcinfo, 2, DATEOID, &births, &no_birth) != n)
		ereport(ERROR,
				(errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
				 errmsg("births and stays must have the same number of elements")));
	state->stays = palloc(Max(n, 1) * sizeof(Stay));
	for (int i = 0; i < n; i++)
	{
		Stay	   *stay = &state->stays[state->nstays];

		if (no_birth[i] || no_range[i] || !tuoyu_days_of_range(DatumGetRangeTypeP(ranges[i]), &stay->from, &stay->until))
			continue;
		stay->from = Max(stay->from, from);
		stay->until = Min(stay->until, until);
		stay->birth = DatumGetDateADT(births[i]);
		tuoyu_check_as_of(stay->birth);
		if (stay->from < stay->until)
			state->nstays++;
	}
}

/* A numeric as thousandths. */
static int64
thousandths(Datum count)
{
	Datum		heads = Int64GetDatum(ONE_HEAD);

	heads = DirectFunctionCall2(numeric_mul, count, DirectFunctionCall1(int8_numeric, heads));
	return DatumGetInt64(DirectFunctionCall1(numeric_int8, heads));
}

/* Reads the caregivers: their days and what they count side by side, one each where that is not given. */
static void
add_caregivers(Sweep *sweep, FunctionCallInfo fcinfo)
{
	Datum	   *ranges,
			   *counts = NULL;
	bool	   *no_range,
			   *no_count;
	int			n = array_elements(fcinfo, 4, DATERANGEOID, &ranges, &no_range);

	if (!PG_ARGISNULL(6) && array_elements(fcinfo, 6, NUMERICOID, &counts, &no_count) != n)
		ereport(ERROR,
				(errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
				 errmsg("caregivers and counts must have the same number of elements")));
	for (int i = 0; i < n; i++)
	{
		DateADT		from,
					until;

		if (!no_range[i] && (counts == NULL || !no_count[i]) && tuoyu_days_of_range(DatumGetRangeTypeP(ranges[i]), &from, &until))
			tuoyu_sweep_add(sweep, from, until, HEAD_CAREGIVERS, counts == NULL ? ONE_HEAD : thousandths(counts[i]));
	}
}

/* Counts a child under each band that it goes through, and ends a span at each of its months of age. */
static void
add_bands(Sweep *sweep, const ClassGaps *state, const Stay *stay)
{
	static const SweepHead head_of[] = {HEAD_UNDER_AGE, HEAD_INFANT, HEAD_TODDLER, HEAD_PRESCHOOL, HEAD_OVER_AGE};
	int			n;
	DateADT    *changes = tuoyu_regional_band_changes(stay->birth, state->region, stay->from, stay->until, &n);
	DateADT		from = stay->from;

	for (int i = 0; i <= n; i++)
	{
		DateADT		until = i < n ? changes[i] : stay->until;

		tuoyu_sweep_add(sweep, from, until, head_of[tuoyu_regional_band(stay->birth, from, state->region)], 1);
		from = until;
	}
	for (int month = 1; month <= 36; month++)
	{
		DateADT		day = tuoyu_add_months(stay->birth, month);

		if (day > stay->from && day < stay->until)
			tuoyu_sweep_cut(sweep, day);
	}
}

/* Does the rule of any of these days read the children's bands? */
static bool
reads_bands(const ClassGaps *state, DateADT from, const DateADT *changes, int n)
{
	for (int i = -1; i < n; i++)
	{
		const BandRule *rule = tuoyu_band_rule(state->region, state->kind, i < 0 ? from : changes[i]);

		if (rule != NULL && tuoyu_band_rule_reads_bands(rule))
			return true;
	}
	return false;
}

/*
 * What is required
 */

/* Months of age of the youngest child there on the day; -1 when nobody is. */
static int32
youngest(const ClassGaps *state, DateADT day)
{
	int32		least = -1;

	for (int i = 0; i < state->nstays; i++)
	{
		const Stay *stay = &state->stays[i];
		int32		months;

		if (day < stay->from || day >= stay->until)
			continue;
		months = stay->birth > day ? 0 : tuoyu_age_months(stay->birth, day);
		if (least < 0 || months < least)
			least = months;
	}
	return least;
}

/* A SweepRequired by the rule in force on the first day of the span; nothing where no rule says. */
static int64
required_by_rule(const Sweep *sweep, void *arg)
{
	const ClassGaps *state = arg;
	const BandRule *rule = tuoyu_band_rule(state->region, state->kind, sweep->from);
	HeadCounts	heads = {
		.children = (int32) sweep->heads[HEAD_CHILDREN],
		.infants = (int32) (sweep->heads[HEAD_UNDER_AGE] + sweep->heads[HEAD_INFANT]),
		.toddlers = (int32) sweep->heads[HEAD_TODDLER],
		.preschoolers = (int32) (sweep->heads[HEAD_PRESCHOOL] + sweep->heads[HEAD_OVER_AGE]),
		.youngest = -1
	};

	if (rule == NULL || heads.children == 0)
		return 0;
	if (tuoyu_band_rule_reads_bands(rule))
		heads.youngest = youngest(state, sweep->from);
	return (int64) Max(tuoyu_band_rule_required(rule, &heads), 0) * ONE_HEAD;
}

/* Reads the arguments into a sweep; NULL if there is nothing to find. */
static ClassGaps *
open_gaps(FunctionCallInfo fcinfo)
{
	ClassGaps  *state;
	Sweep	   *sweep;
	DateADT		from,
				until;
	DateADT    *changes;
	int			nchanges;
	bool		by_band;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_ARGISNULL(5) ||
		!tuoyu_days_of_range(PG_GETARG_RANGE_P(5), &from, &until))
		return NULL;
	if (from == DATEVAL_NOBEGIN)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the days to look at must have a beginning")));
	state = palloc0(sizeof(ClassGaps));
	state->region = PG_GETARG_REGION_CODE(0);
	state->kind = PG_GETARG_AGE_BAND(1);
	sweep = tuoyu_sweep_create(CurrentMemoryContext);
	read_stays(state, fcinfo, from, until);
	add_caregivers(sweep, fcinfo);
	changes = tuoyu_band_rule_changes(state->region, from, until, &nchanges);
	by_band = reads_bands(state, from, changes, nchanges);
	for (int i = 0; i < nchanges; i++)
		tuoyu_sweep_cut(sweep, changes[i]);
	for (int i = 0; i < state->nstays; i++)
	{
		tuoyu_sweep_add(sweep, state->stays[i].from, state->stays[i].until, HEAD_CHILDREN, 1);
		if (by_band)
			add_bands(sweep, state, &state->stays[i]);
	}
	tuoyu_gaps_start(&state->gaps, sweep, from, until, required_by_rule, state);
	return state;
}

/*
 * class_gaps(region region_code, kind age_band, births date[], stays daterange[], caregivers daterange[], within daterange,
 *		counts numeric[])
 *
 * All rows are made at the first call: the catalogue must not change between two of them.
 */
Datum
tuoyu_class_gaps(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	ClassGaps  *state;
	SweepGap	gap;

	InitMaterializedSRF(fcinfo, 0);
	state = open_gaps(fcinfo);
	while (state != NULL && tuoyu_gaps_next(&state->gaps, &gap))
	{
		bool		nulls[4] = {false};
		Datum		values[4] = {
			RangeTypePGetDatum(tuoyu_range_of_days(gap.from, gap.until)),
			Int32GetDatum((int32) gap.children),
			tuoyu_heads_numeric(gap.caregivers),
			Int32GetDatum((int32) (gap.required / ONE_HEAD))
		};

		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
	return (Datum) 0;
}
