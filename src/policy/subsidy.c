/*
 * subsidy.c
 *		The lines of a fact: for each stretch of days and each rule that holds on it, conditions, amount, cap, rounding,
 *		and what the family still pays; then the bounds that levels above set, and rounding over a period.
 */
#include "tuoyu.h"

#include "utils/builtins.h"
#include "utils/numeric.h"

#include "policy/explain.h"
#include "policy/subsidy.h"
#include "policy/trace.h"

/*
 * Numbers
 */

static Numeric
call2(PGFunction function, Numeric a, Numeric b)
{
	return DatumGetNumeric(DirectFunctionCall2(function, NumericGetDatum(a), NumericGetDatum(b)));
}

static int
compare(Numeric a, Numeric b)
{
	return DatumGetInt32(DirectFunctionCall2(numeric_cmp, NumericGetDatum(a), NumericGetDatum(b)));
}

static Numeric
smaller(Numeric a, Numeric b)
{
	return compare(a, b) <= 0 ? a : b;
}

/*
 * Formulas of a rule
 */

/* A condition that must be true; absent is true, unknown is not. */
static bool
holds(CareFact *fact, const RuleProgram *program, const RuleMoment *moment, bool *isnull)
{
	Datum		value;

	*isnull = false;
	if (program == NULL)
		return true;
	value = tuoyu_run_rule(fact->type, program, moment, isnull);
	return !*isnull && DatumGetBool(value);
}

/* A number of yuan that the rule cannot do without. */
static Numeric
number_of(CareFact *fact, const RuleProgram *program, const RuleMoment *moment)
{
	bool		isnull;
	Datum		value = tuoyu_run_rule(fact->type, program, moment, &isnull);

	if (isnull)
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("subsidy rule \"%s\" gives no amount for this fact", moment->rule),
				 errdetail("Formula \"%s\" of %s is null, where %s.", program->source, tuoyu_rule_moment(moment),
						   tuoyu_variables_text(fact->type, program)),
				 errhint("Give the fact a value in every column that the formula reads, or leave such facts out by the rule's condition.")));
	return DatumGetNumeric(value);
}

/* Nobody is paid, or pays, less than nothing; only a rule that says so takes back. */
static void
refuse_negative(CareFact *fact, const RuleProgram *program, const RuleMoment *moment, Yuan amount)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("subsidy rule \"%s\" gives a negative amount", moment->rule),
			 errdetail("Formula \"%s\" of %s gives %s, where %s.", program->source, tuoyu_rule_moment(moment),
					   tuoyu_yuan_to_text(amount), tuoyu_variables_text(fact->type, program)),
			 errhint("Correct the fact or the formula; a rule that takes money back has its column recovery set.")));
}

/* What the document allows as input, such as a rate within its range. */
static void
check_requirement(CareFact *fact, const SubsidyRule *rule, const RuleMoment *moment)
{
	bool		isnull;

	if (holds(fact, rule->requires, moment, &isnull))
		return;
	ereport(ERROR,
			(errcode(isnull ? ERRCODE_NULL_VALUE_NOT_ALLOWED : ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("fact does not meet what subsidy rule \"%s\" requires", rule->head.rule),
			 errdetail("For %s it must hold that %s, but %s.", tuoyu_rule_moment(moment), rule->requires->source,
					   tuoyu_variables_text(fact->type, rule->requires)),
			 errhint("Correct the value in the fact or in tuoyu.policy_parameter.")));
}

/* Was it claimed too late? */
static bool
is_late(const CareFact *fact, const SubsidyRule *rule, Days period)
{
	return rule->claim_days >= 0 && fact->row->has_claimed_on &&
		fact->row->claimed_on > period.to - 1 + rule->claim_days;
}

/*
 * Caps
 */

/* Does a cap on lines of this rule and period count that earlier line too? */
static bool
shares_cap(const SubsidyLine *line, const SubsidyRule *rule, Days period)
{
	if (strcmp(line->rule->item, rule->item) != 0 || line->rule->head.region != rule->head.region)
		return false;
	switch (rule->cap_scope)
	{
		case CAP_LINE:
			return false;
		case CAP_PERIOD:
			return line->period.from == period.from && line->period.to == period.to;
		case CAP_ALL:
			return true;
		default:
			return tuoyu_settlement_year(rule, line->period.from) == tuoyu_settlement_year(rule, period.from);
	}
}

/* What the institution has had of the item this year; its own rule is about one fact only, and only it can tell. */
static Numeric
paid_this_year(CareFact *fact, const SubsidyRule *rule)
{
	bool		isnull;
	Datum		paid = tuoyu_fact_value(fact->type, CARE_PAID_THIS_YEAR, &isnull);

	if (isnull)
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("fact has no paid_this_year"),
				 errdetail("Subsidy rule \"%s\" has a cap for the institution and year.", rule->head.rule),
				 errhint("Give it a column \"paid_this_year\" with what the institution has had of the item in that year, 0 if nothing.")));
	return tuoyu_yuan_to_numeric(DatumGetYuan(paid));
}

