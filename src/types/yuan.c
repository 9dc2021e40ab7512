/*
 * yuan.c
 *		The type yuan: money as 64 bits of fen.
 *
 * An amount is an int8 that counts fen, so what needs no more than order and equality (comparison among amounts,
 * hashing, sorting, binary input and output) is declared in yuan.sql upon the functions of int8.
 */
#include "tuoyu.h"

#include "common/int.h"
#include "types/yuan.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"

#define YUAN_RANGE_DETAIL \
	errdetail("Type %s holds -92233720368547758.08 to 92233720368547758.07.", "yuan")

/* ---- input and output ---- */

/* Report why text is no amount of money. */
static bool
refuse_text(const char *str, YuanStatus why, Node *escontext)
{
	if (why == YUAN_RANGE)
		ereturn(escontext, false,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("value \"%s\" is out of range for type %s", str, "yuan"),
				 YUAN_RANGE_DETAIL,
				 errhint("Check the unit of the amount: 1万 is 10000.00, 1亿 is 100000000.00.")));
	if (why == YUAN_SUBFEN)
		ereturn(escontext, false,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("value \"%s\" for type %s is finer than a fen", str, "yuan"),
				 errdetail("A fen is 0.01 yuan; amounts are never rounded silently."),
				 errhint("Write at most two decimals of a yuan, or round the value as numeric first.")));
	ereturn(escontext, false,
			(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
			 errmsg("invalid input syntax for type %s: \"%s\"", "yuan", str),
			 errdetail("An amount is digits with thousands separators or none and decimals or none."),
			 errhint("Write it like 3000, 3,000.00, ¥3000, 3000元, 1.7亿元 or 1100万元.")));
}

bool
tuoyu_yuan_from_text(const char *str, Yuan *result, Node *escontext)
{
	YuanStatus	status = tuoyu_yuan_parse(str, result);

	return status == YUAN_OK || refuse_text(str, status, escontext);
}

char *
tuoyu_yuan_to_text(Yuan amount)
{
	char	   *text = palloc(YUAN_TEXT_SIZE);

	tuoyu_yuan_format(amount, text);
	return text;
}

PG_FUNCTION_INFO_V1(tuoyu_yuan_in);
Datum
tuoyu_yuan_in(PG_FUNCTION_ARGS)
{
	Yuan		result = 0;

	if (!tuoyu_yuan_from_text(PG_GETARG_CSTRING(0), &result, TUOYU_ESCONTEXT(fcinfo)))
		PG_RETURN_NULL();
	PG_RETURN_YUAN(result);
}

PG_FUNCTION_INFO_V1(tuoyu_yuan_out);
Datum
tuoyu_yuan_out(PG_FUNCTION_ARGS)
{
	PG_RETURN_CSTRING(tuoyu_yuan_to_text(PG_GETARG_YUAN(0)));
}

/* ---- arithmetic ---- */

void
tuoyu_yuan_overflow(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("result is out of range for type %s", "yuan"),
			 YUAN_RANGE_DETAIL,
			 errhint("Cast an operand to numeric to compute with larger amounts.")));
}

/* Report a division by zero. */
static void
refuse_zero_divisor(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_DIVISION_BY_ZERO),
			 errmsg("division by zero")));
}

Yuan
tuoyu_yuan_add(Yuan a, Yuan b)
{
	int64		result;

	if (unlikely(pg_add_s64_overflow(a, b, &result)))
		tuoyu_yuan_overflow();
	return result;
}

Yuan
tuoyu_yuan_subtract(Yuan a, Yuan b)
{
	int64		result;

	if (unlikely(pg_sub_s64_overflow(a, b, &result)))
		tuoyu_yuan_overflow();
	return result;
}

Yuan
tuoyu_yuan_negate(Yuan a)
{
	return tuoyu_yuan_subtract(0, a);
}

Yuan
tuoyu_yuan_multiply(Yuan a, int64 factor)
{
	int64		result;

	if (unlikely(pg_mul_s64_overflow(a, factor, &result)))
		tuoyu_yuan_overflow();
	return result;
}

