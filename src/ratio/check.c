/*
 * check.c
 *		Locks, counts and judges the classes that are marked.
 *
 * What makes it a guarantee, at every isolation level:
 *
 * - The class rows are locked first, in the order of their keys and in a statement of their own, and everything is counted
 *   under a snapshot taken after that, of what is committed by then.  Of two transactions that touch one class, the
 *   second to lock it sees what the first has done, also at REPEATABLE READ, where its own statements do not.
 * - What classes depend on elsewhere stays as it was read, see depend.c.  Where something is counted at the institution,
 *   its row is locked and everything counted in the same way, before the classes: see institution.c.
 * - It runs as the owner of the class table, whom row security does not hide anything from.
 */
#include "ratio/batch.h"

#include "access/xact.h"
#include "miscadmin.h"
#include "storage/lmgr.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"

#include "ratio/rows.h"

/* Classes looked at together; bounds the memory for who is in them. */
#define BATCH_CASES 262144

/*
 * Cases
 */

/* Locks, counts and judges a batch of cases. */
static void
check_batch(Batch *batch, CheckMode mode, ViolationHandler handler, void *arg)
{
	QueryKeys	keys;
	size_t		caregiver = 0;
	Judge	   *judge;

	if (batch->cases[0].whole && !tuoyu_select_institutions(batch, mode))
		return;
	tuoyu_case_keys(batch, &keys);
	if (mode == CHECK_LOCKING && !batch->cases[0].whole)
	{
		if (!tuoyu_lock_classes_direct(batch))
			tuoyu_query_locking(batch->constraint, QUERY_LOCK_CLASSES, &keys, tuoyu_take_class, batch);
		for (int i = 0; i < batch->ncases; i++)
			batch->cases[i].all_births = tuoyu_asks_for_all_births(&batch->cases[i]);
	}
	tuoyu_read_batch(batch, &keys, mode);
	judge = tuoyu_judge_create();
	for (int i = 0; i < batch->ncases; i++)
	{
		Case	   *c = &batch->cases[i];

		c->judge = judge;
		c->caregivers = &batch->caregivers[caregiver];
		while (caregiver < batch->ncaregivers && batch->caregivers[caregiver].ordinal == i)
			caregiver++;
		c->ncaregivers = &batch->caregivers[caregiver] - c->caregivers;
		tuoyu_judge(c, handler, arg);
	}
}

/* The same for any number of cases, batch by batch. */
static void
check_cases(RatioConstraint *constraint, Case *cases, int ncases, CheckMode mode, ViolationHandler handler, void *arg)
{
	MemoryContext memory = AllocSetContextCreate(CurrentMemoryContext, "tuoyu check", ALLOCSET_DEFAULT_SIZES);
	MemoryContext caller = MemoryContextSwitchTo(memory);

	for (int i = 0; i < ncases; i += BATCH_CASES)
	{
		Batch		batch = {.constraint = constraint, .cases = &cases[i], .ncases = Min(ncases - i, BATCH_CASES)};

		check_batch(&batch, mode, handler, arg);
		MemoryContextReset(memory);
	}
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(memory);
}

/*
 * What is marked
 */

/* Makes a case of a marked class; false if nothing in it can have become worse. */
static bool
make_case(Entry *entry, Case *c)
{
	tuoyu_sum_up(entry);
	if (entry->hull_from >= entry->hull_until)
		return false;
	tuoyu_init_case(c, entry->key.constraint, entry->key.institution, entry->key.id);
	c->entry = entry;
	c->nmarks = entry->nmarks;
	/* fewer children can only make another day the first of somebody's stay */
	if (entry->only_withdrawals)
		c->checks &= CHECKS_ADMISSION;
	c->hull_from = entry->hull_from;
	c->hull_until = entry->hull_until;
	return true;
}

/* By institution and class: the order of locking. */
static int
cmp_cases(const void *left, const void *right)
{
	const Case *a = left;
	const Case *b = right;

	if (a->institution != b->institution)
		return a->institution < b->institution ? -1 : 1;
	return (a->id > b->id) - (a->id < b->id);
}

