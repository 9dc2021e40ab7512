/*
 * institution.c
 *		What is counted at the institution as a whole: children against approved places, and each role that a rule requires.
 *
 * An institution is judged in parts: its places, and each role, as though it were a class whose caregivers are those of the
 * role.  What makes it worse are marks on its classes' children, its staff, their certificates and its own row.
 *
 * Its row is locked FOR NO KEY UPDATE and everything counted after that, as with classes, but only where there is something to
 * count: a number of places, or a rule for a role.  To see that, the row is locked FOR KEY SHARE first.  Who gives an
 * institution a number that it did not have, or another region, locks it FOR UPDATE (see depend.c) and so waits for those who
 * have seen none.
 */
#include "ratio/batch.h"

#include "access/xact.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"

/*
 * Parts
 */

/* Does a rule require a number of the part's role on any day?  A rule that says nothing may take the place of one that does. */
static bool
is_required(const Case *part)
{
	int			nchanges;
	const DateADT *changes = tuoyu_staffing_rule_changes(part->region, SCOPE_INSTITUTION, &nchanges);

	for (int i = -1; i < nchanges; i++)
		if (tuoyu_case_rule(part, i < 0 ? DATEVAL_NOBEGIN : changes[i]) != NULL)
			return true;
	return false;
}

/* The parts that are judged each by itself. */
Case *
tuoyu_institution_parts(const Case *c, int *count)
{
	int			nroles = 0;
	int32	   *roles = c->checks & CHECKS_ROLES ? tuoyu_required_roles(c->region, SCOPE_INSTITUTION, &nroles) : NULL;
	Case	   *parts = palloc(sizeof(Case) * (nroles + 1));

	*count = 0;
	if ((c->checks & CHECKS_PLACES) && c->places >= 0)
	{
		parts[*count] = *c;
		parts[(*count)++].checks = CHECKS_CLASS_SIZE;
	}
	for (int i = 0; i < nroles; i++)
	{
		Case	   *part = &parts[*count];

		*part = *c;
		part->checks = CHECKS_CAREGIVERS;
		part->places = -1;
		part->role = roles[i];
		if (is_required(part))
			(*count)++;
	}
	return parts;
}

/*
 * Selecting
 */

/* Keeps the institutions that are there and have something to count. */
static void
keep_counted(Batch *batch)
{
	int			kept = 0;

	for (int i = 0; i < batch->ncases; i++)
	{
		const Case *c = &batch->cases[i];
		int			nparts;

		if (!c->exists)
			continue;
		pfree(tuoyu_institution_parts(c, &nparts));
		if (nparts > 0)
			batch->cases[kept++] = *c;
	}
	batch->ncases = kept;
}

bool
tuoyu_select_institutions(Batch *batch, CheckMode mode)
{
	bool		as_owner = mode != CHECK_CALLER;
	QueryKeys	keys;

	tuoyu_case_keys(batch, &keys);
	/* what the row says is read after that: this lock may be had of a version that is old by then */
	if (mode == CHECK_LOCKING)
		tuoyu_query_locking(batch->constraint, QUERY_SHARE_INSTITUTIONS, &keys, NULL, NULL);
	if (as_owner)
	{
		CommandCounterIncrement();
		PushActiveSnapshot(GetLatestSnapshot());
	}
	tuoyu_query_reading(batch->constraint, QUERY_INSTITUTIONS, as_owner, &keys, tuoyu_take_institution, batch);
	if (as_owner)
		PopActiveSnapshot();
	keep_counted(batch);
	if (mode == CHECK_LOCKING && batch->ncases > 0)
	{
		tuoyu_case_keys(batch, &keys);
		tuoyu_query_locking(batch->constraint, QUERY_LOCK_PLACES, &keys, tuoyu_take_institution, batch);
	}
	return batch->ncases > 0;
}

/*
 * What is marked
 */