/* The absolute value of any int64. */
static inline uint64
magnitude(int64 value)
{
	return value < 0 ? 0 - (uint64) value : (uint64) value;
}

Yuan
tuoyu_yuan_divide(Yuan a, int64 divisor)
{
	uint64		n = magnitude(a);
	uint64		d = magnitude(divisor);
	Yuan		result;

	if (unlikely(d == 0))
		refuse_zero_divisor();
	/* the remainder is at least half of the divisor exactly when it is not less than what is missing to it */
	if (!tuoyu_fen_signed(n / d + (n % d >= d - n % d), (a < 0) != (divisor < 0), &result))
		tuoyu_yuan_overflow();
	return result;
}

PG_FUNCTION_INFO_V1(tuoyu_yuan_pl);
Datum
tuoyu_yuan_pl(PG_FUNCTION_ARGS)
{
	PG_RETURN_YUAN(tuoyu_yuan_add(PG_GETARG_YUAN(0), PG_GETARG_YUAN(1)));
}

PG_FUNCTION_INFO_V1(tuoyu_yuan_mi);
Datum
tuoyu_yuan_mi(PG_FUNCTION_ARGS)
{
	PG_RETURN_YUAN(tuoyu_yuan_subtract(PG_GETARG_YUAN(0), PG_GETARG_YUAN(1)));
}

PG_FUNCTION_INFO_V1(tuoyu_yuan_um);
Datum
tuoyu_yuan_um(PG_FUNCTION_ARGS)
{
	PG_RETURN_YUAN(tuoyu_yuan_negate(PG_GETARG_YUAN(0)));
}

PG_FUNCTION_INFO_V1(tuoyu_yuan_abs);
Datum
tuoyu_yuan_abs(PG_FUNCTION_ARGS)
{
	Yuan		amount = PG_GETARG_YUAN(0);

	PG_RETURN_YUAN(amount < 0 ? tuoyu_yuan_negate(amount) : amount);
}

/*
 * Times and divided by an integer type: the two faces of multiplication and that of division.
 */