/* The marked classes that must be looked at, sorted. */
static int
collect_cases(const RatioConstraint *constraint, Case **cases)
{
	int			count = 0,
				max = FIRST_ROWS;

	*cases = palloc(sizeof(Case) * max);
	for (Entry *entry = tuoyu_first_dirty(constraint); entry != NULL; entry = entry->next_dirty)
	{
		if (entry->key.table != TABLE_CLASS || entry->last < 0)
			continue;
		GROW(*cases, count, max);
		if (make_case(entry, &(*cases)[count]))
			count++;
	}
	qsort(*cases, count, sizeof(Case), cmp_cases);
	return count;
}

/*
 * Checking
 */

/* Runs the check of everything marked, as the owner of the class table, inside SPI. */
static void
check_marked_as_owner(RatioConstraint *constraint, Findings *findings)
{
	Case	   *cases;
	int			ncases;

	tuoyu_follow_dependences(constraint);
	if (tuoyu_checks_institutions(constraint))
	{
		ncases = tuoyu_collect_institutions(constraint, &cases);
		if (ncases > 0)
			check_cases(constraint, cases, ncases, CHECK_LOCKING, tuoyu_take_finding, findings);
	}
	ncases = collect_cases(constraint, &cases);
	if (ncases > 0)
		check_cases(constraint, cases, ncases, CHECK_LOCKING, tuoyu_take_finding, findings);
}

/* Checks everything that the transaction has marked for a constraint and not yet checked. */
void
tuoyu_check_marked(RatioConstraint *constraint)
{
	Findings   *findings;
	Oid			role;
	int			context;

	if (tuoyu_first_dirty(constraint) == NULL)
		return;
	findings = tuoyu_findings_create(constraint);
	/* from here to the end of the transaction the mode stays as it is */
	LockRelationOid(constraint->class, RowShareLock);
	tuoyu_load_constraint(constraint);
	GetUserIdAndSecContext(&role, &context);
	SetUserIdAndSecContext(constraint->owner, context | SECURITY_LOCAL_USERID_CHANGE | SECURITY_NOFORCE_RLS);
	SPI_connect();
	check_marked_as_owner(constraint, findings);
	SPI_finish();
	SetUserIdAndSecContext(role, context);
	/* before the log, whose triggers may mark anew */
	tuoyu_clean_all(constraint);
	tuoyu_findings_finish(findings);
}

/* Keys of classes, as they come in. */
typedef struct ClassKeys
{
	ClassKey   *keys;
	int			nkeys;
	int			maxkeys;
} ClassKeys;

/* QUERY_CLASS_KEYS, QUERY_INSTITUTION_KEYS: 0, institution, class */
static void
take_class_key(TupleTableSlot *slot, void *arg)
{
	ClassKeys  *keys = arg;

	GROW(keys->keys, keys->nkeys, keys->maxkeys);
	keys->keys[keys->nkeys++] = (ClassKey) {
		slot->tts_isnull[1] ? 0 : DatumGetInt64(slot->tts_values[1]), DatumGetInt64(slot->tts_values[2])
	};
}

/* The keys of all classes, also of those that are only referred to, or of all institutions. */
static void
collect_keys(RatioConstraint *constraint, bool whole, bool as_owner, ClassKeys *keys)
{
	ClassKey   *direct;

	keys->nkeys = 0;
	keys->maxkeys = FIRST_ROWS;
	keys->keys = palloc(sizeof(*keys->keys) * keys->maxkeys);
	if (as_owner)
	{
		CommandCounterIncrement();
		PushActiveSnapshot(GetLatestSnapshot());
	}
	direct = whole ? NULL : tuoyu_class_keys_direct(constraint, &keys->nkeys);
	if (direct != NULL)
		keys->keys = direct;
	else
		tuoyu_query_reading(constraint, whole ? QUERY_INSTITUTION_KEYS : QUERY_CLASS_KEYS, as_owner, NULL, take_class_key, keys);
	if (as_owner)
		PopActiveSnapshot();
}

