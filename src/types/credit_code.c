/*
 * credit_code.c
 *		The type credit_code: the unified social credit code of an organisation, GB 32100-2015.
 *
 * 1 registering authority, 2 category, 3-8 region of the authority, 9-17 organisation code (GB 11714, the last its check
 * character), 18 check character.
 */
#include "tuoyu.h"

#include "common/hashfn.h"
#include "libpq/pqformat.h"
#include "utils/builtins.h"
#include "utils/sortsupport.h"

#include "types/credit_code.h"
#include "types/fold.h"

#define ORGANISATION_START	8
#define ORGANISATION_CHECK	16
#define CODE_CHECK			17

/* What can be wrong with a code. */
typedef enum CreditProblem
{
	CREDIT_OK,
	CREDIT_LENGTH,
	CREDIT_CHARACTER,
	CREDIT_AUTHORITY,
	CREDIT_CATEGORY,
	CREDIT_REGION,
	CREDIT_ORGANISATION,
	CREDIT_CHECK
} CreditProblem;

/* The same with what a message needs. */
typedef struct CreditFault
{
	CreditProblem problem;
	int			number;			/* characters given, or the position of the wrong one */
	char		expected;		/* the check character that would be right */
} CreditFault;

/* The characters of a code in the order of their values: I, O, S, V and Z are left out. */
static const char charset[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/*
 * Authorities that the standard names, with its amendment of 2016.  Categories within an authority are not held against
 * its list: authorities have added to them since (village and residents' committees).
 */
static const char authorities[] = "123456789ANY";

/*
 * Check characters
 */

/* The check character of the organisation code, GB 11714: weights 3 7 9 10 5 8 4 2, letters from 10, modulo 11. */
static char
organisation_check(const char *code)
{
	static const int weights[] = {3, 7, 9, 10, 5, 8, 4, 2};
	int			sum = 0;

	for (int i = 0; i < (int) lengthof(weights); i++)
	{
		char		c = code[ORGANISATION_START + i];

		sum += weights[i] * (c <= '9' ? c - '0' : c - 'A' + 10);
	}
	return "0X987654321"[sum % 11];
}

/* The check character of the whole, GB 32100: weights are the powers of 3, modulo 31. */
static char
code_check(const char *code)
{
	int			sum = 0,
				weight = 1;

	for (int i = 0; i < CODE_CHECK; i++)
	{
		sum += weight * (int) (strchr(charset, code[i]) - charset);
		weight = weight * 3 % 31;
	}
	return charset[(31 - sum % 31) % 31];
}

/*
 * Input and output
 */

/* The first thing that is wrong with 18 folded characters; none is NUL. */
static CreditFault
credit_check(const char *code)
{
	for (int i = 0; i < TUOYU_CREDIT_CODE_LEN; i++)
		if (strchr(charset, code[i]) == NULL)
			return (CreditFault) {CREDIT_CHARACTER, i + 1, 0};
	if (strchr(authorities, code[0]) == NULL)
		return (CreditFault) {CREDIT_AUTHORITY, 1, 0};
	if (code[1] < '1' || code[1] > '9')
		return (CreditFault) {CREDIT_CATEGORY, 2, 0};
	for (int i = 2; i < 8; i++)
		if (code[i] > '9' || code[2] == '0')
			return (CreditFault) {CREDIT_REGION, i + 1, 0};
	if (code[ORGANISATION_CHECK] != organisation_check(code))
		return (CreditFault) {CREDIT_ORGANISATION, ORGANISATION_CHECK + 1, organisation_check(code)};
	if (code[CODE_CHECK] != code_check(code))
		return (CreditFault) {CREDIT_CHECK, CODE_CHECK + 1, code_check(code)};
	return (CreditFault) {CREDIT_OK, 0, 0};
}

/* Reads a code into buf (TUOYU_CREDIT_CODE_LEN + 1 bytes). */
static CreditFault
credit_parse(const char *str, char *buf)
{
	int			length = tuoyu_fold(str, buf, TUOYU_CREDIT_CODE_LEN + 1);

	if (length != TUOYU_CREDIT_CODE_LEN)
		return (CreditFault) {CREDIT_LENGTH, length, 0};
	return credit_check(buf);
}

/* The detail of the error for a code that cannot be read. */
static int
credit_errdetail(CreditFault fault)
{
	switch (fault.problem)
	{
		case CREDIT_LENGTH:
			return errdetail("A credit code has 18 characters; %d were given.", fault.number);
		case CREDIT_CHARACTER:
			return errdetail("Character %d is not a digit or a capital letter other than I, O, S, V and Z.", fault.number);
		case CREDIT_AUTHORITY:
			return errdetail("Character 1 is not the code of a registering authority (one of %s).", authorities);
		case CREDIT_CATEGORY:
			return errdetail("Character 2, the category, should be a digit from 1.");
		case CREDIT_REGION:
			return errdetail("Characters 3 to 8 should be the six digits of a region.");
		case CREDIT_ORGANISATION:
			return errdetail("Character 17, the check character of the organisation code, should be %c.", fault.expected);
		default:
			return errdetail("Character 18, the check character, should be %c.", fault.expected);
	}
}

/* The same for the people who typed it. */
static char *
credit_problem_text(CreditFault fault)
{
	switch (fault.problem)
	{
		case CREDIT_LENGTH:
			return psprintf("应为18位，实为%d位", fault.number);
		case CREDIT_CHARACTER:
			return psprintf("第%d位应为数字或除I、O、S、V、Z以外的大写字母", fault.number);
		case CREDIT_AUTHORITY:
			return pstrdup("第1位不是登记管理部门代码");
		case CREDIT_CATEGORY:
			return pstrdup("第2位不是机构类别代码");
		case CREDIT_REGION:
			return pstrdup("第3至8位应为登记管理机关行政区划码");
		case CREDIT_ORGANISATION:
			return psprintf("第17位（主体标识码的校验码）应为%c", fault.expected);
		default:
			return psprintf("第18位（校验码）应为%c", fault.expected);
	}
}

PG_FUNCTION_INFO_V1(tuoyu_credit_code_in);

/* Text → credit_code. */
Datum
tuoyu_credit_code_in(PG_FUNCTION_ARGS)
{
	char	   *str = PG_GETARG_CSTRING(0);
	char	   *buf = palloc(TUOYU_CREDIT_CODE_LEN + 1);
	CreditFault fault = credit_parse(str, buf);

	if (fault.problem != CREDIT_OK)
		ereturn(TUOYU_ESCONTEXT(fcinfo), (Datum) 0,
				(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				 errmsg("invalid input syntax for type %s: \"%s\"", "credit_code", str),
				 credit_errdetail(fault),
				 errhint("Compare the code with the certificate that it was copied from.")));
	PG_RETURN_CREDIT_CODE((CreditCode *) buf);
}

PG_FUNCTION_INFO_V1(tuoyu_credit_code_out);

/* credit_code → text. */
Datum
tuoyu_credit_code_out(PG_FUNCTION_ARGS)
{
	PG_RETURN_CSTRING(pnstrdup(PG_GETARG_CREDIT_CODE(0)->chars, TUOYU_CREDIT_CODE_LEN));
}

PG_FUNCTION_INFO_V1(tuoyu_credit_code_recv);

/* Binary → credit_code: the 18 characters. */
Datum
tuoyu_credit_code_recv(PG_FUNCTION_ARGS)
{
	CreditCode *code = palloc(sizeof(CreditCode));
	CreditFault fault;

	pq_copymsgbytes((StringInfo) PG_GETARG_POINTER(0), code->chars, TUOYU_CREDIT_CODE_LEN);
	/* strchr would find a NUL in any set */
	if (memchr(code->chars, '\0', TUOYU_CREDIT_CODE_LEN) != NULL)
		fault = (CreditFault) {CREDIT_CHARACTER, (int) strnlen(code->chars, TUOYU_CREDIT_CODE_LEN) + 1, 0};
	else
		fault = credit_check(code->chars);
	if (fault.problem != CREDIT_OK)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("invalid external \"%s\" value", "credit_code"),
				 credit_errdetail(fault)));
	PG_RETURN_CREDIT_CODE(code);
}

