/*
 * marks.c
 *		What the transaction did that a constraint must look at.
 *
 * Marks are a log in the order of writing; those of one class are linked.  A subtransaction that aborts takes its marks
 * off the end of the log, as though it had not been: a child that it took out of a class must not make room for another.
 * A class found in order there must be looked at again, for PostgreSQL fires the events of the check again too.
 *
 * A load of a million rows in no order comes to another class with each row.  So the last few marks wait before they are
 * linked, while what is needed of their classes comes into the cache.
 */
#include "constraint.h"

#include "access/xact.h"
#include "utils/memutils.h"

/* Marks and entries stay where they are: room for a few, then chunk by chunk. */
#define FIRST_ROOM 32
#define CHUNK_BITS 12
#define CHUNK_SIZE (1 << CHUNK_BITS)

#define MARKS_WAITING 32

/* Where the entry of a key is, with its hash. */
typedef struct Slot
{
	uint32		hash;
	int32		entry;			/* -1: free */
} Slot;

/* Things of one size that are appended. */
typedef struct Log
{
	Size		size;
	char	   *first;			/* the first FIRST_ROOM of them */
	char	  **chunks;			/* the others */
	int32		nchunks;
	int32		maxchunks;
	int32		count;
} Log;

static MemoryContext memory = NULL; /* of the transaction; NULL: nothing marked */
static Log	marks;
static Log	entries;
static Slot *slots;
static uint32 nslots;			/* a power of two */
static EntryKey waiting[MARKS_WAITING]; /* the keys of the last marks, which are not linked yet */
static uint32 waiting_hashes[MARKS_WAITING];
static int32 nlinked;			/* marks that are */
static SubTransactionId last_clean_in;	/* the latest clean_in of all entries */

/*
 * Logs
 */

/* One of the things in a log. */
static inline void *
log_at(const Log *log, int32 position)
{
	if (position < FIRST_ROOM)
		return log->first + log->size * position;
	position -= FIRST_ROOM;
	return log->chunks[position >> CHUNK_BITS] + log->size * (position & (CHUNK_SIZE - 1));
}

/* Room for one more, which is counted by the caller. */
static inline void *
log_next(Log *log)
{
	if (log->count >= FIRST_ROOM && (log->count - FIRST_ROOM) >> CHUNK_BITS == log->nchunks)
	{
		if (log->nchunks == log->maxchunks)
		{
			int32		max = Max(log->maxchunks * 2, 16);

			log->chunks = log->chunks == NULL ? MemoryContextAlloc(memory, max * sizeof(char *)) :
				repalloc_huge(log->chunks, max * sizeof(char *));
			log->maxchunks = max;
		}
		log->chunks[log->nchunks] = MemoryContextAlloc(memory, log->size * CHUNK_SIZE);
		log->nchunks++;
	}
	return log_at(log, log->count);
}

/* A mark by its place in the log. */
const Mark *
tuoyu_mark_at(int32 position)
{
	return log_at(&marks, position);
}

static inline Entry *
entry_at(int32 position)
{
	return log_at(&entries, position);
}

/*
 * Summing up
 */

/*
 * Can what a mark stands for make anything worse by itself?  What only makes up for something need not be looked at, nor
 * the end of a stay that was open: no stay begins after it.
 */
static bool
may_worsen(const Mark *mark, uint32 checks)
{
	if (mark->children > 0 && (checks & (CHECKS_CAREGIVERS | CHECKS_CLASS_SIZE | CHECKS_STAY)))
		return true;
	if ((checks & CHECKS_CAREGIVERS) && (mark->caregivers < 0 || (mark->flags & (MARK_REQUIRED | MARK_BANDS))))
		return true;
	if ((checks & CHECKS_CLASS_SIZE) && (mark->flags & MARK_SIZE))
		return true;
	if ((checks & CHECKS_STAY) && (mark->flags & MARK_STAY))
		return true;
	if ((checks & CHECKS_CONTAINMENT) && (mark->flags & MARK_CONTAIN))
		return true;
	return (checks & CHECKS_ADMISSION) && (mark->flags & MARK_ADMISSION) &&
		!(mark->children < 0 && DATE_IS_NOEND(mark->until));
}

