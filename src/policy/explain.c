/*
 * explain.c
 *		What a subsidy line depends on, written into its trace: every formula's variables, the facts by which its rule was
 *		chosen, what the rule asks for, and the days in care.
 *
 * A line can be recomputed from this, and two lines compared, without asking the engine or the catalogue again: the facts
 * are those that any rule of the item selects by, so that it shows from two traces alone why another rule was chosen.
 */
#include "tuoyu.h"

#include "catalog/pg_type_d.h"
#include "utils/builtins.h"
#include "utils/datetime.h"
#include "utils/memutils.h"
#include "utils/numeric.h"

#include "policy/explain.h"
#include "policy/trace.h"

/* A range of days as PostgreSQL writes it. */
static void
write_range(Json *json, const char *key, Days days)
{
	StringInfoData text;

	initStringInfo(&text);
	appendStringInfo(&text, "%s%s,%s)", DATE_IS_NOBEGIN(days.from) ? "(" : "[",
					 DATE_IS_NOBEGIN(days.from) ? "" : tuoyu_iso_date(days.from),
					 DATE_IS_NOEND(days.to) ? "" : tuoyu_iso_date(days.to));
	tuoyu_json_text(json, key, text.data);
}

/* What the rule asks of a fact, by the fact's names. */
static void
write_selectors(Json *json, const SubsidyRule *rule)
{
	Json		asked = {0};

	if (rule->selectors.has_band)
		tuoyu_json_text(&asked, rule->band_is_childs ? "band" : "class_kind", tuoyu_age_band_label(rule->selectors.band));
	for (int i = 0; i < TEXT_SELECTORS; i++)
		if (rule->selectors.texts[i] != NULL)
			tuoyu_json_text(&asked, tuoyu_selector_names[i], rule->selectors.texts[i]);
	if (rule->has_born)
		write_range(&asked, "born", rule->born);
	if (rule->has_entered)
		write_range(&asked, "entered", rule->entered);
	if (rule->has_birth_order)
		tuoyu_json_text(&asked, "birth_order",
						rule->birth_order_to == PG_INT32_MAX ? psprintf("[%d,)", rule->birth_order_from) :
						psprintf("[%d,%d)", rule->birth_order_from, rule->birth_order_to));
	tuoyu_json_put(json, "selectors", tuoyu_json_finish(&asked));
}

/* What rules select by, as bits; a text selector is the bit of its number. */
#define ASKS_CLASS_KIND		(1U << TEXT_SELECTORS)
#define ASKS_BAND			(1U << (TEXT_SELECTORS + 1))
#define ASKS_BIRTH_ORDER	(1U << (TEXT_SELECTORS + 2))
#define ASKS_ENTERED		(1U << (TEXT_SELECTORS + 3))

/* What one rule asks of a fact. */
static uint32
asked_by_rule(const SubsidyRule *rule)
{
	uint32		asked = 0;

	if (rule->selectors.has_band)
		asked |= rule->band_is_childs ? ASKS_BAND : ASKS_CLASS_KIND;
	for (int i = 0; i < TEXT_SELECTORS; i++)
		if (rule->selectors.texts[i] != NULL)
			asked |= 1U << i;
	if (rule->has_birth_order)
		asked |= ASKS_BIRTH_ORDER;
	if (rule->has_entered)
		asked |= ASKS_ENTERED;
	return asked;
}

/* What any rule of the item at this place asks of a fact. */
static uint32
asked_for_item(const CareFact *fact, const char *item)
{
	const RuleList *list = &fact->rules->subsidies;
	uint32		asked = 0;

	for (int i = 0; i < list->count; i++)
	{
		const SubsidyRule *rule = (const SubsidyRule *) list->rules[i];

		if (strcmp(rule->item, item) == 0)
			asked |= asked_by_rule(rule);
	}
	return asked;
}

/* The facts by which a rule of the item is chosen.  The birth date is there wherever it is known: the bands come from it. */
static void
write_facts(Json *json, const CareFact *fact, const SubsidyRule *rule, DateADT day)
{
	const CareRow *row = fact->row;
	const SelectorFacts *selectors = &row->selectors;
	uint32		asked = asked_for_item(fact, rule->item);
	Json		facts = {0};

	tuoyu_json_text(&facts, "region", tuoyu_region_format(fact->region));
	if (row->has_birth && !DATE_NOT_FINITE(row->birth))
		tuoyu_json_date(&facts, "birth_date", row->birth);
	if (asked & ASKS_CLASS_KIND)
		tuoyu_json_text(&facts, "class_kind", selectors->has_class_kind ? tuoyu_age_band_label(selectors->class_kind) : NULL);
	if (asked & ASKS_BAND)
		tuoyu_json_text(&facts, "band", !row->has_birth ? NULL :
						tuoyu_age_band_label(tuoyu_regional_band(row->birth, day, fact->region)));
	for (int i = 0; i < TEXT_SELECTORS; i++)
		if (asked & (1U << i))
			tuoyu_json_text(&facts, tuoyu_selector_names[i], selectors->texts[i]);
	if (asked & ASKS_BIRTH_ORDER)
		tuoyu_json_value(&facts, "birth_order", INT4OID, Int32GetDatum(selectors->birth_order), !selectors->has_birth_order);
	if (row->has_entered_on && (asked & ASKS_ENTERED))
		tuoyu_json_date(&facts, "entered_on", row->entered_on);
	if (rule->claim_days >= 0 && row->has_claimed_on && !DATE_NOT_FINITE(row->claimed_on))
		tuoyu_json_date(&facts, "claimed_on", row->claimed_on);
	tuoyu_json_put(json, "facts", tuoyu_json_finish(&facts));
}

