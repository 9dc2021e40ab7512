/*
 * trace.h
 *		Explanations as jsonb: what a rule is, and what went into its formula.
 */
#ifndef TUOYU_TRACE_H
#define TUOYU_TRACE_H

#include "lib/stringinfo.h"

#include "policy/fact.h"
#include "policy/rules.h"

/* JSON being written: members of one object, the first without a comma. */
extern void tuoyu_json_text(StringInfo json, const char *key, const char *value);	/* NULL: null */
extern void tuoyu_json_raw(StringInfo json, const char *key, const char *value);
extern void tuoyu_json_yuan(StringInfo json, const char *key, Yuan value);
extern void tuoyu_json_date(StringInfo json, const char *key, DateADT value);
/* A value as JSON: numbers and booleans as such, all else as the type prints it. */
extern void tuoyu_json_value(StringInfo json, const char *key, Oid type, Datum value, bool isnull);
extern void tuoyu_json_open(StringInfo json, const char *key);	/* an object, until it is closed */
extern void tuoyu_json_close(StringInfo json);

/* Rule, region, document, 文号, clause, assumptions. */
extern void tuoyu_json_rule(StringInfo json, const RuleHead *head);

/* The variables of a rule's formula with the values that the last run had; "parameters" with where each comes from. */
extern void tuoyu_json_variables(StringInfo json, FactType *type, const RuleProgram *program, const RuleMoment *moment);

/* The same for several formulas (NULLs among them are passed over), the first of which is shown as "formula". */
extern void tuoyu_json_variables_of(StringInfo json, FactType *type, const RuleProgram *const *programs, int count,
									const RuleMoment *moment);

/* The same for an error message: "days is 3, monthly_fee is null". */
extern char *tuoyu_variables_text(FactType *type, const RuleProgram *program);

extern void tuoyu_json_rounding(StringInfo json, const Rounding *rounding);

/* The finished text as a jsonb datum. */
extern Datum tuoyu_json_finish(StringInfo json);

#endif							/* TUOYU_TRACE_H */
