/*
 * gather.h
 *		What an institution has, in one value: pairs of a key and a number or a name, sorted by key.
 *
 * Two tables of an institution (who is in which class, who was born when) meet in a look-up among a few dozen pairs, where
 * a join of the two tables would hash millions of rows by two columns.
 */
#ifndef TUOYU_GATHER_H
#define TUOYU_GATHER_H

#include "tuoyu.h"

typedef struct Pair
{
	int64		key;
	int64		value;			/* of a name: where it begins among the names */
} Pair;

/* A gathered value laid open: the pairs, and the names that they point to, each behind its length. */
typedef struct Gathered
{
	int			npairs;
	const char *pairs;			/* may lie unaligned */
	const char *names;
	int			names_size;
} Gathered;

/* Lays a value open; NULL and the empty string hold nothing.  What is no gathered value is an error (22023). */
extern Gathered tuoyu_open_gathered(bytea *value);

/* The first pair whose key is at least that. */
extern int	tuoyu_find_gathered(const Gathered *gathered, int64 key);

/* The name that a pair stands for, not ended by a zero byte. */
extern const char *tuoyu_gathered_name(const Gathered *gathered, int64 value, int *length);

static inline Pair
tuoyu_gathered_pair(const Gathered *gathered, int i)
{
	Pair		pair;

	memcpy(&pair, gathered->pairs + i * sizeof(Pair), sizeof(Pair));
	return pair;
}

#endif							/* TUOYU_GATHER_H */
