/*
 * headroom.c
 *		Looking ahead: how many more children a class can take, and what one more child would make short.
 *
 * Both ask the staffing constraint itself about children that are not there yet.  The second hands the judge a class with
 * the child in it.  The first runs over the judge's own sweep and asks on each span how many more would pass.
 *
 * Where a rule reads the children's own bands, that depends on who comes.  What is counted then holds for whoever may begin
 * in the class on the first day: on each span, so many that even the mixture of them which requires most can be cared for.
 */
#include "constraint.h"

#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/tuplestore.h"

#include "calendar/months.h"
#include "ratio/days.h"

/* How far back births are tried: nobody that old begins. */
#define BIRTH_DAYS_MAX 3653

/* So many children are mixed at most, where a rule reads bands. */
#define MIXED_MAX 100

/* No more than this many children in a class. */
#define CHILDREN_MAX PG_INT32_MAX

#define NO_LIMIT PG_INT64_MAX

/*
 * Who may begin
 */

/* The births of those who may begin in the class on a day: from the oldest to the youngest. */
typedef struct Births
{
	bool		any;
	DateADT		oldest;			/* DATEVAL_NOBEGIN: however old */
	DateADT		youngest;		/* DATEVAL_NOEND: even the unborn */
} Births;

/*
 * Who may begin on the first day that is asked about, and stay until the last.  Nobody asks for an age where no rule says,
 * or on a day that is none.
 */
static Births
births_admitted(const Case *c)
{
	DateADT		day = c->hull_from;
	Births		births = {true, DATEVAL_NOBEGIN, DATEVAL_NOEND};

	if (!c->has_kind || !(c->checks & CHECKS_ADMISSION) || DATE_NOT_FINITE(day) || tuoyu_band_rule(c->region, c->kind, day) == NULL)
		return births;
	births.any = false;
	for (DateADT birth = day; birth > day - BIRTH_DAYS_MAX && IS_VALID_DATE(birth); birth--)
		if (tuoyu_admits(c, birth, day) && tuoyu_may_stay(c, birth, day, c->hull_until))
		{
			if (!births.any)
				births.youngest = birth;
			births.any = true;
			births.oldest = birth;
		}
	if (births.any && births.oldest == day - BIRTH_DAYS_MAX + 1)
		births.oldest = DATEVAL_NOBEGIN;
	return births;
}

/* The days on which the band of a child changes end a span. */
static void
cut_bands(Sweep *sweep, const Case *c, DateADT birth)
{
	int			count;
	DateADT    *days = tuoyu_regional_band_changes(birth, c->region, Max(c->hull_from, TUOYU_DATE_MIN), c->hull_until, &count);

	for (int i = 0; i < count; i++)
		tuoyu_sweep_cut(sweep, days[i]);
}

/*
 * Room on a span
 */

/* How a required formula counts a band; each includes what has no number of its own. */
static SweepHead
head_of_birth(const Case *c, DateADT birth, DateADT day)
{
	switch (tuoyu_regional_band(birth, day, c->region))
	{
		case AGE_BAND_UNDER:
		case AGE_BAND_INFANT:
			return HEAD_INFANT;
		case AGE_BAND_TODDLER:
			return HEAD_TODDLER;
		default:
			return HEAD_PRESCHOOL;
	}
}

/* Completed months on a day; -1 before birth. */
static int32
months_on(DateADT birth, DateADT day)
{
	return birth > day ? -1 : tuoyu_age_months(birth, day);
}

/* Would those who are there and these be too many for the caregivers? */
static bool
too_many(const BandRule *rule, const Sweep *sweep, const int64 *more, int32 youngest)
{
	Sweep		with = *sweep;

	for (int i = 0; i < 3; i++)
	{
		with.heads[HEAD_INFANT + i] += more[i];
		with.heads[HEAD_CHILDREN] += more[i];
	}
	return with.heads[HEAD_CAREGIVERS] < tuoyu_required_by_bands(rule, &with, youngest) * ONE_HEAD;
}

