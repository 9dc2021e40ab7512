/*
 * fee.c
 *		The affordable cap and whether a fee is at or under it (普惠 as a fact about a fee, not as a standing).
 */
#include "tuoyu.h"

#include "utils/builtins.h"

#include "policy/resolve.h"
#include "policy/trace.h"

/* A question about a fee: where, when, and the facts. */
typedef struct FeeQuestion
{
	FactType   *type;
	RegionRules *rules;
	RuleMoment	moment;
	SelectorFacts facts;
	Layers		layers;
	Yuan		cap;
	bool		included;		/* a fee equal to the cap is affordable */
	const FeeRule *rule;		/* whose formula runs */
	int			depth;			/* of references */
} FeeQuestion;

/* Callback of the resolver. */
static int
fee_rule_applies(const RuleHead *head, void *arg)
{
	const FeeRule *rule = (const FeeRule *) head;
	FeeQuestion *question = arg;

	if (!tuoyu_rule_in_force(head, question->moment.day, NULL) ||
		!tuoyu_selectors_match(&rule->selectors, &question->facts))
		return -1;
	return rule->selectors.count;
}

/* In the order of TextSelector. */
static const int selector_columns[] = {
	FEE_INSTITUTION_KIND, FEE_OWNERSHIP, FEE_FUNDING, FEE_GRADE, FEE_ZONE, FEE_SERVICE_FORM
};

static void combine_caps(FeeQuestion *question);

/* What the selectors look at.  A fee without a form of service is one for full-day care. */
static void
read_selector_facts(FeeQuestion *question)
{
	SelectorFacts *facts = &question->facts;
	bool		isnull;
	Datum		kind = tuoyu_fact_value(question->type, FEE_CLASS_KIND, &isnull);

	facts->has_class_kind = !isnull;
	facts->class_kind = isnull ? AGE_BAND_UNDER : DatumGetAgeBand(kind);
	for (int i = 0; i < TEXT_SELECTORS; i++)
		facts->texts[i] = tuoyu_fact_text(question->type, selector_columns[i]);
	if (facts->texts[SELECT_SERVICE_FORM] == NULL)
		facts->texts[SELECT_SERVICE_FORM] = "全日托";
}

/* Callback of tuoyu_run_rule: the only variable that is derived late is the cap that a rule refers to. */
static void
derive_referred(FactType *type, uint32 wanted)
{
	TupleTableSlot *slot = type->derived;
	FeeQuestion *question = type->derive_arg;
	FeeQuestion inner = *question;
	bool		found;

	(void) wanted;
	type->ready |= 1U << VAR_FEE_REFERRED;
	slot->tts_isnull[VAR_FEE_REFERRED] = true;
	if (question->rule->as_for == NULL)
		return;
	if (++inner.depth > MOST_REFERENCES)
		tuoyu_refuse_circle(&question->rule->head);
	inner.facts = tuoyu_replace_selectors(&question->facts, question->rule->as_for);
	found = tuoyu_resolve(&question->rules->fees, fee_rule_applies, &inner, &inner.layers);
	if (found)
		combine_caps(&inner);
	type->derive_arg = question;
	type->ready |= 1U << VAR_FEE_REFERRED;
	slot->tts_isnull[VAR_FEE_REFERRED] = !found;
	slot->tts_values[VAR_FEE_REFERRED] = found ? NumericGetDatum(tuoyu_yuan_to_numeric(inner.cap)) : (Datum) 0;
}

/* The variables for one rule's formulas. */
static void
enter_rule(FeeQuestion *question, const FeeRule *rule)
{
	FactType   *type = question->type;

	question->rule = rule;
	question->moment.rule = rule->head.rule;
	type->derived->tts_values[VAR_FEE_AS_OF] = DateADTGetDatum(question->moment.day);
	type->derived->tts_isnull[VAR_FEE_AS_OF] = false;
	type->ready = 1U << VAR_FEE_AS_OF;
	type->derive = derive_referred;
	type->derive_arg = question;
}

