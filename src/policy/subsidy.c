/*
 * subsidy.c
 *		The lines of a fact: for each stretch of days and each rule that holds on it, conditions, amount, cap, rounding,
 *		and what the family still pays; then caps per year, instalments and stacking over the lines together.
 */
#include "tuoyu.h"

#include "utils/builtins.h"
#include "utils/datetime.h"
#include "utils/numeric.h"

#include "calendar/months.h"
#include "policy/explain.h"
#include "policy/subsidy.h"
#include "policy/trace.h"

/*
 * Derived variables
 */

/* Completed months of each unbroken time, added up. */
static int32
whole_months(const DaySet *care)
{
	int32		months = 0;

	for (int i = 0; i < care->count; i++)
		months += tuoyu_age_months(care->days[i].from, care->days[i].to);
	return months;
}

/* Months of the calendar, counted from year 0, so that neighbours differ by one. */
static int
month_number(DateADT day)
{
	int			year,
				month,
				mday;

	j2date(day + POSTGRES_EPOCH_JDATE, &year, &month, &mday);
	return year * 12 + month;
}

/* Calendar months with at least one day in care. */
static int32
calendar_months(const DaySet *care)
{
	int32		months = 0;
	int			last = PG_INT32_MIN;

	for (int i = 0; i < care->count; i++)
	{
		int			from = month_number(care->days[i].from);
		int			to = month_number(care->days[i].to - 1);

		months += to - from + (from != last);
		last = to;
	}
	return months;
}

static int32
count_days(const DaySet *care)
{
	int32		days = 0;

	for (int i = 0; i < care->count; i++)
		days += care->days[i].to - care->days[i].from;
	return days;
}

/* Fill the slot of derived variables; the order is that of care_columns in program.c. */
static void
load_derived(CareFact *fact, const Stretch *stretch, const SubsidyRule *rule, DateADT day)
{
	TupleTableSlot *slot = fact->type->derived;
	Datum	   *values = slot->tts_values;
	bool	   *nulls = slot->tts_isnull;

	ExecClearTuple(slot);
	memset(nulls, 0, sizeof(bool) * slot->tts_tupleDescriptor->natts);
	nulls[0] = rule->month_counting == MONTHS_NONE;
	values[0] = Int32GetDatum(rule->month_counting == MONTHS_WHOLE ? whole_months(&stretch->care) :
							  rule->month_counting == MONTHS_CALENDAR ? calendar_months(&stretch->care) : 0);
	values[1] = Int32GetDatum(count_days(&stretch->care));
	values[2] = Int32GetDatum(stretch->period.to - stretch->period.from);
	nulls[3] = !fact->has_birth || DATE_NOT_FINITE(fact->birth) || fact->birth > day;
	values[3] = Int32GetDatum(nulls[3] ? 0 : tuoyu_age_months(fact->birth, day));
	nulls[4] = !fact->has_birth;
	values[4] = AgeBandGetDatum(nulls[4] ? AGE_BAND_UNDER : tuoyu_regional_band(fact->birth, day, fact->region));
	values[5] = DateADTGetDatum(day);
	values[6] = DateADTGetDatum(stretch->period.from);
	values[7] = DateADTGetDatum(stretch->period.to - 1);
	ExecStoreVirtualTuple(slot);
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
	return rule->claim_days >= 0 && fact->has_claimed_on && fact->claimed_on > period.to - 1 + rule->claim_days;
}

static Numeric
smaller(Numeric a, Numeric b)
{
	return DatumGetInt32(DirectFunctionCall2(numeric_cmp, NumericGetDatum(a), NumericGetDatum(b))) <= 0 ? a : b;
}

/*
 * A line
 */

