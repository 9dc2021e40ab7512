/*
 * yuan_upper.c
 *		Amounts in Chinese capitals (人民币大写): 叁仟元整.
 *
 * The rules are those of 正确填写票据和结算凭证的基本规定 (支付结算办法, 银发〔1997〕393号, annex 1).  Where they leave a choice, we
 * write 零 for every run of zeros between two digits before 元 and none for a run that 元 ends (壹拾万零柒仟元伍角叁分), and no 整
 * after 角; the reader takes either.
 */
#include "tuoyu.h"

#include "types/yuan.h"
#include "types/yuan_upper.h"
#include "utils/builtins.h"

/* ---- output ---- */

/* Append a piece of text. */
static void
put(char **to, const char *text)
{
	size_t		length = strlen(text);

	memcpy(*to, text, length + 1);
	*to += length;
}

/* Append a digit and its unit. */
static void
put_digit(char **to, unsigned digit, const char *unit)
{
	static const char *const digits[] = {"零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"};

	put(to, digits[digit]);
	put(to, unit);
}

/* Append 1 to 9999. */
static void
put_section(char **to, unsigned n)
{
	static const char *const units[] = {"仟", "佰", "拾", ""};
	bool		begun = false;
	bool		zeros = false;

	for (unsigned place = 0, power = 1000; place < 4; place++, power /= 10)
	{
		unsigned	digit = n / power % 10;

		if (digit != 0)
		{
			if (begun && zeros)
				put(to, "零");
			put_digit(to, digit, units[place]);
			begun = true;
		}
		zeros = (digit == 0);
	}
}

/*
 * Append a number from 1 up, in sections of four digits.  What stands before 亿 is a number itself, so that 亿亿 needs no unit
 * of its own.
 */
static void
put_number(char **to, uint64 n)
{
	uint64		power = n >= 100000000 ? 100000000 : 10000;
	uint64		rest;

	if (n < 10000)
	{
		put_section(to, (unsigned) n);
		return;
	}
	rest = n % power;
	put_number(to, n / power);
	put(to, power == 10000 ? "万" : "亿");
	if (rest == 0)
		return;
	if (rest < power / 10 || n / power % 10 == 0)
		put(to, "零");
	put_number(to, rest);
}

/* Write an amount in capitals; returns its length. */
size_t
tuoyu_yuan_upper_format(Yuan amount, char *text)
{
	char	   *to = text;
	uint64		n = amount < 0 ? 0 - (uint64) amount : (uint64) amount;
	uint64		yuan = n / 100;
	unsigned	jiao = n / 10 % 10;
	unsigned	fen = n % 10;

	if (amount < 0)
		put(&to, "负");
	if (n == 0)
		put(&to, "零元");
	if (yuan > 0)
	{
		put_number(&to, yuan);
		put(&to, "元");
	}
	if (jiao == 0 && fen == 0)
		put(&to, "整");
	if (jiao > 0)
		put_digit(&to, jiao, "角");
	if (fen > 0)
	{
		if (jiao == 0 && yuan > 0)
			put(&to, "零");
		put_digit(&to, fen, "分");
	}
	return (size_t) (to - text);
}

/* ---- input ---- */

/*
 * What a character means.  Digits stand for themselves, 0 (零) among them.
 */
typedef enum Meaning
{
	MEANS_TEN = 10,				/* 拾, 佰 and 仟 in the order of their places */
	MEANS_HUNDRED,
	MEANS_THOUSAND,
	MEANS_WAN,
	MEANS_YI,
	MEANS_YUAN,
	MEANS_JIAO,
	MEANS_FEN,
	MEANS_WHOLE,				/* 整 */
	MEANS_MINUS,
	MEANS_END,
	MEANS_NOTHING
} Meaning;

/*
 * Every spelling that is read.  The rules name the first of each line (and 正), and have the traditional characters accepted; the
 * others are variants of the same capitals.  一二三, 两, 十, 廿, 念, 毛, 另 and 0 are what the rules forbid.
 */
static const struct
{
	Meaning		meaning;
	const char *spellings;
}			vocabulary[] = {
	{0, "零"},
	{1, "壹壱弌"},
	{2, "贰貳弍貮弐"},
	{3, "叁叄參参弎"},
	{4, "肆"},
	{5, "伍"},
	{6, "陆陸"},
	{7, "柒"},
	{8, "捌"},
	{9, "玖"},
	{MEANS_TEN, "拾"},
	{MEANS_HUNDRED, "佰"},
	{MEANS_THOUSAND, "仟"},
	{MEANS_WAN, "万萬"},
	{MEANS_YI, "亿億"},
	{MEANS_YUAN, "元圆圓"},
	{MEANS_JIAO, "角"},
	{MEANS_FEN, "分"},
	{MEANS_WHOLE, "整正"},
	{MEANS_MINUS, "负負"},
};

/* Look a character up. */
static Meaning
meaning_of(uint32_t character)
{
	for (size_t i = 0; i < lengthof(vocabulary); i++)
	{
		const char *p = vocabulary[i].spellings;
		uint32_t	c;

		while ((c = utf8_next(&p)) != 0)
		{
			if (c == character)
				return vocabulary[i].meaning;
		}
	}
	return MEANS_NOTHING;
}

