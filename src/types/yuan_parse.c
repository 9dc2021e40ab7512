/*
 * yuan_parse.c
 *		Money text to fen and back, in plain C: nothing of PostgreSQL, no allocation.
 *
 *	blanks [sign] [¥] [sign] digits [, thousands] [. decimals] [万|亿|万亿] [元] blanks
 *
 * with one sign at most.  Full-width forms count as their ASCII counterparts.
 */
#include "yuan_parse.h"

#include <string.h>

#define SYMBOL_END			'\0'
#define SYMBOL_BLANK		' '
#define SYMBOL_CURRENCY		'$'
#define SYMBOL_WAN			'w'
#define SYMBOL_YI			'y'
#define SYMBOL_YUAN			'u'
#define SYMBOL_OTHER		'?'

/* A reading position: the symbol there, and where the symbol and the next one begin. */
typedef struct Cursor
{
	const char *start;
	const char *next;
	char		symbol;
} Cursor;

/* What a character means in an amount of money. */
static char
classify(uint32_t c)
{
	if (c > 0xFF00 && c < 0xFF5F)	/* full-width forms of ASCII */
		c -= 0xFEE0;
	if (c >= '0' && c <= '9')
		return (char) c;
	switch (c)
	{
		case '\0':
			return SYMBOL_END;
		case '+':
		case '-':
		case '.':
		case ',':
			return (char) c;
		case 0x2212:			/* minus sign */
			return '-';
		case ' ':
		case '\t':
		case '\n':
		case '\v':
		case '\f':
		case '\r':
		case 0x3000:			/* ideographic space */
			return SYMBOL_BLANK;
		case 0x00A5:			/* ¥ */
		case 0xFFE5:			/* ￥ */
			return SYMBOL_CURRENCY;
		case 0x4E07:
			return SYMBOL_WAN;
		case 0x4EBF:
			return SYMBOL_YI;
		case 0x5143:
			return SYMBOL_YUAN;
		default:
			return SYMBOL_OTHER;
	}
}

/* Step to the next symbol. */
static void
advance(Cursor *c)
{
	c->start = c->next;
	c->symbol = classify(utf8_next(&c->next));
}

/* Step over a symbol if it is there. */
static bool
accept(Cursor *c, char symbol)
{
	if (c->symbol != symbol)
		return false;
	advance(c);
	return true;
}

/* Step over digits and count them. */
static int
accept_digits(Cursor *c)
{
	int			count = 0;

	while (c->symbol >= '0' && c->symbol <= '9')
	{
		advance(c);
		count++;
	}
	return count;
}

/* A sign, if it is there; two signs are one too many. */
static bool
accept_sign(Cursor *c, bool *negative)
{
	static const char signs[] = "+-";

	if (c->symbol == SYMBOL_END || strchr(signs, c->symbol) == NULL)
		return false;
	*negative = (c->symbol == '-');
	advance(c);
	return true;
}

/* Digits with thousands separators in the right places or none, and decimals. */
static bool
accept_number(Cursor *c)
{
	int			digits = accept_digits(c);

	if (c->symbol == ',' && (digits < 1 || digits > 3))
		return false;
	while (accept(c, ','))
	{
		if (accept_digits(c) != 3)
			return false;
	}
	if (accept(c, '.'))
		return accept_digits(c) > 0;
	return digits > 0;
}

/* The power of ten of 万, 亿 or 万亿. */
static int
accept_magnitude(Cursor *c)
{
	int			power = accept(c, SYMBOL_WAN) ? 4 : 0;

	return accept(c, SYMBOL_YI) ? power + 8 : power;
}

/* Ten times the cut number plus a digit. */
static void
append_digit(FenCut *cut, unsigned digit)
{
	if (cut->fen > (UINT64_MAX - digit) / 10)
		cut->overflow = true;
	else
		cut->fen = cut->fen * 10 + digit;
}

/*
 * The number written from digits to end, times ten to the exponent, cut to an integer.  Only digits and one point
 * count, so that separators need not be removed first.  The exponent is 2 for yuan; it may not be less than minus the
 * number of digits before the point.
 */
FenCut
tuoyu_fen_cut(const char *digits, const char *end, int exponent)
{
	FenCut		cut = {0, false, FEN_REST_NONE};
	bool		first_dropped = true;
	long		keep = exponent;

	/* how many digits stand before the cut */
	for (const char *p = digits; p < end;)
	{
		char		symbol = classify(utf8_next(&p));

		if (symbol == '.')
			break;
		keep += (symbol >= '0' && symbol <= '9');
	}
	for (const char *p = digits; p < end;)
	{
		char		symbol = classify(utf8_next(&p));

		if (symbol < '0' || symbol > '9')
			continue;
		if (keep-- > 0)
			append_digit(&cut, (unsigned) (symbol - '0'));
		else
		{
			if (first_dropped && symbol >= '5')
				cut.rest = FEN_REST_HALF_OR_MORE;
			else if (symbol != '0' && cut.rest == FEN_REST_NONE)
				cut.rest = FEN_REST_BELOW_HALF;
			first_dropped = false;
		}
	}
	for (; keep > 0; keep--)
		append_digit(&cut, 0);
	return cut;
}

/* A magnitude and a sign as an amount; false where 64 bits do not hold it. */
bool
tuoyu_fen_signed(uint64_t fen, bool negative, Yuan *result)
{
	if (fen > (uint64_t) INT64_MAX + (negative ? 1 : 0))
		return false;
	/* -1 - (fen - 1) is -fen without ever leaving the range */
	*result = !negative ? (Yuan) fen : fen == 0 ? 0 : -1 - (Yuan) (fen - 1);
	return true;
}

/* Money text to fen. */
YuanStatus
tuoyu_yuan_parse(const char *str, Yuan *result)
{
	Cursor		c = {str, str, SYMBOL_BLANK};
	bool		negative = false;
	bool		has_sign;
	const char *digits;
	const char *end;
	int			exponent;
	FenCut		cut;

	while (accept(&c, SYMBOL_BLANK))
		;
	has_sign = accept_sign(&c, &negative);
	if (accept(&c, SYMBOL_CURRENCY) && !has_sign)
		accept_sign(&c, &negative);
	digits = c.start;
	if (!accept_number(&c))
		return YUAN_SYNTAX;
	end = c.start;
	exponent = 2 + accept_magnitude(&c);
	accept(&c, SYMBOL_YUAN);
	while (accept(&c, SYMBOL_BLANK))
		;
	if (c.symbol != SYMBOL_END)
		return YUAN_SYNTAX;

	cut = tuoyu_fen_cut(digits, end, exponent);
	if (cut.overflow || !tuoyu_fen_signed(cut.fen, negative, result))
		return YUAN_RANGE;
	return cut.rest == FEN_REST_NONE ? YUAN_OK : YUAN_SUBFEN;
}

/* Fen to text with two decimals; returns its length. */
size_t
tuoyu_yuan_format(Yuan amount, char *text)
{
	char		reversed[YUAN_TEXT_SIZE];
	uint64_t	fen = amount < 0 ? 0 - (uint64_t) amount : (uint64_t) amount;
	size_t		n = 0;
	size_t		length = 0;

	/* three digits at least, so that 5 fen read 0.05 */
	for (int place = 0; place < 3 || fen > 0; place++, fen /= 10)
	{
		if (place == 2)
			reversed[n++] = '.';
		reversed[n++] = (char) ('0' + fen % 10);
	}
	if (amount < 0)
		reversed[n++] = '-';
	while (n > 0)
		text[length++] = reversed[--n];
	text[length] = '\0';
	return length;
}