/* What of a cap the lines that it is shared with have left. */
static Numeric
left_of_cap(CareFact *fact, const List *lines, const SubsidyRule *rule, Days period, Numeric cap)
{
	ListCell   *cell;

	if (rule->cap_scope == CAP_LINE)
		return cap;
	if (rule->cap_scope == CAP_INSTITUTION_YEAR)
		cap = call2(numeric_sub, cap, paid_this_year(fact, rule));
	foreach(cell, lines)
	{
		const SubsidyLine *line = lfirst(cell);

		if (shares_cap(line, rule, period))
			cap = call2(numeric_sub, cap, line->rule->rounding.whole_period ? line->exact : tuoyu_yuan_to_numeric(line->amount));
	}
	return compare(cap, int64_to_numeric(0)) < 0 ? int64_to_numeric(0) : cap;
}

/*
 * An amount
 */

/* What a rule gives in a scope. */
typedef struct Outcome
{
	Numeric		raw;
	Numeric		cap;			/* NULL: none */
	Numeric		left;			/* of the cap */
	Numeric		exact;			/* within it */
} Outcome;

/* Compute in the scope that has been entered; false when nothing is due. */
static bool
amount_due(CareScope *scope, const RuleMoment *moment, Outcome *outcome)
{
	CareFact   *fact = scope->fact;
	const SubsidyRule *rule = scope->rule;
	bool		isnull;

	if (is_late(fact, rule, scope->period) || !holds(fact, rule->condition, moment, &isnull))
		return false;
	if (rule->as_for != NULL)
	{
		/* where what is referred to gives nothing, this gives nothing */
		(void) tuoyu_care_variable(scope, VAR_REFERRED, &isnull);
		if (isnull)
			return false;
	}
	check_requirement(fact, rule, moment);
	outcome->cap = rule->cap == NULL ? NULL : number_of(fact, rule->cap, moment);
	outcome->raw = outcome->exact = number_of(fact, rule->amount, moment);
	outcome->left = NULL;
	if (outcome->cap != NULL)
	{
		outcome->left = left_of_cap(fact, scope->before, rule, scope->period, outcome->cap);
		outcome->exact = smaller(outcome->raw, outcome->left);
	}
	return true;
}

/* What is read each day gives an amount for each piece, what is read once gives the period's: one cannot stand for the other. */
static void
check_reading(const SubsidyRule *rule, const SubsidyRule *referred)
{
	if ((rule->reference_day == REFERENCE_EACH_DAY) == (referred->reference_day == REFERENCE_EACH_DAY))
		return;
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("subsidy rule \"%s\" cannot refer to rule \"%s\"", rule->head.rule, referred->head.rule),
			 errdetail("One is read each day, the other once a settlement period."),
			 errhint("Give both reference_day each_day, or neither.")));
}

