/*
 * check.c
 *		Locks, counts and judges the classes that are marked.
 *
 * What makes it a guarantee, at every isolation level:
 *
 * - The class rows are locked first, in the order of their keys and in a statement of their own, and everything is counted
 *   under a snapshot taken after that, of what is committed by then.  Of two transactions that touch one class, the
 *   second to lock it sees what the first has done, also at REPEATABLE READ, where its own statements do not.
 * - What classes depend on elsewhere stays as it was read, see depend.c.
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

/* From so many marks on a class it is not worth while to find out whose births they ask for. */
#define MANY_MARKS 64

/*
 * Reading rows
 */

/* QUERY_LOCK_CLASSES, QUERY_CLASSES: ordinal, during, places, kind, ratio */
static void
take_class(TupleTableSlot *slot, void *arg)
{
	Batch	   *batch = arg;
	Case	   *c = &batch->cases[row_ordinal(slot)];

	c->exists = true;
	if (!row_days(slot, 1, &c->from, &c->until))
		c->from = c->until = DATEVAL_NOEND;
	if (!slot->tts_isnull[2])
		c->places = DatumGetInt64(slot->tts_values[2]);
	c->has_kind = !slot->tts_isnull[3];
	if (c->has_kind)
		c->kind = DatumGetAgeBand(slot->tts_values[3]);
	if (!slot->tts_isnull[4])
		c->ratio = DatumGetStaffRatio(slot->tts_values[4]);
}

/* The label of a text column. */
static inline int32
row_label(TupleTableSlot *slot, int column)
{
	return slot->tts_isnull[column] ? LABEL_NONE : tuoyu_label_of_text(slot->tts_values[column]);
}

/* QUERY_INSTITUTIONS: ordinal, region, kind */
static void
take_institution(TupleTableSlot *slot, void *arg)
{
	Batch	   *batch = arg;
	Case	   *c = &batch->cases[row_ordinal(slot)];

	if (!slot->tts_isnull[1])
		c->region = DatumGetRegionCode(slot->tts_values[1]);
	c->institution_kind = row_label(slot, 2);
}

/* QUERY_CHILDREN: ordinal, during, child, birth, region */
static void
take_child(TupleTableSlot *slot, void *arg)
{
	Batch	   *batch = arg;
	ChildRow	row = {.ordinal = row_ordinal(slot)};

	if (slot->tts_isnull[1] || !row_days(slot, 1, &row.from, &row.until))
		return;
	row.child = slot->tts_isnull[2] ? PG_INT64_MIN : DatumGetInt64(slot->tts_values[2]);
	row.birth = slot->tts_isnull[3] ? DATEVAL_NOEND : DatumGetDateADT(slot->tts_values[3]);
	if (!slot->tts_isnull[4])
		batch->cases[row.ordinal].region = DatumGetRegionCode(slot->tts_values[4]);
	tuoyu_add_child(batch, &row);
}

/* QUERY_CAREGIVERS: ordinal, during, staff, employed, there, role */
static void
take_caregiver(TupleTableSlot *slot, void *arg)
{
	Batch	   *batch = arg;
	CaregiverRow row = {.ordinal = row_ordinal(slot)};

	if (slot->tts_isnull[1] || !row_days(slot, 1, &row.from, &row.until))
		return;
	row.staff = slot->tts_isnull[2] ? PG_INT64_MIN : DatumGetInt64(slot->tts_values[2]);
	if (!row_days(slot, 3, &row.employed_from, &row.employed_until) || !DatumGetBool(slot->tts_values[4]))
		row.employed_from = row.employed_until = DATEVAL_NOEND;
	row.role = row_label(slot, 5);
	tuoyu_add_caregiver(batch, &row);
}

/* QUERY_EMPLOYMENTS: ordinal, employed, there, role */
static void
take_employment(TupleTableSlot *slot, void *arg)
{
	Batch	   *batch = arg;
	CaseMark   *mark = batch->roster_marks[row_ordinal(slot)];

	if (!row_days(slot, 1, &mark->effective_from, &mark->effective_until))
		mark->effective_from = mark->effective_until = DATEVAL_NOEND;
	mark->role = row_label(slot, 3);
}

