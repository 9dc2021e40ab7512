/*
 * staff_ratio.c
 *		The type staff_ratio: caregivers to children.
 *
 * Equality and hashing are int4's own (staff_ratio.sql declares them), because equal ratios are identical integers.
 */
#include "types/staff_ratio.h"

#include "libpq/pqformat.h"
#include "utils/builtins.h"
#include "utils/sortsupport.h"

#include "types/fold.h"

/* The next character of *s, full-width forms folded, and the ratio sign (U+2236) that Chinese typesetting uses. */
static char
next_char(const char **s)
{
	if (strncmp(*s, "\xE2\x88\xB6", 3) == 0)
	{
		*s += 3;
		return ':';
	}
	return tuoyu_fold_char(s);
}

/*
 * Reads digits with blanks around them, and the character after, which has to be the given one.  False if it is not, or if
 * there are no digits.  A number too large to read stays at the limit.
 */
static bool
parse_side(const char **s, char end, uint64 *value)
{
	bool		digits = false;
	char		c = next_char(s);

	*value = 0;
	while (tuoyu_fold_blank(c))
		c = next_char(s);
	for (; c >= '0' && c <= '9'; c = next_char(s))
	{
		*value = *value > (PG_UINT64_MAX - 9) / 10 ? PG_UINT64_MAX : *value * 10 + (c - '0');
		digits = true;
	}
	while (tuoyu_fold_blank(c))
		c = next_char(s);
	return digits && c == end;
}

/* Two numbers around a colon. */
StaffRatioParse
tuoyu_staff_ratio_parse(const char *str, StaffRatio *result)
{
	uint64		caregivers,
				children;

	if (!parse_side(&str, ':', &caregivers) || !parse_side(&str, '\0', &children))
		return STAFF_RATIO_SYNTAX;
	if (caregivers == PG_UINT64_MAX || children == PG_UINT64_MAX ||
		!tuoyu_staff_ratio_make(caregivers, children, result))
		return STAFF_RATIO_RANGE;
	return STAFF_RATIO_OK;
}

/* buf has room for STAFF_RATIO_BUFSIZE bytes. */
void
tuoyu_staff_ratio_format(StaffRatio ratio, char *buf)
{
	snprintf(buf, STAFF_RATIO_BUFSIZE, "%u:%u", tuoyu_ratio_caregivers(ratio), tuoyu_ratio_children(ratio));
}

/* Brings the two sides to lowest terms; false if a side is 0 or does not fit even then. */
bool
tuoyu_staff_ratio_make(uint64 caregivers, uint64 children, StaffRatio *result)
{
	uint64		a = caregivers,
				b = children;

	if (caregivers == 0 || children == 0)
		return false;
	while (b != 0)
	{
		uint64		rest = a % b;

		a = b;
		b = rest;
	}
	caregivers /= a;
	children /= a;
	if (caregivers > STAFF_RATIO_MAX || children > STAFF_RATIO_MAX)
		return false;
	*result = (StaffRatio) ((uint32) caregivers << 16 | (uint32) children);
	return true;
}

/*
 * Input and output
 */

PG_FUNCTION_INFO_V1(tuoyu_staff_ratio_in);
PG_FUNCTION_INFO_V1(tuoyu_staff_ratio_out);
PG_FUNCTION_INFO_V1(tuoyu_staff_ratio_recv);
PG_FUNCTION_INFO_V1(tuoyu_staff_ratio_send);
PG_FUNCTION_INFO_V1(tuoyu_staff_ratio_make_sql);
PG_FUNCTION_INFO_V1(tuoyu_staff_ratio_text);

/* Why a ratio that reads well is refused. */
static int
errdetail_sides(void)
{
	return errdetail("Both sides of a ratio of caregivers to children, in lowest terms, are from 1 to %d.",
					 STAFF_RATIO_MAX);
}

/* 0:3 and 1:0 are well written, but no such ratio exists: they are out of range (22003), as too large ones are. */
Datum
tuoyu_staff_ratio_in(PG_FUNCTION_ARGS)
{
	char	   *str = PG_GETARG_CSTRING(0);
	Node	   *escontext = TUOYU_ESCONTEXT(fcinfo);
	StaffRatio	result;

	switch (tuoyu_staff_ratio_parse(str, &result))
	{
		case STAFF_RATIO_OK:
			PG_RETURN_STAFF_RATIO(result);
		case STAFF_RATIO_RANGE:
			ereturn(escontext, (Datum) 0,
					(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
					 errmsg("value \"%s\" is out of range for type %s", str, "staff_ratio"),
					 errdetail_sides(),
					 errhint("Write caregivers, a colon and children, such as 1:3.")));
		case STAFF_RATIO_SYNTAX:
			break;
	}
	ereturn(escontext, (Datum) 0,
			(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
			 errmsg("invalid input syntax for type %s: \"%s\"", "staff_ratio", str),
			 errdetail("A ratio is two whole numbers around a colon."),
			 errhint("Write caregivers, a colon and children, such as 1:3.")));
}

Datum
tuoyu_staff_ratio_out(PG_FUNCTION_ARGS)
{
	char	   *buf = palloc(STAFF_RATIO_BUFSIZE);

	tuoyu_staff_ratio_format(PG_GETARG_STAFF_RATIO(0), buf);
	PG_RETURN_CSTRING(buf);
}