/* One rule's amount within a reference; NULL when it gives nothing. */
static Numeric
referred_rule(const CareScope *scope, const RuleHead *head)
{
	CareScope	inner = *scope;
	RuleMoment	moment;
	Outcome		outcome;

	inner.rule = (const SubsidyRule *) head;
	check_reading(scope->rule, inner.rule);
	inner.day = tuoyu_reference_day(scope->fact, inner.rule, scope->settlement, scope->first_day, scope->day);
	inner.before = NIL;
	inner.depth++;
	inner.referred = NIL;
	moment = tuoyu_scope_moment(&inner);
	tuoyu_enter_scope(&inner);
	return amount_due(&inner, &moment, &outcome) ? outcome.exact : NULL;
}

/* The sum of the layers, kept to the bounds. */
static Numeric
referred_layers(CareScope *scope, const Layers *layers)
{
	Numeric		sum = NULL;

	for (int i = 0; i < layers->count; i++)
	{
		Numeric		part = referred_rule(scope, layers->rules[i]);

		if (part != NULL)
			sum = sum == NULL ? part : call2(numeric_add, sum, part);
		scope->referred = lappend(scope->referred, unconstify(RuleHead *, layers->rules[i]));
	}
	for (int i = 0; sum != NULL && i < layers->nbounds; i++)
	{
		Numeric		bound = referred_rule(scope, layers->bounds[i]);

		if (bound != NULL && (layers->bounds[i]->combine == COMBINE_FLOOR ? compare(bound, sum) > 0 : compare(bound, sum) < 0))
			sum = bound;
	}
	return sum;
}

Numeric
tuoyu_referred_amount(CareScope *scope)
{
	CareFact   *fact = scope->fact;
	List	   *outer = fact->as_for;
	SavedScope	saved;
	Layers		layers;
	Numeric		result = NULL;

	if (scope->depth >= MOST_REFERENCES)
		tuoyu_refuse_circle(&scope->rule->head);
	tuoyu_save_scope(fact, &saved);
	fact->as_for = lappend(list_copy(outer), scope->rule->as_for);
	scope->referred = NIL;
	if (tuoyu_item_layers(fact, scope->rule->item, scope->kind, scope->settlement, scope->first_day, scope->day, &layers))
		result = referred_layers(scope, &layers);
	fact->as_for = outer;
	tuoyu_restore_scope(fact, &saved);
	return result;
}

/*
 * A line
 */

/* The rules that a reference led to. */
static void
write_referred(Json *json, const CareScope *scope)
{
	Json		rules = {.is_array = true};
	ListCell   *cell;

	if (scope->rule->as_for == NULL)
		return;
	foreach(cell, scope->referred)
		tuoyu_json_text(&rules, NULL, ((RuleHead *) lfirst(cell))->rule);
	tuoyu_json_put(json, "referred_rules", tuoyu_json_finish(&rules));
}

/* How the amount came about; variables first, while their slots still hold what the amount was computed from. */
static Json *
explain_line(const CareScope *scope, const SubsidyLine *line, const RuleMoment *moment, const Outcome *outcome)
{
	Json	   *json = palloc(sizeof(Json));
	const SubsidyRule *rule = line->rule;

	*json = tuoyu_json_of_rule(scope);
	tuoyu_json_inputs(json, scope, moment);
	tuoyu_json_date(json, "period_start", line->period.from);
	tuoyu_json_date(json, "period_end", line->period.to - 1);
	tuoyu_json_date(json, "reference_day", line->reference_day);
	tuoyu_json_months(json, scope);
	write_referred(json, scope);
	tuoyu_json_number(json, "computed", outcome->raw);
	if (outcome->cap != NULL)
	{
		tuoyu_json_text(json, "cap_formula", rule->cap->source);
		tuoyu_json_number(json, "cap", outcome->cap);
		tuoyu_json_text(json, "cap_scope", rule->cap_scope_name);
		tuoyu_json_number(json, "cap_left", outcome->left);
	}
	return json;
}

