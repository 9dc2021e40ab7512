/*
 * marks.c
 *		What the transaction did that a constraint must look at.
 *
 * Marks are a log in the order of writing; those of one class are linked.  A subtransaction that aborts takes its marks
 * off the end of the log, as though it had not been: a child that it took out of a class must not make room for another.
 * A class found in order there must be looked at again, for PostgreSQL fires the events of the check again too.
 */
#include "constraint.h"

#include "access/xact.h"
#include "utils/memutils.h"

#define FIRST_MARKS 64

static MemoryContext memory = NULL; /* of the transaction; NULL: nothing marked */
static HTAB *entries;
static Mark *marks;
static int32 nmarks;
static int32 maxmarks;
static SubTransactionId last_clean_in;	/* the latest clean_in of all entries */

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
	HASH_SEQ_STATUS scan;
	Entry	   *entry;

	/* numbers only grow, so what came since it began has its number or a higher one */
	for (; nmarks > 0 && marks[nmarks - 1].subxact >= subxact; nmarks--)
	{
		entry = marks[nmarks - 1].entry;
		entry->last = marks[nmarks - 1].previous;
		make_dirty(entry);
	}
	if (last_clean_in < subxact)
		return;
	last_clean_in = InvalidSubTransactionId;
	hash_seq_init(&scan, entries);
	while ((entry = hash_seq_search(&scan)) != NULL)
	{
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

/* Makes an empty log for the transaction. */
static void
begin(void)
{
	static bool registered = false;
	MemoryContext context;
	HASHCTL		control = {.keysize = sizeof(EntryKey), .entrysize = sizeof(Entry)};

	if (!registered)
	{
		RegisterXactCallback(at_transaction_end, NULL);
		RegisterSubXactCallback(at_subtransaction_end, NULL);
		registered = true;
	}
	context = AllocSetContextCreate(TopTransactionContext, "tuoyu constraint marks", ALLOCSET_DEFAULT_SIZES);
	control.hcxt = context;
	entries = hash_create("tuoyu marked classes", 64, &control, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	marks = MemoryContextAlloc(context, FIRST_MARKS * sizeof(Mark));
	maxmarks = FIRST_MARKS;
	nmarks = 0;
	last_clean_in = InvalidSubTransactionId;
	memory = context;
}

/*
 * Writing
 */

/* The entry of a class, new or not. */
static Entry *
find_entry(RatioConstraint *constraint, TableRole table, int64 institution, int64 id)
{
	EntryKey	key = {constraint, institution, id, table};
	bool		found;
	Entry	   *entry = hash_search(entries, &key, HASH_ENTER, &found);

	if (!found)
	{
		entry->last = -1;
		entry->dirty = false;
		entry->clean_in = InvalidSubTransactionId;
	}
	return entry;
}

/* Logs a mark; an empty span of days marks nothing. */
void
tuoyu_mark(RatioConstraint *constraint, TableRole table, int64 institution, int64 id, const Mark *mark)
{
	Entry	   *entry;

	if (mark->from >= mark->until)
		return;
	if (memory == NULL)
		begin();
	if (nmarks == maxmarks)
	{
		if (maxmarks > PG_INT32_MAX / 2)
			ereport(ERROR,
					errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
					errmsg("too many writes in one transaction for staffing constraint \"%s\"", NameStr(constraint->name)));
		marks = repalloc_huge(marks, (Size) maxmarks * 2 * sizeof(Mark));
		maxmarks *= 2;
	}
	entry = find_entry(constraint, table, institution, id);
	marks[nmarks] = *mark;
	marks[nmarks].entry = entry;
	marks[nmarks].previous = entry->last;
	marks[nmarks].subxact = GetCurrentSubTransactionId();
	entry->last = nmarks++;
	make_dirty(entry);
}

/*
 * Reading
 */

/* A mark by its place in the log; good until the next is written. */
const Mark *
tuoyu_mark_at(int32 position)
{
	return &marks[position];
}

/* What the transaction marked of a row; NULL when nothing. */
Entry *
tuoyu_marked(RatioConstraint *constraint, TableRole table, int64 institution, int64 id)
{
	EntryKey	key = {constraint, institution, id, table};
	Entry	   *entry = memory == NULL ? NULL : hash_search(entries, &key, HASH_FIND, NULL);

	return entry != NULL && entry->last >= 0 ? entry : NULL;
}

/* Is anything marked that has not been checked?  What was taken back with its subtransaction leaves empty entries. */
bool
tuoyu_has_unchecked(const RatioConstraint *constraint)
{
	for (const Entry *entry = constraint->dirty; entry != NULL; entry = entry->next_dirty)
		if (entry->last >= 0)
			return true;
	return false;
}

/* Everything marked so far is in order. */
void
tuoyu_clean_all(RatioConstraint *constraint)
{
	SubTransactionId subxact = GetCurrentSubTransactionId();

	for (Entry *entry = constraint->dirty; entry != NULL; entry = entry->next_dirty)
	{
		entry->dirty = false;
		entry->clean_in = subxact;
	}
	constraint->dirty = NULL;
	last_clean_in = Max(last_clean_in, subxact);
}