/* The longest text that can be an amount: every place written out, and room for prefixes. */
#define MAX_MEANINGS 64

/* A reading position in the decoded text, and what has been read of the amount before it. */
typedef struct Reader
{
	Meaning		text[MAX_MEANINGS + 2];
	Meaning    *next;
	uint64		value;			/* of the whole sections read */
	int			last;			/* place of the last digit read, counted from the next place to come; NO_DIGIT */
} Reader;

#define NO_DIGIT 1000

/* Take the next meaning if it is this one. */
static bool
take(Reader *r, Meaning meaning)
{
	if (*r->next != meaning)
		return false;
	r->next++;
	return true;
}

/* Is there a digit with 角 or 分? */
static bool
at_fraction(const Meaning *at, Meaning unit)
{
	return at[0] <= 9 && at[1] == unit;
}

/* Take 零 as a filler between digits; 零角 and 零分 are digits. */
static int
take_zeros(Reader *r)
{
	int			zeros = 0;

	while (*r->next == 0 && !at_fraction(r->next, MEANS_JIAO) && !at_fraction(r->next, MEANS_FEN))
	{
		r->next++;
		zeros++;
	}
	return zeros;
}

/*
 * Do as many 零 fit between two digits?  Each stands for a place at least; one must stand there for skipped places, but
 * where the rules leave it free: before a 仟 or a 角 (the place before it being the 元, 万 or 亿 that is zero).
 */
static bool
zeros_fit(int zeros, int skipped, bool optional)
{
	return zeros <= skipped && (zeros > 0 || skipped == 0 || optional);
}

/* A section of four digits: what it is worth, its first and last place (-1 for no digit at all), and the 零 before it. */
typedef struct Section
{
	unsigned	value;
	int			first;
	int			last;
	int			zeros;
} Section;

/* Take a digit and its unit; the place of the digit, or -1 for none.  拾 alone, where it may stand, is ten. */
static int
take_digit(Reader *r, bool bare_ten, unsigned *digit)
{
	if (bare_ten && take(r, MEANS_TEN))
	{
		*digit = 1;
		return 1;
	}
	if (*r->next == 0 || *r->next > 9)
		return -1;
	*digit = *r->next++;
	if (*r->next >= MEANS_TEN && *r->next <= MEANS_THOUSAND)
		return (int) (*r->next++ - MEANS_TEN) + 1;
	return 0;
}

/* Take a section, which may be empty; false when its digits are out of order or 零 stands with nothing behind it. */
static bool
take_section(Reader *r, Section *s)
{
	static const unsigned powers[] = {1, 10, 100, 1000};
	int			zeros = take_zeros(r);
	unsigned	digit = 0;
	int			place;

	*s = (Section) {.first = -1, .last = -1, .zeros = zeros};
	while ((place = take_digit(r, s->first < 0 && r->last == NO_DIGIT, &digit)) >= 0)
	{
		if (s->first < 0)
			s->first = place;
		else if (place >= s->last || !zeros_fit(zeros, s->last - place - 1, false))
			return false;
		s->value += digit * powers[place];
		s->last = place;
		zeros = take_zeros(r);
	}
	return zeros == 0;
}

/* Add a section to what was read, at a place of 0 or 4 before the next 亿 or 元; false when the 零 before it do not fit. */
static bool
add_section(Reader *r, const Section *s, int base)
{
	int			skipped = r->last == NO_DIGIT ? 0 : r->last - (base + s->first) - 1;

	if (!zeros_fit(s->zeros, skipped, s->first == 3))
		return false;
	r->value += (uint64) s->value * (base == 0 ? 1 : 10000);
	r->last = base + s->last;
	return true;
}

/* Take up to eight digits before 亿 or 元, or none; false when they are out of order. */
static bool
take_below_yi(Reader *r)
{
	Section		s;

	if (!take_section(r, &s))
		return false;
	if (s.first >= 0 && take(r, MEANS_WAN))
	{
		if (!add_section(r, &s, 4) || !take_section(r, &s))
			return false;
	}
	return s.first < 0 || add_section(r, &s, 0);
}

/* Take what stands before 元, and 元; false when it is out of order or beyond 64 bits. */
static bool
take_yuan(Reader *r, bool *overflow)
{
	if (r->next[0] == 0 && r->next[1] == MEANS_YUAN)
	{
		r->next += 2;
		return true;
	}
	if (!take_below_yi(r))
		return false;
	while (r->last != NO_DIGIT && take(r, MEANS_YI))
	{
		*overflow = r->value > PG_UINT64_MAX / 100000000 - 1;
		if (*overflow)
			return false;
		r->value *= 100000000;
		r->last += 8;
		if (!take_below_yi(r))
			return false;
	}
	return r->last != NO_DIGIT && take(r, MEANS_YUAN);
}