/* Compute one rule on the days of a stretch that are its own; NULL when it gives nothing there. */
static SubsidyLine *
compute_line(CareFact *fact, const Stretch *stretch, const SubsidyRule *rule, const DaySet *care, const List *before,
			 bool explain)
{
	DateADT		day = tuoyu_reference_day(fact, rule, stretch->period, stretch->first_day, care->days[0].from);
	CareScope	scope = {
		.fact = fact, .rule = rule, .kind = stretch->kind, .period = stretch->period, .settlement = stretch->period,
		.care = care, .first_day = stretch->first_day, .day = day, .before = before
	};
	RuleMoment	moment = tuoyu_scope_moment(&scope);
	Outcome		outcome;
	SubsidyLine *line;

	tuoyu_enter_scope(&scope);
	if (!amount_due(&scope, &moment, &outcome))
		return NULL;
	line = palloc0(sizeof(SubsidyLine));
	line->rule = rule;
	line->payee = rule->payee;
	line->period = stretch->period;
	line->care = care;
	line->during = (Days) {care->days[0].from, care->days[care->count - 1].to};
	line->reference_day = day;
	line->exact = outcome.exact;
	line->amount = tuoyu_round_yuan(outcome.exact, &rule->rounding);
	if (line->amount < 0 && !rule->recovery)
		refuse_negative(fact, rule->amount, &moment, line->amount);
	if (rule->family_pays != NULL)
	{
		line->has_family_pays = true;
		line->family_pays = tuoyu_round_yuan(number_of(fact, rule->family_pays, &moment), &rule->rounding);
		if (line->family_pays < 0)
			refuse_negative(fact, rule->family_pays, &moment, line->family_pays);
	}
	if (explain)
		line->trace = explain_line(&scope, line, &moment, &outcome);
	return line;
}

/*
 * A settlement period: its stretches' lines, and the bounds that levels above set
 */

static Yuan
sum_from(const List *lines, int first)
{
	Yuan		sum = 0;

	for (int i = first; i < list_length(lines); i++)
		sum = tuoyu_yuan_add(sum, ((SubsidyLine *) list_nth(lines, i))->amount);
	return sum;
}

/* Is the bound's own value one of the layers already? */
static bool
is_layer(const Layers *layers, const RuleHead *rule)
{
	for (int i = 0; i < layers->count; i++)
		if (layers->rules[i] == rule)
			return true;
	return false;
}

/* Where the sum is beyond a bound, the line of the bound takes the place of the lines. */
static List *
apply_bound(CareFact *fact, List *lines, int first, const Stretch *stretch, const RuleHead *bound, const DaySet *care,
			bool explain)
{
	/* what the lines of the period have used of a cap, they give back when they go */
	List	   *before = list_copy_head(lines, first);
	SubsidyLine *line = compute_line(fact, stretch, (const SubsidyRule *) bound, care, before, explain);
	Yuan		sum = sum_from(lines, first);

	if (line == NULL || (bound->combine == COMBINE_FLOOR ? line->amount <= sum : line->amount >= sum))
		return lines;
	return lappend(list_truncate(lines, first), line);
}

static bool
is_each_day(const RuleHead *rule)
{
	return ((const SubsidyRule *) rule)->reference_day == REFERENCE_EACH_DAY;
}

/* Layers, and bounds that are read each day. */
static List *
compute_stretch(CareFact *fact, List *lines, const Stretch *stretch, bool explain)
{
	const Layers *layers = &stretch->layers;
	int			first = list_length(lines);

	for (int i = 0; i < layers->count; i++)
	{
		const DaySet *care = stretch->layer_care[i] != NULL ? stretch->layer_care[i] : &stretch->care;
		SubsidyLine *line = stretch->layer_done[i] ? NULL :
			compute_line(fact, stretch, (const SubsidyRule *) layers->rules[i], care, lines, explain);

		if (line != NULL)
			lines = lappend(lines, line);
	}
	for (int i = 0; i < layers->nbounds; i++)
		if (is_each_day(layers->bounds[i]) && !is_layer(layers, layers->bounds[i]))
			lines = apply_bound(fact, lines, first, stretch, layers->bounds[i], &stretch->care, explain);
	return lines;
}

