/*
 * sweep.h
 *		Head counts over time: a line sweep over everything that begins and ends.
 *
 * Whoever wants to know something "on every day of an interval" adds to a sweep what counts (a child from this day until
 * that day, a caregiver, a child while it is in this band) and cuts it where something else begins to differ (a rule, a
 * number of places).  The sweep then gives the time back in spans during which nothing changes, with the heads in each:
 *
 *		Sweep *sweep = tuoyu_sweep_create(CurrentMemoryContext);
 *
 *		tuoyu_sweep_add(sweep, from, until, HEAD_CHILDREN, 1);
 *		...
 *		tuoyu_sweep_start(sweep, within_from, within_until);
 *		while (tuoyu_sweep_next(sweep))
 *			... sweep->heads[HEAD_CHILDREN] on the days sweep->from to sweep->until ...
 *
 * Days are half-open [from, until); DATEVAL_NOBEGIN and DATEVAL_NOEND are the open ends.  Cost: O(n log n) time, and
 * memory for the distinct days on which a count changes, not for every interval added.
 */
#ifndef TUOYU_SWEEP_H
#define TUOYU_SWEEP_H

#include "tuoyu.h"

#include "utils/date.h"

/* What is counted.  A sweep that needs other meanings may give the numbers its own. */
typedef enum SweepHead
{
	HEAD_CUT = -1,				/* counts nothing, only ends a span */
	HEAD_CHILDREN,				/* all children, whatever their band */
	HEAD_UNDER_AGE,				/* children by their own band on the day */
	HEAD_INFANT,
	HEAD_TODDLER,
	HEAD_PRESCHOOL,
	HEAD_OVER_AGE,
	HEAD_CAREGIVERS,			/* in a unit of the caller's choice, such as thousandths, where some count in part */
	HEAD_PLACES,

	/* what a transaction changed, see judge.c */
	HEAD_NET_CHILDREN,			/* more children than before it */
	HEAD_NET_CAREGIVERS,		/* more caregivers than before it */
	HEAD_ARRIVALS,				/* children that came, whoever left */
	HEAD_MARKED_SIZE,			/* the limit on children may have become lower */
	HEAD_MARKED_REQUIRED,		/* the requirement may have become higher */
	SWEEP_HEADS
} SweepHead;

/* From this day on there are so many more of a head. */
typedef struct SweepEvent
{
	DateADT		day;
	int32		head;
	int64		delta;
} SweepEvent;

typedef struct Sweep
{
	SweepEvent *events;
	size_t		nevents;
	size_t		maxevents;

	/* while it runs */
	size_t		next;			/* first event not yet counted */
	DateADT		from;			/* the span at hand */
	DateADT		until;
	DateADT		end;			/* where the last span ends */
	int64		heads[SWEEP_HEADS]; /* counts during the span */
} Sweep;

extern Sweep *tuoyu_sweep_create(MemoryContext context);
extern void tuoyu_sweep_clear(Sweep *sweep);
extern void tuoyu_sweep_add(Sweep *sweep, DateADT from, DateADT until, SweepHead head, int64 weight);
extern void tuoyu_sweep_cut(Sweep *sweep, DateADT day);
extern void tuoyu_sweep_absorb(Sweep *sweep, const SweepEvent *events, size_t nevents);
extern void tuoyu_sweep_compact(Sweep *sweep);

extern void tuoyu_sweep_start(Sweep *sweep, DateADT from, DateADT until);
extern bool tuoyu_sweep_next(Sweep *sweep);

/*
 * The caregivers that the heads in sweep->heads require on the days of the span at hand, in the unit of HEAD_CAREGIVERS;
 * 0 where no rule says.
 */
typedef int64 (*SweepRequired) (const Sweep *sweep, void *arg);

/* Days in a row on which too few caregivers are there, the same numbers on each. */
typedef struct SweepGap
{
	DateADT		from;
	DateADT		until;
	int64		children;
	int64		caregivers;
	int64		required;
} SweepGap;

/* All such days of a sweep in order, each gap as long as it can be. */
typedef struct SweepGaps
{
	Sweep	   *sweep;
	SweepRequired required;
	void	   *arg;
	bool		more;			/* ahead is one not yet given out */
	SweepGap	ahead;
} SweepGaps;

extern void tuoyu_gaps_start(SweepGaps *gaps, Sweep *sweep, DateADT from, DateADT until,
							 SweepRequired required, void *arg);
extern bool tuoyu_gaps_next(SweepGaps *gaps, SweepGap *gap);

#endif							/* TUOYU_SWEEP_H */