#define YUAN_INTEGER_ARITHMETIC(type, GETARG) \
PG_FUNCTION_INFO_V1(tuoyu_yuan_mul_##type); \
Datum \
tuoyu_yuan_mul_##type(PG_FUNCTION_ARGS) \
{ \
	PG_RETURN_YUAN(tuoyu_yuan_multiply(PG_GETARG_YUAN(0), GETARG(1))); \
} \
PG_FUNCTION_INFO_V1(tuoyu_##type##_mul_yuan); \
Datum \
tuoyu_##type##_mul_yuan(PG_FUNCTION_ARGS) \
{ \
	PG_RETURN_YUAN(tuoyu_yuan_multiply(PG_GETARG_YUAN(1), GETARG(0))); \
} \
PG_FUNCTION_INFO_V1(tuoyu_yuan_div_##type); \
Datum \
tuoyu_yuan_div_##type(PG_FUNCTION_ARGS) \
{ \
	PG_RETURN_YUAN(tuoyu_yuan_divide(PG_GETARG_YUAN(0), GETARG(1))); \
} \
extern Datum tuoyu_yuan_div_##type(PG_FUNCTION_ARGS)

YUAN_INTEGER_ARITHMETIC(int2, PG_GETARG_INT16);
YUAN_INTEGER_ARITHMETIC(int4, PG_GETARG_INT32);
YUAN_INTEGER_ARITHMETIC(int8, PG_GETARG_INT64);

/* Refuse NaN and infinity where an amount of money is wanted. */
static void
require_finite(Numeric value)
{
	if (numeric_is_nan(value) || numeric_is_inf(value))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("value \"%s\" is out of range for type %s", numeric_normalize(value), "yuan"),
				 errdetail("An amount of money is a finite number."),
				 errhint("Leave such rows out, or use NULL for an unknown amount.")));
}

/* The digits of a finite numeric times ten to the exponent, cut to an integer, and its sign. */
static FenCut
cut_numeric(Numeric value, int exponent, bool *negative)
{
	char	   *digits = DatumGetCString(DirectFunctionCall1(numeric_out, NumericGetDatum(value)));
	FenCut		cut;

	*negative = (digits[0] == '-');
	cut = tuoyu_fen_cut(digits, digits + strlen(digits), exponent);
	pfree(digits);
	return cut;
}

/* A finite numeric times ten to the exponent, rounded half away from zero to an integer that counts fen. */
static Yuan
round_to_fen(Numeric value, int exponent)
{
	bool		negative;
	FenCut		cut = cut_numeric(value, exponent, &negative);
	bool		up = (cut.rest == FEN_REST_HALF_OR_MORE);
	Yuan		result;

	if (cut.overflow || (up && cut.fen == PG_UINT64_MAX) || !tuoyu_fen_signed(cut.fen + up, negative, &result))
		tuoyu_yuan_overflow();
	return result;
}

/* A numeric function of two arguments. */
static Numeric
numeric_call(PGFunction function, Numeric a, Numeric b)
{
	return DatumGetNumeric(DirectFunctionCall2(function, NumericGetDatum(a), NumericGetDatum(b)));
}

Yuan
tuoyu_yuan_multiply_numeric(Yuan a, Numeric factor)
{
	require_finite(factor);
	/* in fen, so that the product has the factor's decimals and is exact */
	return round_to_fen(numeric_call(numeric_mul, int64_to_numeric(a), factor), 0);
}

/*
 * A quotient that numeric division has rounded must not be rounded again.  Truncated to a tenth of a fen it shows the
 * first digit behind the fen, and that digit alone decides.
 */
Yuan
tuoyu_yuan_divide_numeric(Yuan a, Numeric divisor)
{
	Numeric		tenths;

	require_finite(divisor);
	tenths = numeric_call(numeric_mul, int64_to_numeric(a), int64_to_numeric(10));
	return round_to_fen(numeric_call(numeric_div_trunc, tenths, divisor), -1);
}

PG_FUNCTION_INFO_V1(tuoyu_yuan_mul_numeric);
Datum
tuoyu_yuan_mul_numeric(PG_FUNCTION_ARGS)
{
	PG_RETURN_YUAN(tuoyu_yuan_multiply_numeric(PG_GETARG_YUAN(0), PG_GETARG_NUMERIC(1)));
}

PG_FUNCTION_INFO_V1(tuoyu_numeric_mul_yuan);
Datum
tuoyu_numeric_mul_yuan(PG_FUNCTION_ARGS)
{
	PG_RETURN_YUAN(tuoyu_yuan_multiply_numeric(PG_GETARG_YUAN(1), PG_GETARG_NUMERIC(0)));
}

PG_FUNCTION_INFO_V1(tuoyu_yuan_div_numeric);
Datum
tuoyu_yuan_div_numeric(PG_FUNCTION_ARGS)
{
	PG_RETURN_YUAN(tuoyu_yuan_divide_numeric(PG_GETARG_YUAN(0), PG_GETARG_NUMERIC(1)));
}

PG_FUNCTION_INFO_V1(tuoyu_yuan_div);

/* yuan / yuan: a ratio, without a unit. */
Datum
tuoyu_yuan_div(PG_FUNCTION_ARGS)
{
	PG_RETURN_NUMERIC(numeric_call(numeric_div, tuoyu_yuan_to_numeric(PG_GETARG_YUAN(0)),
								   tuoyu_yuan_to_numeric(PG_GETARG_YUAN(1))));
}

/* ---- comparison with numeric ---- */

/* Where a numeric lies among the amounts: beside the amount "at", or on it. */
typedef struct FenPosition
{
	Yuan		at;
	int			tie;			/* how "at" itself compares with the numeric */
} FenPosition;

/* Find the place of any numeric, also of those that no amount equals. */
static FenPosition
locate_numeric(Numeric value)
{
	static const FenPosition above_all = {PG_INT64_MAX, -1};
	static const FenPosition below_all = {PG_INT64_MIN, 1};
	FenPosition position = {0, 0};
	FenCut		cut;
	bool		negative;

	if (numeric_is_nan(value))
		return above_all;
	if (numeric_is_inf(value))
		return DatumGetInt32(DirectFunctionCall2(numeric_cmp, NumericGetDatum(value),
												 NumericGetDatum(int64_to_numeric(0)))) < 0 ? below_all : above_all;
	cut = cut_numeric(value, 2, &negative);
	if (cut.overflow || !tuoyu_fen_signed(cut.fen, negative, &position.at))
		return negative ? below_all : above_all;
	if (cut.rest != FEN_REST_NONE)
		position.tie = negative ? 1 : -1;
	return position;
}

/* Compare with a place. */
static inline int
compare_position(Yuan amount, FenPosition position)
{
	return amount == position.at ? position.tie : yuan_compare(amount, position.at);
}

int
tuoyu_yuan_compare_numeric(Yuan amount, Numeric value)
{
	return compare_position(amount, locate_numeric(value));
}

/* The last numeric that a call site compared with; usually it is a constant. */
typedef struct PositionCache
{
	FenPosition position;
	Size		size;			/* 0 while nothing is kept */
	char		bytes[32];
} PositionCache;

/* Keep the place of a numeric for the next call. */
static void
remember(FmgrInfo *flinfo, const char *bytes, Size size, FenPosition position)
{
	PositionCache *cache = flinfo->fn_extra;

	if (cache == NULL)
		cache = flinfo->fn_extra = MemoryContextAlloc(flinfo->fn_mcxt, sizeof(PositionCache));
	cache->position = position;
	cache->size = size;
	memcpy(cache->bytes, bytes, size);
}

/*
 * Compare an amount with a numeric argument.  Reading a numeric costs some thirty times what the comparison does, so a
 * call site keeps the place of the last one under its bytes (not its address, which may be used again).
 */
static int
compare_argument(FunctionCallInfo fcinfo, Yuan amount, Datum datum)
{
	const char *bytes = DatumGetPointer(datum);
	Size		size = VARATT_IS_EXTERNAL(bytes) ? SIZE_MAX : VARSIZE_ANY(bytes);
	PositionCache *cache = fcinfo->flinfo ? fcinfo->flinfo->fn_extra : NULL;
	FenPosition position;
	Numeric		value;

	if (cache != NULL && cache->size == size && memcmp(cache->bytes, bytes, size) == 0)
		return compare_position(amount, cache->position);
	value = DatumGetNumeric(datum);
	position = locate_numeric(value);
	/* index scans call us in contexts that live long */
	if ((const char *) value != bytes)
		pfree(value);
	if (fcinfo->flinfo != NULL && size <= sizeof(cache->bytes))
		remember(fcinfo->flinfo, bytes, size, position);
	return compare_position(amount, position);
}

PG_FUNCTION_INFO_V1(tuoyu_yuan_numeric_cmp);
Datum
tuoyu_yuan_numeric_cmp(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(compare_argument(fcinfo, PG_GETARG_YUAN(0), PG_GETARG_DATUM(1)));
}

PG_FUNCTION_INFO_V1(tuoyu_numeric_yuan_cmp);
Datum
tuoyu_numeric_yuan_cmp(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(-compare_argument(fcinfo, PG_GETARG_YUAN(1), PG_GETARG_DATUM(0)));
}

/*
 * One comparison in both directions: yuan with numeric, numeric with yuan.
 */
#define YUAN_NUMERIC_COMPARISON(name, operator) \
PG_FUNCTION_INFO_V1(tuoyu_yuan_numeric_##name); \
Datum \
tuoyu_yuan_numeric_##name(PG_FUNCTION_ARGS) \
{ \
	PG_RETURN_BOOL(compare_argument(fcinfo, PG_GETARG_YUAN(0), PG_GETARG_DATUM(1)) operator 0); \
} \
PG_FUNCTION_INFO_V1(tuoyu_numeric_yuan_##name); \
Datum \
tuoyu_numeric_yuan_##name(PG_FUNCTION_ARGS) \
{ \
	PG_RETURN_BOOL(0 operator compare_argument(fcinfo, PG_GETARG_YUAN(1), PG_GETARG_DATUM(0))); \
} \
extern Datum tuoyu_numeric_yuan_##name(PG_FUNCTION_ARGS)

YUAN_NUMERIC_COMPARISON(eq, ==);
YUAN_NUMERIC_COMPARISON(ne, !=);
YUAN_NUMERIC_COMPARISON(lt, <);
YUAN_NUMERIC_COMPARISON(le, <=);
YUAN_NUMERIC_COMPARISON(gt, >);
YUAN_NUMERIC_COMPARISON(ge, >=);

/* ---- indexing ---- */

PG_FUNCTION_INFO_V1(tuoyu_yuan_in_range_numeric);

/* RANGE frames with a numeric distance, computed as numeric and so without overflow. */
Datum
tuoyu_yuan_in_range_numeric(PG_FUNCTION_ARGS)
{
	return DirectFunctionCall5(in_range_numeric_numeric,
							   NumericGetDatum(tuoyu_yuan_to_numeric(PG_GETARG_YUAN(0))),
							   NumericGetDatum(tuoyu_yuan_to_numeric(PG_GETARG_YUAN(1))),
							   PG_GETARG_DATUM(2), PG_GETARG_DATUM(3), PG_GETARG_DATUM(4));
}

/* ---- casts ---- */

Numeric
tuoyu_yuan_to_numeric(Yuan amount)
{
	return int64_div_fast_to_numeric(amount, 2);
}

Yuan
tuoyu_yuan_from_numeric(Numeric value)
{
	FenCut		cut;
	bool		negative;
	Yuan		result = 0;

	require_finite(value);
	cut = cut_numeric(value, 2, &negative);
	if (cut.overflow || !tuoyu_fen_signed(cut.fen, negative, &result))
		refuse_text(numeric_normalize(value), YUAN_RANGE, NULL);
	if (cut.rest != FEN_REST_NONE)
		refuse_text(numeric_normalize(value), YUAN_SUBFEN, NULL);
	return result;
}

Yuan
tuoyu_yuan_round_numeric(Numeric value)
{
	require_finite(value);
	return round_to_fen(value, 2);
}

PG_FUNCTION_INFO_V1(tuoyu_yuan_numeric);
Datum
tuoyu_yuan_numeric(PG_FUNCTION_ARGS)
{
	PG_RETURN_NUMERIC(tuoyu_yuan_to_numeric(PG_GETARG_YUAN(0)));
}

PG_FUNCTION_INFO_V1(tuoyu_numeric_yuan);
Datum
tuoyu_numeric_yuan(PG_FUNCTION_ARGS)
{
	PG_RETURN_YUAN(tuoyu_yuan_from_numeric(PG_GETARG_NUMERIC(0)));
}

PG_FUNCTION_INFO_V1(tuoyu_int2_yuan);
Datum
tuoyu_int2_yuan(PG_FUNCTION_ARGS)
{
	PG_RETURN_YUAN((Yuan) PG_GETARG_INT16(0) * 100);
}

PG_FUNCTION_INFO_V1(tuoyu_int4_yuan);
Datum
tuoyu_int4_yuan(PG_FUNCTION_ARGS)
{
	PG_RETURN_YUAN((Yuan) PG_GETARG_INT32(0) * 100);
}

PG_FUNCTION_INFO_V1(tuoyu_int8_yuan);
Datum
tuoyu_int8_yuan(PG_FUNCTION_ARGS)
{
	int64		value = PG_GETARG_INT64(0);
	int64		fen;

	if (pg_mul_s64_overflow(value, 100, &fen))
		refuse_text(psprintf(INT64_FORMAT, value), YUAN_RANGE, NULL);
	PG_RETURN_YUAN(fen);
}
