/*
 * rows.h
 *		Taking the rows of our statements: the key that a row is about, and days.
 */
#ifndef TUOYU_ROWS_H
#define TUOYU_ROWS_H

#include "tuoyu.h"

#include "executor/tuptable.h"
#include "utils/date.h"

#include "ratio/days.h"

/* A growing array of rows. */
#define GROW(array, count, max) \
	do { \
		if ((count) == (max)) \
		{ \
			(max) *= 2; \
			(array) = repalloc_huge((array), (Size) (max) * sizeof(*(array))); \
		} \
	} while (0)

#define FIRST_ROWS 64

/* The ordinal of the key that a row belongs to, from 0. */
static inline int32
row_ordinal(TupleTableSlot *slot)
{
	return (int32) DatumGetInt64(slot->tts_values[0]) - 1;
}

/* The days in a column: all where it is NULL, none (false) where it is empty. */
static inline bool
row_days(TupleTableSlot *slot, int column, DateADT *from, DateADT *until)
{
	RangeType  *range;
	bool		any;

	*from = DATEVAL_NOBEGIN;
	*until = DATEVAL_NOEND;
	if (slot->tts_isnull[column])
		return true;
	range = DatumGetRangeTypeP(slot->tts_values[column]);
	any = tuoyu_days_of_range(range, from, until);
	if ((Pointer) range != DatumGetPointer(slot->tts_values[column]))
		pfree(range);
	return any;
}

#endif							/* TUOYU_ROWS_H */