/* Is there a mixture of so many children, of these bands, that would be too many? */
static bool
any_mixture_too_many(const BandRule *rule, const Sweep *sweep, int64 count, SweepHead first, SweepHead last, int32 youngest)
{
	int64		most_infants = first == HEAD_INFANT ? count : 0;
	int64		most_toddlers = first <= HEAD_TODDLER && last >= HEAD_TODDLER ? count : 0;

	for (int64 infants = last == HEAD_INFANT ? count : 0; infants <= most_infants; infants++)
		for (int64 toddlers = last == HEAD_TODDLER ? count - infants : 0; toddlers <= Min(most_toddlers, count - infants); toddlers++)
		{
			int64		more[] = {infants, toddlers, count - infants - toddlers};

			if (more[2] > 0 && last < HEAD_PRESCHOOL)
				continue;
			if (too_many(rule, sweep, more, youngest))
				return true;
		}
	return false;
}

/* How many more, up to a number, the caregivers are enough for whatever their bands, if the youngest is so old. */
static int64
room_for_mixtures(const BandRule *rule, const Sweep *sweep, int64 most, SweepHead first, SweepHead last, int32 youngest)
{
	int64		room = 0;

	while (room < most && !any_mixture_too_many(rule, sweep, room + 1, first, last, youngest))
		room++;
	return room;
}

/* The same for all ages that the youngest of them all can have on a span, whose months go on. */
static int64
room_for_ages(const Case *c, const BandRule *rule, const Sweep *sweep, const Births *births, int64 most, SweepHead first, SweepHead last)
{
	bool		tried[YOUNGEST_MONTHS_MAX + 2] = {false};
	DateADT		start = Max(sweep->from, TUOYU_DATE_MIN);
	DateADT		there = tuoyu_youngest_birth(c, sweep->from);
	DateADT		ends[2] = {births->youngest, there};

	for (DateADT day = start, until; day < sweep->until && most > 0; day = until)
	{
		int32		low = DATE_IS_NOEND(births->youngest) ? -1 : months_on(births->youngest, day);
		int32		high = DATE_IS_NOBEGIN(births->oldest) ? YOUNGEST_MONTHS_MAX : months_on(births->oldest, day);

		until = sweep->until;
		for (int i = 0; i < 2; i++)
		{
			DateADT		next;

			if (!DATE_NOT_FINITE(ends[i]) && months_on(ends[i], day) < YOUNGEST_MONTHS_MAX &&
				tuoyu_try_add_months(ends[i], months_on(ends[i], day) + 1, &next))
				until = Min(until, next);
		}
		if (!DATE_IS_NOBEGIN(there))
			high = Min(high, months_on(there, day));
		high = Min(high, YOUNGEST_MONTHS_MAX);
		for (int32 youngest = Min(low, high); youngest <= high; youngest++)
			if (!tried[youngest + 1])
			{
				most = Min(most, room_for_mixtures(rule, sweep, most, first, last, youngest));
				tried[youngest + 1] = true;
			}
	}
	return most;
}

/* How many more, up to a number, the caregivers of a span are enough for, under a rule that reads bands. */
static int64
room_by_bands(const Case *c, const BandRule *rule, const Sweep *sweep, const Births *births, int64 most)
{
	DateADT		day = Max(sweep->from, TUOYU_DATE_MIN);
	SweepHead	first = head_of_birth(c, births->youngest, day);
	SweepHead	last = head_of_birth(c, births->oldest, day);

	most = Min(most, MIXED_MAX);
	if (tuoyu_band_rule_reads_youngest(rule))
		return room_for_ages(c, rule, sweep, births, most, first, last);
	return room_for_mixtures(rule, sweep, most, first, last, -1);
}

/* Are there caregivers enough for so many children, where only their number matters? */
static bool
enough(const Case *c, const BandRule *rule, const Sweep *sweep, int64 children)
{
	return tuoyu_required_by_number(c, rule, children) * ONE_HEAD <= sweep->heads[HEAD_CAREGIVERS];
}

/* How many more, up to a number, under a formula of the number of children, which may go up and down. */
static int64
room_by_formula(const Case *c, const BandRule *rule, const Sweep *sweep, int64 most)
{
	int64		room = 0;

	most = Min(most, MIXED_MAX);
	while (room < most && enough(c, rule, sweep, sweep->heads[HEAD_CHILDREN] + room + 1))
		room++;
	return room;
}

/* The same under a ratio, which never takes fewer caregivers when it grows. */
static int64
room_by_number(const Case *c, const BandRule *rule, const Sweep *sweep)
{
	int64		low = sweep->heads[HEAD_CHILDREN],
				high = CHILDREN_MAX;

	if (enough(c, rule, sweep, high))
		return NO_LIMIT;
	while (low + 1 < high)
	{
		int64		middle = low + (high - low) / 2;

		if (enough(c, rule, sweep, middle))
			low = middle;
		else
			high = middle;
	}
	return low - sweep->heads[HEAD_CHILDREN];
}

