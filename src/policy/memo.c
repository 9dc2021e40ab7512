/*
 * memo.c
 *		Amounts that have been computed, for facts that differ in nothing that the computation read.
 *
 * Rules are pure: what they give depends on the fact and the catalogue alone.  So the computation notes which columns of the
 * fact it reads (FactType.reads), and for which births around the child's, and which fees around its own, it would have come out
 * the same.  A fact that agrees in those columns, and whose birth and fee are among those, has the same amount.
 *
 * The key is every column that any computation of this question has read so far.  A computation that reads another one makes
 * the key longer and empties the memo: an outcome is only ever found under a key that holds all that it depends on.
 *
 * A memo belongs to the catalogue and goes with it.  Where facts hardly ever repeat, it rests.
 */
#include "tuoyu.h"

#include "common/hashfn.h"
#include "utils/datum.h"
#include "utils/memutils.h"

#include "policy/fact.h"
#include "policy/memo.h"

/* How large a memo may grow, in bytes, before it starts afresh. */
#define MEMO_SIZE_MAX ((Size) 32 * 1024 * 1024)

/* So many questions are remembered about facts of one type; who asks another each time gains nothing. */
#define MEMOS_MAX 64

/* After so many calls it is asked whether half of them were answered; if not, as many times RESTS go without. */
#define MEMO_TRIAL 131072
#define MEMO_REST 8

#define OUTCOMES_AT_FIRST 6

/* An amount, for births in [from, to) and monthly fees in [fee_from, fee_to). */
typedef struct Outcome
{
	DateADT		from;
	DateADT		to;
	Yuan		fee_from;
	Yuan		fee_to;
	Yuan		amount;			/* NO_AMOUNT: NULL */
} Outcome;

/* Is from <= value < to?  In one comparison: what is below from is far above it when taken as unsigned. */
#define IS_BETWEEN(type, value, from, to) ((type) (value) - (type) (from) < (type) (to) - (type) (from))

#define NO_AMOUNT PG_INT64_MIN

/* Bits of the key for a birth date and a fee that is NULL. */
#define NULL_BIRTH (UINT64CONST(1) << 63)
#define NULL_FEE (UINT64CONST(1) << 62)

/* The columns of the key, in order; a column that is NULL has its bit set, and 0 as its value. */
typedef struct MemoKey
{
	uint64		nulls;
	Datum		values[FACT_COLUMNS_NOTED];
} MemoKey;

/* What is kept for a key; values and outcomes stand behind each other, so that a look-up touches little memory. */
typedef struct MemoRow
{
	uint64		nulls;
	int32		noutcomes;
	int32		space;
	Datum		values[FLEXIBLE_ARRAY_MEMBER];	/* nkeys of them, then the outcomes */
} MemoRow;

typedef struct MemoEntry
{
	MemoRow    *row;			/* as a key: NULL stands for the probe */
	uint32		hash;
	char		status;
} MemoEntry;

static inline bool is_probe(const Memo *memo, const MemoRow *row);
static inline uint32 probe_hash(const Memo *memo);

/* a table is small beside the rows that it leads to; half empty, most look-ups find theirs at once */
#define SH_FILLFACTOR (0.4)
#define SH_PREFIX memo
#define SH_ELEMENT_TYPE MemoEntry
#define SH_KEY_TYPE MemoRow *
#define SH_KEY row
#define SH_HASH_KEY(tb, key) probe_hash((tb)->private_data)
#define SH_EQUAL(tb, a, b) is_probe((tb)->private_data, (a))
#define SH_STORE_HASH
#define SH_GET_HASH(tb, entry) ((entry)->hash)
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

struct Memo
{
	Memo	   *next;			/* of the same fact type */
	FactType   *type;
	text	   *item;			/* NULL: all */
	text	   *scenario;		/* NULL: the law in force */

	uint64		columns;		/* attributes in the key, as FactColumns has them */
	int			nkeys;
	AttrNumber	attnos[FACT_COLUMNS_NOTED];
	int16		lengths[FACT_COLUMNS_NOTED];	/* 0: passed by value */
	AttrNumber	birth;			/* attribute of the birth date; 0: none */
	AttrNumber	fee;			/* of the monthly fee */
	AttrNumber	last;			/* of all these */

