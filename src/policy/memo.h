/*
 * memo.h
 *		Amounts that have been computed, for facts that differ in nothing that the computation read.
 */
#ifndef TUOYU_MEMO_H
#define TUOYU_MEMO_H

#include "types/yuan.h"

struct FactType;

/* What is known of one question (item and scenario) about facts of one type. */
typedef struct Memo Memo;

/* The memo for a question, either part of which may be NULL; NULL when there are too many. */
extern Memo *tuoyu_memo(struct FactType *type, text *item, text *scenario);

/*
 * The amount of a row, when a computation of it would read the same as an earlier one did.  The row is given by its columns,
 * the last of which may be missing, or by NULL for the fact type's current one.
 */
extern bool tuoyu_memo_find(Memo *memo, const NullableDatum *columns, int count, NullableDatum *amount);

/* Keep what has been computed for the row that tuoyu_memo_find did not find. */
extern void tuoyu_memo_keep(Memo *memo, const NullableDatum *amount);

#endif							/* TUOYU_MEMO_H */
