/*
 * depend.c
 *		Children, staff and institutions, on which classes depend.
 *
 * A change of staff, children or institutions on which classes depend locks the changed rows FOR UPDATE first, which
 * waits for those who have referred to them and are not yet committed; only then are the classes looked up.
 *
 * Whoever begins to refer to such rows locks them FOR KEY SHARE: a foreign key does so where there is one and it sees a
 * new reference, the check itself elsewhere.  Where there is no row to lock, the table is kept as it is.
 */
#include "ratio/batch.h"

#include "access/xact.h"
#include "catalog/pg_inherits.h"
#include "lib/qunique.h"
#include "storage/lmgr.h"
#include "utils/snapmgr.h"

/* More references than this keep the table as it is, which is quicker than to lock so many rows. */
#define MOST_REFERENCES 50000

/* How classes depend on the rows of another table. */
typedef struct Dependence
{
	TableRole	table;
	ColumnRole	id;				/* its key, besides the institution */
	TableRole	via;			/* the table that says which classes */
	uint8		who;			/* the marks whose person is in the table; 0: it is of the classes themselves */
	QueryKind	lock;
	QueryKind	share;
	QueryKind	classes;
} Dependence;

static const Dependence dependences[] = {
	{TABLE_INSTITUTION, COLUMN_INSTITUTION, TABLE_CLASS, 0, QUERY_LOCK_INSTITUTIONS, QUERY_SHARE_INSTITUTIONS, QUERY_CLASSES_OF_INSTITUTIONS},
	{TABLE_STAFF, COLUMN_STAFF, TABLE_ROSTER, MARK_STAFF, QUERY_LOCK_STAFF, QUERY_SHARE_STAFF, QUERY_CLASSES_OF_STAFF},
	{TABLE_CHILD, COLUMN_CHILD, TABLE_ENROLMENT, MARK_CHILD, QUERY_LOCK_CHILDREN, QUERY_SHARE_CHILDREN, QUERY_CLASSES_OF_CHILDREN}
};

/* Is a row of that table one that classes depend on in this way?  Certificates are the staff's. */
static bool
depends(const Dependence *dependence, const Entry *entry)
{
	return entry->key.table == dependence->table ||
		(entry->key.table == TABLE_CERTIFICATE && dependence->table == TABLE_STAFF);
}

/* Marks on rows that are passed on to the classes that depend on them. */
typedef struct Passing
{
	RatioConstraint *constraint;
	const Dependence *dependence;
	Mark	   *marks;
	int			nmarks;
} Passing;

/* QUERY_CLASSES_OF_…: ordinal, class, during */
static void
pass_mark(TupleTableSlot *slot, void *arg)
{
	Passing    *passing = arg;
	Mark		mark = passing->marks[row_ordinal(slot)];
	bool		keyed = tuoyu_has_column(passing->constraint, passing->dependence->via, COLUMN_INSTITUTION);
	DateADT		from,
				until;

	if (slot->tts_isnull[1] || (mark.flags & MARK_WHOLE))
		return;
	if (passing->dependence->via != TABLE_CLASS)
	{
		if (!row_days(slot, 2, &from, &until))
			return;
		mark.from = Max(mark.from, from);
		mark.until = Min(mark.until, until);
	}
	tuoyu_mark(passing->constraint, TABLE_CLASS, keyed ? mark.entry->key.institution : 0,
			   DatumGetInt64(slot->tts_values[1]), &mark);
}

/* By institution and key: the order of locking. */
static int
cmp_entries_of_marks(const void *left, const void *right)
{
	const EntryKey *a = &((const Mark *) left)->entry->key;
	const EntryKey *b = &((const Mark *) right)->entry->key;

	if (a->institution != b->institution)
		return a->institution < b->institution ? -1 : 1;
	return (a->id > b->id) - (a->id < b->id);
}

/* Passes what is marked on the rows of one table on to the classes that depend on them. */
static void
pass_marks(RatioConstraint *constraint, const Dependence *dependence)
{
	Passing		passing = {.constraint = constraint, .dependence = dependence};
	QueryKeys	keys;
	int			max = FIRST_ROWS;

	passing.marks = palloc(sizeof(Mark) * max);
	for (const Entry *entry = tuoyu_first_dirty(constraint); entry != NULL; entry = entry->next_dirty)
	{
		if (!depends(dependence, entry))
			continue;
		for (int32 m = entry->last; m >= 0; m = tuoyu_mark_at(m)->previous)
		{
			/* what concerns the institution alone is not passed on, and waits for nobody unless nobody waits for it */
			if ((tuoyu_mark_at(m)->flags & (MARK_WHOLE | MARK_WAIT)) == MARK_WHOLE)
				continue;
			GROW(passing.marks, passing.nmarks, max);
			passing.marks[passing.nmarks++] = *tuoyu_mark_at(m);
		}
	}
	if (passing.nmarks == 0)
		return;
	qsort(passing.marks, passing.nmarks, sizeof(Mark), cmp_entries_of_marks);
	tuoyu_query_keys_init(&keys, passing.nmarks);
	for (int i = 0; i < passing.nmarks; i++)
	{
		keys.institutions[i] = Int64GetDatum(passing.marks[i].entry->key.institution);
		keys.ids[i] = Int64GetDatum(passing.marks[i].entry->key.id);
		keys.from[i] = passing.marks[i].from;
		keys.until[i] = passing.marks[i].until;
	}
	tuoyu_query_locking(constraint, dependence->lock, &keys, NULL, NULL);
	PushActiveSnapshot(GetLatestSnapshot());
	tuoyu_query_reading(constraint, dependence->classes, true, &keys, pass_mark, &passing);
	PopActiveSnapshot();
}