PG_FUNCTION_INFO_V1(tuoyu_credit_code_send);

/* credit_code → binary. */
Datum
tuoyu_credit_code_send(PG_FUNCTION_ARGS)
{
	StringInfoData buf;

	pq_begintypsend(&buf);
	pq_sendbytes(&buf, PG_GETARG_CREDIT_CODE(0)->chars, TUOYU_CREDIT_CODE_LEN);
	PG_RETURN_BYTEA_P(pq_endtypsend(&buf));
}

/*
 * Parts and problems
 */

PG_FUNCTION_INFO_V1(tuoyu_credit_code_region_sql);

/* region(credit_code) → region_code. */
Datum
tuoyu_credit_code_region_sql(PG_FUNCTION_ARGS)
{
	PG_RETURN_REGION_CODE(tuoyu_credit_code_region(PG_GETARG_CREDIT_CODE(0)));
}

PG_FUNCTION_INFO_V1(tuoyu_credit_code_problem);

/* credit_code_problem(text) → text, NULL when it is valid. */
Datum
tuoyu_credit_code_problem(PG_FUNCTION_ARGS)
{
	char		buf[TUOYU_CREDIT_CODE_LEN + 1];
	CreditFault fault = credit_parse(text_to_cstring(PG_GETARG_TEXT_PP(0)), buf);

	if (fault.problem == CREDIT_OK)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(credit_problem_text(fault)));
}

