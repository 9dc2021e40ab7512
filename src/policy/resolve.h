/*
 * resolve.h
 *		Which rules apply: selectors against a fact, regions against each other.
 */
#ifndef TUOYU_RESOLVE_H
#define TUOYU_RESOLVE_H

#include "policy/fact.h"
#include "policy/rules.h"

/* What selectors ask of a fact. */
typedef struct SelectorFacts
{
	bool		has_class_kind;
	AgeBand		class_kind;
	const char *institution_kind;
	const char *ownership;
	const char *grade;
	const char *zone;
	const char *service_form;
} SelectorFacts;

/* All that the selectors name is so; what the fact does not say does not match. */
extern bool tuoyu_selectors_match(const Selectors *selectors, const SelectorFacts *facts);

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
