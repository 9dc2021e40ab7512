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
#include "utils/numeric.h"

#include "policy/explain.h"
#include "policy/trace.h"

/* In the order of TextSelector. */
static const char *const text_names[] = {"institution_kind", "ownership", "funding", "grade", "zone", "service_form"};

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
			tuoyu_json_text(&asked, text_names[i], rule->selectors.texts[i]);
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

/* Does some rule of the item at this place ask for it?  The callback's question is one of those below. */
static bool
some_rule(const CareFact *fact, const char *item, bool (*asks) (const SubsidyRule *rule, int which),
		  int which)
{
	const RuleList *list = &fact->rules->subsidies;

	for (int i = 0; i < list->count; i++)
	{
		const SubsidyRule *rule = (const SubsidyRule *) list->rules[i];

		if (strcmp(rule->item, item) == 0 && asks(rule, which))
			return true;
	}
	return false;
}

static bool
asks_text(const SubsidyRule *rule, int which)
{
	return rule->selectors.texts[which] != NULL;
}

static bool
asks_class_kind(const SubsidyRule *rule, int which)
{
	(void) which;
	return rule->selectors.has_band && !rule->band_is_childs;
}

static bool
asks_band(const SubsidyRule *rule, int which)
{
	(void) which;
	return rule->selectors.has_band && rule->band_is_childs;
}

static bool
asks_birth_order(const SubsidyRule *rule, int which)
{
	(void) which;
	return rule->has_birth_order;
}

static bool
asks_entered(const SubsidyRule *rule, int which)
{
	(void) which;
	return rule->has_entered;
}

/* The facts by which a rule of the item is chosen.  The birth date is there wherever it is known: the bands come from it. */
static void
write_facts(Json *json, const CareFact *fact, const SubsidyRule *rule, DateADT day)
{
	const CareRow *row = fact->row;
	const SelectorFacts *selectors = &row->selectors;
	Json		facts = {0};

	tuoyu_json_text(&facts, "region", tuoyu_region_format(fact->region));
	if (row->has_birth && !DATE_NOT_FINITE(row->birth))
		tuoyu_json_date(&facts, "birth_date", row->birth);
	if (some_rule(fact, rule->item, asks_class_kind, 0))
		tuoyu_json_text(&facts, "class_kind", selectors->has_class_kind ? tuoyu_age_band_label(selectors->class_kind) : NULL);
	if (some_rule(fact, rule->item, asks_band, 0))
		tuoyu_json_text(&facts, "band", !row->has_birth ? NULL :
						tuoyu_age_band_label(tuoyu_regional_band(row->birth, day, fact->region)));
	for (int i = 0; i < TEXT_SELECTORS; i++)
		if (some_rule(fact, rule->item, asks_text, i))
			tuoyu_json_text(&facts, text_names[i], selectors->texts[i]);
	if (some_rule(fact, rule->item, asks_birth_order, 0))
		tuoyu_json_value(&facts, "birth_order", INT4OID, Int32GetDatum(selectors->birth_order), !selectors->has_birth_order);
	if (row->has_entered_on && some_rule(fact, rule->item, asks_entered, 0))
		tuoyu_json_date(&facts, "entered_on", row->entered_on);
	if (rule->claim_days >= 0 && row->has_claimed_on && !DATE_NOT_FINITE(row->claimed_on))
		tuoyu_json_date(&facts, "claimed_on", row->claimed_on);
	tuoyu_json_put(json, "facts", tuoyu_json_finish(&facts));
}

/* Whom the line is about, where the fact has columns of these names; they choose nothing. */
static void
write_subject(Json *json, const CareFact *fact)
{
	static const char *const names[] = {"institution_id", "institution_name", "child_id", "event_id"};
	TupleDesc	desc = fact->type->desc;
	Json		subject = {0};

	for (int i = 0; desc != NULL && i < (int) lengthof(names); i++)
	{
		int			attno = tuoyu_column_number(desc, names[i]);
		bool		isnull;

		if (attno > 0)
		{
			Datum		value = slot_getattr(fact->type->slot, attno, &isnull);

			if (!isnull)
				tuoyu_json_value(&subject, names[i], TupleDescAttr(desc, attno - 1)->atttypid, value, false);
		}
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

void
tuoyu_json_inputs(Json *json, const CareScope *scope, const RuleMoment *moment)
{
	const CareFact *fact = scope->fact;
	const SubsidyRule *rule = scope->rule;
	static const char *const combines[] = {"replace", "add", "floor", "ceiling"};
	const RuleProgram *programs[] = {rule->amount, rule->condition, rule->requires, rule->cap, rule->family_pays,
	rule->month_value};

	tuoyu_json_variables_of(json, fact->type, programs, lengthof(programs), moment);
	write_subject(json, fact);
	write_selectors(json, rule);
	write_facts(json, fact, rule, moment->day);
	write_days(json, "care", scope->care, scope->period);
	write_days(json, "in_care", fact->has_during ? &fact->during : scope->care, scope->period);
	write_shares(json, "shares", &rule->funders);
	tuoyu_json_text(json, "residual_funder", rule->funders.residual);
	write_shares(json, "payee_shares", &rule->payees);
	tuoyu_json_text(json, "combine", combines[rule->head.combine]);
	if (rule->requires != NULL)
		tuoyu_json_text(json, "requires", rule->requires->source);
	if (rule->claim_days >= 0)
		tuoyu_json_integer(json, "claim_days", rule->claim_days);
}
