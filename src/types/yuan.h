/*
 * yuan.h
 *		The type yuan: money as 64 bits of fen, passed by value.  Also its exact conversions from and to numeric.
 */
#ifndef TUOYU_YUAN_H
#define TUOYU_YUAN_H

#include "nodes/nodes.h"
#include "types/yuan_parse.h"
#include "utils/numeric.h"

#define DatumGetYuan(datum)		((Yuan) DatumGetInt64(datum))
#define YuanGetDatum(amount)	Int64GetDatum((int64) (amount))
#define PG_GETARG_YUAN(n)		DatumGetYuan(PG_GETARG_DATUM(n))
#define PG_RETURN_YUAN(amount)	return YuanGetDatum(amount)

/*
 * Text: the reader saves its error in escontext (or raises it) and returns false; the writer returns palloc'd memory.
 */
extern bool tuoyu_yuan_from_text(const char *str, Yuan *result, Node *escontext);
extern char *tuoyu_yuan_to_text(Yuan amount);

/*
 * Numeric: the exact reading refuses what is finer than a fen; the rounding one rounds half away from zero.  Both
 * refuse NaN, infinity and what 64 bits of fen do not hold (22003).  The way back has always two decimals.
 */
extern Yuan tuoyu_yuan_from_numeric(Numeric value);
extern Yuan tuoyu_yuan_round_numeric(Numeric value);
extern Numeric tuoyu_yuan_to_numeric(Yuan amount);

/* Arithmetic; multiplication and division round half away from zero to the fen.  Overflow is 22003, zero 22012. */
extern Yuan tuoyu_yuan_add(Yuan a, Yuan b);
extern Yuan tuoyu_yuan_subtract(Yuan a, Yuan b);
extern Yuan tuoyu_yuan_negate(Yuan a);
extern Yuan tuoyu_yuan_multiply(Yuan a, int64 factor);
extern Yuan tuoyu_yuan_divide(Yuan a, int64 divisor);
extern Yuan tuoyu_yuan_multiply_numeric(Yuan a, Numeric factor);
extern Yuan tuoyu_yuan_divide_numeric(Yuan a, Numeric divisor);

/* Raises 22003 for a result that 64 bits of fen do not hold. */
extern _Noreturn void tuoyu_yuan_overflow(void);

/* -1, 0 or 1, exact for every numeric: NaN is greatest, then Infinity, as numeric sorts. */
extern int	tuoyu_yuan_compare_numeric(Yuan amount, Numeric value);

static inline int
yuan_compare(Yuan a, Yuan b)
{
	return (a > b) - (a < b);
}

#endif							/* TUOYU_YUAN_H */
