/*
 * timeline.c
 *		Which rules of an item hold on which days: the time in care, cut at every settlement period and every date on which
 *		a rule begins or ends, and put together again where the same rules hold.
 */
#include "tuoyu.h"

#include "miscadmin.h"
#include "utils/datetime.h"

#include "policy/subsidy.h"

/*
 * Settlement periods
 */

/* The month that begins so many months after the epoch's; months may be any integer. */
static DateADT
month_start(int year, int month)
{
	int			count = year * 12 + (month - 1);

	return date2j(count / 12, count % 12 + 1, 1) - POSTGRES_EPOCH_JDATE;
}

/* The settlement period that a day is in. */
static Days
period_of(Period period, DateADT day)
{
	int			year,
				month,
				mday,
				length;

	if (period == PERIOD_EVENT)
		return (Days) {day, day + 1};
	j2date(day + POSTGRES_EPOCH_JDATE, &year, &month, &mday);
	switch (period)
	{
		case PERIOD_MONTH:
			length = 1;
			break;
		case PERIOD_HALF_YEAR:
			length = 6;
			month = month <= 6 ? 1 : 7;
			break;
		case PERIOD_SCHOOL_YEAR:
			length = 12;
			year -= month < 9;
			month = 9;
			break;
		default:
			length = 12;
			month = 1;
	}
	return (Days) {month_start(year, month), month_start(year, month + length)};
}

/* Is the month counting or reference of some rule of the item about this kind of period?  Kinds as a bit set. */
static int
periods_of_item(const CareFact *fact, const char *item)
{
	int			kinds = 0;

	for (int i = 0; i < fact->rules->subsidies.count; i++)
	{
		SubsidyRule *rule = (SubsidyRule *) fact->rules->subsidies.rules[i];

		if (strcmp(rule->item, item) == 0)
			kinds |= 1 << rule->period;
	}
	return kinds;
}

/*
 * Rules on a day
 */

DateADT
tuoyu_reference_day(const CareFact *fact, const SubsidyRule *rule, Days period, DateADT first_day)
{
	switch (rule->reference_day)
	{
		case REFERENCE_PERIOD_START:
			return period.from;
		case REFERENCE_PERIOD_END:
			return period.to - 1;
		case REFERENCE_AS_OF:
			return fact->has_as_of ? fact->as_of : first_day;
		default:
			return first_day;
	}
}

/* What the resolver's callback needs. */
typedef struct Search
{
	const CareFact *fact;
	const char *item;
	Period		kind;
	Days		period;
	DateADT		first_day;
} Search;

/* Do the fact's selectors match, with the child's own band where the rule reads that? */
static bool
selectors_match(const CareFact *fact, const SubsidyRule *rule, DateADT day)
{
	SelectorFacts facts;

	if (rule->selectors.count == 0)
		return true;
	if (rule->has_birth_order &&
		(!fact->has_birth_order || fact->birth_order < rule->birth_order_from || fact->birth_order >= rule->birth_order_to))
		return false;
	facts = fact->selectors;
	if (rule->band_is_childs)
	{
		facts.has_class_kind = fact->has_birth;
		if (fact->has_birth)
			facts.class_kind = tuoyu_regional_band(fact->birth, day, fact->region);
	}
	return tuoyu_selectors_match(&rule->selectors, &facts);
}

/* Is the fact about what the rule pays for?  Places and classes are named by the fact, children by what is not an event. */
static bool
has_unit(const CareFact *fact, const SubsidyRule *rule)
{
	switch (rule->unit)
	{
		case UNIT_PLACE:
			return rule->period == PERIOD_EVENT ? fact->has_places_added : fact->has_places;
		case UNIT_CLASS:
			return rule->period != PERIOD_EVENT || fact->has_classes_added;
		case UNIT_CHILD_MONTH:
		case UNIT_CHILD_YEAR:
			return !fact->is_event;
		default:
			return true;
	}
}

/* Callback of the resolver. */
static int
subsidy_rule_applies(const RuleHead *head, void *arg)
{
	const SubsidyRule *rule = (const SubsidyRule *) head;
	Search	   *search = arg;
	DateADT		day;

	if (rule->period != search->kind || strcmp(rule->item, search->item) != 0 || !has_unit(search->fact, rule))
		return -1;
	day = tuoyu_reference_day(search->fact, rule, search->period, search->first_day);
	if (!tuoyu_rule_in_force(head, day, search->fact->scenario) || !selectors_match(search->fact, rule, day))
		return -1;
	return rule->selectors.count;
}