/* Does a mark on some row change what is counted at the institution? */
static bool
changes_institution(TableRole table, const Mark *mark)
{
	switch (table)
	{
		case TABLE_CLASS:
			return mark->children != 0 || (mark->flags & MARK_BANDS);
		case TABLE_STAFF:
			return mark->caregivers != 0;
		case TABLE_CERTIFICATE:
		case TABLE_INSTITUTION:
			return true;
		default:
			return false;
	}
}

/* Can a mark make anything worse by itself? */
static bool
may_worsen(const Mark *mark, uint32 checks)
{
	if (mark->children > 0)
		return true;
	if ((checks & CHECKS_PLACES) && (mark->flags & MARK_SIZE))
		return true;
	return (checks & CHECKS_ROLES) && (mark->caregivers < 0 || (mark->flags & (MARK_REQUIRED | MARK_BANDS)));
}

/* A mark that concerns an institution. */
typedef struct PlacedMark
{
	int64		institution;
	Mark		mark;
} PlacedMark;

/* By institution, then as a case has its marks. */
static int
cmp_placed(const void *left, const void *right)
{
	const PlacedMark *a = left;
	const PlacedMark *b = right;

	if (a->institution != b->institution)
		return a->institution < b->institution ? -1 : 1;
	return tuoyu_cmp_marks(&a->mark, &b->mark);
}

/*
 * All marks that change what is counted at an institution, sorted.  Those that were checked before are among them: what has
 * come since may have changed what they came to.
 */
static PlacedMark *
collect_marks(const RatioConstraint *constraint, int *count)
{
	const Entry *entry;
	int32		position = 0;
	int			max = FIRST_ROWS;
	PlacedMark *marks = palloc(sizeof(PlacedMark) * max);

	*count = 0;
	while ((entry = tuoyu_next_marked(constraint, &position)) != NULL)
		for (int32 m = entry->last; m >= 0; m = tuoyu_mark_at(m)->previous)
			if (changes_institution((TableRole) entry->key.table, tuoyu_mark_at(m)))
			{
				GROW(marks, *count, max);
				marks[(*count)++] = (PlacedMark) {entry->key.institution, *tuoyu_mark_at(m)};
			}
	qsort(marks, *count, sizeof(PlacedMark), cmp_placed);
	return marks;
}

/* Makes a case of an institution and its marks; false if nothing in it can have become worse. */
static bool
make_case(RatioConstraint *constraint, const PlacedMark *marks, int nmarks, Case *c)
{
	tuoyu_init_institution(c, constraint, marks[0].institution);
	c->marks = MemoryContextAllocHuge(CurrentMemoryContext, sizeof(CaseMark) * nmarks);
	c->nmarks = nmarks;
	c->hull_from = DATEVAL_NOEND;
	c->hull_until = DATEVAL_NOBEGIN;
	for (int i = 0; i < nmarks; i++)
	{
		const Mark *mark = &marks[i].mark;

		c->marks[i] = tuoyu_case_mark(mark);
		c->marks[i].certified = mark->caregivers < 0 &&
			tuoyu_marked(constraint, TABLE_CERTIFICATE, c->institution, mark->person) != NULL;
		if (may_worsen(mark, c->checks))
		{
			c->hull_from = Min(c->hull_from, mark->from);
			c->hull_until = Max(c->hull_until, mark->until);
		}
	}
	return c->hull_from < c->hull_until;
}

int
tuoyu_collect_institutions(RatioConstraint *constraint, Case **cases)
{
	int			nmarks;
	PlacedMark *marks = collect_marks(constraint, &nmarks);
	int			count = 0,
				max = FIRST_ROWS;

	*cases = palloc(sizeof(Case) * max);
	for (int first = 0, last; first < nmarks; first = last)
	{
		for (last = first + 1; last < nmarks && marks[last].institution == marks[first].institution;)
			last++;
		GROW(*cases, count, max);
		if (make_case(constraint, &marks[first], last - first, &(*cases)[count]))
			count++;
	}
	return count;
}