/*
 * Comparison
 */

/* Order of the characters: digits before letters. */
static inline int
credit_cmp(const CreditCode *a, const CreditCode *b)
{
	return memcmp(a->chars, b->chars, TUOYU_CREDIT_CODE_LEN);
}

/* A comparison function of SQL. */
#define CREDIT_COMPARISON(name, op) \
PG_FUNCTION_INFO_V1(tuoyu_credit_code_##name); \
Datum \
tuoyu_credit_code_##name(PG_FUNCTION_ARGS) \
{ \
	PG_RETURN_BOOL(credit_cmp(PG_GETARG_CREDIT_CODE(0), PG_GETARG_CREDIT_CODE(1)) op 0); \
}

CREDIT_COMPARISON(lt, <)
CREDIT_COMPARISON(le, <=)
CREDIT_COMPARISON(eq, ==)
CREDIT_COMPARISON(ne, !=)
CREDIT_COMPARISON(ge, >=)
CREDIT_COMPARISON(gt, >)

PG_FUNCTION_INFO_V1(tuoyu_credit_code_smaller);

/* The first of two codes. */
Datum
tuoyu_credit_code_smaller(PG_FUNCTION_ARGS)
{
	PG_RETURN_DATUM(PG_GETARG_DATUM(credit_cmp(PG_GETARG_CREDIT_CODE(0), PG_GETARG_CREDIT_CODE(1)) <= 0 ? 0 : 1));
}

PG_FUNCTION_INFO_V1(tuoyu_credit_code_larger);

/* The last of two codes. */
Datum
tuoyu_credit_code_larger(PG_FUNCTION_ARGS)
{
	PG_RETURN_DATUM(PG_GETARG_DATUM(credit_cmp(PG_GETARG_CREDIT_CODE(0), PG_GETARG_CREDIT_CODE(1)) >= 0 ? 0 : 1));
}

/*
 * Indexing
 */

PG_FUNCTION_INFO_V1(tuoyu_credit_code_cmp);

/* btree comparison. */
Datum
tuoyu_credit_code_cmp(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(credit_cmp(PG_GETARG_CREDIT_CODE(0), PG_GETARG_CREDIT_CODE(1)));
}

/* The comparison that sorting calls directly. */
static int
credit_fastcmp(Datum a, Datum b, SortSupport ssup)
{
	(void) ssup;
	return credit_cmp(DatumGetCreditCode(a), DatumGetCreditCode(b));
}

PG_FUNCTION_INFO_V1(tuoyu_credit_code_sortsupport);

/* btree sort support; codes of one place share their first eight characters, so an abbreviated key would be no use. */
Datum
tuoyu_credit_code_sortsupport(PG_FUNCTION_ARGS)
{
	((SortSupport) PG_GETARG_POINTER(0))->comparator = credit_fastcmp;
	PG_RETURN_VOID();
}

PG_FUNCTION_INFO_V1(tuoyu_credit_code_hash);

/* Hash. */
Datum
tuoyu_credit_code_hash(PG_FUNCTION_ARGS)
{
	return hash_any((unsigned char *) PG_GETARG_CREDIT_CODE(0)->chars, TUOYU_CREDIT_CODE_LEN);
}

PG_FUNCTION_INFO_V1(tuoyu_credit_code_hash_extended);

/* Hash with a seed. */
Datum
tuoyu_credit_code_hash_extended(PG_FUNCTION_ARGS)
{
	return hash_any_extended((unsigned char *) PG_GETARG_CREDIT_CODE(0)->chars, TUOYU_CREDIT_CODE_LEN,
							 (uint64) PG_GETARG_INT64(1));
}

/*
 * Casts
 */

PG_FUNCTION_INFO_V1(tuoyu_credit_code_text);

/* credit_code → text. */
Datum
tuoyu_credit_code_text(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(cstring_to_text_with_len(PG_GETARG_CREDIT_CODE(0)->chars, TUOYU_CREDIT_CODE_LEN));
}