/* How many more a span leaves room for, of those up to a number. */
static int64
room_on_span(const Case *c, const Sweep *sweep, const Births *births, int64 most)
{
	const BandRule *rule = tuoyu_case_rule(c, sweep->from);
	int64		limit = tuoyu_size_limit(c, rule);

	if (limit >= 0 && (c->checks & CHECKS_CLASS_SIZE))
		most = Min(most, Max(limit - sweep->heads[HEAD_CHILDREN], 0));
	if (most == 0 || !(c->checks & CHECKS_CAREGIVERS))
		return most;
	if (rule != NULL && c->ratio == 0 && tuoyu_band_rule_reads_bands(rule))
		return room_by_bands(c, rule, sweep, births, most);
	if (rule != NULL && c->ratio == 0 && tuoyu_band_rule_has_formula(rule))
		return room_by_formula(c, rule, sweep, most);
	return Min(most, room_by_number(c, rule, sweep));
}

/*
 * Headroom
 */

/* A class that was asked about, and the answer. */
typedef struct Headroom
{
	bool		exists;
	int64		room;			/* NO_LIMIT: nothing limits it */
	Births		births;			/* of those who may come */
} Headroom;

/* The room of a class, or a part of its institution, on all days of the case. */
static void
find_room(const Case *c, Headroom *headroom)
{
	bool		reads_bands;
	Sweep	   *sweep = tuoyu_sweep_of_case(c, &reads_bands);

	if (reads_bands)
	{
		cut_bands(sweep, c, headroom->births.youngest);
		cut_bands(sweep, c, headroom->births.oldest);
	}
	tuoyu_sweep_start(sweep, c->hull_from, c->hull_until);
	while (headroom->room > 0 && tuoyu_sweep_next(sweep))
		headroom->room = room_on_span(c, sweep, &headroom->births, headroom->room);
}

/* The room of a class, and then of its institution; arg is the answer. */
static void
find_headroom(Case *c, void *arg)
{
	Headroom   *headroom = arg;
	int			nparts;
	Case	   *parts;

	if (!c->whole)
	{
		headroom->exists = c->exists;
		headroom->room = NO_LIMIT;
		if (!c->exists)
			return;
		if (tuoyu_reads_bands(c) || tuoyu_limits_stay(c) || (c->checks & CHECKS_ROLES))
			headroom->births = births_admitted(c);
		if (!headroom->births.any || ((c->checks & CHECKS_CONTAINMENT) && (c->hull_from < c->from || c->hull_until > c->until)))
			headroom->room = 0;
		find_room(c, headroom);
		return;
	}
	parts = tuoyu_institution_parts(c, &nparts);
	for (int i = 0; i < nparts; i++)
		find_room(&parts[i], headroom);
}

/* Refuses NULL: an empty answer, or none, would say that nothing is wrong. */
static void
check_not_null(FunctionCallInfo fcinfo)
{
	for (int i = 0; i < PG_NARGS(); i++)
		if (PG_ARGISNULL(i))
			ereport(ERROR,
					errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					errmsg("institution, class, birth and days must not be null"),
					errhint("Days without end are written as '[2025-03-01,)'."));
}

/* The constraint that the arguments (name, class table) give. */
static RatioConstraint *
constraint_argument(FunctionCallInfo fcinfo)
{
	check_not_null(fcinfo);
	return tuoyu_constraint_of_class(PG_GETARG_OID(1), NameStr(*PG_GETARG_NAME(0)));
}

/* The days of an argument, which must be some. */
static void
days_argument(const RangeType *range, DateADT *from, DateADT *until)
{
	if (!tuoyu_days_of_range(range, from, until))
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("the days to look at must not be empty"),
				errhint("Give an interval with at least one day, such as '[2025-03-01,2025-09-01)'."));
}

/* Refuses a class that is not there. */
static void
check_exists(bool exists, int64 institution, int64 id)
{
	if (!exists)
		ereport(ERROR,
				errcode(ERRCODE_UNDEFINED_OBJECT),
				errmsg("class %lld of institution %lld does not exist", (long long) id, (long long) institution),
				errhint("Classes are the rows of the class table that you may read."));
}

PG_FUNCTION_INFO_V1(tuoyu_class_headroom);

