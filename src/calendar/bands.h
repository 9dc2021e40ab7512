/*
 * bands.h
 *		The national age bands: which band a birth is in on a day, and which births a band has.
 */
#ifndef TUOYU_BANDS_H
#define TUOYU_BANDS_H

#include "utils/date.h"

#include "types/age_band.h"

/* The band on a day; total over births, infinite ones too; an infinite day is an error (22008). */
extern AgeBand tuoyu_national_band(DateADT birth, DateADT as_of);

/*
 * The first and the last birth, both inclusive, of those in the band on a day.  Bands without an end on that side give
 * an infinite date; no birth is in 混合, whose first is infinity and last -infinity.
 */
extern DateADT tuoyu_band_first_birth(AgeBand band, DateADT as_of);
extern DateADT tuoyu_band_last_birth(AgeBand band, DateADT as_of);

/* The bands in the array as a set, bit 1 << band; tells whether there was a NULL among them. */
struct ArrayType;
extern int	tuoyu_band_set(struct ArrayType *bands, bool *has_null);

#endif							/* TUOYU_BANDS_H */
