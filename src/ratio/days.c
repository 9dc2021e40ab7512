/*
 * days.c
 *		Between daterange and spans of days.
 */
#include "ratio/days.h"

#include "catalog/pg_type.h"
#include "utils/typcache.h"

/* The type cache never frees an entry, so one look-up serves a backend. */
static TypeCacheEntry *
daterange_type(void)
{
	static TypeCacheEntry *entry = NULL;

	if (entry == NULL)
		entry = lookup_type_cache(DATERANGEOID, TYPECACHE_RANGE_INFO);
	return entry;
}

/*
 * False if the range holds no day.  A stored daterange is canonical, [a,b), but at an infinite end, where the difference
 * between open and closed is no day.
 */
bool
tuoyu_days_of_range(const RangeType *range, DateADT *from, DateADT *until)
{
	RangeBound	lower,
				upper;
	bool		empty;

	range_deserialize(daterange_type(), range, &lower, &upper, &empty);
	if (empty)
		return false;
	*from = lower.infinite ? DATEVAL_NOBEGIN : DatumGetDateADT(lower.val);
	*until = upper.infinite ? DATEVAL_NOEND : DatumGetDateADT(upper.val);
	return *from < *until;
}

/*
 * The same of a value as it is stored: the bounds that there are follow the type's OID, the flags come last.  Where a million
 * rows are read, to unpack each would take longer than anything else.
 */
bool
tuoyu_days_of_datum(Datum value, DateADT *from, DateADT *until)
{
	struct varlena *stored = (struct varlena *) DatumGetPointer(value);
	const char *bound;
	uint8		flags;

	if (VARATT_IS_EXTENDED(stored) && !VARATT_IS_SHORT(stored))
		return tuoyu_days_of_range(DatumGetRangeTypeP(value), from, until);
	bound = VARDATA_ANY(stored) + sizeof(Oid);
	flags = (uint8) VARDATA_ANY(stored)[VARSIZE_ANY_EXHDR(stored) - 1];
	if (flags & RANGE_EMPTY)
		return false;
	*from = DATEVAL_NOBEGIN;
	*until = DATEVAL_NOEND;
	if (RANGE_HAS_LBOUND(flags))
	{
		memcpy(from, bound, sizeof(DateADT));
		bound += sizeof(DateADT);
	}
	if (RANGE_HAS_UBOUND(flags))
		memcpy(until, bound, sizeof(DateADT));
	return *from < *until;
}

/* One end of a canonical range. */
static RangeBound
range_bound(DateADT day, bool lower)
{
	return (RangeBound) {
		.val = DateADTGetDatum(day),
		.infinite = DATE_NOT_FINITE(day),
		.inclusive = lower && !DATE_NOT_FINITE(day),
		.lower = lower
	};
}

/* The range of these days, open at an infinite end. */
RangeType *
tuoyu_range_of_days(DateADT from, DateADT until)
{
	RangeBound	lower = range_bound(from, true);
	RangeBound	upper = range_bound(until, false);

	return make_range(daterange_type(), &lower, &upper, from >= until, NULL);
}