/* QUERY_CERTIFICATES: ordinal, during, kind */
static void
take_certificate(TupleTableSlot *slot, void *arg)
{
	Batch	   *batch = arg;
	Certificates *certificates = &batch->certificates;
	CertificateRow row = batch->holders[row_ordinal(slot)];

	row.kind = row_label(slot, 2);
	if (row.kind == LABEL_NONE || !row_days(slot, 1, &row.from, &row.until))
		return;
	GROW(certificates->rows, certificates->nrows, certificates->maxrows);
	certificates->rows[certificates->nrows++] = row;
}

/*
 * A batch
 */

static inline int
cmp_children(const ChildRow *a, const ChildRow *b)
{
	if (a->child != b->child)
		return a->child < b->child ? -1 : 1;
	return (a->from > b->from) - (a->from < b->from);
}

#define ST_SORT sort_children
#define ST_ELEMENT_TYPE ChildRow
#define ST_COMPARE(a, b) cmp_children(a, b)
#define ST_CHECK_FOR_INTERRUPTS
#define ST_SCOPE static
#define ST_DEFINE
#include "lib/sort_template.h"

static inline int
cmp_caregivers(const CaregiverRow *a, const CaregiverRow *b)
{
	if (a->ordinal != b->ordinal)
		return a->ordinal < b->ordinal ? -1 : 1;
	if (a->staff != b->staff)
		return a->staff < b->staff ? -1 : 1;
	return (a->from > b->from) - (a->from < b->from);
}

#define ST_SORT sort_caregivers
#define ST_ELEMENT_TYPE CaregiverRow
#define ST_COMPARE(a, b) cmp_caregivers(a, b)
#define ST_CHECK_FOR_INTERRUPTS
#define ST_SCOPE static
#define ST_DEFINE
#include "lib/sort_template.h"

static inline int
cmp_certificates(const CertificateRow *a, const CertificateRow *b)
{
	if (a->institution != b->institution)
		return a->institution < b->institution ? -1 : 1;
	if (a->staff != b->staff)
		return a->staff < b->staff ? -1 : 1;
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	return (a->from > b->from) - (a->from < b->from);
}

#define ST_SORT sort_certificates
#define ST_ELEMENT_TYPE CertificateRow
#define ST_COMPARE(a, b) cmp_certificates(a, b)
#define ST_CHECK_FOR_INTERRUPTS
#define ST_SCOPE static
#define ST_DEFINE
#include "lib/sort_template.h"

/* Puts the children into the order of their cases, which takes no comparing, and sorts those of each. */
static void
sort_batch_children(Batch *batch)
{
	size_t	   *ends = palloc0(sizeof(size_t) * (batch->ncases + 1));
	ChildRow   *sorted = MemoryContextAllocHuge(CurrentMemoryContext, sizeof(ChildRow) * (batch->nchildren + 1));

	for (size_t i = 0; i < batch->nchildren; i++)
		ends[batch->children[i].ordinal + 1]++;
	for (int i = 0; i < batch->ncases; i++)
		ends[i + 1] += ends[i];
	/* what was the beginning of each becomes its end */
	for (size_t i = 0; i < batch->nchildren; i++)
		sorted[ends[batch->children[i].ordinal]++] = batch->children[i];
	pfree(batch->children);
	batch->children = sorted;
	for (int i = 0; i < batch->ncases; i++)
	{
		Case	   *c = &batch->cases[i];
		size_t		begin = i == 0 ? 0 : ends[i - 1];

		c->children = &sorted[begin];
		c->nchildren = (int) (ends[i] - begin);
		sort_children(&sorted[begin], c->nchildren);
	}
	pfree(ends);
}