/* Whom the line is about, where the fact has columns of these names; they choose nothing. */
static void
write_subject(Json *json, const CareFact *fact)
{
	FactType   *type = fact->type;
	Json		subject = {0};

	for (int i = 0; i < SUBJECT_COLUMNS; i++)
	{
		int			attno = type->subject[i];
		bool		isnull;
		Datum		value;

		if (attno == 0)
			continue;
		value = slot_getattr(type->slot, attno, &isnull);
		if (!isnull)
			tuoyu_json_value(&subject, tuoyu_subject_columns[i], TupleDescAttr(type->desc, attno - 1)->atttypid, value, false);
	}
	tuoyu_json_put(json, "subject", tuoyu_json_finish(&subject));
}

/* Times in care as far as they lie in the days given: first and last day of each. */
static void
write_days(Json *json, const char *key, const DaySet *set, Days within)
{
	Json		stays = {.is_array = true};

	for (int i = 0; i < set->count; i++)
	{
		Days		days = {Max(set->days[i].from, within.from), Min(set->days[i].to, within.to)};
		Json		stay = {0};

		if (days.from >= days.to)
			continue;
		tuoyu_json_date(&stay, "from", days.from);
		tuoyu_json_date(&stay, "to", days.to - 1);
		tuoyu_json_put(&stays, NULL, tuoyu_json_finish(&stay));
	}
	tuoyu_json_put(json, key, tuoyu_json_finish(&stays));
}

/* Shares as the rule has them. */
static void
write_shares(Json *json, const char *key, const Shares *shares)
{
	Json		parts = {0};

	for (int i = 0; i < shares->count; i++)
		tuoyu_json_number(&parts, shares->shares[i].name, shares->shares[i].share);
	tuoyu_json_put(json, key, tuoyu_json_finish(&parts));
}

/* What is the same in every trace of a rule. */
static void
write_rule(Json *json, const SubsidyRule *rule)
{
	static const char *const combines[] = {"replace", "add", "floor", "ceiling"};

	tuoyu_json_rule(json, &rule->head);
	tuoyu_json_text(json, "item", rule->item);
	tuoyu_json_text(json, "unit", rule->unit_name);
	tuoyu_json_text(json, "reference_day_rule", rule->reference_day_name);
	tuoyu_json_text(json, "month_counting", rule->month_counting_name);
	write_selectors(json, rule);
	write_shares(json, "shares", &rule->funders);
	tuoyu_json_text(json, "residual_funder", rule->funders.residual);
	write_shares(json, "payee_shares", &rule->payees);
	tuoyu_json_text(json, "combine", combines[rule->head.combine]);
	if (rule->requires != NULL)
		tuoyu_json_text(json, "requires", rule->requires->source);
	if (rule->claim_days >= 0)
		tuoyu_json_integer(json, "claim_days", rule->claim_days);
	tuoyu_json_text(json, "condition", rule->condition == NULL ? NULL : rule->condition->source);
	tuoyu_json_rounding(json, &rule->rounding);
}

Json
tuoyu_json_of_rule(const CareScope *scope)
{
	SubsidyRule *rule = unconstify(SubsidyRule *, scope->rule);

	if (rule->said == NULL)
	{
		MemoryContext caller = MemoryContextSwitchTo(scope->fact->type->catalogue->memory);
		Json	   *said = palloc0(sizeof(Json));

		write_rule(said, rule);
		rule->said = said;
		MemoryContextSwitchTo(caller);
	}
	return tuoyu_json_copy(rule->said);
}

void
tuoyu_json_inputs(Json *json, const CareScope *scope, const RuleMoment *moment)
{
	const CareFact *fact = scope->fact;
	const SubsidyRule *rule = scope->rule;
	const RuleProgram *programs[] = {rule->amount, rule->condition, rule->requires, rule->cap, rule->family_pays,
	rule->month_value};

	tuoyu_json_variables_of(json, fact->type, programs, lengthof(programs), moment);
	write_subject(json, fact);
	write_facts(json, fact, rule, moment->day);
	write_days(json, "care", scope->care, scope->period);
	write_days(json, "in_care", fact->has_during ? &fact->during : scope->care, scope->period);
}
