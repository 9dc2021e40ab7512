/*
 * fact.h
 *		Facts: rows of any type, read by column name.
 */
#ifndef TUOYU_FACT_H
#define TUOYU_FACT_H

#include "access/htup.h"
#include "executor/tuptable.h"

#include "policy/program.h"
#include "policy/rules.h"

/* Most standard columns that a kind of fact has, and most derived variables. */
#define MOST_FACT_COLUMNS 48

/* Columns that say whom a fact is about; no rule reads them. */
#define SUBJECT_COLUMNS 4
extern const char *const tuoyu_subject_columns[SUBJECT_COLUMNS];

/*
 * A row type that facts of one kind came in as, with everything compiled for it.  Kept by the catalogue, so that it goes
 * when the rules change.
 */
typedef struct FactType
{
	/* hash key */
	struct FactTypeKey
	{
		Oid			row_type;	/* InvalidOid: no row at all */
		int32		row_typmod;
		uint64		kind;
	}			key;
	uint64		identifier;		/* typcache's, another when the type changes */
	Catalogue  *catalogue;
	MemoryContext memory;		/* of all that follows */
	TupleDesc	desc;			/* of the row; NULL when there is none */
	TupleDesc	standard;		/* of fee_fact or care_fact */
	int			column[MOST_FACT_COLUMNS];	/* attribute of the row for each standard column, or 0 */
	ExprState  *conversion[MOST_FACT_COLUMNS];	/* where its type differs */
	int			subject[SUBJECT_COLUMNS];	/* likewise for the columns that say whom it is about */
	TupleTableSlot *slot;		/* the row */
	TupleTableSlot *derived;	/* what the engine derives from it */
	uint32		ready;			/* which of that is there */
	void		(*derive) (struct FactType *type, uint32 wanted);	/* makes what a formula reads; NULL: all is there */
	void	   *derive_arg;
	ExprContext *econtext;
	CompiledProgram **programs; /* by RuleProgram.index */
	HeapTupleData tuple;
	FactColumns reads;			/* of the current row, but not the birth date and the fee of which only this was read: */
	Days		births;			/* births with which all that was computed would have come out the same */
	Yuan		fee_from;		/* monthly fees, likewise, until before fee_to */
	Yuan		fee_to;
	struct Memo *memos;			/* by question */
} FactType;

/* What a call site keeps in fn_extra. */
typedef struct FactCallSite
{
	uint64		version;		/* of the catalogue */
	Oid			row_type;
	int32		row_typmod;
	FactType   *type;
	struct Memo *memo;			/* for the caller to keep as long as the type holds; else NULL */
} FactCallSite;

/* The fact type for a row (NULL: none), cached at the call site. */
extern FactType *tuoyu_fact_type(FunctionCallInfo fcinfo, HeapTupleHeader row, FactKind kind);

/* The call site for a row that comes column by column in the arguments from first on; argument 0 only names its type. */
extern FactCallSite *tuoyu_fact_site_by_columns(FunctionCallInfo fcinfo, int first, FactKind kind);

/* The fact type of head counts, which come without a row. */
extern FactType *tuoyu_head_counts_type(Catalogue *catalogue);

/* Make a row the current one. */
extern void tuoyu_load_fact(FactType *type, HeapTupleHeader row);

/* A standard column of the current row, by its index in fee_fact or care_fact. */
extern Datum tuoyu_fact_value(FactType *type, int index, bool *isnull);

/* Of the birth date only that was read which is the same for births in [from, to). */
static inline void
tuoyu_note_births(FactType *type, DateADT from, DateADT to)
{
	type->births.from = Max(type->births.from, from);
	type->births.to = Min(type->births.to, to);
}

/* Of the monthly fee only that was read which is the same from one of these amounts, in any order, to the next. */
extern void tuoyu_note_fee(FactType *type, int ncuts, const Yuan *cuts);

/* A standard column as a C string in the current memory context; NULL for NULL. */
extern char *tuoyu_fact_text(FactType *type, int index);

/* The standard columns, in the order of the row types in catalogue.sql. */
enum FeeFactColumn
{
	FEE_SERVICE_FORM, FEE_CLASS_KIND, FEE_INSTITUTION_KIND, FEE_OWNERSHIP, FEE_GRADE, FEE_ZONE,
	FEE_MONTHLY_FEE, FEE_HOURS, FEE_PROVIDES_MEALS, FEE_FUNDING
};

enum CareFactColumn
{
	CARE_REGION, CARE_AS_OF, CARE_DURING, CARE_BIRTH_DATE, CARE_BIRTH_ORDER, CARE_HOUSEHOLD, CARE_CLASS_KIND,
	CARE_SERVICE_FORM, CARE_MONTHLY_FEE, CARE_DAYS, CARE_INSTITUTION_KIND, CARE_OWNERSHIP, CARE_GRADE, CARE_ZONE,
	CARE_FILED, CARE_RECOGNISED, CARE_PLACES, CARE_CHILDREN, CARE_PLACES_ADDED, CARE_CLASSES_ADDED, CARE_BUILD,
	CARE_COST, CARE_CLAIMED_ON, CARE_FUNDING, CARE_ENTERED_ON, CARE_ATTENDED, CARE_HOURS, CARE_LISTED_FEE, CARE_STAYS,
	CARE_CHAIN_INSTITUTIONS, CARE_PAID_THIS_YEAR, CARE_OPENED_ON, CARE_FILED_DURING, CARE_RECOGNISED_DURING,
	CARE_CLASSES
};

#endif							/* TUOYU_FACT_H */
