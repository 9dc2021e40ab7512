/*
 * explain.h
 *		What a subsidy line depends on, written into its trace.
 */
#ifndef TUOYU_EXPLAIN_H
#define TUOYU_EXPLAIN_H

#include "policy/json.h"
#include "policy/subsidy.h"

/* What every trace of the scope's rule says: the rule with its selectors, shares and rounding.  Written once a rule. */
extern Json tuoyu_json_of_rule(const CareScope *scope);

/*
 * What is the line's own: the amount's formula, the variables of all formulas of the rule with the values that their last run
 * had, the facts that rules of the item select by, and the days in care.
 */
extern void tuoyu_json_inputs(Json *json, const CareScope *scope, const RuleMoment *moment);

#endif							/* TUOYU_EXPLAIN_H */