/* The cap that one rule gives. */
static Yuan
cap_of(FeeQuestion *question, const FeeRule *rule)
{
	bool		isnull;
	Datum		value;
	Yuan		cap;

	enter_rule(question, rule);
	value = tuoyu_run_rule(question->type, rule->cap, &question->moment, &isnull);
	if (isnull)
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("policy rule \"%s\" gives no cap for this fee", rule->head.rule),
				 errdetail("Formula \"%s\" of %s is null, where %s.", rule->cap->source, tuoyu_rule_moment(&question->moment),
						   tuoyu_variables_text(question->type, rule->cap)),
				 errhint("Give the fact the columns that the formula reads.")));
	cap = tuoyu_round_yuan(DatumGetNumeric(value), &rule->rounding);
	if (cap < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("policy rule \"%s\" gives a negative cap", rule->head.rule),
				 errdetail("Formula \"%s\" of %s gives %s, where %s.", rule->cap->source, tuoyu_rule_moment(&question->moment),
						   tuoyu_yuan_to_text(cap), tuoyu_variables_text(question->type, rule->cap)),
				 errhint("Correct the fact, or the rule.")));
	return cap;
}

/* Add up the layers, then keep to the floors and ceilings of the levels above. */
static void
combine_caps(FeeQuestion *question)
{
	Layers	   *layers = &question->layers;

	question->cap = 0;
	for (int i = 0; i < layers->count; i++)
		question->cap = tuoyu_yuan_add(question->cap, cap_of(question, (const FeeRule *) layers->rules[i]));
	for (int i = 0; i < layers->nbounds; i++)
	{
		Yuan		bound = cap_of(question, (const FeeRule *) layers->bounds[i]);

		question->cap = layers->bounds[i]->combine == COMBINE_FLOOR ? Max(question->cap, bound) : Min(question->cap, bound);
	}
	question->included = ((const FeeRule *) layers->rules[layers->count - 1])->cap_included;
}

/* Answer: true when a rule is in force. */
static bool
ask(FunctionCallInfo fcinfo, FeeQuestion *question, RegionCode region, DateADT day, int fact_arg)
{
	HeapTupleHeader row = fact_arg >= PG_NARGS() || PG_ARGISNULL(fact_arg) ? NULL : PG_GETARG_HEAPTUPLEHEADER(fact_arg);

	question->type = tuoyu_fact_type(fcinfo, row, FACT_FEE);
	question->rules = tuoyu_region_rules(question->type->catalogue, region);
	question->moment.rules = question->rules;
	question->moment.region = region;
	question->moment.day = day;
	tuoyu_load_fact(question->type, row);
	read_selector_facts(question);
	if (!tuoyu_resolve(&question->rules->fees, fee_rule_applies, question, &question->layers))
		return false;
	combine_caps(question);
	return true;
}

PG_FUNCTION_INFO_V1(tuoyu_fee_cap);

/* fee_cap(region, as_of [, fact]) */
Datum
tuoyu_fee_cap(PG_FUNCTION_ARGS)
{
	FeeQuestion question = {0};

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1) ||
		!ask(fcinfo, &question, PG_GETARG_REGION_CODE(0), PG_GETARG_DATEADT(1), 2))
		PG_RETURN_NULL();
	PG_RETURN_YUAN(question.cap);
}

PG_FUNCTION_INFO_V1(tuoyu_fee_floor);

/* fee_floor(region, as_of [, fact]): by the rule of the lowest level that says one */
Datum
tuoyu_fee_floor(PG_FUNCTION_ARGS)
{
	FeeQuestion question = {0};

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1) ||
		!ask(fcinfo, &question, PG_GETARG_REGION_CODE(0), PG_GETARG_DATEADT(1), 2))
		PG_RETURN_NULL();
	for (int i = question.layers.count - 1; i >= 0; i--)
	{
		const FeeRule *rule = (const FeeRule *) question.layers.rules[i];
		Datum		value;
		bool		isnull;

		if (rule->lowest == NULL)
			continue;
		enter_rule(&question, rule);
		value = tuoyu_run_rule(question.type, rule->lowest, &question.moment, &isnull);
		if (isnull)
			PG_RETURN_NULL();
		PG_RETURN_YUAN(tuoyu_round_yuan(DatumGetNumeric(value), &rule->rounding));
	}
	PG_RETURN_NULL();
}

