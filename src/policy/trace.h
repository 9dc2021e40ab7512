/*
 * trace.h
 *		Explanations as jsonb: what a rule is, and what went into its formula.
 */
#ifndef TUOYU_TRACE_H
#define TUOYU_TRACE_H

#include "policy/fact.h"
#include "policy/json.h"
#include "policy/rules.h"

/* Rule, region, document, 文号, clause, assumptions. */
extern void tuoyu_json_rule(Json *json, const RuleHead *head);

/* The variables of a rule's formula with the values that the last run had; "parameters" with where each comes from. */
extern void tuoyu_json_variables(Json *json, FactType *type, const RuleProgram *program, const RuleMoment *moment);

/* The same for several formulas (NULLs among them are passed over), the first of which is shown as "formula". */
extern void tuoyu_json_variables_of(Json *json, FactType *type, const RuleProgram *const *programs, int count,
									const RuleMoment *moment);

/* The same for an error message: "days is 3, monthly_fee is null". */
extern char *tuoyu_variables_text(FactType *type, const RuleProgram *program);

extern void tuoyu_json_rounding(Json *json, const Rounding *rounding);

#endif							/* TUOYU_TRACE_H */