	MemoryContext memory;		/* the table and what it holds */
	memo_hash  *table;
	const NullableDatum *given; /* columns of the row at hand; NULL: it is the fact type's current one */
	int			ngiven;
	MemoKey		probe;			/* of the row at hand */
	uint32		hash;
	DateADT		birth_date;		/* any day where the fact has none */
	Yuan		monthly_fee;	/* any amount likewise */

	uint32		calls;
	uint32		found;
	uint32		resting;		/* calls to go without */
};

/*
 * Keys
 */

/* Does a row have the probe's key?  The same bytes: coarser equality, such as 1.0 = 1.00, only costs another row. */
static inline bool
is_probe(const Memo *memo, const MemoRow *row)
{
	const MemoKey *probe = &memo->probe;

	if (row->nulls != probe->nulls)
		return false;
	for (int i = 0; i < memo->nkeys; i++)
		if (row->values[i] != probe->values[i] &&
			(memo->lengths[i] == 0 || ((probe->nulls >> i) & 1) != 0 ||
			 !datum_image_eq(row->values[i], probe->values[i], false, memo->lengths[i])))
			return false;
	return true;
}

static inline uint32
probe_hash(const Memo *memo)
{
	return memo->hash;
}

/* The odd number next to 2^64 over the golden ratio: to multiply by it carries each bit into those above (Fibonacci hashing). */
#define SPREAD UINT64CONST(0x9E3779B97F4A7C15)

/* A column of the row at hand. */
static inline NullableDatum
column_at_hand(const Memo *memo, AttrNumber attno)
{
	const TupleTableSlot *slot = memo->type->slot;

	if (memo->given == NULL)
		return (NullableDatum) {slot->tts_values[attno - 1], slot->tts_isnull[attno - 1]};
	return attno <= memo->ngiven ? memo->given[attno - 1] : (NullableDatum) {0, true};
}

/* Read the key from the row at hand. */
static pg_attribute_always_inline void
read_key(Memo *memo)
{
	MemoKey    *key = &memo->probe;
	uint64		hash = 0;

	if (memo->given == NULL)
		slot_getsomeattrs(memo->type->slot, memo->last);
	key->nulls = 0;
	for (int i = 0; i < memo->nkeys; i++)
	{
		NullableDatum column = column_at_hand(memo, memo->attnos[i]);
		Datum		value = column.isnull ? (Datum) 0 : column.value;

		key->values[i] = value;
		key->nulls |= (uint64) column.isnull << i;
		hash = (hash ^ (memo->lengths[i] == 0 || column.isnull ? value : datum_image_hash(value, false, memo->lengths[i]))) * SPREAD;
	}
	memo->birth_date = 0;
	if (memo->birth != 0)
	{
		NullableDatum birth = column_at_hand(memo, memo->birth);

		if (birth.isnull)
			key->nulls |= NULL_BIRTH;
		else
			memo->birth_date = DatumGetDateADT(birth.value);
	}
	memo->monthly_fee = 0;
	if (memo->fee != 0)
	{
		NullableDatum fee = column_at_hand(memo, memo->fee);

		if (fee.isnull)
			key->nulls |= NULL_FEE;
		else
			memo->monthly_fee = DatumGetYuan(fee.value);
	}
	hash ^= key->nulls;
	memo->hash = (uint32) (((hash ^ (hash >> 32)) * SPREAD) >> 32);
}

static size_t
row_size(const Memo *memo, int outcomes)
{
	return offsetof(MemoRow, values) + sizeof(Datum) * memo->nkeys + sizeof(Outcome) * outcomes;
}

static inline Outcome *
row_outcomes(const Memo *memo, MemoRow *row)
{
	return (Outcome *) (row->values + memo->nkeys);
}

/* A row with the probe's key, in the current memory context. */
static MemoRow *
make_row(const Memo *memo)
{
	MemoRow    *row = palloc(row_size(memo, OUTCOMES_AT_FIRST));

	row->nulls = memo->probe.nulls;
	row->noutcomes = 0;
	row->space = OUTCOMES_AT_FIRST;
	for (int i = 0; i < memo->nkeys; i++)
		row->values[i] = memo->lengths[i] == 0 || ((row->nulls >> i) & 1) != 0 ? memo->probe.values[i] :
			datumCopy(memo->probe.values[i], false, memo->lengths[i]);
	return row;
}