/* The days of several stretches together. */
static DaySet *
days_of_stretches(const List *stretches, int from, int to)
{
	DaySet	   *result = palloc0(sizeof(DaySet));

	if (to == from + 1)
		return &((Stretch *) list_nth(stretches, from))->care;
	for (int i = from; i < to; i++)
		*result = tuoyu_unite_days(result, &((Stretch *) list_nth(stretches, i))->care);
	return result;
}

/* Bounds that are read once a period hold for what the whole period gives. */
static List *
apply_period_bounds(CareFact *fact, List *lines, int first, const List *stretches, int from, int to, bool explain)
{
	const Stretch *stretch = list_nth(stretches, from);
	const Layers *layers = &stretch->layers;

	for (int i = 0; i < layers->nbounds; i++)
		if (!is_each_day(layers->bounds[i]) && !is_layer(layers, layers->bounds[i]))
			lines = apply_bound(fact, lines, first, stretch, layers->bounds[i], days_of_stretches(stretches, from, to), explain);
	return lines;
}

/* Where the sum of a period is to be rounded, each line takes what the sum up to it adds to the one before. */
static void
round_period(const List *lines, int first)
{
	Numeric		sum = NULL;
	Yuan		given = 0;

	for (int i = first; i < list_length(lines); i++)
	{
		SubsidyLine *line = list_nth(lines, i);

		if (!line->rule->rounding.whole_period)
			continue;
		sum = sum == NULL ? line->exact : call2(numeric_add, sum, line->exact);
		line->amount = tuoyu_yuan_subtract(tuoyu_round_yuan(sum, &line->rule->rounding), given);
		given = tuoyu_yuan_add(given, line->amount);
	}
}

/* The stretches of one period, which are next to each other; returns where the next period begins. */
static int
end_of_period(const List *stretches, int from)
{
	const Stretch *first = list_nth(stretches, from);
	int			to = from;

	while (to < list_length(stretches))
	{
		const Stretch *stretch = list_nth(stretches, to);

		if (stretch->kind != first->kind || stretch->period.from != first->period.from)
			break;
		to++;
	}
	return to;
}

static List *
compute_item(CareFact *fact, List *lines, const char *item, bool explain)
{
	List	   *stretches = tuoyu_item_stretches(fact, item);

	for (int from = 0, to; from < list_length(stretches); from = to)
	{
		int			first = list_length(lines);

		to = end_of_period(stretches, from);
		for (int i = from; i < to; i++)
			lines = compute_stretch(fact, lines, list_nth(stretches, i), explain);
		lines = apply_period_bounds(fact, lines, first, stretches, from, to, explain);
		round_period(lines, first);
	}
	return lines;
}

/*
 * All items
 */

/* Has the item come up in the list before this place? */
static bool
item_seen(const RuleList *list, int before)
{
	const char *item = ((SubsidyRule *) list->rules[before])->item;

	for (int i = 0; i < before; i++)
		if (((SubsidyRule *) list->rules[i])->item == item)
			return true;
	return false;
}

List *
tuoyu_compute_lines(CareFact *fact, const char *item, bool explain)
{
	const RuleList *list = &fact->rules->subsidies;
	List	   *lines = NIL;

	for (int i = 0; i < list->count; i++)
	{
		const SubsidyRule *rule = (const SubsidyRule *) list->rules[i];

		if ((item == NULL || strcmp(rule->item, item) == 0) && !item_seen(list, i))
			lines = compute_item(fact, lines, rule->item, explain);
	}
	return tuoyu_pay_out(fact, lines);
}
