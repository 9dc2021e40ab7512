/*
 * staffing_rule.c
 *		How many of a role an institution or a class needs by the rules in force.
 */
#include "tuoyu.h"

#include "utils/builtins.h"

#include "policy/resolve.h"

/* What is asked. */
typedef struct StaffingQuestion
{
	DateADT		day;
	char	   *role;
	char	   *scope;
	char	   *institution_kind;	/* NULL: not known */
} StaffingQuestion;

/* Callback of the resolver. */
static int
staffing_rule_applies(const RuleHead *head, void *arg)
{
	const StaffingRule *rule = (const StaffingRule *) head;
	const StaffingQuestion *question = arg;

	if (!tuoyu_rule_in_force(head, question->day, NULL) || strcmp(rule->role, question->role) != 0 ||
		strcmp(rule->scope, question->scope) != 0)
		return -1;
	if (rule->institution_kind == NULL)
		return 0;
	return question->institution_kind != NULL && strcmp(rule->institution_kind, question->institution_kind) == 0 ? 1 : -1;
}

PG_FUNCTION_INFO_V1(tuoyu_staff_required);

/* staff_required(region, role, as_of, children, institution_kind, scope) */
Datum
tuoyu_staff_required(PG_FUNCTION_ARGS)
{
	StaffingQuestion question = {0};
	HeadCounts	heads = {.youngest = -1};
	const StaffingRule *rule;
	RegionRules *rules;
	Layers		layers;
	int32		required;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_ARGISNULL(2) || PG_ARGISNULL(3) || PG_ARGISNULL(5))
		PG_RETURN_NULL();
	question.role = text_to_cstring(PG_GETARG_TEXT_PP(1));
	question.day = PG_GETARG_DATEADT(2);
	heads.children = PG_GETARG_INT32(3);
	question.institution_kind = PG_ARGISNULL(4) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(4));
	question.scope = text_to_cstring(PG_GETARG_TEXT_PP(5));
	rules = tuoyu_region_rules(tuoyu_enter_catalogue(), PG_GETARG_REGION_CODE(0));
	if (!tuoyu_resolve(&rules->staffing, staffing_rule_applies, &question, &layers))
		PG_RETURN_NULL();
	rule = (const StaffingRule *) layers.rules[layers.count - 1];
	required = rule->required == NULL ? -1 : tuoyu_required_by_formula(&rule->head, rule->required, &heads);
	if (required < 0)
		PG_RETURN_NULL();
	PG_RETURN_INT32(required);
}
