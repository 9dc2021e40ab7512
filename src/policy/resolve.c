/*
 * resolve.c
 *		Which rules apply: selectors against a fact, regions against each other.
 */
#include "tuoyu.h"

#include "utils/builtins.h"
#include "utils/numeric.h"

#include "policy/resolve.h"

/* A text selector: unset asks for nothing. */
static bool
text_matches(const char *wanted, const char *fact)
{
	return wanted == NULL || (fact != NULL && strcmp(wanted, fact) == 0);
}

bool
tuoyu_selectors_match(const Selectors *selectors, const SelectorFacts *facts)
{
	if (selectors->count == 0)
		return true;
	if (selectors->has_band && (!facts->has_class_kind || facts->class_kind != selectors->band))
		return false;
	for (int i = 0; i < TEXT_SELECTORS; i++)
		if (!text_matches(selectors->texts[i], facts->texts[i]))
			return false;
	return true;
}

SelectorFacts
tuoyu_replace_selectors(const SelectorFacts *facts, const AsFor *as_for)
{
	SelectorFacts result = *facts;

	for (int i = 0; i < TEXT_SELECTORS; i++)
		if (as_for->replaces_text[i])
			result.texts[i] = as_for->values.texts[i];
	if (as_for->replaces_class_kind)
	{
		result.has_class_kind = as_for->values.has_class_kind;
		result.class_kind = as_for->values.class_kind;
		result.class_kind_replaced = true;
	}
	if (as_for->replaces_birth_order)
	{
		result.has_birth_order = as_for->values.has_birth_order;
		result.birth_order = as_for->values.birth_order;
	}
	return result;
}

void
tuoyu_refuse_circle(const RuleHead *rule)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_RECURSION),
			 errmsg("policy rule \"%s\" refers to itself", rule->rule),
			 errdetail("What its column as_for says leads back to the rule, in region %s.", tuoyu_region_format(rule->region)),
			 errhint("Let as_for name facts for which another rule applies.")));
}

/* Two rows of the same region and precedence that are equally specific: nothing says which one is meant. */
static void
refuse_ambiguity(const RuleHead *a, const RuleHead *b)
{
	ereport(ERROR,
			(errcode(ERRCODE_CARDINALITY_VIOLATION),
			 errmsg("policy rules \"%s\" and \"%s\" both apply", a->rule, b->rule),
			 errdetail("They are for region %s and are equally specific.", tuoyu_region_format(a->region)),
			 errhint("Add a rule that names the facts of both.")));
}

/* Add the rule of the next region down to the outcome. */
static void
add_layer(Layers *layers, const RuleHead *rule)
{
	if (rule->combine != COMBINE_ADD)
		layers->count = 0;
	layers->rules[layers->count++] = rule;
	if (rule->combine == COMBINE_FLOOR || rule->combine == COMBINE_CEILING)
		layers->bounds[layers->nbounds++] = rule;
}

bool
tuoyu_resolve(const RuleList *list, int (*applies) (const RuleHead *rule, void *arg), void *arg, Layers *layers)
{
	const RuleHead *chosen[MOST_LAYERS];
	const RuleHead *rival = NULL;	/* as specific as the last one chosen, unless one more specific than both comes */
	int			nchosen = 0;
	int			best = -1;

	/* the list has the most specific region first, and in a region the highest precedence */
	for (int i = 0; i < list->count; i++)
	{
		const RuleHead *rule = list->rules[i];
		bool		same_region = nchosen > 0 && chosen[nchosen - 1]->region == rule->region;
		int			specificity;

		if (same_region && tuoyu_rule_precedence(chosen[nchosen - 1]) > tuoyu_rule_precedence(rule))
			continue;
		specificity = applies(rule, arg);
		if (specificity < 0 || (same_region && specificity < best))
			continue;
		if (same_region && specificity == best)
		{
			rival = rule;
			continue;
		}
		if (!same_region && rival != NULL)
			break;
		if (!same_region)
			nchosen++;
		chosen[nchosen - 1] = rule;
		best = specificity;
		rival = NULL;
	}
	if (rival != NULL)
		refuse_ambiguity(chosen[nchosen - 1], rival);
	layers->count = layers->nbounds = 0;
	while (nchosen > 0)
		add_layer(layers, chosen[--nchosen]);
	return layers->count > 0;
}

/*
 * Rounding
 */

/* Half a unit or more away: does the mode take the next unit?  Compares twice the rest with the unit. */
static bool
rounds_away(RoundingMode mode, int twice_rest_to_unit, bool quotient_is_odd)
{
	switch (mode)
	{
		case ROUND_HALF_UP:
			return twice_rest_to_unit >= 0;
		case ROUND_HALF_EVEN:
			return twice_rest_to_unit > 0 || (twice_rest_to_unit == 0 && quotient_is_odd);
		case ROUND_DOWN:
			return false;
		default:
			return true;
	}
}

static Numeric
call2(PGFunction function, Numeric a, Numeric b)
{
	return DatumGetNumeric(DirectFunctionCall2(function, NumericGetDatum(a), NumericGetDatum(b)));
}

/*
 * Exact: the whole units by truncating division, the rest by modulus, and the rest decides.  Amounts are rounded away from
 * or towards zero, so that a correction is the mirror image of what it corrects.
 */
Yuan
tuoyu_round_yuan(Numeric value, const Rounding *rounding)
{
	Numeric		unit,
				rest,
				whole;
	int			twice;
	bool		negative;

	if (rounding->unit == 1 && rounding->mode == ROUND_HALF_UP)
		return tuoyu_yuan_round_numeric(value);
	unit = tuoyu_yuan_to_numeric(rounding->unit);
	rest = call2(numeric_mod, value, unit);
	whole = call2(numeric_sub, value, rest);
	if (DatumGetInt32(DirectFunctionCall2(numeric_cmp, NumericGetDatum(rest), NumericGetDatum(int64_to_numeric(0)))) == 0)
		return tuoyu_yuan_from_numeric(whole);
	negative = DatumGetInt32(DirectFunctionCall2(numeric_cmp, NumericGetDatum(rest), NumericGetDatum(int64_to_numeric(0)))) < 0;
	rest = DatumGetNumeric(DirectFunctionCall1(numeric_abs, NumericGetDatum(rest)));
	twice = DatumGetInt32(DirectFunctionCall2(numeric_cmp, NumericGetDatum(call2(numeric_add, rest, rest)),
											  NumericGetDatum(unit)));
	if (rounds_away(rounding->mode, twice, (tuoyu_yuan_from_numeric(whole) / rounding->unit) % 2 != 0))
		whole = call2(negative ? numeric_sub : numeric_add, whole, unit);
	return tuoyu_yuan_from_numeric(whole);
}
