/*
 * fold.h
 *		Full-width input folded to ASCII: what people type with a Chinese input method on.
 *
 * The database is UTF8, so text that reaches an input function is valid UTF-8.
 */
#ifndef TUOYU_FOLD_H
#define TUOYU_FOLD_H

#include "mb/pg_wchar.h"

/* What tuoyu_fold_char gives for a character that has no ASCII form. */
#define TUOYU_FOLD_OTHER	'\x7f'

/* The character at *p as ASCII (U+FF01..U+FF5E fold to 0x21..0x7E, the ideographic space to a blank); *p moves past it. */
static inline char
tuoyu_fold_char(const char **p)
{
	const unsigned char *s = (const unsigned char *) *p;
	pg_wchar	c;

	*p += pg_utf_mblen(s);
	if (s[0] < 0x80)
		return (char) s[0];
	c = utf8_to_unicode(s);
	if (c >= 0xFF01 && c <= 0xFF5E)
		return (char) (c - 0xFF01 + '!');
	return c == 0x3000 ? ' ' : TUOYU_FOLD_OTHER;
}

/* Is this folded character a blank? */
static inline bool
tuoyu_fold_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/*
 * A whole string folded into buf, upper case, without the blanks around it.  What does not fit is counted but not stored:
 * the result is the number of characters, and buf is cut to size - 1 of them.
 */
static inline int
tuoyu_fold(const char *str, char *buf, int size)
{
	int			count = 0,
				end = 0;

	while (*str != '\0')
	{
		char		c = tuoyu_fold_char(&str);

		if (count == 0 && tuoyu_fold_blank(c))
			continue;
		if (count < size - 1)
			buf[count] = (c >= 'a' && c <= 'z') ? (char) (c - 'a' + 'A') : c;
		count++;
		if (!tuoyu_fold_blank(c))
			end = count;
	}
	buf[Min(end, size - 1)] = '\0';
	return end;
}

#endif							/* TUOYU_FOLD_H */
