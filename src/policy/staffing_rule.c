/*
 * staffing_rule.c
 *		Staff by the rules in force: how many of a role an institution or a class needs, and what one of a role counts.
 */
#include "tuoyu.h"

#include "utils/builtins.h"

#include "policy/resolve.h"

/* What is asked. */
typedef struct StaffingQuestion
{
	DateADT		day;
	int32		role;
	StaffScope	scope;
	int32		institution_kind;	/* LABEL_NONE: not known, or named by no rule */
} StaffingQuestion;

/*
 * The rule in force
 */

/* Callback of the resolver. */
static int
staffing_rule_applies(const RuleHead *head, void *arg)
{
	const StaffingRule *rule = (const StaffingRule *) head;
	const StaffingQuestion *question = arg;

	if (rule->role != question->role || rule->scope != question->scope || !tuoyu_rule_in_force(head, question->day, NULL))
		return -1;
	if (rule->institution_kind == LABEL_NONE)
		return 0;
	return rule->institution_kind == question->institution_kind ? 1 : -1;
}

const StaffingRule *
tuoyu_staffing_rule(RegionCode region, StaffScope scope, int32 role, int32 institution_kind, DateADT day)
{
	StaffingQuestion question = {.day = day, .role = role, .scope = scope, .institution_kind = institution_kind};
	Layers		layers;

	if (role == LABEL_NONE ||
		!tuoyu_resolve(&tuoyu_region_rules(tuoyu_catalogue(), region)->staffing, staffing_rule_applies, &question, &layers))
		return NULL;
	return (const StaffingRule *) layers.rules[layers.count - 1];
}

bool
tuoyu_any_staffing_rule(StaffScope scope)
{
	return tuoyu_catalogue()->any_staffing[scope];
}

bool
tuoyu_any_certificate_needed(StaffScope scope)
{
	return tuoyu_catalogue()->any_certificate[scope];
}

int32
tuoyu_staffing_rule_counts(const StaffingRule *rule, int32 otherwise)
{
	return rule->counts >= 0 ? rule->counts : otherwise;
}

int32
tuoyu_staffing_rule_certificate(const StaffingRule *rule)
{
	return rule->certificate;
}

const BandRule *
tuoyu_staffing_rule_demand(const StaffingRule *rule)
{
	return rule->demand.required != NULL ? &rule->demand : NULL;
}

int32 *
tuoyu_required_roles(RegionCode region, StaffScope scope, int *count)
{
	const RuleList *list = &tuoyu_region_rules(tuoyu_catalogue(), region)->staffing;
	int32	   *roles = palloc(sizeof(int32) * (list->count + 1));

	*count = 0;
	for (int i = 0; i < list->count; i++)
	{
		const StaffingRule *rule = (const StaffingRule *) list->rules[i];
		int			known = 0;

		if (rule->scope != scope || rule->demand.required == NULL || rule->head.scenario != NULL)
			continue;
		while (known < *count && roles[known] != rule->role)
			known++;
		roles[known] = rule->role;
		*count = Max(*count, known + 1);
	}
	return roles;
}

/*
 * Where something changes
 */

/* The days on which rules of a scope begin or end, into the catalogue's memory. */
static void
find_changes(RegionRules *rules, StaffScope scope, MemoryContext memory)
{
	DateADT    *days = MemoryContextAlloc(memory, sizeof(DateADT) * (2 * rules->staffing.count + 1));
	int			count = 0;

	for (int i = 0; i < rules->staffing.count; i++)
	{
		const StaffingRule *rule = (const StaffingRule *) rules->staffing.rules[i];

		if (rule->scope != scope || rule->head.scenario != NULL)
			continue;
		days[count++] = rule->head.days.from;
		days[count++] = rule->head.days.to;
	}
	rules->nstaffing_changes[scope] = tuoyu_tidy_dates(days, count, DATEVAL_NOBEGIN, DATEVAL_NOEND);
	rules->staffing_changes[scope] = days;
}

const DateADT *
tuoyu_staffing_rule_changes(RegionCode region, StaffScope scope, int *count)
{
	Catalogue  *catalogue = tuoyu_catalogue();
	RegionRules *rules = tuoyu_region_rules(catalogue, region);

	if (rules->staffing_changes[scope] == NULL)
		find_changes(rules, scope, catalogue->memory);
	*count = rules->nstaffing_changes[scope];
	return rules->staffing_changes[scope];
}

/*
 * SQL
 */

/* The label of a text argument; LABEL_NONE also for NULL. */
static int32
label_argument(FunctionCallInfo fcinfo, int argno)
{
	return PG_ARGISNULL(argno) ? LABEL_NONE : tuoyu_label_of_text(PG_GETARG_DATUM(argno));
}

PG_FUNCTION_INFO_V1(tuoyu_staff_required);

/* staff_required(region, role, as_of, children, institution_kind, scope) */
Datum
tuoyu_staff_required(PG_FUNCTION_ARGS)
{
	HeadCounts	heads = {.youngest = -1};
	const StaffingRule *rule;
	char	   *scope;
	int32		required = -1;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_ARGISNULL(2) || PG_ARGISNULL(3) || PG_ARGISNULL(5))
		PG_RETURN_NULL();
	(void) tuoyu_enter_catalogue();
	heads.children = PG_GETARG_INT32(3);
	scope = text_to_cstring(PG_GETARG_TEXT_PP(5));
	if (strcmp(scope, "class") != 0 && strcmp(scope, "institution") != 0)
		PG_RETURN_NULL();
	rule = tuoyu_staffing_rule(PG_GETARG_REGION_CODE(0), strcmp(scope, "class") == 0 ? SCOPE_CLASS : SCOPE_INSTITUTION,
							   label_argument(fcinfo, 1), label_argument(fcinfo, 4), PG_GETARG_DATEADT(2));
	if (rule != NULL && rule->demand.required != NULL)
		required = tuoyu_required_by_formula(&rule->head, rule->demand.required, &heads);
	if (required < 0)
		PG_RETURN_NULL();
	PG_RETURN_INT32(required);
}