/* Marks on all come first, then by person. */
static int
cmp_marks(const void *left, const void *right)
{
	const Mark *a = &((const CaseMark *) left)->mark;
	const Mark *b = &((const CaseMark *) right)->mark;
	bool		a_person = (a->flags & (MARK_CHILD | MARK_STAFF)) != 0;
	bool		b_person = (b->flags & (MARK_CHILD | MARK_STAFF)) != 0;

	if (a_person != b_person)
		return a_person ? 1 : -1;
	return (a->person > b->person) - (a->person < b->person);
}

/* The keys of the cases as a statement wants them. */
static void
case_keys(const Batch *batch, QueryKeys *keys)
{
	tuoyu_query_keys_init(keys, batch->ncases);
	for (int i = 0; i < batch->ncases; i++)
	{
		keys->institutions[i] = Int64GetDatum(batch->cases[i].institution);
		keys->ids[i] = Int64GetDatum(batch->cases[i].id);
		keys->from[i] = batch->cases[i].hull_from;
		keys->until[i] = batch->cases[i].hull_until;
	}
}

/*
 * A birth is looked up where it decides: of all children where rules read bands or end stays, or all admissions are in
 * question, else of those whose admission is marked.
 */
static bool
asks_for_all_births(const Case *c)
{
	return c->nmarks > MANY_MARKS || c->entry->all_admissions ||
		(c->has_kind && c->ratio == 0 && tuoyu_any_band_rule(c->kind, tuoyu_band_rule_reads_bands)) ||
		(c->has_kind && (c->checks & CHECKS_STAY) && tuoyu_any_band_rule(c->kind, tuoyu_band_rule_limits_stay));
}

/* Is the birth of a child of the case asked for? */
bool
tuoyu_asks_for_birth(const Case *c, int64 child)
{
	if (c->all_births)
		return true;
	for (int32 m = c->entry->last; m >= 0; m = tuoyu_mark_at(m)->previous)
		if ((tuoyu_mark_at(m)->flags & MARK_ADMISSION) && tuoyu_mark_at(m)->person == child)
			return true;
	return false;
}

/* Of one class, a statement looks up only the births that are asked for. */
static void
name_children(const Case *c, QueryKeys *keys)
{
	if (c->all_births)
		return;
	keys->children = palloc(sizeof(Datum) * c->nmarks);
	for (int32 m = c->entry->last; m >= 0; m = tuoyu_mark_at(m)->previous)
		if (tuoyu_mark_at(m)->flags & MARK_ADMISSION)
			keys->children[keys->nchildren++] = Int64GetDatum(tuoyu_mark_at(m)->person);
}

/* Was the row of a person, or one of those that belong to the person, written in this transaction? */
static bool
person_marked(const Batch *batch, TableRole table, const Case *c, int64 person)
{
	bool		keyed = tuoyu_has_column(batch->constraint, table, COLUMN_INSTITUTION);

	return tuoyu_marked(batch->constraint, table, keyed ? c->institution : 0, person) != NULL;
}

/* The marks of caregivers whose employments and roles decide how much they count. */
static void
collect_roster_marks(Batch *batch)
{
	int			max = FIRST_ROWS;

	batch->roster_marks = palloc(sizeof(CaseMark *) * max);
	batch->nroster_marks = 0;
	for (int i = 0; i < batch->ncases; i++)
	{
		Case	   *c = &batch->cases[i];

		if (c->entry == NULL || !c->entry->roster_reduced)
			continue;
		/* those put in may make up for those taken away */
		tuoyu_make_marks(c);
		for (int m = 0; m < c->nmarks; m++)
		{
			const Mark *mark = &c->marks[m].mark;

			if (mark->caregivers == 0)
				continue;
			c->marks[m].certified = mark->caregivers < 0 && person_marked(batch, TABLE_CERTIFICATE, c, mark->person);
			if (mark->flags & (MARK_ROLE | MARK_CERTIFICATE))
				continue;
			c->marks[m].role = ROLE_UNKNOWN;
			if (mark->caregivers < 0 && person_marked(batch, TABLE_STAFF, c, mark->person))
				continue;
			GROW(batch->roster_marks, batch->nroster_marks, max);
			batch->roster_marks[batch->nroster_marks++] = &c->marks[m];
		}
	}
}