/* How the amount came about; variables first, while their slots still hold what the amount was computed from. */
static char *
explain_line(CareFact *fact, const Stretch *stretch, SubsidyLine *line, const RuleMoment *moment, Numeric raw, Numeric cap,
			 Numeric left)
{
	StringInfoData json;
	const SubsidyRule *rule = line->rule;

	initStringInfo(&json);
	appendStringInfoChar(&json, '{');
	tuoyu_json_inputs(&json, fact, stretch, rule, moment);
	tuoyu_json_rule(&json, &rule->head);
	tuoyu_json_text(&json, "item", rule->item);
	tuoyu_json_text(&json, "payee", rule->payee);
	tuoyu_json_text(&json, "unit", rule->unit_name);
	tuoyu_json_date(&json, "period_start", line->period.from);
	tuoyu_json_date(&json, "period_end", line->period.to - 1);
	tuoyu_json_date(&json, "reference_day", line->reference_day);
	tuoyu_json_text(&json, "reference_day_rule", rule->reference_day_name);
	tuoyu_json_text(&json, "month_counting", rule->month_counting_name);
	tuoyu_json_text(&json, "condition", rule->condition == NULL ? NULL : rule->condition->source);
	tuoyu_json_raw(&json, "computed", DatumGetCString(DirectFunctionCall1(numeric_out, NumericGetDatum(raw))));
	if (cap != NULL)
	{
		tuoyu_json_text(&json, "cap_formula", rule->cap->source);
		tuoyu_json_raw(&json, "cap", DatumGetCString(DirectFunctionCall1(numeric_out, NumericGetDatum(cap))));
		tuoyu_json_text(&json, "cap_scope", rule->cap_per_year ? "year" : "line");
		tuoyu_json_raw(&json, "cap_left", DatumGetCString(DirectFunctionCall1(numeric_out, NumericGetDatum(left))));
	}
	tuoyu_json_rounding(&json, &rule->rounding);
	return json.data;
}

/* What of a yearly cap the same rule's lines of that year have left. */
static Numeric
left_of_cap(const List *lines, const SubsidyRule *rule, Days period, Numeric cap)
{
	ListCell   *cell;
	Yuan		used = 0;

	foreach(cell, lines)
	{
		SubsidyLine *line = lfirst(cell);

		if (line->rule == rule && (month_number(line->period.from) - 1) / 12 == (month_number(period.from) - 1) / 12)
			used = tuoyu_yuan_add(used, line->amount);
	}
	return DatumGetNumeric(DirectFunctionCall2(numeric_sub, NumericGetDatum(cap),
											   NumericGetDatum(tuoyu_yuan_to_numeric(used))));
}

/* Compute one rule on one stretch; NULL when it gives nothing there. */
static SubsidyLine *
compute_line(CareFact *fact, const Stretch *stretch, const SubsidyRule *rule, const List *before, bool explain)
{
	const DaySet *care = &stretch->care;
	DateADT		day = tuoyu_reference_day(fact, rule, stretch->period, care->days[0].from);
	RuleMoment	moment = {fact->rules, fact->region, day, fact->scenario, rule->head.rule};
	SubsidyLine *line;
	Numeric		raw,
				amount,
				cap = NULL,
				left = NULL;
	bool		isnull;

	load_derived(fact, stretch, rule, day);
	if (is_late(fact, rule, stretch->period) || !holds(fact, rule->condition, &moment, &isnull))
		return NULL;
	check_requirement(fact, rule, &moment);

	line = palloc0(sizeof(SubsidyLine));
	line->rule = rule;
	line->period = stretch->period;
	line->during = (Days) {care->days[0].from, care->days[care->count - 1].to};
	line->reference_day = day;
	if (rule->cap != NULL)
		cap = number_of(fact, rule->cap, &moment);
	if (rule->family_pays != NULL)
	{
		line->has_family_pays = true;
		line->family_pays = tuoyu_round_yuan(number_of(fact, rule->family_pays, &moment), &rule->rounding);
	}
	raw = amount = number_of(fact, rule->amount, &moment);
	if (cap != NULL)
	{
		left = rule->cap_per_year ? left_of_cap(before, rule, stretch->period, cap) : cap;
		amount = smaller(amount, left);
	}
	line->amount = tuoyu_round_yuan(amount, &rule->rounding);
	if (line->amount < 0 && !rule->recovery)
		refuse_negative(fact, rule->amount, &moment, line->amount);
	if (line->family_pays < 0)
		refuse_negative(fact, rule->family_pays, &moment, line->family_pays);
	if (explain)
		line->trace = explain_line(fact, stretch, line, &moment, raw, cap, left);
	return line;
}