/* Two 16-bit numbers, reduced and refused as text is. */
Datum
tuoyu_staff_ratio_recv(PG_FUNCTION_ARGS)
{
	StringInfo	buf = (StringInfo) PG_GETARG_POINTER(0);
	uint32		caregivers = pq_getmsgint(buf, 2);
	uint32		children = pq_getmsgint(buf, 2);
	StaffRatio	result;

	if (!tuoyu_staff_ratio_make(caregivers, children, &result))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("invalid binary value %u:%u for type %s", caregivers, children, "staff_ratio"),
				 errdetail_sides()));
	PG_RETURN_STAFF_RATIO(result);
}

Datum
tuoyu_staff_ratio_send(PG_FUNCTION_ARGS)
{
	StaffRatio	ratio = PG_GETARG_STAFF_RATIO(0);
	StringInfoData buf;

	pq_begintypsend(&buf);
	pq_sendint16(&buf, tuoyu_ratio_caregivers(ratio));
	pq_sendint16(&buf, tuoyu_ratio_children(ratio));
	PG_RETURN_BYTEA_P(pq_endtypsend(&buf));
}

/* staff_ratio(caregivers integer, children integer) */
Datum
tuoyu_staff_ratio_make_sql(PG_FUNCTION_ARGS)
{
	int32		caregivers = PG_GETARG_INT32(0);
	int32		children = PG_GETARG_INT32(1);
	StaffRatio	result;

	if (!tuoyu_staff_ratio_make(Max(caregivers, 0), Max(children, 0), &result))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("value \"%d:%d\" is out of range for type %s", caregivers, children, "staff_ratio"),
				 errdetail_sides()));
	PG_RETURN_STAFF_RATIO(result);
}

Datum
tuoyu_staff_ratio_text(PG_FUNCTION_ARGS)
{
	char		buf[STAFF_RATIO_BUFSIZE];

	tuoyu_staff_ratio_format(PG_GETARG_STAFF_RATIO(0), buf);
	PG_RETURN_TEXT_P(cstring_to_text(buf));
}

/*
 * The two sides
 */

PG_FUNCTION_INFO_V1(tuoyu_staff_ratio_caregivers);
PG_FUNCTION_INFO_V1(tuoyu_staff_ratio_children);

Datum
tuoyu_staff_ratio_caregivers(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(tuoyu_ratio_caregivers(PG_GETARG_STAFF_RATIO(0)));
}

Datum
tuoyu_staff_ratio_children(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(tuoyu_ratio_children(PG_GETARG_STAFF_RATIO(0)));
}

/*
 * Comparison
 */

PG_FUNCTION_INFO_V1(tuoyu_staff_ratio_lt);
PG_FUNCTION_INFO_V1(tuoyu_staff_ratio_le);
PG_FUNCTION_INFO_V1(tuoyu_staff_ratio_gt);
PG_FUNCTION_INFO_V1(tuoyu_staff_ratio_ge);
PG_FUNCTION_INFO_V1(tuoyu_staff_ratio_smaller);
PG_FUNCTION_INFO_V1(tuoyu_staff_ratio_larger);

/* The order of the two arguments of an SQL function. */
static inline int
cmp_args(FunctionCallInfo fcinfo)
{
	return tuoyu_ratio_cmp(PG_GETARG_STAFF_RATIO(0), PG_GETARG_STAFF_RATIO(1));
}

Datum
tuoyu_staff_ratio_lt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(cmp_args(fcinfo) < 0);
}

Datum
tuoyu_staff_ratio_le(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(cmp_args(fcinfo) <= 0);
}

Datum
tuoyu_staff_ratio_gt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(cmp_args(fcinfo) > 0);
}

Datum
tuoyu_staff_ratio_ge(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(cmp_args(fcinfo) >= 0);
}

Datum
tuoyu_staff_ratio_smaller(PG_FUNCTION_ARGS)
{
	return PG_GETARG_DATUM(cmp_args(fcinfo) <= 0 ? 0 : 1);
}

Datum
tuoyu_staff_ratio_larger(PG_FUNCTION_ARGS)
{
	return PG_GETARG_DATUM(cmp_args(fcinfo) >= 0 ? 0 : 1);
}

/*
 * Indexing
 */

PG_FUNCTION_INFO_V1(tuoyu_staff_ratio_cmp);
PG_FUNCTION_INFO_V1(tuoyu_staff_ratio_sortsupport);

Datum
tuoyu_staff_ratio_cmp(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(cmp_args(fcinfo));
}

/* What a sort calls instead of tuoyu_staff_ratio_cmp. */
static int
fast_cmp(Datum x, Datum y, SortSupport ssup)
{
	(void) ssup;
	return tuoyu_ratio_cmp(DatumGetStaffRatio(x), DatumGetStaffRatio(y));
}

Datum
tuoyu_staff_ratio_sortsupport(PG_FUNCTION_ARGS)
{
	((SortSupport) PG_GETARG_POINTER(0))->comparator = fast_cmp;
	PG_RETURN_VOID();
}
