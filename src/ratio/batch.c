/*
 * batch.c
 *		Reads who is in some classes, or at some institutions, together.
 *
 * Statements give rows in no particular order, each with the ordinal number of its case; when all are there they are sorted.
 */
#include "ratio/batch.h"

#include "access/xact.h"
#include "miscadmin.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"

/* From so many marks on a class it is not worth while to find out whose births they ask for. */
#define MANY_MARKS 64

/*
 * Cases
 */

/* A case about which nothing is known yet, and of which everything is asked. */
void
tuoyu_init_case(Case *c, const RatioConstraint *constraint, int64 institution, int64 id)
{
	*c = (Case) {
		.institution = institution, .id = id, .checks = constraint->checks, .ratio = constraint->ratio, .places = -1, .region = constraint->region,
		.institution_kind = LABEL_NONE, .role = LABEL_NONE, .caregiver = constraint->caregiver, .all_births = true,
		.from = DATEVAL_NOBEGIN, .until = DATEVAL_NOEND,
		.hull_from = DATEVAL_NOBEGIN, .hull_until = DATEVAL_NOEND
	};
}

/* The same of an institution as a whole. */
void
tuoyu_init_institution(Case *c, const RatioConstraint *constraint, int64 institution)
{
	tuoyu_init_case(c, constraint, institution, PG_INT64_MIN);
	c->whole = true;
	c->ratio = 0;
}

/* A mark as a case has it. */
CaseMark
tuoyu_case_mark(const Mark *mark)
{
	return (CaseMark) {*mark, DATEVAL_NOBEGIN, DATEVAL_NOEND, mark->flags & MARK_ROLE ? mark->label : LABEL_NONE, false};
}

/* Marks on all come first, then by person, children apart from staff. */
int
tuoyu_cmp_marks(const Mark *a, const Mark *b)
{
	bool		a_person = (a->flags & (MARK_CHILD | MARK_STAFF)) != 0;
	bool		b_person = (b->flags & (MARK_CHILD | MARK_STAFF)) != 0;

	if (a_person != b_person)
		return a_person ? 1 : -1;
	if (a->person != b->person)
		return a->person < b->person ? -1 : 1;
	return (int) (a->flags & MARK_STAFF) - (int) (b->flags & MARK_STAFF);
}

/* The same of the marks of a case. */
static int
cmp_marks(const void *left, const void *right)
{
	return tuoyu_cmp_marks(&((const CaseMark *) left)->mark, &((const CaseMark *) right)->mark);
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
		c->marks[--i] = tuoyu_case_mark(tuoyu_mark_at(m));
	qsort(c->marks, c->nmarks, sizeof(CaseMark), cmp_marks);
}

/*
 * Reading rows
 */

/* QUERY_LOCK_CLASSES, QUERY_CLASSES: ordinal, during, places, kind, ratio */
void
tuoyu_take_class(TupleTableSlot *slot, void *arg)
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

/* QUERY_INSTITUTIONS, QUERY_LOCK_PLACES: ordinal, region, kind, places */
void
tuoyu_take_institution(TupleTableSlot *slot, void *arg)
{
	Batch	   *batch = arg;
	Case	   *c = &batch->cases[row_ordinal(slot)];

	if (!slot->tts_isnull[1])
		c->region = DatumGetRegionCode(slot->tts_values[1]);
	c->institution_kind = row_label(slot, 2);
	if (!c->whole)
		return;
	c->exists = true;
	c->places = slot->tts_isnull[3] ? -1 : DatumGetInt64(slot->tts_values[3]);
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

/* The keys of the cases as a statement wants them. */
void
tuoyu_case_keys(const Batch *batch, QueryKeys *keys)
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
bool
tuoyu_asks_for_all_births(const Case *c)
{
	return c->nmarks > MANY_MARKS || c->entry->all_admissions ||
		(c->has_kind && c->ratio == 0 && (c->checks & CHECKS_CAREGIVERS) &&
		 tuoyu_any_band_rule(c->kind, tuoyu_band_rule_reads_bands)) ||
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
		for (int m = 0; c->whole && m < c->nmarks; m++)
			if (c->marks[m].mark.caregivers != 0)
				add_holder(&holders, c->institution, c->marks[m].mark.person);
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
		tuoyu_query_reading(batch->constraint, QUERY_INSTITUTIONS, as_owner, keys, tuoyu_take_institution, batch);
}

/* Reads who is in the classes by statements. */
static void
read_by_statements(Batch *batch, const QueryKeys *keys, bool classes, bool as_owner)
{
	if (classes)
		tuoyu_query_reading(batch->constraint, QUERY_CLASSES, as_owner, keys, tuoyu_take_class, batch);
	tuoyu_query_reading(batch->constraint, QUERY_CHILDREN, as_owner, keys, take_child, batch);
	if (tuoyu_reads_roster(batch->constraint))
	{
		read_institutions(batch, keys, as_owner);
		tuoyu_query_reading(batch->constraint, QUERY_CAREGIVERS, as_owner, keys, take_caregiver, batch);
	}
}

/* Reads who is in the classes, as quickly as can be. */
static void
read_classes(Batch *batch, QueryKeys *keys, CheckMode mode)
{
	bool		as_owner = mode != CHECK_CALLER;
	bool		classes = mode != CHECK_LOCKING;

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
}

/* Reads who is at the institutions. */
static void
read_institutions_whole(Batch *batch, const QueryKeys *keys, CheckMode mode)
{
	bool		as_owner = mode != CHECK_CALLER;

	tuoyu_query_reading(batch->constraint, QUERY_INSTITUTION_CHILDREN, as_owner, keys, take_child, batch);
	if (!(batch->constraint->checks & CHECKS_ROLES))
		return;
	tuoyu_query_reading(batch->constraint, QUERY_INSTITUTION_STAFF, as_owner, keys, take_caregiver, batch);
	read_certificates(batch, SCOPE_INSTITUTION, as_owner);
}

/* Reads who is there, under one snapshot. */
void
tuoyu_read_batch(Batch *batch, QueryKeys *keys, CheckMode mode)
{
	bool		as_owner = mode != CHECK_CALLER;

	(void) tuoyu_any_staffing_rule(SCOPE_CLASS);	/* rules get their labels when they are read */
	batch->maxchildren = batch->maxcaregivers = FIRST_ROWS;
	batch->children = palloc(sizeof(ChildRow) * FIRST_ROWS);
	batch->caregivers = palloc(sizeof(CaregiverRow) * FIRST_ROWS);
	if (as_owner)
	{
		CommandCounterIncrement();
		PushActiveSnapshot(GetLatestSnapshot());
	}
	if (batch->cases[0].whole)
		read_institutions_whole(batch, keys, mode);
	else
		read_classes(batch, keys, mode);
	if (as_owner)
		PopActiveSnapshot();
	sort_batch_children(batch);
	sort_caregivers(batch->caregivers, batch->ncaregivers);
}