/* Is a fee at or under the cap, or under it where the cap itself does not count? */
static bool
is_affordable(const FeeQuestion *question, Yuan fee)
{
	return question->included ? fee <= question->cap : fee < question->cap;
}

/* Is there any rule for the place?  Where there is none, a report over a whole country need not look at the fee. */
static bool
any_fee_rule(RegionCode region)
{
	return tuoyu_region_rules(tuoyu_enter_catalogue(), region)->fees.count > 0;
}

PG_FUNCTION_INFO_V1(tuoyu_is_affordable);

/* is_affordable(fee, region, as_of [, fact]) */
Datum
tuoyu_is_affordable(PG_FUNCTION_ARGS)
{
	FeeQuestion question = {0};

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_ARGISNULL(2) || !any_fee_rule(PG_GETARG_REGION_CODE(1)) ||
		!ask(fcinfo, &question, PG_GETARG_REGION_CODE(1), PG_GETARG_DATEADT(2), 3))
		PG_RETURN_NULL();
	PG_RETURN_BOOL(is_affordable(&question, PG_GETARG_YUAN(0)));
}

/* One rule of the answer with what went into its cap; its formula runs again, so that the values shown are its own. */
static void
explain_rule(Json *rules, FeeQuestion *question, const RuleHead *head)
{
	const FeeRule *rule = (const FeeRule *) head;
	Yuan		cap = cap_of(question, rule);
	static const char *const combines[] = {"replace", "add", "floor", "ceiling"};
	Json		json = {0};

	tuoyu_json_rule(&json, head);
	tuoyu_json_variables(&json, question->type, rule->cap, &question->moment);
	tuoyu_json_yuan(&json, "cap", cap);
	tuoyu_json_text(&json, "combine", combines[head->combine]);
	tuoyu_json_rounding(&json, &rule->rounding);
	tuoyu_json_put(rules, NULL, tuoyu_json_finish(&json));
}

/* The answer in full: the question, the outcome, each rule. */
static Datum
explain(FeeQuestion *question, Yuan fee, bool has_rule)
{
	const Layers *layers = &question->layers;
	Json		json = {0};
	Json		rules = {.is_array = true};

	tuoyu_json_yuan(&json, "fee", fee);
	tuoyu_json_text(&json, "region", tuoyu_region_format(question->moment.region));
	tuoyu_json_date(&json, "as_of", question->moment.day);
	tuoyu_json_text(&json, "service_form", question->facts.texts[SELECT_SERVICE_FORM]);
	tuoyu_json_value(&json, "affordable", BOOLOID, BoolGetDatum(has_rule && is_affordable(question, fee)), !has_rule);
	if (has_rule)
	{
		tuoyu_json_yuan(&json, "cap", question->cap);
		tuoyu_json_bool(&json, "cap_included", question->included);
	}
	else
		tuoyu_json_text(&json, "reason", "该地区该日没有生效的收费规则");
	for (int i = 0; has_rule && i < layers->count; i++)
		explain_rule(&rules, question, layers->rules[i]);
	for (int i = 0; has_rule && i < layers->nbounds; i++)
		if (layers->count != 1 || layers->rules[0] != layers->bounds[i])
			explain_rule(&rules, question, layers->bounds[i]);
	tuoyu_json_put(&json, "rules", tuoyu_json_finish(&rules));
	return tuoyu_json_finish(&json);
}

PG_FUNCTION_INFO_V1(tuoyu_explain_affordability);

/* explain_affordability(fee, region, as_of [, fact]) */
Datum
tuoyu_explain_affordability(PG_FUNCTION_ARGS)
{
	FeeQuestion question = {0};
	bool		has_rule;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_ARGISNULL(2))
		PG_RETURN_NULL();
	has_rule = ask(fcinfo, &question, PG_GETARG_REGION_CODE(1), PG_GETARG_DATEADT(2), 3);
	return explain(&question, PG_GETARG_YUAN(0), has_rule);
}
