/*
 * resident_id.c
 *		The type resident_id: the number of a person, GB 11643-1999.
 *
 * 1-6 area, 7-14 date of birth, 15-17 sequence (odd for males), 18 check character, ISO 7064 MOD 11-2.  No message shows a
 * whole number.  Comparison and hashing are those of int8: the SQL file binds them to PostgreSQL's own functions.
 */
#include "tuoyu.h"

#include "commands/copy.h"
#include "commands/copyfrom_internal.h"
#include "libpq/pqformat.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/datetime.h"

#include "types/fold.h"
#include "types/region_code.h"
#include "types/resident_id.h"

#define DIGITS			(TUOYU_RESIDENT_ID_LEN - 1)
#define SHOWN_FIRST		6
#define SHOWN_LAST		4
/* Nobody who is a child's parent, or has a number at all, was born before. */
#define FIRST_YEAR		1800

/* What can be wrong with a number. */
typedef enum ResidentProblem
{
	RESIDENT_OK,
	RESIDENT_LENGTH,
	RESIDENT_CHARACTER,
	RESIDENT_AREA,
	RESIDENT_BIRTH,
	RESIDENT_CHECK
} ResidentProblem;

/*
 * Input and output
 */

/* The check character of 17 digits: weights are powers of 2, modulo 11. */
static char
resident_check(const char *digits)
{
	int			sum = 0;

	for (int i = 0; i < DIGITS; i++)
		sum = (sum + digits[i] - '0') * 2 % 11;
	return "10X98765432"[sum];
}

/* Is there such a day? */
static bool
real_birth(int yyyymmdd)
{
	int			year = yyyymmdd / 10000,
				month = yyyymmdd / 100 % 100,
				day = yyyymmdd % 100;

	return year >= FIRST_YEAR && month >= 1 && month <= MONTHS_PER_YEAR &&
		day >= 1 && day <= day_tab[isleap(year)][month - 1];
}

/* What is wrong with a number of 17 digits. */
static ResidentProblem
resident_validate(ResidentId id)
{
	if (tuoyu_resident_id_area(id) < 100000)
		return RESIDENT_AREA;
	return real_birth(tuoyu_resident_id_birth(id)) ? RESIDENT_OK : RESIDENT_BIRTH;
}

/* Reads a number; buf (TUOYU_RESIDENT_ID_LEN + 1 bytes) and *length are what the messages are made from. */
static ResidentProblem
resident_parse(const char *str, ResidentId *result, char *buf, int *length)
{
	ResidentProblem problem;

	*length = tuoyu_fold(str, buf, TUOYU_RESIDENT_ID_LEN + 1);
	if (*length != TUOYU_RESIDENT_ID_LEN)
		return RESIDENT_LENGTH;
	*result = 0;
	for (int i = 0; i < TUOYU_RESIDENT_ID_LEN; i++)
	{
		bool		digit = buf[i] >= '0' && buf[i] <= '9';

		if (!digit && (i < DIGITS || buf[i] != 'X'))
			return RESIDENT_CHARACTER;
		if (i < DIGITS)
			*result = *result * 10 + (buf[i] - '0');
	}
	problem = resident_validate(*result);
	if (problem == RESIDENT_OK && buf[DIGITS] != resident_check(buf))
		return RESIDENT_CHECK;
	return problem;
}

/* Stars out, in place, all of a string of that length but its first characters and, where it has all 18, its last ones. */
static char *
resident_mask(char *buf, int length)
{
	int			stored = Min(length, TUOYU_RESIDENT_ID_LEN);
	int			shown_from = length == TUOYU_RESIDENT_ID_LEN ? stored - SHOWN_LAST : stored;

	for (int i = 0; i < stored; i++)
	{
		if (i >= SHOWN_FIRST && i < shown_from)
			buf[i] = '*';
		else if (buf[i] < ' ' || buf[i] == TUOYU_FOLD_OTHER)
			buf[i] = '?';
	}
	return buf;
}

/* The detail of the error for a number that cannot be read; it may not give the hidden part away. */
static int
resident_errdetail(ResidentProblem problem, int length, char check)
{
	switch (problem)
	{
		case RESIDENT_LENGTH:
			return errdetail("A resident identity number has 18 characters; %d were given.", length);
		case RESIDENT_CHARACTER:
			return errdetail("The first 17 characters should be digits, the last one a digit or X.");
		case RESIDENT_AREA:
			return errdetail("The area code, characters 1 to 6, should not begin with 0.");
		case RESIDENT_BIRTH:
			return errdetail("Characters 7 to 14 are not a date of birth from %d on.", FIRST_YEAR);
		default:
			return errdetail("The check character should be %c.", check);
	}
}

/* Writes the 18 characters of a number and their end into buf. */
void
tuoyu_resident_id_write(ResidentId id, char *buf)
{
	pg_ulltoa_n((uint64) id, buf);
	buf[DIGITS] = resident_check(buf);
	buf[TUOYU_RESIDENT_ID_LEN] = '\0';
}

/*
 * Before an error is raised: COPY would add the value, or the whole line, to our message.  The number of the line remains.
 */