/* Take 角 and 分 behind an amount of yuan or alone. */
static bool
take_fraction(Reader *r, bool has_yuan, unsigned *fen)
{
	int			skipped = !has_yuan ? 0 : r->last == NO_DIGIT ? 1 : r->last;
	int			zeros = take_zeros(r);

	*fen = 0;
	if (at_fraction(r->next, MEANS_JIAO))
	{
		if (!zeros_fit(zeros, skipped, true))
			return false;
		*fen = 10 * r->next[0];
		r->next += 2;
		skipped = -1;			/* the 角 is no longer skipped */
		zeros = take_zeros(r);
	}
	if (at_fraction(r->next, MEANS_FEN))
	{
		if (!zeros_fit(zeros, skipped + 1, !has_yuan || r->value == 0))
			return false;
		*fen += r->next[0];
		r->next += 2;
		zeros = 0;
	}
	return zeros == 0;
}

/* Decode text into meanings, without the blanks around it and 人民币 before it. */
static YuanUpperStatus
decode(const char *str, size_t length, Reader *r)
{
	static const char *const prefixes[] = {"人民币", "人民幣"};
	const char *end = str + length;
	size_t		n = 0;

	while (str < end && strchr(" \t\n\r", *str) != NULL)
		str++;
	while (str < end && strchr(" \t\n\r", end[-1]) != NULL)
		end--;
	for (size_t i = 0; i < lengthof(prefixes); i++)
	{
		size_t		prefix = strlen(prefixes[i]);

		if ((size_t) (end - str) >= prefix && memcmp(str, prefixes[i], prefix) == 0)
		{
			str += prefix;
			break;
		}
	}
	while (str < end && n < MAX_MEANINGS)
	{
		r->text[n] = meaning_of(utf8_next(&str));
		if (r->text[n++] == MEANS_NOTHING)
			return YUAN_UPPER_CHARACTER;
	}
	/* two ends, so that looking one ahead is always possible */
	r->text[n] = r->text[n + 1] = MEANS_END;
	r->next = r->text;
	r->value = 0;
	r->last = NO_DIGIT;
	return str < end ? YUAN_UPPER_ORDER : YUAN_UPPER_OK;
}

/* Read an amount in capitals.  The text need not end with a zero byte, but must be valid UTF-8. */
YuanUpperStatus
tuoyu_yuan_upper_parse(const char *str, size_t length, Yuan *result)
{
	Reader		r;
	YuanUpperStatus status = decode(str, length, &r);
	bool		negative;
	bool		has_yuan;
	bool		overflow = false;
	unsigned	fen;

	if (status != YUAN_UPPER_OK)
		return status;
	negative = take(&r, MEANS_MINUS);
	has_yuan = !at_fraction(r.next, MEANS_JIAO) && !at_fraction(r.next, MEANS_FEN);
	if (has_yuan && !take_yuan(&r, &overflow))
		return overflow ? YUAN_UPPER_RANGE : YUAN_UPPER_ORDER;
	if (!take_fraction(&r, has_yuan, &fen))
		return YUAN_UPPER_ORDER;
	take(&r, MEANS_WHOLE);
	if (!take(&r, MEANS_END))
		return YUAN_UPPER_ORDER;
	if (r.value > (PG_UINT64_MAX - fen) / 100 || !tuoyu_fen_signed(r.value * 100 + fen, negative, result))
		return YUAN_UPPER_RANGE;
	return YUAN_UPPER_OK;
}

/* ---- SQL ---- */

PG_FUNCTION_INFO_V1(tuoyu_yuan_upper);
Datum
tuoyu_yuan_upper(PG_FUNCTION_ARGS)
{
	char		text[YUAN_UPPER_SIZE];
	size_t		length = tuoyu_yuan_upper_format(PG_GETARG_YUAN(0), text);

	PG_RETURN_TEXT_P(cstring_to_text_with_len(text, (int) length));
}

/* Report why text is no amount in capitals. */
static void
refuse_upper(const text *str, YuanUpperStatus why)
{
	if (why == YUAN_UPPER_RANGE)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("value \"%s\" is out of range for type %s", text_to_cstring(str), "yuan"),
				 errdetail("Type %s holds -92233720368547758.08 to 92233720368547758.07.", "yuan"),
				 errhint("Check the units of the amount.")));
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
			 errmsg("invalid amount in Chinese capitals: \"%s\"", text_to_cstring(str)),
			 why == YUAN_UPPER_CHARACTER
			 ? errdetail("It contains a character that is not one of the capitals of money.")
			 : errdetail("Its digits, units and 零 are not in an order that makes an amount."),
			 errhint("Write it like 叁仟元整 or 壹仟肆佰零玖元伍角, with 零壹贰叁肆伍陆柒捌玖, 拾佰仟万亿 and 元角分整.")));
}

PG_FUNCTION_INFO_V1(tuoyu_yuan_from_upper);
Datum
tuoyu_yuan_from_upper(PG_FUNCTION_ARGS)
{
	text	   *str = PG_GETARG_TEXT_PP(0);
	Yuan		result = 0;
	YuanUpperStatus status = tuoyu_yuan_upper_parse(VARDATA_ANY(str), VARSIZE_ANY_EXHDR(str), &result);

	if (status != YUAN_UPPER_OK)
		refuse_upper(str, status);
	PG_RETURN_YUAN(result);
}
