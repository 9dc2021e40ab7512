/*
 * sweep.c
 *		Head counts over time.
 *
 * A sweep is a bag of events "from this day on, so many more".  When the bag is full it is sorted and the events of one
 * day and head become one; only if that does not empty half of it, it grows.  So a million enrolments of ten years need
 * room for ten years' days, and each event pays for O(log n) of sorting.
 */
#include "ratio/sweep.h"

#include "miscadmin.h"

#define FIRST_EVENTS 64

/* Within a day the order does not matter to the counts, but equal heads must come together. */
static inline int
cmp_events(const SweepEvent *a, const SweepEvent *b)
{
	if (a->day != b->day)
		return a->day < b->day ? -1 : 1;
	return (a->head > b->head) - (a->head < b->head);
}

#define ST_SORT sort_events
#define ST_ELEMENT_TYPE SweepEvent
#define ST_COMPARE(a, b) cmp_events(a, b)
#define ST_CHECK_FOR_INTERRUPTS
#define ST_SCOPE static
#define ST_DEFINE
#include "lib/sort_template.h"

/*
 * Filling
 */

/* An empty sweep; it stays in this context however it grows. */
Sweep *
tuoyu_sweep_create(MemoryContext context)
{
	Sweep	   *sweep = MemoryContextAllocZero(context, sizeof(Sweep));

	sweep->maxevents = FIRST_EVENTS;
	sweep->events = MemoryContextAlloc(context, FIRST_EVENTS * sizeof(SweepEvent));
	return sweep;
}

/* Empties a sweep, which keeps its room. */
void
tuoyu_sweep_clear(Sweep *sweep)
{
	sweep->nevents = 0;
}

/* Sorts the events and makes one of those of one day and head.  Cuts stay, they count nothing anyway. */
void
tuoyu_sweep_compact(Sweep *sweep)
{
	SweepEvent *events = sweep->events;
	size_t		kept = 0;

	sort_events(events, sweep->nevents);
	for (size_t i = 0; i < sweep->nevents;)
	{
		SweepEvent	sum = events[i++];

		for (; i < sweep->nevents && cmp_events(&sum, &events[i]) == 0; i++)
			sum.delta += events[i].delta;
		if (sum.delta != 0 || sum.head == HEAD_CUT)
			events[kept++] = sum;
	}
	sweep->nevents = kept;
}

/* Puts one event into the bag. */
static inline void
push(Sweep *sweep, DateADT day, int32 head, int64 delta)
{
	if (sweep->nevents == sweep->maxevents)
	{
		tuoyu_sweep_compact(sweep);
		if (sweep->nevents > sweep->maxevents / 2)
		{
			sweep->maxevents *= 2;
			sweep->events = repalloc_huge(sweep->events, sweep->maxevents * sizeof(SweepEvent));
		}
	}
	sweep->events[sweep->nevents++] = (SweepEvent) {day, head, delta};
}

/* So many more of a head from one day until another; nothing if there is no day between them. */
void
tuoyu_sweep_add(Sweep *sweep, DateADT from, DateADT until, SweepHead head, int64 weight)
{
	Assert(head >= 0 && head < SWEEP_HEADS);
	if (from >= until)
		return;
	push(sweep, from, head, weight);
	if (until != DATEVAL_NOEND)
		push(sweep, until, head, -weight);
}

/* No span reaches across the beginning of this day. */
void
tuoyu_sweep_cut(Sweep *sweep, DateADT day)
{
	push(sweep, day, HEAD_CUT, 0);
}

/* Takes in the events of another sweep. */
void
tuoyu_sweep_absorb(Sweep *sweep, const SweepEvent *events, size_t nevents)
{
	for (size_t i = 0; i < nevents; i++)
		push(sweep, events[i].day, events[i].head, events[i].delta);
}

/*
 * Running
 */

/* Counts what happens up to and on a day. */
static void
count_until(Sweep *sweep, DateADT day)
{
	for (; sweep->next < sweep->nevents && sweep->events[sweep->next].day <= day; sweep->next++)
	{
		SweepEvent *event = &sweep->events[sweep->next];

		if (event->head != HEAD_CUT)
			sweep->heads[event->head] += event->delta;
	}
}

/* Begins with the day from; may be called again, and more may be added before that. */
void
tuoyu_sweep_start(Sweep *sweep, DateADT from, DateADT until)
{
	tuoyu_sweep_compact(sweep);
	sweep->next = 0;
	sweep->from = sweep->until = from;
	sweep->end = until;
	memset(sweep->heads, 0, sizeof(sweep->heads));
}

/* Goes on to the next span in which nothing changes; false after the last. */
bool
tuoyu_sweep_next(Sweep *sweep)
{
	if (sweep->until >= sweep->end)
		return false;
	sweep->from = sweep->until;
	count_until(sweep, sweep->from);
	sweep->until = sweep->next < sweep->nevents ? Min(sweep->events[sweep->next].day, sweep->end) : sweep->end;
	return true;
}

/*
 * Gaps
 */

/* Looks for the next span with too few caregivers and keeps it in gaps->ahead. */
static bool
find_gap(SweepGaps *gaps)
{
	Sweep	   *sweep = gaps->sweep;

	while (tuoyu_sweep_next(sweep))
	{
		int64		required = gaps->required(sweep, gaps->arg);

		if (sweep->heads[HEAD_CAREGIVERS] >= required)
			continue;
		gaps->ahead = (SweepGap) {
			sweep->from, sweep->until, sweep->heads[HEAD_CHILDREN], sweep->heads[HEAD_CAREGIVERS], required
		};
		return true;
	}
	return false;
}

/* True if the second gap only goes on with the first. */
static bool
continues(const SweepGap *gap, const SweepGap *ahead)
{
	return ahead->from == gap->until && ahead->children == gap->children &&
		ahead->caregivers == gap->caregivers && ahead->required == gap->required;
}

/* The gaps on the days [from, until) of a filled sweep. */
void
tuoyu_gaps_start(SweepGaps *gaps, Sweep *sweep, DateADT from, DateADT until, SweepRequired required, void *arg)
{
	*gaps = (SweepGaps) {.sweep = sweep, .required = required, .arg = arg};
	tuoyu_sweep_start(sweep, from, until);
	gaps->more = find_gap(gaps);
}

/* The next gap; false after the last. */
bool
tuoyu_gaps_next(SweepGaps *gaps, SweepGap *gap)
{
	if (!gaps->more)
		return false;
	*gap = gaps->ahead;
	while ((gaps->more = find_gap(gaps)) && continues(gap, &gaps->ahead))
		gap->until = gaps->ahead.until;
	return true;
}