static void
hide_from_copy(void)
{
	for (ErrorContextCallback *context = error_context_stack; context != NULL; context = context->previous)
	{
		CopyFromState copy = (CopyFromState) context->arg;

		if (context->callback != CopyFromErrorCallback)
			continue;
		copy->cur_attname = copy->cur_attval = NULL;
		copy->line_buf_valid = false;
	}
}

PG_FUNCTION_INFO_V1(tuoyu_resident_id_in);

/* Text → resident_id. */
Datum
tuoyu_resident_id_in(PG_FUNCTION_ARGS)
{
	char		buf[TUOYU_RESIDENT_ID_LEN + 1];
	ResidentId	id;
	int			length;
	ResidentProblem problem = resident_parse(PG_GETARG_CSTRING(0), &id, buf, &length);
	char		check = problem == RESIDENT_CHECK ? resident_check(buf) : '\0';

	if (problem == RESIDENT_OK)
		PG_RETURN_RESIDENT_ID(id);
	if (TUOYU_ESCONTEXT(fcinfo) == NULL)
		hide_from_copy();
	ereturn(TUOYU_ESCONTEXT(fcinfo), (Datum) 0,
			(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
			 errmsg("invalid input syntax for type %s: \"%s\"", "resident_id", resident_mask(buf, length)),
			 resident_errdetail(problem, length, check),
			 length == 15 ? errhint("Numbers of 15 digits have been replaced by numbers of 18 characters.") :
			 errhint("Compare the number with the document that it was copied from.")));
}

PG_FUNCTION_INFO_V1(tuoyu_resident_id_out);

/* resident_id → text: the whole number, as it is the value. */
Datum
tuoyu_resident_id_out(PG_FUNCTION_ARGS)
{
	char	   *buf = palloc(TUOYU_RESIDENT_ID_LEN + 1);

	tuoyu_resident_id_write(PG_GETARG_RESIDENT_ID(0), buf);
	PG_RETURN_CSTRING(buf);
}

PG_FUNCTION_INFO_V1(tuoyu_resident_id_recv);

/* Binary → resident_id: the 17 digits as a number in 8 bytes. */
Datum
tuoyu_resident_id_recv(PG_FUNCTION_ARGS)
{
	int64		id = pq_getmsgint64((StringInfo) PG_GETARG_POINTER(0));
	ResidentProblem problem = RESIDENT_LENGTH;

	if (id >= 0 && id < INT64CONST(100000000000000000))
		problem = resident_validate(id);
	if (problem != RESIDENT_OK)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("invalid external \"%s\" value", "resident_id"),
				 problem == RESIDENT_LENGTH ? errdetail("The number does not have 17 digits.") :
				 resident_errdetail(problem, 0, '\0')));
	PG_RETURN_RESIDENT_ID(id);
}

/*
 * What the number says
 */

PG_FUNCTION_INFO_V1(tuoyu_resident_id_birth_date);

/* birth_date(resident_id) → date. */
Datum
tuoyu_resident_id_birth_date(PG_FUNCTION_ARGS)
{
	int			birth = tuoyu_resident_id_birth(PG_GETARG_RESIDENT_ID(0));

	PG_RETURN_DATEADT(date2j(birth / 10000, birth / 100 % 100, birth % 100) - POSTGRES_EPOCH_JDATE);
}

PG_FUNCTION_INFO_V1(tuoyu_resident_id_sex);

/* sex(resident_id) → text. */
Datum
tuoyu_resident_id_sex(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(cstring_to_text(tuoyu_resident_id_male(PG_GETARG_RESIDENT_ID(0)) ? "男" : "女"));
}

PG_FUNCTION_INFO_V1(tuoyu_resident_id_region);

/* region(resident_id) → region_code; for a resident from abroad the province after the 9, NULL when that is none. */
Datum
tuoyu_resident_id_region(PG_FUNCTION_ARGS)
{
	int			area = tuoyu_resident_id_area(PG_GETARG_RESIDENT_ID(0));
	RegionCode	region = area * TUOYU_REGION_COUNTY_SPAN;

	if (area / 100000 == 9)
		region = area / 1000 % 100 * TUOYU_REGION_PROVINCE_SPAN;
	if (region == TUOYU_REGION_NATION || !tuoyu_region_valid(region))
		PG_RETURN_NULL();
	PG_RETURN_REGION_CODE(region);
}

PG_FUNCTION_INFO_V1(tuoyu_resident_id_mask);

/* mask(resident_id) → text. */
Datum
tuoyu_resident_id_mask(PG_FUNCTION_ARGS)
{
	char		buf[TUOYU_RESIDENT_ID_LEN + 1];

	tuoyu_resident_id_write(PG_GETARG_RESIDENT_ID(0), buf);
	PG_RETURN_TEXT_P(cstring_to_text(resident_mask(buf, TUOYU_RESIDENT_ID_LEN)));
}

/*
 * Casts
 */

PG_FUNCTION_INFO_V1(tuoyu_resident_id_text);

/* resident_id → text: the whole number. */
Datum
tuoyu_resident_id_text(PG_FUNCTION_ARGS)
{
	char		buf[TUOYU_RESIDENT_ID_LEN + 1];

	tuoyu_resident_id_write(PG_GETARG_RESIDENT_ID(0), buf);
	PG_RETURN_TEXT_P(cstring_to_text_with_len(buf, TUOYU_RESIDENT_ID_LEN));
}
