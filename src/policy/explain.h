/*
 * explain.h
 *		What a subsidy line depends on, written into its trace.
 */
#ifndef TUOYU_EXPLAIN_H
#define TUOYU_EXPLAIN_H

#include "policy/json.h"
#include "policy/subsidy.h"

/*
 * The amount's formula, the variables of all formulas of the rule with the values that their last run had, the rule's
 * selectors, the facts that rules of the item select by, the days in care, and the funders' rates.
 */
extern void tuoyu_json_inputs(Json *json, const CareScope *scope, const RuleMoment *moment);

#endif							/* TUOYU_EXPLAIN_H */