/*
 * Tables
 */

/* Begin anew with a key of these columns. */
static void
start_table(Memo *memo, uint64 columns)
{
	uint32		resting = memo->resting;

	/* not to be used if this fails half-way */
	memo->resting = PG_UINT32_MAX;
	MemoryContextReset(memo->memory);
	memo->columns = columns;
	memo->nkeys = 0;
	memo->last = Max(memo->birth, memo->fee);
	for (int i = 0; i < FACT_COLUMNS_NOTED; i++)
		if ((columns >> i) & 1)
		{
			Form_pg_attribute att = TupleDescAttr(memo->type->desc, i);

			memo->lengths[memo->nkeys] = att->attbyval ? 0 : att->attlen;
			memo->attnos[memo->nkeys++] = i + 1;
			memo->last = Max(memo->last, i + 1);
		}
	memo->table = memo_create(memo->memory, 64, memo);
	memo->resting = resting;
}

static Memo *
make_memo(FactType *type, text *item, text *scenario)
{
	MemoryContext caller = MemoryContextSwitchTo(type->memory);
	Memo	   *memo = palloc0(sizeof(Memo));

	memo->type = type;
	memo->item = item == NULL ? NULL : (text *) DatumGetPointer(datumCopy(PointerGetDatum(item), false, -1));
	memo->scenario = scenario == NULL ? NULL : (text *) DatumGetPointer(datumCopy(PointerGetDatum(scenario), false, -1));
	/* a birth or fee that needs converting is a column like any other */
	if (type->conversion[CARE_BIRTH_DATE] == NULL)
		memo->birth = type->column[CARE_BIRTH_DATE];
	if (type->conversion[CARE_MONTHLY_FEE] == NULL)
		memo->fee = type->column[CARE_MONTHLY_FEE];
	memo->memory = AllocSetContextCreate(type->memory, "tuoyu amounts", ALLOCSET_DEFAULT_SIZES);
	MemoryContextSwitchTo(caller);
	start_table(memo, 0);
	memo->next = type->memos;
	type->memos = memo;
	return memo;
}

static bool
same_text(text *a, text *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	return VARSIZE_ANY_EXHDR(a) == VARSIZE_ANY_EXHDR(b) && memcmp(VARDATA_ANY(a), VARDATA_ANY(b), VARSIZE_ANY_EXHDR(a)) == 0;
}

/* After a trial: when too few calls were answered, the memo rests, and then tries again. */
static void
end_trial(Memo *memo)
{
	if (memo->found < memo->calls / 2)
	{
		memo->resting = MEMO_TRIAL * MEMO_REST;
		start_table(memo, memo->columns);
	}
	memo->calls = memo->found = 0;
}

Memo *
tuoyu_memo(FactType *type, text *item, text *scenario)
{
	Memo	   *memo = type->memos;
	int			count = 0;

	while (memo != NULL && !(same_text(memo->item, item) && same_text(memo->scenario, scenario)))
	{
		memo = memo->next;
		count++;
	}
	if (memo == NULL && count < MEMOS_MAX)
		memo = make_memo(type, item, scenario);
	return memo;
}

/*
 * The amount of the outcome that is that of the birth and the fee at hand; false where none is.  Where several are, they are the
 * same.  All are looked at, without a branch: they come in no order that a processor could foresee, and a wrong guess costs more.
 */
static inline bool
amount_at_hand(const Memo *memo, MemoRow *row, Yuan *amount)
{
	const Outcome *outcomes = row_outcomes(memo, row);
	uint64		found = 0;
	uint64		any = 0;

	for (int i = 0; i < row->noutcomes; i++)
	{
		const Outcome *outcome = &outcomes[i];
		uint64		it = -(uint64) (IS_BETWEEN(uint32, memo->birth_date, outcome->from, outcome->to) &
									IS_BETWEEN(uint64, memo->monthly_fee, outcome->fee_from, outcome->fee_to));

		found = (found & ~it) | ((uint64) outcome->amount & it);
		any |= it;
	}
	*amount = (Yuan) found;
	return any != 0;
}

