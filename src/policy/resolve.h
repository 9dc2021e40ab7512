/*
 * resolve.h
 *		Which rules apply: selectors against a fact, regions against each other.
 */
#ifndef TUOYU_RESOLVE_H
#define TUOYU_RESOLVE_H

#include "policy/fact.h"
#include "policy/rules.h"

/* All that the selectors name is so; what the fact does not say does not match. */
extern bool tuoyu_selectors_match(const Selectors *selectors, const SelectorFacts *facts);

/* The facts with what a rule puts in the place of some of them. */
extern SelectorFacts tuoyu_replace_selectors(const SelectorFacts *facts, const AsFor *as_for);

/* How far rules may refer to each other; more is a circle. */
#define MOST_REFERENCES 8

/* Raise the error for a circle. */
pg_noreturn extern void tuoyu_refuse_circle(const RuleHead *rule);

/* Levels of regions: the nation down to a village. */
#define MOST_LAYERS 6

/*
 * The outcome: rules whose values add up, from the nation downwards, and those that bound the sum (combine floor and
 * ceiling of a level above).
 */
typedef struct Layers
{
	int			count;
	const RuleHead *rules[MOST_LAYERS];
	int			nbounds;
	const RuleHead *bounds[MOST_LAYERS];
} Layers;

/*
 * Choose among the rows of a list: of each region the row of highest precedence, and of equals the most specific, that
 * applies (the callback says how specific it is, -1 when it does not apply); then combine the regions.
 */
extern bool tuoyu_resolve(const RuleList *list, int (*applies) (const RuleHead *rule, void *arg), void *arg, Layers *layers);

/* A computed number of yuan, rounded as the rule says. */
extern Yuan tuoyu_round_yuan(Numeric value, const Rounding *rounding);

#endif							/* TUOYU_RESOLVE_H */
