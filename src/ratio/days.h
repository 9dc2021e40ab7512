/*
 * days.h
 *		A daterange as a plain span of days [from, until).
 *
 * An end that is open, or stands at infinity, is DATEVAL_NOBEGIN or DATEVAL_NOEND.  The infinities themselves are no days.
 */
#ifndef TUOYU_DAYS_H
#define TUOYU_DAYS_H

#include "tuoyu.h"

#include "utils/date.h"
#include "utils/rangetypes.h"

extern bool tuoyu_days_of_range(const RangeType *range, DateADT *from, DateADT *until);
extern bool tuoyu_days_of_datum(Datum value, DateADT *from, DateADT *until);
extern RangeType *tuoyu_range_of_days(DateADT from, DateADT until);

#endif							/* TUOYU_DAYS_H */
