/*
 * credit_code.h
 *		Unified social credit codes (GB 32100-2015) as 18 characters, without an end.
 */
#ifndef TUOYU_CREDIT_CODE_H
#define TUOYU_CREDIT_CODE_H

#include "fmgr.h"

#include "types/region_code.h"

#define TUOYU_CREDIT_CODE_LEN	18

typedef struct CreditCode
{
	char		chars[TUOYU_CREDIT_CODE_LEN];
} CreditCode;

#define DatumGetCreditCode(X)		((CreditCode *) DatumGetPointer(X))
#define CreditCodeGetDatum(X)		PointerGetDatum(X)
#define PG_GETARG_CREDIT_CODE(n)	DatumGetCreditCode(PG_GETARG_DATUM(n))
#define PG_RETURN_CREDIT_CODE(X)	return CreditCodeGetDatum(X)

/* The registering authority's region as the code spells it: characters 3 to 8, which are digits. */
static inline RegionCode
tuoyu_credit_code_region(const CreditCode *code)
{
	RegionCode	region = 0;

	for (int i = 2; i < 8; i++)
		region = region * 10 + (code->chars[i] - '0');
	/* the nation's own authorities write 100000, which is no province */
	return region == 100000 ? TUOYU_REGION_NATION : region * TUOYU_REGION_COUNTY_SPAN;
}

#endif							/* TUOYU_CREDIT_CODE_H */
