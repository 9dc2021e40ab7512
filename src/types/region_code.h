/*
 * region_code.h
 *		Codes of administrative regions (GB/T 2260 and the statistical codes below it) on plain integers.
 *
 * A code is its 12-digit number: province 2, city 2, county 2, street 3, village 3 digits, with zeros where a level is
 * absent; 0 is the nation.  Everything inside a region lies in one interval [code, code + span), also where a level between
 * is absent (441900003000 is a street directly under the city 441900), so containment is two subtractions.
 */
#ifndef TUOYU_REGION_CODE_H
#define TUOYU_REGION_CODE_H

#include "fmgr.h"

typedef int64 RegionCode;

#define DatumGetRegionCode(X)		((RegionCode) DatumGetInt64(X))
#define RegionCodeGetDatum(X)		Int64GetDatum((int64) (X))
#define PG_GETARG_REGION_CODE(n)	DatumGetRegionCode(PG_GETARG_DATUM(n))
#define PG_RETURN_REGION_CODE(X)	return RegionCodeGetDatum(X)

#define TUOYU_REGION_NATION			INT64CONST(0)
#define TUOYU_REGION_VILLAGE_SPAN	INT64CONST(1)
#define TUOYU_REGION_STREET_SPAN	INT64CONST(1000)
#define TUOYU_REGION_COUNTY_SPAN	INT64CONST(1000000)
#define TUOYU_REGION_CITY_SPAN		INT64CONST(100000000)
#define TUOYU_REGION_PROVINCE_SPAN	INT64CONST(10000000000)
#define TUOYU_REGION_NATION_SPAN	INT64CONST(1000000000000)

/* Room for a code as text and its end. */
#define TUOYU_REGION_BUFSIZE		13

/* How many codes lie in a region, itself included: the unit of its level. */
static inline int64
tuoyu_region_span(RegionCode code)
{
	if (code % TUOYU_REGION_STREET_SPAN != 0)
		return TUOYU_REGION_VILLAGE_SPAN;
	if (code % TUOYU_REGION_COUNTY_SPAN != 0)
		return TUOYU_REGION_STREET_SPAN;
	if (code % TUOYU_REGION_CITY_SPAN != 0)
		return TUOYU_REGION_COUNTY_SPAN;
	if (code % TUOYU_REGION_PROVINCE_SPAN != 0)
		return TUOYU_REGION_CITY_SPAN;
	return code != TUOYU_REGION_NATION ? TUOYU_REGION_PROVINCE_SPAN : TUOYU_REGION_NATION_SPAN;
}

/* The level of a region: 0 nation, 1 province, 2 city, 3 county, 4 street, 5 village. */
static inline int
tuoyu_region_level(RegionCode code)
{
	int64		span = tuoyu_region_span(code);

	if (span >= TUOYU_REGION_CITY_SPAN)
		return span == TUOYU_REGION_CITY_SPAN ? 2 : span == TUOYU_REGION_PROVINCE_SPAN ? 1 : 0;
	return span == TUOYU_REGION_COUNTY_SPAN ? 3 : span == TUOYU_REGION_STREET_SPAN ? 4 : 5;
}

/* The region that a code lies in: its lowest level that is there, taken away; -1 for the nation. */
static inline RegionCode
tuoyu_region_parent(RegionCode code)
{
	if (code % TUOYU_REGION_STREET_SPAN != 0)
		return code - code % TUOYU_REGION_STREET_SPAN;
	if (code % TUOYU_REGION_COUNTY_SPAN != 0)
		return code - code % TUOYU_REGION_COUNTY_SPAN;
	if (code % TUOYU_REGION_CITY_SPAN != 0)
		return code - code % TUOYU_REGION_CITY_SPAN;
	if (code % TUOYU_REGION_PROVINCE_SPAN != 0)
		return code - code % TUOYU_REGION_PROVINCE_SPAN;
	return code != TUOYU_REGION_NATION ? TUOYU_REGION_NATION : -1;
}

/* The last code in a region, whether or not it is in use: with the code itself it bounds the region's interval. */
static inline RegionCode
tuoyu_region_upper(RegionCode code)
{
	return code + tuoyu_region_span(code) - 1;
}

/* Is the code the ancestor itself, or in it? */
static inline bool
tuoyu_region_contains(RegionCode ancestor, RegionCode code)
{
	return code >= ancestor && code - ancestor < tuoyu_region_span(ancestor);
}

/* Is the number a code?  Provinces have two digits, so nothing but the nation begins with 0. */
static inline bool
tuoyu_region_valid(int64 number)
{
	return number == TUOYU_REGION_NATION ||
		(number >= TUOYU_REGION_PROVINCE_SPAN * 10 && number < TUOYU_REGION_NATION_SPAN);
}

extern int	tuoyu_region_write(RegionCode code, char *buf);
extern char *tuoyu_region_format(RegionCode code);

#endif							/* TUOYU_REGION_CODE_H */