/*
 * Someone on a roster counts only while employed as a caregiver, someone taken off it counted only then.  What those taken
 * off were before the transaction changed them too, nobody knows; they counted all the time.
 */
static void
look_up_employments(Batch *batch, bool as_owner)
{
	QueryKeys	keys;

	if (!OidIsValid(batch->constraint->tables[TABLE_STAFF]))
		return;
	collect_roster_marks(batch);
	if (batch->nroster_marks == 0)
		return;
	tuoyu_query_keys_init(&keys, batch->nroster_marks);
	for (int i = 0; i < batch->nroster_marks; i++)
	{
		CaseMark   *mark = batch->roster_marks[i];

		keys.institutions[i] = Int64GetDatum(mark->mark.entry->key.institution);
		keys.ids[i] = Int64GetDatum(mark->mark.person);
		/* nobody who is not there counts; one who was taken away, and is not there, did */
		if (mark->mark.caregivers > 0)
			mark->effective_from = mark->effective_until = DATEVAL_NOEND;
	}
	tuoyu_query_reading(batch->constraint, QUERY_EMPLOYMENTS, as_owner, &keys, take_employment, batch);
}

/* Adds somebody whose certificates are to be looked up. */
static void
add_holder(Certificates *holders, int64 institution, int64 staff)
{
	GROW(holders->rows, holders->nrows, holders->maxrows);
	holders->rows[holders->nrows++] = (CertificateRow) {.institution = institution, .staff = staff};
}

/* Everybody in the batch who may need a certificate, each once. */
static Certificates
collect_holders(const Batch *batch)
{
	Certificates holders = {palloc(sizeof(CertificateRow) * FIRST_ROWS), 0, FIRST_ROWS};
	size_t		kept = 0;

	for (size_t i = 0; i < batch->ncaregivers; i++)
		if (batch->caregivers[i].role != LABEL_NONE)
			add_holder(&holders, batch->cases[batch->caregivers[i].ordinal].institution, batch->caregivers[i].staff);
	for (int i = 0; i < batch->ncases; i++)
	{
		const Case *c = &batch->cases[i];

		for (int32 m = c->entry != NULL && c->entry->roster_marked ? c->entry->last : -1; m >= 0; m = tuoyu_mark_at(m)->previous)
			if (tuoyu_mark_at(m)->caregivers != 0)
				add_holder(&holders, c->institution, tuoyu_mark_at(m)->person);
	}
	sort_certificates(holders.rows, holders.nrows);
	for (size_t i = 0; i < holders.nrows; i++)
		if (kept == 0 || cmp_certificates(&holders.rows[kept - 1], &holders.rows[i]) != 0)
			holders.rows[kept++] = holders.rows[i];
	holders.nrows = kept;
	return holders;
}

/* Reads certificates, if any rule asks for them. */
static void
read_certificates(Batch *batch, StaffScope scope, bool as_owner)
{
	Certificates *certificates = &batch->certificates;
	Certificates holders;
	QueryKeys	keys;

	if (!OidIsValid(batch->constraint->tables[TABLE_CERTIFICATE]) ||
		!(batch->constraint->checks & CHECKS_CERTIFICATES) || !tuoyu_any_certificate_needed(scope))
		return;
	holders = collect_holders(batch);
	batch->holders = holders.rows;
	tuoyu_query_keys_init(&keys, (int) holders.nrows);
	for (size_t i = 0; i < holders.nrows; i++)
	{
		keys.institutions[i] = Int64GetDatum(holders.rows[i].institution);
		keys.ids[i] = Int64GetDatum(holders.rows[i].staff);
	}
	*certificates = (Certificates) {palloc(sizeof(CertificateRow) * FIRST_ROWS), 0, FIRST_ROWS};
	if (holders.nrows > 0)
		tuoyu_query_reading(batch->constraint, QUERY_CERTIFICATES, as_owner, &keys, take_certificate, batch);
	sort_certificates(certificates->rows, certificates->nrows);
	for (int i = 0; i < batch->ncases; i++)
		batch->cases[i].certificates = certificates;
}

