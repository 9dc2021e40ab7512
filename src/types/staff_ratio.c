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

/*
 * The character at s folded to ASCII, and its length in bytes: full-width digits and colon (U+FF10 to U+FF1A), the
 * ratio sign (U+2236) that Chinese typesetting uses, the ideographic space.  Anything else comes back as its first byte.
 */
static char
fold(const char *s, int *len)
{
	const unsigned char *u = (const unsigned char *) s;

	*len = 3;
	if (u[0] == 0xEF && u[1] == 0xBC && u[2] >= 0x90 && u[2] <= 0x9A)
		return '0' + (u[2] - 0x90); /* ':' follows '9' in both */
	if (u[0] == 0xE2 && u[1] == 0x88 && u[2] == 0xB6)
		return ':';
	if (u[0] == 0xE3 && u[1] == 0x80 && u[2] == 0x80)
		return ' ';
	*len = 1;
	return *s >= '\t' && *s <= '\r' ? ' ' : *s;
}

/* Steps over blanks. */
static const char *
skip_blanks(const char *s)
{
	int			len;

	while (fold(s, &len) == ' ')
		s += len;
	return s;
}

/* Reads digits and the blanks around them; NULL if there are none.  A number too large to read stays at the limit. */
static const char *
parse_side(const char *s, uint64 *value)
{
	const char *digits = skip_blanks(s);
	int			len;
	char		c;

	*value = 0;
	for (s = digits; (c = fold(s, &len)) >= '0' && c <= '9'; s += len)
		*value = *value > (PG_UINT64_MAX - 9) / 10 ? PG_UINT64_MAX : *value * 10 + (c - '0');
	return s == digits ? NULL : skip_blanks(s);
}

/* Two numbers around a colon. */
StaffRatioParse
tuoyu_staff_ratio_parse(const char *str, StaffRatio *result)
{
	uint64		caregivers,
				children;
	int			len;

	str = parse_side(str, &caregivers);
	if (str == NULL || fold(str, &len) != ':')
		return STAFF_RATIO_SYNTAX;
	str = parse_side(str + len, &children);
	if (str == NULL || *str != '\0')
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
					 errdetail_sides()));
		case STAFF_RATIO_SYNTAX:
			break;
	}
	ereturn(escontext, (Datum) 0,
			(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
			 errmsg("invalid input syntax for type %s: \"%s\"", "staff_ratio", str),
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
