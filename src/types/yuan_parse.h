/*
 * yuan_parse.h
 *		Money text to fen and back, in plain C: nothing of PostgreSQL, no allocation.
 */
#ifndef TUOYU_YUAN_PARSE_H
#define TUOYU_YUAN_PARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* An amount of money in fen, 1/100 yuan. */
typedef int64_t Yuan;

/* Room for the longest amount, -92233720368547758.08, and its end. */
#define YUAN_TEXT_SIZE 24

typedef enum YuanStatus
{
	YUAN_OK,
	YUAN_SYNTAX,				/* not an amount of money */
	YUAN_SUBFEN,				/* finer than a fen */
	YUAN_RANGE					/* beyond 64 bits of fen */
} YuanStatus;

/* What lies behind the last fen of a decimal number. */
typedef enum FenRest
{
	FEN_REST_NONE,
	FEN_REST_BELOW_HALF,
	FEN_REST_HALF_OR_MORE
} FenRest;

/* A decimal number without its sign, cut at the fen: what rounding, exact conversion and comparison all start from. */
typedef struct FenCut
{
	uint64_t	fen;
	bool		overflow;		/* fen does not hold it */
	FenRest		rest;
} FenCut;

extern FenCut tuoyu_fen_cut(const char *digits, const char *end, int exponent);
extern bool tuoyu_fen_signed(uint64_t fen, bool negative, Yuan *result);
extern YuanStatus tuoyu_yuan_parse(const char *str, Yuan *result);
extern size_t tuoyu_yuan_format(Yuan amount, char *text);

/*
 * The next character of a UTF-8 string, 0 at its end.  Bytes that are no UTF-8 come out as U+FFFD: this never reads
 * past the end, whatever it is given.
 */
static inline uint32_t
utf8_next(const char **pos)
{
	const unsigned char *s = (const unsigned char *) *pos;
	int			more = s[0] < 0xC0 ? 0 : s[0] < 0xE0 ? 1 : s[0] < 0xF0 ? 2 : 3;
	uint32_t	c = more == 0 ? s[0] : s[0] & (0x3Fu >> more);

	if (s[0] == '\0')
		return 0;
	for (int i = 1; i <= more; i++)
	{
		if ((s[i] & 0xC0) != 0x80)
		{
			*pos += i;
			return 0xFFFD;
		}
		c = c << 6 | (s[i] & 0x3F);
	}
	*pos += more + 1;
	return more == 0 && c >= 0x80 ? 0xFFFD : c;
}

#endif							/* TUOYU_YUAN_PARSE_H */