/* Reads where the institutions are and what they are, if rules for staff ask: else the children bring it along. */
static void
read_institutions(Batch *batch, const QueryKeys *keys, bool as_owner)
{
	if (tuoyu_any_staffing_rule(SCOPE_CLASS) && OidIsValid(batch->constraint->tables[TABLE_INSTITUTION]))
		tuoyu_query_reading(batch->constraint, QUERY_INSTITUTIONS, as_owner, keys, take_institution, batch);
}

/* Reads who is in the classes by statements. */
static void
read_by_statements(Batch *batch, const QueryKeys *keys, bool classes, bool as_owner)
{
	if (classes)
		tuoyu_query_reading(batch->constraint, QUERY_CLASSES, as_owner, keys, take_class, batch);
	tuoyu_query_reading(batch->constraint, QUERY_CHILDREN, as_owner, keys, take_child, batch);
	if (tuoyu_reads_roster(batch->constraint))
	{
		read_institutions(batch, keys, as_owner);
		tuoyu_query_reading(batch->constraint, QUERY_CAREGIVERS, as_owner, keys, take_caregiver, batch);
	}
}

/* Reads who is in the classes, under one snapshot. */
static void
read_batch(Batch *batch, QueryKeys *keys, CheckMode mode)
{
	bool		as_owner = mode != CHECK_CALLER;
	bool		classes = mode != CHECK_LOCKING;

	batch->maxchildren = batch->maxcaregivers = FIRST_ROWS;
	batch->children = palloc(sizeof(ChildRow) * FIRST_ROWS);
	batch->caregivers = palloc(sizeof(CaregiverRow) * FIRST_ROWS);
	if (as_owner)
	{
		CommandCounterIncrement();
		PushActiveSnapshot(GetLatestSnapshot());
	}
	if (!tuoyu_read_direct(batch, classes))
	{
		if (batch->ncases == 1)
			name_children(&batch->cases[0], keys);
		read_by_statements(batch, keys, classes, as_owner);
	}
	if (tuoyu_reads_roster(batch->constraint))
	{
		look_up_employments(batch, as_owner);
		read_certificates(batch, SCOPE_CLASS, as_owner);
	}
	if (as_owner)
		PopActiveSnapshot();
	sort_batch_children(batch);
	sort_caregivers(batch->caregivers, batch->ncaregivers);
}