/*
 * What new references depend on
 */

/* By institution and person: the order of locking. */
static int
cmp_references(const void *left, const void *right)
{
	const ClassKey *a = left;
	const ClassKey *b = right;

	if (a->institution != b->institution)
		return a->institution < b->institution ? -1 : 1;
	return (a->id > b->id) - (a->id < b->id);
}

/* The rows of a table to which marks refer that no foreign key has locked, in the order of locking; -1: too many. */
static int
collect_references(const RatioConstraint *constraint, const Dependence *dependence, ClassKey **references)
{
	bool		keyed = tuoyu_has_column(constraint, dependence->table, COLUMN_INSTITUTION);
	int			count = 0,
				max = FIRST_ROWS;

	*references = palloc(sizeof(ClassKey) * max);
	for (const Entry *entry = tuoyu_first_dirty(constraint); entry != NULL; entry = entry->next_dirty)
	{
		if (entry->key.table != TABLE_CLASS || (dependence->who != 0 && !(entry->flags & MARK_SHARE)))
			continue;
		for (int32 m = entry->last; m >= 0; m = tuoyu_mark_at(m)->previous)
		{
			const Mark *mark = tuoyu_mark_at(m);

			if (dependence->who != 0 &&
				(!(mark->flags & MARK_SHARE) || !(mark->flags & dependence->who) || mark->person == PG_INT64_MIN))
				continue;
			if (count == MOST_REFERENCES)
				return -1;
			GROW(*references, count, max);
			(*references)[count++] = (ClassKey) {keyed ? entry->key.institution : 0, dependence->who != 0 ? mark->person : 0};
			if (dependence->who == 0)
				break;
		}
	}
	qsort(*references, count, sizeof(ClassKey), cmp_references);
	return count == 0 ? 0 : (int) qunique(*references, count, sizeof(ClassKey), cmp_references);
}

/* QUERY_SHARE_…: ordinal */
static void
take_share(TupleTableSlot *slot, void *arg)
{
	((bool *) arg)[row_ordinal(slot)] = true;
}

/* Locks so many rows against change; false if one of them is not there. */
static bool
share_rows(RatioConstraint *constraint, const Dependence *dependence, const ClassKey *references, int count)
{
	bool	   *found = palloc0(sizeof(bool) * count);

	if (!tuoyu_share_direct(constraint, dependence->table, dependence->id, references, count, found))
	{
		QueryKeys	keys;

		tuoyu_query_keys_init(&keys, count);
		for (int i = 0; i < count; i++)
		{
			keys.institutions[i] = Int64GetDatum(references[i].institution);
			keys.ids[i] = Int64GetDatum(references[i].id);
		}
		tuoyu_query_locking(constraint, dependence->share, &keys, take_share, found);
	}
	for (int i = 0; i < count; i++)
		if (!found[i])
			return false;
	return true;
}

/* Keeps a table and its partitions from being written to. */
static void
share_table(Oid table)
{
	LockRelationOid(table, ShareLock);
	list_free(find_all_inheritors(table, ShareLock, NULL));
}

/*
 * Locks the rows of a table on which the marked classes have begun to depend.  A member of staff without a row does not
 * count, whoever makes one; a child or an institution without one is judged as unknown, and must stay so.
 */
static void
share_references(RatioConstraint *constraint, const Dependence *dependence)
{
	ClassKey   *references;
	int			count;

	if (dependence->who == 0 && constraint->keyed[dependence->table])
		return;
	count = collect_references(constraint, dependence, &references);
	if (count < 0 ||
		(count > 0 && !share_rows(constraint, dependence, references, count) && dependence->table != TABLE_STAFF))
		share_table(constraint->tables[dependence->table]);
}

/*
 * Locks what the marked classes depend on, and marks the classes that depend on what has changed.  The order of the tables
 * is that of locking.
 */
void
tuoyu_follow_dependences(RatioConstraint *constraint)
{
	for (size_t i = 0; i < lengthof(dependences); i++)
		if (OidIsValid(constraint->tables[dependences[i].table]))
		{
			pass_marks(constraint, &dependences[i]);
			share_references(constraint, &dependences[i]);
		}
}
