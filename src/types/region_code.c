/*
 * region_code.c
 *		The type region_code: the code of an administrative region, with its place in the hierarchy.
 *
 * Comparison and hashing are those of int8: the SQL file binds them to PostgreSQL's own functions.
 */
#include "tuoyu.h"

#include "libpq/pqformat.h"
#include "utils/builtins.h"

#include "types/fold.h"
#include "types/region_code.h"

/* What can be wrong with a code. */
typedef enum RegionProblem
{
	REGION_OK,
	REGION_LENGTH,
	REGION_CHARACTER,
	REGION_PROVINCE
} RegionProblem;

/*
 * Input and output
 */

/* Reads a code; *length is the number of characters between the blanks. */
static RegionProblem
region_parse(const char *str, RegionCode *result, int *length)
{
	char		buf[TUOYU_REGION_BUFSIZE];
	RegionCode	code = 0;
	int			n = *length = tuoyu_fold(str, buf, sizeof(buf));

	for (const char *p = buf; *p != '\0'; p++)
	{
		if (*p < '0' || *p > '9')
			return REGION_CHARACTER;
		code = code * 10 + (*p - '0');
	}
	if (n != 2 && n != 4 && n != 6 && n != 9 && n != 12)
		return REGION_LENGTH;
	for (; n < 12; n++)
		code *= 10;
	*result = code;
	return tuoyu_region_valid(code) ? REGION_OK : REGION_PROVINCE;
}

/* The detail of the error for a code that cannot be read. */
static int
region_errdetail(RegionProblem problem, int length)
{
	if (problem == REGION_LENGTH)
		return errdetail_plural("%d digit was given.", "%d digits were given.", length, length);
	if (problem == REGION_CHARACTER)
		return errdetail("A region code consists of digits.");
	return errdetail("The first two digits are the province, from 10; only the nation, 000000, begins with 0.");
}

/* Writes a code into buf (TUOYU_REGION_BUFSIZE bytes) and returns its length: 6 digits down to county, then 9, then 12. */
int
tuoyu_region_write(RegionCode code, char *buf)
{
	int64		span = tuoyu_region_span(code);
	int			length;

	if (code == TUOYU_REGION_NATION)
	{
		strcpy(buf, "000000");
		return 6;
	}
	/* a code has its full number of digits, as no province begins with 0 */
	length = pg_ulltoa_n((uint64) (code / Min(span, TUOYU_REGION_COUNTY_SPAN)), buf);
	buf[length] = '\0';
	return length;
}

/* A code as text, palloc'd. */
char *
tuoyu_region_format(RegionCode code)
{
	char	   *buf = palloc(TUOYU_REGION_BUFSIZE);

	tuoyu_region_write(code, buf);
	return buf;
}

PG_FUNCTION_INFO_V1(tuoyu_region_code_in);

/* Text → region_code. */
Datum
tuoyu_region_code_in(PG_FUNCTION_ARGS)
{
	char	   *str = PG_GETARG_CSTRING(0);
	RegionCode	code;
	int			length;
	RegionProblem problem = region_parse(str, &code, &length);

	if (problem != REGION_OK)
		ereturn(TUOYU_ESCONTEXT(fcinfo), (Datum) 0,
				(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				 errmsg("invalid input syntax for type %s: \"%s\"", "region_code", str),
				 region_errdetail(problem, length),
				 errhint("A region code has 2, 4, 6, 9 or 12 digits.")));
	PG_RETURN_REGION_CODE(code);
}

PG_FUNCTION_INFO_V1(tuoyu_region_code_out);

/* region_code → text. */
Datum
tuoyu_region_code_out(PG_FUNCTION_ARGS)
{
	PG_RETURN_CSTRING(tuoyu_region_format(PG_GETARG_REGION_CODE(0)));
}

PG_FUNCTION_INFO_V1(tuoyu_region_code_recv);

/* Binary → region_code: the 12-digit number in 8 bytes. */
Datum
tuoyu_region_code_recv(PG_FUNCTION_ARGS)
{
	int64		number = pq_getmsgint64((StringInfo) PG_GETARG_POINTER(0));

	if (!tuoyu_region_valid(number))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("invalid external \"%s\" value", "region_code"),
				 errdetail("%lld is not the 12-digit number of a region.", (long long) number)));
	PG_RETURN_REGION_CODE(number);
}

/*
 * The hierarchy
 */

PG_FUNCTION_INFO_V1(tuoyu_region_level_sql);

/* region_level(region_code) → integer. */
Datum
tuoyu_region_level_sql(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(tuoyu_region_level(PG_GETARG_REGION_CODE(0)));
}

PG_FUNCTION_INFO_V1(tuoyu_region_parent_sql);

/* region_parent(region_code) → region_code, NULL for the nation. */
Datum
tuoyu_region_parent_sql(PG_FUNCTION_ARGS)
{
	RegionCode	parent = tuoyu_region_parent(PG_GETARG_REGION_CODE(0));

	if (parent < 0)
		PG_RETURN_NULL();
	PG_RETURN_REGION_CODE(parent);
}

PG_FUNCTION_INFO_V1(tuoyu_region_upper_sql);

/* region_upper(region_code) → region_code. */
Datum
tuoyu_region_upper_sql(PG_FUNCTION_ARGS)
{
	PG_RETURN_REGION_CODE(tuoyu_region_upper(PG_GETARG_REGION_CODE(0)));
}

PG_FUNCTION_INFO_V1(tuoyu_region_at);

/* region_at(region_code, level) → region_code: the code cut to a level, itself when it is no finer. */
Datum
tuoyu_region_at(PG_FUNCTION_ARGS)
{
	static const int64 spans[] = {TUOYU_REGION_NATION_SPAN, TUOYU_REGION_PROVINCE_SPAN, TUOYU_REGION_CITY_SPAN,
	TUOYU_REGION_COUNTY_SPAN, TUOYU_REGION_STREET_SPAN, TUOYU_REGION_VILLAGE_SPAN};
	RegionCode	code = PG_GETARG_REGION_CODE(0);
	int32		level = PG_GETARG_INT32(1);

	if (level < 0 || level >= (int) lengthof(spans))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("invalid region level: %d", level),
				 errhint("Levels are 0 (nation), 1 (province), 2 (city), 3 (county), 4 (street) and 5 (village).")));
	PG_RETURN_REGION_CODE(code - code % spans[level]);
}

PG_FUNCTION_INFO_V1(tuoyu_region_within);

/* region <@ region: contained in or equal. */
Datum
tuoyu_region_within(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(tuoyu_region_contains(PG_GETARG_REGION_CODE(1), PG_GETARG_REGION_CODE(0)));
}

PG_FUNCTION_INFO_V1(tuoyu_region_holds);

/* region @> region: contains or equal. */
Datum
tuoyu_region_holds(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(tuoyu_region_contains(PG_GETARG_REGION_CODE(0), PG_GETARG_REGION_CODE(1)));
}

/*
 * Casts
 */

PG_FUNCTION_INFO_V1(tuoyu_region_code_text);

/* region_code → text. */
Datum
tuoyu_region_code_text(PG_FUNCTION_ARGS)
{
	char		buf[TUOYU_REGION_BUFSIZE];

	PG_RETURN_TEXT_P(cstring_to_text_with_len(buf, tuoyu_region_write(PG_GETARG_REGION_CODE(0), buf)));
}