/* Locks, counts and judges a batch of cases. */
static void
check_batch(Batch *batch, CheckMode mode, ViolationHandler handler, void *arg)
{
	QueryKeys	keys;
	size_t		caregiver = 0;
	Judge	   *judge;

	case_keys(batch, &keys);
	if (mode == CHECK_LOCKING)
	{
		if (!tuoyu_lock_classes_direct(batch))
			tuoyu_query_locking(batch->constraint, QUERY_LOCK_CLASSES, &keys, take_class, batch);
		for (int i = 0; i < batch->ncases; i++)
			batch->cases[i].all_births = asks_for_all_births(&batch->cases[i]);
	}
	read_batch(batch, &keys, mode);
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

/* A case about which nothing is known yet, and of which everything is asked. */
static void
init_case(Case *c, const RatioConstraint *constraint, int64 institution, int64 id)
{
	*c = (Case) {
		.institution = institution, .id = id, .checks = constraint->checks, .ratio = constraint->ratio, .places = -1, .region = constraint->region,
		.institution_kind = LABEL_NONE, .caregiver = constraint->caregiver, .all_births = true,
		.from = DATEVAL_NOBEGIN, .until = DATEVAL_NOEND,
		.hull_from = DATEVAL_NOBEGIN, .hull_until = DATEVAL_NOEND
	};
}

/* A mark as a case has it. */
static CaseMark
case_mark(const Mark *mark)
{
	return (CaseMark) {*mark, DATEVAL_NOBEGIN, DATEVAL_NOEND, mark->flags & MARK_ROLE ? mark->label : LABEL_NONE, false};
}

/* Gives a case the marks of its entry, if it does not have them yet. */
void
tuoyu_make_marks(Case *c)
{
	int			i = c->nmarks;

	if (c->marks != NULL)
		return;
	c->marks = MemoryContextAllocHuge(CurrentMemoryContext, sizeof(CaseMark) * c->nmarks);
	for (int32 m = c->entry->last; m >= 0; m = tuoyu_mark_at(m)->previous)
		c->marks[--i] = case_mark(tuoyu_mark_at(m));
	qsort(c->marks, c->nmarks, sizeof(CaseMark), cmp_marks);
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
	init_case(c, entry->key.constraint, entry->key.institution, entry->key.id);
	c->entry = entry;
	c->nmarks = entry->nmarks;
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

/* QUERY_CLASS_KEYS: 0, institution, class */
static void
take_class_key(TupleTableSlot *slot, void *arg)
{
	ClassKeys  *keys = arg;

	GROW(keys->keys, keys->nkeys, keys->maxkeys);
	keys->keys[keys->nkeys++] = (ClassKey) {
		slot->tts_isnull[1] ? 0 : DatumGetInt64(slot->tts_values[1]), DatumGetInt64(slot->tts_values[2])
	};
}

/* The keys of all classes, also of those that are only referred to. */
static void
collect_keys(RatioConstraint *constraint, bool as_owner, ClassKeys *keys)
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
	direct = tuoyu_class_keys_direct(constraint, &keys->nkeys);
	if (direct != NULL)
		keys->keys = direct;
	else
		tuoyu_query_reading(constraint, QUERY_CLASS_KEYS, as_owner, NULL, take_class_key, keys);
	if (as_owner)
		PopActiveSnapshot();
}

/* Cases about all days of all classes. */
static void
check_keys(RatioConstraint *constraint, const ClassKeys *keys, uint16 flags, CheckMode mode, ViolationHandler handler, void *arg)
{
	CaseMark	mark = case_mark(&(Mark) {.from = DATEVAL_NOBEGIN, .until = DATEVAL_NOEND, .flags = flags});
	Case	   *cases = MemoryContextAllocHuge(CurrentMemoryContext, sizeof(Case) * keys->nkeys);

	for (int i = 0; i < keys->nkeys; i++)
	{
		init_case(&cases[i], constraint, keys->keys[i].institution, keys->keys[i].id);
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
	collect_keys(constraint, as_owner, &keys);
	check_keys(constraint, &keys, flags, mode, handler, arg);
	SPI_finish();
	SetUserIdAndSecContext(role, context);
}

/*
 * Reads one class as the caller sees it, on the days of a mark that nobody has made yet, and hands it on.  The region is
 * looked up by itself: there may be no child yet to bring it along.
 */
void
tuoyu_read_case(RatioConstraint *constraint, int64 institution, int64 id, const Mark *mark, CaseHandler handler, void *arg)
{
	Case		c;
	CaseMark	asked = case_mark(mark);
	Batch		batch = {.constraint = constraint, .cases = &c, .ncases = 1};
	QueryKeys	keys;

	tuoyu_load_constraint(constraint);
	SPI_connect();
	init_case(&c, constraint, institution, id);
	c.marks = &asked;
	c.nmarks = 1;
	c.hull_from = mark->from;
	c.hull_until = mark->until;
	case_keys(&batch, &keys);
	if (OidIsValid(constraint->tables[TABLE_INSTITUTION]))
		tuoyu_query_reading(constraint, QUERY_INSTITUTIONS, false, &keys, take_institution, &batch);
	read_batch(&batch, &keys, CHECK_CALLER);
	c.judge = tuoyu_judge_create();
	c.caregivers = batch.caregivers;
	c.ncaregivers = (int) batch.ncaregivers;
	handler(&c, arg);
	SPI_finish();
}