/*
 * Stretches
 */

static bool
same_layers(const Layers *a, const Layers *b)
{
	return a->count == b->count && a->nbounds == b->nbounds &&
		memcmp(a->rules, b->rules, sizeof(a->rules[0]) * a->count) == 0 &&
		memcmp(a->bounds, b->bounds, sizeof(a->bounds[0]) * a->nbounds) == 0;
}

/* Add days behind those of a set, joined where they touch. */
static void
append_days(DaySet *set, Days days)
{
	if (set->count > 0 && set->days[set->count - 1].to == days.from)
		set->days[set->count - 1].to = days.to;
	else
	{
		set->days = set->days == NULL ? palloc(sizeof(Days)) : repalloc(set->days, sizeof(Days) * (set->count + 1));
		set->days[set->count++] = days;
	}
}

/* Put a segment with the rules that hold on it to the stretch of this period that has the same ones. */
static List *
add_segment(List *stretches, const Search *search, Days segment, const Layers *layers)
{
	ListCell   *cell;
	Stretch    *stretch;

	foreach(cell, stretches)
	{
		stretch = lfirst(cell);
		if (stretch->period.from == search->period.from && stretch->period.to == search->period.to &&
			same_layers(&stretch->layers, layers))
		{
			append_days(&stretch->care, segment);
			return stretches;
		}
	}
	stretch = palloc0(sizeof(Stretch));
	stretch->period = search->period;
	stretch->layers = *layers;
	append_days(&stretch->care, segment);
	return lappend(stretches, stretch);
}

/* The first date after from, and before to, on which a rule of the item begins or ends; else to. */
static DateADT
next_cut(const Search *search, DateADT from, DateADT to)
{
	const RuleList *list = &search->fact->rules->subsidies;

	for (int i = 0; i < list->count; i++)
	{
		const SubsidyRule *rule = (const SubsidyRule *) list->rules[i];

		if (rule->period != search->kind || strcmp(rule->item, search->item) != 0)
			continue;
		if (rule->head.days.from > from && rule->head.days.from < to)
			to = rule->head.days.from;
		if (rule->head.days.to > from && rule->head.days.to < to)
			to = rule->head.days.to;
	}
	return to;
}

/* The days of care within one settlement period. */
static List *
cut_period(List *stretches, Search *search, Days care)
{
	for (DateADT from = care.from; from < care.to;)
	{
		DateADT		to = next_cut(search, from, care.to);
		Layers		layers;

		search->first_day = from;
		if (tuoyu_resolve(&search->fact->rules->subsidies, subsidy_rule_applies, search, &layers))
			stretches = add_segment(stretches, search, (Days) {from, to}, &layers);
		from = to;
	}
	return stretches;
}

/* One unbroken time in care, cut into settlement periods. */
static List *
cut_care(List *stretches, Search *search, Days care)
{
	for (DateADT from = care.from; from < care.to;)
	{
		DateADT		to;

		CHECK_FOR_INTERRUPTS();
		search->period = period_of(search->kind, from);
		to = Min(search->period.to, care.to);
		stretches = cut_period(stretches, search, (Days) {from, to});
		from = to;
	}
	return stretches;
}

/* Without times in care, the fact is about the whole period that its day is in. */
static List *
cut_kind(List *stretches, CareFact *fact, const char *item, Period kind)
{
	Search		search = {fact, item, kind, {0, 0}, 0};
	DateADT		day = fact->has_as_of ? fact->as_of : fact->during.days[0].from;

	if (fact->is_event && kind != PERIOD_EVENT)
		return stretches;
	if (kind == PERIOD_EVENT || !fact->has_during)
		return cut_care(stretches, &search, period_of(kind, day));
	for (int i = 0; i < fact->during.count; i++)
		stretches = cut_care(stretches, &search, fact->during.days[i]);
	return stretches;
}

List *
tuoyu_item_stretches(CareFact *fact, const char *item)
{
	int			kinds = periods_of_item(fact, item);
	List	   *stretches = NIL;

	for (Period kind = PERIOD_MONTH; kind <= PERIOD_EVENT; kind++)
		if (kinds & (1 << kind))
			stretches = cut_kind(stretches, fact, item, kind);
	return stretches;
}