bool
tuoyu_memo_find(Memo *memo, const NullableDatum *columns, int count, NullableDatum *amount)
{
	MemoEntry  *entry;
	Yuan		found;

	if (memo->resting > 0 && --memo->resting > 0)
		return false;
	if (++memo->calls == MEMO_TRIAL)
		end_trial(memo);
	memo->given = columns;
	memo->ngiven = count;
	read_key(memo);
	entry = memo_lookup_hash(memo->table, NULL, memo->hash);
	if (entry == NULL || !amount_at_hand(memo, entry->row, &found))
		return false;
	amount->isnull = found == NO_AMOUNT;
	amount->value = YuanGetDatum(found);
	memo->found++;
	return true;
}

/* Are two outcomes one, of births or of fees that follow each other?  Then the first becomes both. */
static bool
join_outcomes(Outcome *a, const Outcome *b)
{
	bool		same_births = a->from == b->from && a->to == b->to;
	bool		same_fees = a->fee_from == b->fee_from && a->fee_to == b->fee_to;

	if (a->amount != b->amount ||
		!((same_fees && a->from <= b->to && b->from <= a->to) ||
		  (same_births && a->fee_from <= b->fee_to && b->fee_from <= a->fee_to)))
		return false;
	a->from = Min(a->from, b->from);
	a->to = Max(a->to, b->to);
	a->fee_from = Min(a->fee_from, b->fee_from);
	a->fee_to = Max(a->fee_to, b->fee_to);
	return true;
}

/* Add what came out to a row's outcomes; returns the row, which may have moved. */
static MemoRow *
add_outcome(Memo *memo, MemoRow *row, const NullableDatum *amount)
{
	Outcome    *outcomes = row_outcomes(memo, row);
	Outcome		fresh = {memo->type->births.from, memo->type->births.to, memo->type->fee_from, memo->type->fee_to,
	amount->isnull ? NO_AMOUNT : DatumGetYuan(amount->value)};

	/* what it is joined to may now be joined to others */
	for (int i = 0; i < row->noutcomes; i++)
		if (join_outcomes(&fresh, &outcomes[i]))
		{
			outcomes[i] = outcomes[--row->noutcomes];
			i = -1;
		}
	if (row->noutcomes == row->space)
	{
		row = repalloc(row, row_size(memo, row->space * 2));
		row->space *= 2;
	}
	row_outcomes(memo, row)[row->noutcomes++] = fresh;
	return row;
}

void
tuoyu_memo_keep(Memo *memo, const NullableDatum *amount)
{
	FactType   *type = memo->type;
	uint64		columns = type->reads.columns;
	MemoryContext caller;
	MemoEntry  *entry;
	bool		found;

	if (memo->resting > 0)
		return;
	if (type->reads.beyond)
	{
		memo->resting = PG_UINT32_MAX;
		return;
	}
	/* a birth that is no day is in no range, and would not be found again */
	if (memo->birth_date < type->births.from || memo->birth_date >= type->births.to || memo->monthly_fee >= type->fee_to)
		return;
	/* where each birth has an outcome of its own, it is part of the key, if there is room for it */
	if (memo->birth != 0 && type->births.to == type->births.from + 1)
	{
		if (memo->birth > FACT_COLUMNS_NOTED)
			return;
		columns |= UINT64CONST(1) << (memo->birth - 1);
	}
	if ((columns & ~memo->columns) != 0 || MemoryContextMemAllocated(memo->memory, false) > MEMO_SIZE_MAX)
	{
		start_table(memo, memo->columns | columns);
		read_key(memo);
	}
	caller = MemoryContextSwitchTo(memo->memory);
	entry = memo_lookup_hash(memo->table, NULL, memo->hash);
	if (entry == NULL)
	{
		MemoRow    *row = make_row(memo);

		entry = memo_insert_hash(memo->table, row, memo->hash, &found);
		entry->row = row;
	}
	entry->row = add_outcome(memo, entry->row, amount);
	MemoryContextSwitchTo(caller);
}
