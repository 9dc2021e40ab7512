/*
 * batch.h
 *		What is read for some classes, or some institutions, together: by SQL in batch.c, without it in direct.c.
 */
#ifndef TUOYU_BATCH_H
#define TUOYU_BATCH_H

#include "ratio/constraint.h"
#include "ratio/rows.h"

typedef struct Batch
{
	RatioConstraint *constraint;
	Case	   *cases;			/* by institution and class */
	int			ncases;
	CaseMark  **roster_marks;	/* whose employments are looked up */
	int			nroster_marks;
	ChildRow   *children;
	size_t		nchildren;
	size_t		maxchildren;
	CaregiverRow *caregivers;
	size_t		ncaregivers;
	size_t		maxcaregivers;
	Certificates certificates;
	CertificateRow *holders;	/* whose certificates are looked up: without kinds and days */
} Batch;

/* Does a row have a day that a case asks about? */
static inline bool
tuoyu_concerns(const Case *c, DateADT from, DateADT until)
{
	return from < c->hull_until && until > c->hull_from;
}

/* Adds a child to its case, if that asks about it. */
static inline void
tuoyu_add_child(Batch *batch, const ChildRow *row)
{
	if (!tuoyu_concerns(&batch->cases[row->ordinal], row->from, row->until))
		return;
	GROW(batch->children, batch->nchildren, batch->maxchildren);
	batch->children[batch->nchildren++] = *row;
}

/* The same of a caregiver. */
static inline void
tuoyu_add_caregiver(Batch *batch, const CaregiverRow *row)
{
	if (!tuoyu_concerns(&batch->cases[row->ordinal], row->from, row->until))
		return;
	GROW(batch->caregivers, batch->ncaregivers, batch->maxcaregivers);
	batch->caregivers[batch->ncaregivers++] = *row;
}

/* Is the birth of a child of a case asked for?  Of another it need not be known. */
extern bool tuoyu_asks_for_birth(const Case *c, int64 child);

/* Cases, and their marks. */
extern void tuoyu_init_case(Case *c, const RatioConstraint *constraint, int64 institution, int64 id);
extern void tuoyu_init_institution(Case *c, const RatioConstraint *constraint, int64 institution);
extern CaseMark tuoyu_case_mark(const Mark *mark);
extern int	tuoyu_cmp_marks(const Mark *a, const Mark *b);
extern void tuoyu_case_keys(const Batch *batch, QueryKeys *keys);
extern bool tuoyu_asks_for_all_births(const Case *c);

/* Where rows of statements go. */
extern void tuoyu_take_class(TupleTableSlot *slot, void *arg);
extern void tuoyu_take_institution(TupleTableSlot *slot, void *arg);

extern void tuoyu_read_batch(Batch *batch, QueryKeys *keys, CheckMode mode);

/*
 * Locks or reads the institutions of a batch and leaves those of which something is counted; false when there are none.
 */
extern bool tuoyu_select_institutions(Batch *batch, CheckMode mode);

/* The marked institutions that must be looked at, sorted. */
extern int	tuoyu_collect_institutions(RatioConstraint *constraint, Case **cases);

/* A class, or a row elsewhere, by its key. */
typedef struct ClassKey
{
	int64		institution;
	int64		id;
} ClassKey;

/* What is done without SQL; false if it cannot be, and then nothing has been done. */
extern bool tuoyu_lock_classes_direct(Batch *batch);
extern bool tuoyu_share_direct(RatioConstraint *constraint, TableRole role, ColumnRole id, const ClassKey *keys, int count,
							   bool *found);
extern bool tuoyu_read_direct(Batch *batch, bool classes);
extern ClassKey *tuoyu_class_keys_direct(RatioConstraint *constraint, int *count);

#endif							/* TUOYU_BATCH_H */
