/*
 * admission.c
 *		The children of one class: were they of the right age when they began, and may they still be there?
 */
#include "ratio/judge.h"

#include "calendar/months.h"

/* Longest search for a day on which a child may begin. */
#define ADMISSION_DAYS_MAX 3653

/*
 * Admission
 */

/* May a child begin in the class on that day?  True where no rule says. */
bool
tuoyu_admits(const Case *c, DateADT birth, DateADT day)
{
	const BandRule *rule = tuoyu_band_rule(c->region, c->kind, day);

	if (rule == NULL)
		return true;
	if (c->kind == AGE_BAND_MIXED)
		return DATE_IS_NOBEGIN(birth) ||
			(birth <= day && tuoyu_age_months(birth, day) >= tuoyu_band_rule_from_months(rule));
	return tuoyu_regional_band(birth, day, c->region) == c->kind || tuoyu_band_rule_tolerates(rule, birth, day);
}

/* The first day from one on on which a child may begin in the class; DATEVAL_NOEND when there is none. */
DateADT
tuoyu_first_admission(const Case *c, DateADT birth, DateADT from)
{
	for (DateADT day = from; day < from + ADMISSION_DAYS_MAX && IS_VALID_DATE(day); day++)
		if (tuoyu_admits(c, birth, day))
			return day;
	return DATEVAL_NOEND;
}

/* Children must be in the class's band on the first day of an unbroken stay. */
void
tuoyu_judge_admissions(const Case *c, ViolationHandler handler, void *arg)
{
	DateADT		stayed_until = DATEVAL_NOBEGIN;

	for (int i = 0; i < c->nchildren; i++)
	{
		const ChildRow *row = &c->children[i];
		bool		first = i == 0 || row[-1].child != row->child || row->from > stayed_until;

		stayed_until = i == 0 || row[-1].child != row->child ? row->until : Max(stayed_until, row->until);
		/* a mark's end counts: days taken away make the day after them the first */
		if (first && !DATE_NOT_FINITE(row->from) && !DATE_IS_NOEND(row->birth) && row->from >= c->hull_from &&
			!tuoyu_admits(c, row->birth, row->from) &&
			tuoyu_case_marked(c, MARK_ADMISSION, MARK_CHILD, row->child, row->from - 1, row->from + 1))
		{
			Violation	violation = {
				.problem = PROBLEM_ADMISSION, .table = TABLE_ENROLMENT, .person = row->child, .birth = row->birth,
				.from = row->from, .until = row->until
			};

			handler(c, &violation, arg);
		}
	}
}

/*
 * Stay
 */

/* Is a child there on a day on which it was not before, all marks on it taken together? */
static bool
arrives_on(const Case *c, int64 child, DateADT day)
{
	int			net = 0;

	for (int i = 0; i < c->nmarks; i++)
	{
		const Mark *mark = &c->marks[i].mark;

		if (mark->person == child && (mark->flags & MARK_CHILD) && mark->from <= day && day < mark->until)
			net += mark->children;
	}
	return net > 0;
}

/*
 * Is there such a day in [from, until)?  It is the first of them, or one on which a mark begins or has ended.  True where all
 * is asked.
 */
static bool
arrives(const Case *c, int64 child, DateADT from, DateADT until)
{
	if (c->marks == NULL || arrives_on(c, child, from))
		return true;
	for (int i = 0; i < c->nmarks; i++)
	{
		const Mark *mark = &c->marks[i].mark;

		if (mark->person == child &&
			((mark->from > from && mark->from < until && arrives_on(c, child, mark->from)) ||
			 (mark->until > from && mark->until < until && arrives_on(c, child, mark->until))))
			return true;
	}
	return false;
}

/*
 * The days of [from, until) from which on the rules no longer let a child stay in the class, as far as they follow each
 * other; false when there are none.  Rules begin and end on the timeline's days.
 */
static bool
next_overstay(const Case *c, const Timeline *timeline, DateADT birth, DateADT from, DateADT until, DateADT *first, DateADT *last)
{
	bool		found = false;

	for (int i = 0; from < until; i++)
	{
		DateADT		next = i < timeline->ndays ? Min(timeline->days[i], until) : until;
		const BandRule *rule = from < next ? tuoyu_band_rule(c->region, c->kind, from) : NULL;
		DateADT		end = rule == NULL ? DATEVAL_NOEND : Max(tuoyu_band_rule_stay_end(rule, birth), from);

		if (found && from < next && end > from)
			return true;
		if (from < next && end < next)
		{
			*first = found ? *first : end;
			*last = next;
			found = true;
		}
		from = Max(from, next);
	}
	return found;
}

/* Where a rule says when children must leave a class that they have outgrown, they must. */
void
tuoyu_judge_stays(const Case *c, ViolationHandler handler, void *arg)
{
	const Timeline *timeline = tuoyu_case_timeline(c);

	for (int i = 0; timeline->limits_stay && i < c->nchildren; i++)
	{
		const ChildRow *row = &c->children[i];
		Violation	violation = {.problem = PROBLEM_STAY, .table = TABLE_ENROLMENT, .person = row->child, .birth = row->birth};

		violation.until = row->from;
		while (next_overstay(c, timeline, row->birth, violation.until, row->until, &violation.from, &violation.until))
			if (arrives(c, row->child, violation.from, violation.until) ||
				tuoyu_case_marked(c, MARK_STAY, MARK_CHILD, row->child, violation.from, violation.until))
				handler(c, &violation, arg);
	}
}

/* Does any rule for the class say when children must leave? */
bool
tuoyu_limits_stay(const Case *c)
{
	return c->has_kind && (c->checks & CHECKS_STAY) && tuoyu_case_timeline(c)->limits_stay;
}

/* May a child be in the class on all these days, whatever its band when it began? */
bool
tuoyu_may_stay(const Case *c, DateADT birth, DateADT from, DateADT until)
{
	DateADT		first,
				last;

	return !tuoyu_limits_stay(c) || !next_overstay(c, tuoyu_case_timeline(c), birth, from, until, &first, &last);
}