/* Adds a mark to what those of its entry come to. */
static void
add_mark(Entry *entry, const Mark *mark)
{
	entry->nmarks++;
	entry->flags |= mark->flags;
	entry->all_admissions |= (mark->flags & (MARK_ADMISSION | MARK_CHILD)) == MARK_ADMISSION;
	entry->only_withdrawals &= mark->children < 0 && mark->caregivers == 0 &&
		(mark->flags & ~(MARK_CHILD | MARK_ADMISSION)) == 0;
	entry->roster_marked |= mark->caregivers != 0;
	entry->roster_reduced |= mark->caregivers < 0;
	if (may_worsen(mark, entry->checks))
	{
		/* a day more on either side, to see where a stay begins */
		entry->hull_from = Min(entry->hull_from, DATE_NOT_FINITE(mark->from) ? mark->from : mark->from - 1);
		entry->hull_until = Max(entry->hull_until, DATE_NOT_FINITE(mark->until) ? mark->until : mark->until + 1);
	}
}

/* An entry of which nothing is marked. */
static Entry
empty_entry(const EntryKey *key)
{
	return (Entry) {
		.key = *key, .last = -1, .clean_in = InvalidSubTransactionId,
		.checks = key->constraint->checks, .hull_from = DATEVAL_NOEND, .hull_until = DATEVAL_NOBEGIN,
		.only_withdrawals = true
	};
}

/* Sums up the marks of an entry again, if some were taken back or other things are checked now. */
void
tuoyu_sum_up(Entry *entry)
{
	Entry		sum = empty_entry(&entry->key);

	if (entry->nmarks >= 0 && entry->checks == sum.checks)
		return;
	for (int32 m = entry->last; m >= 0; m = tuoyu_mark_at(m)->previous)
		add_mark(&sum, tuoyu_mark_at(m));
	sum.last = entry->last;
	sum.dirty = entry->dirty;
	sum.clean_in = entry->clean_in;
	sum.next_dirty = entry->next_dirty;
	*entry = sum;
}

/*
 * Entries
 */

static inline uint32
hash_key(const EntryKey *key)
{
	uint64		hash = (uint64) key->institution * UINT64CONST(0x9e3779b97f4a7c15) + (uint64) key->id;

	hash ^= hash >> 32;
	hash = (hash + (uint64) key->table + (uintptr_t) key->constraint) * UINT64CONST(0xd6e8feb86659fd93);
	return (uint32) (hash >> 32);
}

static inline bool
same_key(const EntryKey *a, const EntryKey *b)
{
	return a->id == b->id && a->institution == b->institution && a->table == b->table && a->constraint == b->constraint;
}

/* The slot of a key, or the free one where it belongs. */
static Slot *
find_slot(const EntryKey *key, uint32 hash)
{
	uint32		i = hash & (nslots - 1);

	while (slots[i].entry >= 0 && (slots[i].hash != hash || !same_key(&entry_at(slots[i].entry)->key, key)))
		i = (i + 1) & (nslots - 1);
	return &slots[i];
}

/* Makes so many slots, and fills them with the entries that there are. */
static void
make_slots(uint32 count)
{
	Slot	   *old = slots;
	uint32		nold = nslots;

	slots = MemoryContextAllocHuge(memory, sizeof(Slot) * count);
	nslots = count;
	for (uint32 i = 0; i < count; i++)
		slots[i].entry = -1;
	for (uint32 i = 0; i < nold; i++)
		if (old[i].entry >= 0)
			*find_slot(&entry_at(old[i].entry)->key, old[i].hash) = old[i];
	if (old != NULL)
		pfree(old);
}

