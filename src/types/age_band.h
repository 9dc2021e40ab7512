/*
 * age_band.h
 *		Age bands of children under three, and the kinds of classes named after them.
 */
#ifndef TUOYU_AGE_BAND_H
#define TUOYU_AGE_BAND_H

/* In their order; the numbers are stored on disk, so they stay. */
typedef enum AgeBand
{
	AGE_BAND_UNDER = 0,			/* 未到龄: too young, or not born yet */
	AGE_BAND_INFANT = 1,		/* 乳儿 */
	AGE_BAND_TODDLER = 2,		/* 托小 */
	AGE_BAND_PRESCHOOL = 3,		/* 托大 */
	AGE_BAND_OVER = 4,			/* 超龄 */
	AGE_BAND_MIXED = 5			/* 混合: a kind of class, never the band of a child */
} AgeBand;

#define AGE_BAND_COUNT 6

#define DatumGetAgeBand(X)		((AgeBand) DatumGetChar(X))
#define AgeBandGetDatum(X)		CharGetDatum((char) (X))
#define PG_GETARG_AGE_BAND(n)	DatumGetAgeBand(PG_GETARG_DATUM(n))
#define PG_RETURN_AGE_BAND(x)	return AgeBandGetDatum(x)

/* The label, as text output prints it. */
extern const char *tuoyu_age_band_label(AgeBand band);

/* Reads one of the accepted spellings of len bytes, blanks around it allowed; false when it is none. */
extern bool tuoyu_parse_age_band(const char *str, size_t len, AgeBand *band);

#endif							/* TUOYU_AGE_BAND_H */