/* class_headroom(name, class, institution_id, class_id, during): NULL when nothing limits the class. */
Datum
tuoyu_class_headroom(PG_FUNCTION_ARGS)
{
	RatioConstraint *constraint = constraint_argument(fcinfo);
	int64		institution = PG_GETARG_INT64(2);
	int64		id = PG_GETARG_INT64(3);
	Mark		mark = {0};
	Headroom	headroom = {.births = {true, DATEVAL_NOBEGIN, DATEVAL_NOEND}};

	days_argument(PG_GETARG_RANGE_P(4), &mark.from, &mark.until);
	tuoyu_read_case(constraint, institution, id, &mark, find_headroom, &headroom);
	check_exists(headroom.exists, institution, id);
	if (headroom.room == NO_LIMIT)
		PG_RETURN_NULL();
	PG_RETURN_INT32((int32) headroom.room);
}

/*
 * Effect of an admission
 */

/* Nobody has this key: it stands for the child that is not there yet. */
#define NEW_CHILD PG_INT64_MIN

/* What is asked of a class, and where the answer goes. */
typedef struct Admission
{
	bool		exists;
	ChildRow	child;
	ReturnSetInfo *result;
} Admission;

/* A count for a column of integers; NULL when it is negative. */
static void
set_count(Datum *values, bool *nulls, int column, int64 count)
{
	values[column] = Int32GetDatum((int32) Min(count, PG_INT32_MAX));
	nulls[column] = count < 0;
}

/* Adds a row of admission_effect; arg is the admission. */
static void
put_effect(const Case *c, const Violation *v, void *arg)
{
	const Admission *admission = arg;
	bool		heads = v->problem == PROBLEM_SIZE || v->problem == PROBLEM_CAREGIVERS;
	Datum		values[6] = {0};
	bool		nulls[6] = {false};

	values[0] = RangeTypePGetDatum(tuoyu_range_of_days(v->from, v->until));
	values[1] = CStringGetTextDatum(tuoyu_problem_label(c, v->problem));
	set_count(values, nulls, 2, heads ? v->children : -1);
	nulls[3] = !heads || (c->whole && v->problem == PROBLEM_SIZE);
	if (!nulls[3])
		values[3] = tuoyu_heads_numeric(v->caregivers);
	set_count(values, nulls, 4, v->problem == PROBLEM_CAREGIVERS ? v->required : -1);
	set_count(values, nulls, 5, v->problem == PROBLEM_SIZE ? v->limit : -1);
	tuplestore_putvalues(admission->result->setResult, admission->result->setDesc, values, nulls);
}

/* Judges a class with the child in it; arg is the admission. */
static void
judge_with_child(Case *c, void *arg)
{
	Admission  *admission = arg;
	ChildRow   *children = palloc(sizeof(ChildRow) * (c->nchildren + 1));

	admission->exists = c->exists;
	if (!c->exists)
		return;
	/* its key comes first, as the judge wants it */
	children[0] = admission->child;
	memcpy(&children[1], c->children, sizeof(ChildRow) * c->nchildren);
	c->children = children;
	c->nchildren++;
	tuoyu_judge(c, put_effect, admission);
}

PG_FUNCTION_INFO_V1(tuoyu_class_admission_effect);

/* class_admission_effect(name, class, institution_id, class_id, birth_date, during) */
Datum
tuoyu_class_admission_effect(PG_FUNCTION_ARGS)
{
	RatioConstraint *constraint = constraint_argument(fcinfo);
	int64		institution = PG_GETARG_INT64(2);
	int64		id = PG_GETARG_INT64(3);
	Admission	admission = {
		.child = {.child = NEW_CHILD, .birth = PG_GETARG_DATEADT(4)}, .result = (ReturnSetInfo *) fcinfo->resultinfo
	};
	/* what writing an enrolment marks */
	Mark		mark = {.person = NEW_CHILD, .children = 1, .flags = MARK_CHILD | MARK_ADMISSION | MARK_CONTAIN};

	tuoyu_check_as_of(admission.child.birth);
	days_argument(PG_GETARG_RANGE_P(5), &mark.from, &mark.until);
	admission.child.from = mark.from;
	admission.child.until = mark.until;
	InitMaterializedSRF(fcinfo, 0);
	tuoyu_read_case(constraint, institution, id, &mark, judge_with_child, &admission);
	check_exists(admission.exists, institution, id);
	return (Datum) 0;
}