/* The entry of a key, new or not. */
static Entry *
find_entry(const EntryKey *key, uint32 hash)
{
	Slot	   *slot = find_slot(key, hash);
	Entry	   *entry;

	if (slot->entry >= 0)
		return entry_at(slot->entry);
	if ((uint32) entries.count >= nslots / 2)
	{
		make_slots(nslots * 2);
		slot = find_slot(key, hash);
	}
	entry = log_next(&entries);
	*entry = empty_entry(key);
	*slot = (Slot) {hash, entries.count++};
	return entry;
}

/* Puts a class on its constraint's list. */
static void
make_dirty(Entry *entry)
{
	if (entry->dirty)
		return;
	entry->dirty = true;
	entry->next_dirty = entry->key.constraint->dirty;
	entry->key.constraint->dirty = entry;
}

/* Links the marks that have waited. */
static void
link_marks(void)
{
	for (int32 m = nlinked; m < marks.count; m++)
	{
		const Slot *slot = &slots[waiting_hashes[m % MARKS_WAITING] & (nslots - 1)];

		if (slot->entry >= 0)
			__builtin_prefetch(entry_at(slot->entry), 1);
	}
	for (; nlinked < marks.count; nlinked++)
	{
		Entry	   *entry = find_entry(&waiting[nlinked % MARKS_WAITING], waiting_hashes[nlinked % MARKS_WAITING]);
		Mark	   *mark = log_at(&marks, nlinked);

		mark->entry = entry;
		mark->previous = entry->last;
		entry->last = nlinked;
		if (entry->nmarks >= 0)
			add_mark(entry, mark);
		make_dirty(entry);
	}
}

/*
 * Transactions
 */

/* The end of a transaction, prepared ones included: its checks have been made. */
static void
at_transaction_end(XactEvent event, void *arg)
{
	(void) arg;
	if (memory == NULL ||
		(event != XACT_EVENT_COMMIT && event != XACT_EVENT_ABORT && event != XACT_EVENT_PREPARE))
		return;
	tuoyu_forget_dirty();
	memory = NULL;				/* goes with the transaction's own memory */
}

/* Takes back what an aborted subtransaction, or one inside it, has marked and found in order. */
static void
undo_subtransaction(SubTransactionId subxact)
{
	/* numbers only grow, so what came since it began has its number or a higher one */
	for (; marks.count > 0 && tuoyu_mark_at(marks.count - 1)->subxact >= subxact; marks.count--)
	{
		const Mark *mark = tuoyu_mark_at(marks.count - 1);

		if (marks.count > nlinked)
			continue;
		mark->entry->last = mark->previous;
		mark->entry->nmarks = -1;
		make_dirty(mark->entry);
		nlinked--;
	}
	if (last_clean_in < subxact)
		return;
	last_clean_in = InvalidSubTransactionId;
	for (int32 e = 0; e < entries.count; e++)
	{
		Entry	   *entry = entry_at(e);

		if (entry->clean_in >= subxact)
		{
			entry->clean_in = InvalidSubTransactionId;
			make_dirty(entry);
		}
		last_clean_in = Max(last_clean_in, entry->clean_in);
	}
}

/* The end of a subtransaction. */
static void
at_subtransaction_end(SubXactEvent event, SubTransactionId subxact, SubTransactionId parent, void *arg)
{
	(void) parent;
	(void) arg;
	if (event == SUBXACT_EVENT_ABORT_SUB && memory != NULL)
		undo_subtransaction(subxact);
}