/*
 * A stretch: the layers' lines, and the bounds that levels above set
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
apply_bound(CareFact *fact, List *lines, int first, const Stretch *stretch, const RuleHead *bound, bool explain)
{
	SubsidyLine *line = compute_line(fact, stretch, (const SubsidyRule *) bound, lines, explain);
	Yuan		sum = sum_from(lines, first);

	if (line == NULL || (bound->combine == COMBINE_FLOOR ? line->amount <= sum : line->amount >= sum))
		return lines;
	return lappend(list_truncate(lines, first), line);
}

static List *
compute_stretch(CareFact *fact, List *lines, const Stretch *stretch, bool explain)
{
	const Layers *layers = &stretch->layers;
	int			first = list_length(lines);

	for (int i = 0; i < layers->count; i++)
	{
		SubsidyLine *line = compute_line(fact, stretch, (const SubsidyRule *) layers->rules[i], lines, explain);

		if (line != NULL)
			lines = lappend(lines, line);
	}
	for (int i = 0; i < layers->nbounds; i++)
		if (!is_layer(layers, layers->bounds[i]))
			lines = apply_bound(fact, lines, first, stretch, layers->bounds[i], explain);
	return lines;
}

/*
 * All lines together
 */

/* Of the lines of a stacking group for the same period, only the largest stays; of equals the first. */
static bool
is_outdone(const List *lines, const SubsidyLine *line)
{
	ListCell   *cell;
	bool		seen = false;

	if (line->rule->stacking_group == NULL || !line->rule->stacking_largest)
		return false;
	foreach(cell, lines)
	{
		SubsidyLine *other = lfirst(cell);

		if (other == line)
			seen = true;
		else if (other->rule->stacking_group != NULL && strcmp(other->rule->stacking_group, line->rule->stacking_group) == 0 &&
				 other->period.from < line->period.to && line->period.from < other->period.to &&
				 (other->amount > line->amount || (other->amount == line->amount && !seen)))
			return true;
	}
	return false;
}

static List *
apply_stacking(const List *lines)
{
	List	   *result = NIL;
	ListCell   *cell;

	foreach(cell, lines)
		if (!is_outdone(lines, lfirst(cell)))
			result = lappend(result, lfirst(cell));
	return result;
}

/* A share of an amount, rounded to the fen. */
static Yuan
share_of(Yuan amount, Numeric share)
{
	return tuoyu_yuan_multiply_numeric(amount, share);
}

/* A line paid over years: a line for each instalment, the last with what rounding left. */
static List *
split_instalments(List *result, const SubsidyLine *line)
{
	Yuan		left = line->amount;

	for (int i = 0; i < line->rule->ninstalments; i++)
	{
		SubsidyLine *part = palloc(sizeof(SubsidyLine));
		bool		last = i == line->rule->ninstalments - 1;

		*part = *line;
		part->instalment = i + 1;
		part->amount = last ? left : share_of(line->amount, line->rule->instalments[i]);
		left = tuoyu_yuan_subtract(left, part->amount);
		part->during.from = tuoyu_add_months(line->during.from, 12 * i);
		part->during.to = part->during.from + (line->during.to - line->during.from);
		result = lappend(result, part);
	}
	return result;
}

static List *
apply_instalments(const List *lines)
{
	List	   *result = NIL;
	ListCell   *cell;

	foreach(cell, lines)
	{
		SubsidyLine *line = lfirst(cell);

		result = line->rule->ninstalments > 0 ? split_instalments(result, line) : lappend(result, line);
	}
	return result;
}

/* Has the item come up in the list before this place? */
static bool
item_seen(const RuleList *list, int before)
{
	const char *item = ((SubsidyRule *) list->rules[before])->item;

	for (int i = 0; i < before; i++)
		if (strcmp(((SubsidyRule *) list->rules[i])->item, item) == 0)
			return true;
	return false;
}

static List *
compute_item(CareFact *fact, List *lines, const char *item, bool explain)
{
	ListCell   *cell;

	foreach(cell, tuoyu_item_stretches(fact, item))
		lines = compute_stretch(fact, lines, lfirst(cell), explain);
	return lines;
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
	return apply_instalments(apply_stacking(lines));
}

/* The residual funder takes what the others' shares leave, rounding included. */
char *
tuoyu_funder_shares(const SubsidyRule *rule, Yuan amount)
{
	StringInfoData json;
	Yuan		left = amount;

	initStringInfo(&json);
	appendStringInfoChar(&json, '{');
	for (int i = 0; i < rule->nshares; i++)
	{
		Yuan		part;

		if (strcmp(rule->shares[i].funder, rule->residual_funder) == 0)
			continue;
		part = share_of(amount, rule->shares[i].share);
		left = tuoyu_yuan_subtract(left, part);
		tuoyu_json_yuan(&json, rule->shares[i].funder, part);
	}
	if (rule->residual_funder != NULL)
		tuoyu_json_yuan(&json, rule->residual_funder, left);
	appendStringInfoChar(&json, '}');
	return json.data;
}
