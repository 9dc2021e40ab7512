/*
 * resident_id.h
 *		Numbers of persons (GB 11643-1999) as their first 17 digits; the check character follows from them.
 */
#ifndef TUOYU_RESIDENT_ID_H
#define TUOYU_RESIDENT_ID_H

#include "fmgr.h"

typedef int64 ResidentId;

#define DatumGetResidentId(X)		((ResidentId) DatumGetInt64(X))
#define ResidentIdGetDatum(X)		Int64GetDatum((int64) (X))
#define PG_GETARG_RESIDENT_ID(n)	DatumGetResidentId(PG_GETARG_DATUM(n))
#define PG_RETURN_RESIDENT_ID(X)	return ResidentIdGetDatum(X)

#define TUOYU_RESIDENT_ID_LEN		18

/* Area, the first six digits. */
static inline int
tuoyu_resident_id_area(ResidentId id)
{
	return (int) (id / INT64CONST(100000000000));
}

/* Date of birth as the number YYYYMMDD. */
static inline int
tuoyu_resident_id_birth(ResidentId id)
{
	return (int) (id / 1000 % 100000000);
}

/* Is the person male?  The last digit of the sequence is odd then. */
static inline bool
tuoyu_resident_id_male(ResidentId id)
{
	return id % 2 != 0;
}

extern void tuoyu_resident_id_write(ResidentId id, char *buf);

#endif							/* TUOYU_RESIDENT_ID_H */