/* Makes empty logs for the transaction. */
static void
begin(void)
{
	static bool registered = false;
	MemoryContext context;

	if (!registered)
	{
		RegisterXactCallback(at_transaction_end, NULL);
		RegisterSubXactCallback(at_subtransaction_end, NULL);
		registered = true;
	}
	context = AllocSetContextCreate(TopTransactionContext, "tuoyu constraint marks", ALLOCSET_DEFAULT_SIZES);
	marks = (Log) {.size = sizeof(Mark), .first = MemoryContextAlloc(context, sizeof(Mark) * FIRST_ROOM)};
	entries = (Log) {.size = sizeof(Entry), .first = MemoryContextAlloc(context, sizeof(Entry) * FIRST_ROOM)};
	slots = NULL;
	nslots = 0;
	nlinked = 0;
	last_clean_in = InvalidSubTransactionId;
	memory = context;
	make_slots(FIRST_ROOM * 2);
}

/*
 * Writing
 */

/* Logs a mark; an empty span of days marks nothing. */
void
tuoyu_mark(RatioConstraint *constraint, TableRole table, int64 institution, int64 id, const Mark *mark)
{
	EntryKey	key = {constraint, institution, id, table};
	uint32		hash = hash_key(&key);
	Mark	   *logged;

	if (mark->from >= mark->until)
		return;
	if (memory == NULL)
		begin();
	if (marks.count - nlinked == MARKS_WAITING)
		link_marks();
	if (marks.count == PG_INT32_MAX)
		ereport(ERROR,
				errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("too many writes in one transaction for staffing constraint \"%s\"", NameStr(constraint->name)));
	__builtin_prefetch(&slots[hash & (nslots - 1)]);
	logged = log_next(&marks);
	*logged = *mark;
	logged->subxact = GetCurrentSubTransactionId();
	waiting[marks.count % MARKS_WAITING] = key;
	waiting_hashes[marks.count % MARKS_WAITING] = hash;
	marks.count++;
}

/*
 * Reading
 */

/* What the transaction marked of a row; NULL when nothing. */
Entry *
tuoyu_marked(RatioConstraint *constraint, TableRole table, int64 institution, int64 id)
{
	EntryKey	key = {constraint, institution, id, table};
	const Slot *slot;

	if (memory == NULL)
		return NULL;
	link_marks();
	slot = find_slot(&key, hash_key(&key));
	return slot->entry >= 0 && entry_at(slot->entry)->last >= 0 ? entry_at(slot->entry) : NULL;
}

/* The first of the rows of which something is marked and has not been checked; the others follow by next_dirty. */
Entry *
tuoyu_first_dirty(const RatioConstraint *constraint)
{
	if (memory == NULL)
		return NULL;
	if (nlinked < marks.count)
		link_marks();
	return constraint->dirty;
}

/*
 * Goes through everything that is marked, checked or not: the next of a constraint from a position on, which begins at 0; NULL
 * after the last.
 */
const Entry *
tuoyu_next_marked(const RatioConstraint *constraint, int32 *position)
{
	if (memory == NULL)
		return NULL;
	if (nlinked < marks.count)
		link_marks();
	while (*position < entries.count)
	{
		const Entry *entry = entry_at((*position)++);

		if (entry->key.constraint == constraint && entry->last >= 0)
			return entry;
	}
	return NULL;
}

/* Is anything marked that has not been checked?  What was taken back with its subtransaction leaves empty entries. */
bool
tuoyu_has_unchecked(const RatioConstraint *constraint)
{
	for (const Entry *entry = tuoyu_first_dirty(constraint); entry != NULL; entry = entry->next_dirty)
		if (entry->last >= 0)
			return true;
	return false;
}

/* Everything marked so far is in order. */
void
tuoyu_clean_all(RatioConstraint *constraint)
{
	SubTransactionId subxact = GetCurrentSubTransactionId();

	if (memory != NULL)
		link_marks();
	for (Entry *entry = constraint->dirty; entry != NULL; entry = entry->next_dirty)
	{
		entry->dirty = false;
		entry->clean_in = subxact;
	}
	constraint->dirty = NULL;
	last_clean_in = Max(last_clean_in, subxact);
}