/* Cases about all days of all classes, or of all institutions. */
static void
check_keys(RatioConstraint *constraint, const ClassKeys *keys, bool whole, uint16 flags, CheckMode mode,
		   ViolationHandler handler, void *arg)
{
	CaseMark	mark = tuoyu_case_mark(&(Mark) {.from = DATEVAL_NOBEGIN, .until = DATEVAL_NOEND, .flags = flags});
	Case	   *cases = MemoryContextAllocHuge(CurrentMemoryContext, sizeof(Case) * keys->nkeys);

	for (int i = 0; i < keys->nkeys; i++)
	{
		if (whole)
			tuoyu_init_institution(&cases[i], constraint, keys->keys[i].institution);
		else
			tuoyu_init_case(&cases[i], constraint, keys->keys[i].institution, keys->keys[i].id);
		if (flags != MARK_EVERYTHING)
		{
			cases[i].marks = &mark;
			cases[i].nmarks = 1;
		}
	}
	check_cases(constraint, cases, keys->nkeys, mode, handler, arg);
}

/* Checks all classes, whatever the transaction has done, for what the flags say. */
void
tuoyu_check_whole(RatioConstraint *constraint, uint16 flags, CheckMode mode, ViolationHandler handler, void *arg)
{
	ClassKeys	keys;
	bool		as_owner = mode != CHECK_CALLER;
	Oid			role;
	int			context;

	tuoyu_load_constraint(constraint);
	GetUserIdAndSecContext(&role, &context);
	if (as_owner)
		SetUserIdAndSecContext(constraint->owner, context | SECURITY_LOCAL_USERID_CHANGE | SECURITY_NOFORCE_RLS);
	SPI_connect();
	for (int whole = tuoyu_checks_institutions(constraint); whole >= 0; whole--)
	{
		collect_keys(constraint, whole, as_owner, &keys);
		check_keys(constraint, &keys, whole, flags, mode, handler, arg);
	}
	SPI_finish();
	SetUserIdAndSecContext(role, context);
}

/* Reads who is in a case that stands alone, as the caller sees it, and hands it on. */
static void
hand_on(Batch *batch, CaseHandler handler, void *arg)
{
	Case	   *c = batch->cases;
	QueryKeys	keys;

	tuoyu_case_keys(batch, &keys);
	tuoyu_read_batch(batch, &keys, CHECK_CALLER);
	c->judge = tuoyu_judge_create();
	c->caregivers = batch->caregivers;
	c->ncaregivers = (int) batch->ncaregivers;
	handler(c, arg);
}

/* Gives a case that stands alone its mark, and the days of that. */
static void
ask_about(Case *c, CaseMark *asked)
{
	c->marks = asked;
	c->nmarks = 1;
	c->hull_from = asked->mark.from;
	c->hull_until = asked->mark.until;
}

/*
 * Reads one class as the caller sees it, on the days of a mark that nobody has made yet, and hands it on; then its institution,
 * if anything is counted there.  The region is looked up by itself: there may be no child yet to bring it along.
 */
void
tuoyu_read_case(RatioConstraint *constraint, int64 institution, int64 id, const Mark *mark, CaseHandler handler, void *arg)
{
	Case		c,
				whole;
	CaseMark	asked = tuoyu_case_mark(mark);
	Batch		batch = {.constraint = constraint, .cases = &c, .ncases = 1};
	Batch		batch_of_whole = {.constraint = constraint, .cases = &whole, .ncases = 1};
	QueryKeys	keys;

	tuoyu_load_constraint(constraint);
	SPI_connect();
	tuoyu_init_case(&c, constraint, institution, id);
	ask_about(&c, &asked);
	tuoyu_case_keys(&batch, &keys);
	(void) tuoyu_any_staffing_rule(SCOPE_CLASS);	/* rules get their labels when they are read */
	if (OidIsValid(constraint->tables[TABLE_INSTITUTION]))
		tuoyu_query_reading(constraint, QUERY_INSTITUTIONS, false, &keys, tuoyu_take_institution, &batch);
	hand_on(&batch, handler, arg);
	if (c.exists && tuoyu_checks_institutions(constraint))
	{
		tuoyu_init_institution(&whole, constraint, institution);
		ask_about(&whole, &asked);
		if (tuoyu_select_institutions(&batch_of_whole, CHECK_CALLER))
			hand_on(&batch_of_whole, handler, arg);
	}
	SPI_finish();
}
