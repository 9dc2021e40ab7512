/*
 * staff_ratio.h
 *		Caregivers to children, as in 1:3.
 *
 * Both sides are 1 to 65535 and share no factor, so that equal ratios are the same integer: caregivers in the upper
 * 16 bits, children in the lower.  Always handle the value as a signed int32 (as its Datum is), never zero-extended.
 */
#ifndef TUOYU_STAFF_RATIO_H
#define TUOYU_STAFF_RATIO_H

#include "tuoyu.h"

typedef int32 StaffRatio;

#define STAFF_RATIO_MAX 65535

/* Room for the longest text, with its final zero: "65535:65534". */
#define STAFF_RATIO_BUFSIZE 12

#define DatumGetStaffRatio(d)		((StaffRatio) DatumGetInt32(d))
#define StaffRatioGetDatum(r)		Int32GetDatum(r)
#define PG_GETARG_STAFF_RATIO(n)	DatumGetStaffRatio(PG_GETARG_DATUM(n))
#define PG_RETURN_STAFF_RATIO(r)	return StaffRatioGetDatum(r)

typedef enum StaffRatioParse
{
	STAFF_RATIO_OK,
	STAFF_RATIO_SYNTAX,			/* not two numbers around a colon */
	STAFF_RATIO_RANGE			/* a side is 0, or too large in lowest terms */
} StaffRatioParse;

extern StaffRatioParse tuoyu_staff_ratio_parse(const char *str, StaffRatio *result);
extern void tuoyu_staff_ratio_format(StaffRatio ratio, char *buf);
extern bool tuoyu_staff_ratio_make(uint64 caregivers, uint64 children, StaffRatio *result);

/* The caregivers' side. */
static inline uint32
tuoyu_ratio_caregivers(StaffRatio ratio)
{
	return (uint32) ratio >> 16;
}

/* The children's side. */
static inline uint32
tuoyu_ratio_children(StaffRatio ratio)
{
	return (uint32) ratio & 0xFFFF;
}

/* By strictness: more caregivers per child come first.  Products of two 16-bit numbers fit into 32 bits. */
static inline int
tuoyu_ratio_cmp(StaffRatio a, StaffRatio b)
{
	uint32		left = tuoyu_ratio_caregivers(a) * tuoyu_ratio_children(b);
	uint32		right = tuoyu_ratio_caregivers(b) * tuoyu_ratio_children(a);

	return (left < right) - (left > right);
}

/* Caregivers that so many children (0 or more) need: a part of a caregiver is a whole one.  Cannot overflow. */
static inline int64
tuoyu_ratio_required(StaffRatio ratio, int32 children)
{
	uint32		per = tuoyu_ratio_children(ratio);

	return ((int64) children * tuoyu_ratio_caregivers(ratio) + per - 1) / per;
}

/* Children that so many caregivers (0 or more) may care for.  Cannot overflow. */
static inline int64
tuoyu_ratio_allowed(StaffRatio ratio, int32 caregivers)
{
	return (int64) caregivers * tuoyu_ratio_children(ratio) / tuoyu_ratio_caregivers(ratio);
}

#endif							/* TUOYU_STAFF_RATIO_H */
