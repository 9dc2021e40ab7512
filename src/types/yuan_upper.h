/*
 * yuan_upper.h
 *		Amounts in Chinese capitals (人民币大写): writing and reading, without allocation or ereport.
 */
#ifndef TUOYU_YUAN_UPPER_H
#define TUOYU_YUAN_UPPER_H

#include "types/yuan_parse.h"

/* Room for the longest amount: a sign, 17 digits with units, 亿 twice, 万 twice, 元, 角, 分, each of three bytes. */
#define YUAN_UPPER_SIZE 160

typedef enum YuanUpperStatus
{
	YUAN_UPPER_OK,
	YUAN_UPPER_CHARACTER,		/* a character that the rules do not admit */
	YUAN_UPPER_ORDER,			/* admitted characters in an order that makes no amount */
	YUAN_UPPER_RANGE			/* beyond 64 bits of fen */
} YuanUpperStatus;

extern size_t tuoyu_yuan_upper_format(Yuan amount, char *text);
extern YuanUpperStatus tuoyu_yuan_upper_parse(const char *str, size_t length, Yuan *result);

#endif							/* TUOYU_YUAN_UPPER_H */
