/*
 * timeline.c
 *		Which rules of an item hold on which days: the time in care, cut at every settlement period and every date on which
 *		a rule begins or ends, and put together again where the same rules hold.
 *
 * Rules that are read each day are cut further: wherever a row of the fact, a parameter or the child's band or age changes
 * that they read.
 */
#include "tuoyu.h"

#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/datetime.h"
#include "utils/numeric.h"

#include "calendar/months.h"
#include "policy/subsidy.h"

/*
 * Settlement periods
 */

int
tuoyu_period_kind(const SubsidyRule *rule)
{
	bool		has_year = rule->period != PERIOD_MONTH && rule->period != PERIOD_EVENT;

	return rule->period * 16 + (has_year ? rule->year_starts : 1);
}

/* The month that begins so many months after January of year 0. */
static DateADT
month_start(int count)
{
	return date2j(count / 12, count % 12 + 1, 1) - POSTGRES_EPOCH_JDATE;
}

/* Months from January of year 0 to a day's. */
static int
month_count(DateADT day)
{
	int			year,
				month,
				mday;

	j2date(day + POSTGRES_EPOCH_JDATE, &year, &month, &mday);
	return year * 12 + month - 1;
}

Days
tuoyu_period_of(int kind, DateADT day)
{
	static const int lengths[] = {1, 3, 6, 12, 12};
	int			length,
				first;

	if (kind / 16 == PERIOD_EVENT)
		return (Days) {day, day + 1};
	length = lengths[kind / 16];
	first = month_count(day);
	/* how far into its period the month is: the year begins in month kind % 16 */
	first -= (first + 12 - (kind % 16 - 1)) % length;
	return (Days) {month_start(first), month_start(first + length)};
}

int
tuoyu_settlement_year(const SubsidyRule *rule, DateADT day)
{
	return (month_count(day) - (rule->year_starts - 1)) / 12;
}

/*
 * Rules on a day
 */

DateADT
tuoyu_reference_day(const CareFact *fact, const SubsidyRule *rule, Days period, DateADT first_day, DateADT day)
{
	switch (rule->reference_day)
	{
		case REFERENCE_PERIOD_START:
			return period.from;
		case REFERENCE_PERIOD_END:
			return period.to - 1;
		case REFERENCE_AS_OF:
			return fact->has_as_of ? fact->as_of : first_day;
		case REFERENCE_EACH_DAY:
			return day;
		default:
			return first_day;
	}
}

/* What the resolver's callback needs. */
typedef struct Search
{
	CareFact   *fact;
	const char *item;
	int			kind;
	Days		period;
	bool		has_first_day;	/* the day below is one on which there was a rule */
	DateADT		first_day;
	DateADT		day;			/* for rules that are read each day */
} Search;

/* The day on which a child came into care. */
static DateADT
entry_day(const CareFact *fact, const CareRow *row, DateADT day)
{
	if (row->has_entered_on)
		return row->entered_on;
	return fact->has_during && fact->during.count > 0 ? fact->during.days[0].from : day;
}

static bool
born_within(const CareFact *fact, Days days)
{
	const CareRow *row = fact->row;

	if (!row->has_birth)
		return false;
	tuoyu_note_births(fact->type, row->birth >= days.to ? days.to : row->birth >= days.from ? days.from : DATEVAL_NOBEGIN,
					  row->birth < days.from ? days.from : row->birth < days.to ? days.to : DATEVAL_NOEND);
	return row->birth >= days.from && row->birth < days.to;
}

/* Is the child of the cohort that the rule is for? */
static bool
cohort_matches(const CareFact *fact, const SubsidyRule *rule, DateADT day)
{
	const CareRow *row = fact->row;

	if (rule->has_born && !born_within(fact, rule->born))
		return false;
	if (rule->has_entered)
	{
		DateADT		entered = entry_day(fact, row, day);

		return entered >= rule->entered.from && entered < rule->entered.to;
	}
	return true;
}

/* Do the fact's selectors match, with the child's own band where the rule reads that? */
static bool
selectors_match(const CareFact *fact, const SubsidyRule *rule, DateADT day)
{
	const CareRow *row = fact->row;
	SelectorFacts facts;
	ListCell   *cell;

	if (rule->selectors.count == 0)
		return true;
	facts = row->selectors;
	foreach(cell, fact->as_for)
		facts = tuoyu_replace_selectors(&facts, lfirst(cell));
	if (rule->has_birth_order &&
		(!facts.has_birth_order || facts.birth_order < rule->birth_order_from || facts.birth_order >= rule->birth_order_to))
		return false;
	if (rule->band_is_childs && rule->selectors.has_band && !facts.class_kind_replaced)
	{
		facts.has_class_kind = row->has_birth;
		if (row->has_birth)
			facts.class_kind = tuoyu_care_band(fact, day);
	}
	return cohort_matches(fact, rule, day) && tuoyu_selectors_match(&rule->selectors, &facts);
}

/*
 * Is the fact about what the rule pays for?  Places and classes are named by the fact, children by what is no event and no
 * institution.  A child's fact is about its institution only where it says something of that.
 */
static bool
has_unit(const CareFact *fact, const SubsidyRule *rule)
{
	const CareRow *row = fact->row;

	switch (rule->unit)
	{
		case UNIT_PLACE:
			return rule->period == PERIOD_EVENT ? row->has_places_added : row->has_places;
		case UNIT_CLASS:
			return rule->period == PERIOD_EVENT ? row->has_classes_added : !row->has_birth || row->has_places || row->has_classes;
		case UNIT_INSTITUTION:
			return rule->period == PERIOD_EVENT || !row->has_birth || row->has_places || row->has_classes;
		case UNIT_CHILD_MONTH:
		case UNIT_CHILD_YEAR:
			return !fact->rows[0].is_event && (row->has_birth || !row->has_classes);
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

	if (rule->item != search->item || tuoyu_period_kind(rule) != search->kind)
		return -1;
	day = tuoyu_reference_day(search->fact, rule, search->period, search->first_day, search->day);
	if (!tuoyu_rule_in_force(head, day, search->fact->scenario))
		return -1;
	if (search->fact->nrows > 1)
		tuoyu_care_row_on(search->fact, day);
	if (!has_unit(search->fact, rule) || !selectors_match(search->fact, rule, day))
		return -1;
	return rule->selectors.count;
}

bool
tuoyu_item_layers(CareFact *fact, const char *item, int kind, Days period, DateADT first_day, DateADT day, Layers *layers)
{
	Search		search = {fact, item, kind, period, true, first_day, day};

	return tuoyu_resolve(&fact->rules->subsidies, subsidy_rule_applies, &search, layers);
}

/*
 * Changes of what is read each day
 */

/* Days on which something changes; sorted and each but once when they are all there. */
typedef struct Changes
{
	Days		within;
	int			count;
	int			size;
	DateADT    *days;
} Changes;

static void
note_change(Changes *changes, DateADT day)
{
	if (day <= changes->within.from || day >= changes->within.to)
		return;
	if (changes->count == changes->size)
	{
		changes->size = Max(16, changes->size * 2);
		changes->days = changes->days == NULL ? palloc(sizeof(DateADT) * changes->size) :
			repalloc(changes->days, sizeof(DateADT) * changes->size);
	}
	changes->days[changes->count++] = day;
}

static bool
same_value(const PolicyParameter *a, const PolicyParameter *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	return a == b || DatumGetBool(DirectFunctionCall2(numeric_eq, NumericGetDatum(a->value), NumericGetDatum(b->value)));
}

/* A day on which a parameter may change: does it? */
static void
note_parameter_change(Changes *changes, const CareFact *fact, const char *name, DateADT day)
{
	if (day > changes->within.from && day < changes->within.to &&
		!same_value(tuoyu_policy_parameter(fact->rules, name, day - 1, fact->scenario),
					tuoyu_policy_parameter(fact->rules, name, day, fact->scenario)))
		note_change(changes, day);
}

static void
note_parameter(Changes *changes, const CareFact *fact, const char *name)
{
	const RuleList *list = &fact->rules->parameters;

	for (int i = 0; i < list->count; i++)
	{
		const RuleHead *head = list->rules[i];
		ListCell   *cell;

		if (strcmp(((const PolicyParameter *) head)->name, name) != 0)
			continue;
		note_parameter_change(changes, fact, name, head->days.from);
		note_parameter_change(changes, fact, name, head->days.to);
		foreach(cell, head->withdrawals)
			note_parameter_change(changes, fact, name, ((Withdrawal *) lfirst(cell))->since);
	}
}

/* With another birth, other days would be found. */
static void
note_birth_itself(const CareFact *fact)
{
	DateADT		birth = fact->rows[0].birth;

	tuoyu_note_births(fact->type, birth, DATE_NOT_FINITE(birth) ? birth : birth + 1);
}

static void
note_band(Changes *changes, const CareFact *fact)
{
	int			count;
	DateADT    *days;

	if (!fact->rows[0].has_birth)
		return;
	note_birth_itself(fact);
	days = tuoyu_regional_band_changes(fact->rows[0].birth, fact->region, changes->within.from, changes->within.to, &count);
	for (int i = 0; i < count; i++)
		note_change(changes, days[i]);
}

/* Each day on which a further month of age is complete. */
static void
note_age(Changes *changes, const CareFact *fact)
{
	DateADT		birth = fact->rows[0].birth;
	DateADT		day = changes->within.from;

	if (!fact->rows[0].has_birth)
		return;
	note_birth_itself(fact);
	if (DATE_NOT_FINITE(birth))
		return;
	note_change(changes, birth);
	for (int months = Max(birth, day) == birth ? 0 : tuoyu_age_months(birth, day);
		 tuoyu_try_add_months(birth, months, &day) && day < changes->within.to; months++)
		note_change(changes, day);
}

/* What a formula reads that changes with time. */
static void
note_program(Changes *changes, CareFact *fact, const RuleProgram *program)
{
	CompiledProgram *compiled;

	if (program == NULL)
		return;
	compiled = tuoyu_compiled_rule(fact->type, program);
	for (int i = 0; i < compiled->nparameters; i++)
		note_parameter(changes, fact, compiled->parameters[i]);
	if (compiled->derived & (1U << VAR_BAND))
		note_band(changes, fact);
	if (compiled->derived & (1U << VAR_AGE_MONTHS))
		note_age(changes, fact);
	if (compiled->derived & (1U << VAR_REFERENCE_DAY))
		for (DateADT day = changes->within.from + 1; day < changes->within.to; day++)
			note_change(changes, day);
}

static void
note_rule(Changes *changes, CareFact *fact, const SubsidyRule *rule)
{
	const RuleProgram *programs[] = {
		rule->condition, rule->requires, rule->amount, rule->cap, rule->family_pays, rule->month_value
	};

	if (rule->selectors.has_band && rule->band_is_childs)
		note_band(changes, fact);
	for (int i = 0; i < (int) lengthof(programs); i++)
		note_program(changes, fact, programs[i]);
}

static int
compare_dates(const void *a, const void *b)
{
	DateADT		x = *(const DateADT *) a;
	DateADT		y = *(const DateADT *) b;

	return (x > y) - (x < y);
}

/* Do any two rows hold on different days?  Then each row's days begin and end with a change. */
static void
note_rows(Changes *changes, const CareFact *fact)
{
	for (int i = 0; fact->nrows > 1 && i < fact->nrows; i++)
		for (int j = 0; j < fact->rows[i].during.count; j++)
		{
			note_change(changes, fact->rows[i].during.days[j].from);
			note_change(changes, fact->rows[i].during.days[j].to);
		}
}

/* All changes within the period that a rule which is read each day would see. */
static Changes
daily_changes(const Search *search)
{
	CareFact   *fact = search->fact;
	const RuleList *list = &fact->rules->subsidies;
	Changes		changes = {search->period, 0, 0, NULL};
	bool		any = false;
	int			kept = 0;

	for (int i = 0; i < list->count; i++)
	{
		const SubsidyRule *rule = (const SubsidyRule *) list->rules[i];

		if (rule->reference_day != REFERENCE_EACH_DAY || rule->item != search->item ||
			tuoyu_period_kind(rule) != search->kind ||
			rule->head.days.from >= search->period.to || rule->head.days.to <= search->period.from)
			continue;
		any = true;
		note_rule(&changes, fact, rule);
	}
	if (!any)
		return changes;
	note_rows(&changes, fact);
	if (changes.count > 0)
		qsort(changes.days, changes.count, sizeof(DateADT), compare_dates);
	for (int i = 0; i < changes.count; i++)
		if (kept == 0 || changes.days[kept - 1] != changes.days[i])
			changes.days[kept++] = changes.days[i];
	changes.count = kept;
	return changes;
}

/* How many changes there have been up to a day. */
static int
changes_until(const Changes *changes, DateADT day)
{
	int			count = 0;

	while (count < changes->count && changes->days[count] <= day)
		count++;
	return count;
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

static bool
is_each_day(const RuleHead *rule)
{
	return ((const SubsidyRule *) rule)->reference_day == REFERENCE_EACH_DAY;
}

/* Is any of the rules one that is read each day? */
static bool
reads_each_day(const Layers *layers)
{
	for (int i = 0; i < layers->count; i++)
		if (is_each_day(layers->rules[i]))
			return true;
	for (int i = 0; i < layers->nbounds; i++)
		if (is_each_day(layers->bounds[i]))
			return true;
	return false;
}

/* Put a segment with the rules that hold on it to the stretch of this period that has the same ones. */
static List *
add_segment(List *stretches, int first, const Search *search, Days segment, const Layers *layers, int change)
{
	Stretch    *stretch;

	if (!reads_each_day(layers))
		change = 0;
	for (int i = first; i < list_length(stretches); i++)
	{
		stretch = list_nth(stretches, i);
		if (stretch->change == change && same_layers(&stretch->layers, layers))
		{
			tuoyu_append_days(&stretch->care, segment);
			return stretches;
		}
	}
	stretch = palloc0(sizeof(Stretch));
	stretch->kind = search->kind;
	stretch->period = search->period;
	stretch->first_day = search->first_day;
	stretch->change = change;
	stretch->layers = *layers;
	tuoyu_append_days(&stretch->care, segment);
	return lappend(stretches, stretch);
}

/* The earlier of two dates, if it comes after from. */
static DateADT
earlier(DateADT from, DateADT day, DateADT to)
{
	return day > from && day < to ? day : to;
}

/* The first date after from, and before to, on which a rule of the item begins or ends; else to. */
static DateADT
next_cut(const Search *search, const Changes *changes, DateADT from, DateADT to)
{
	const RuleList *list = &search->fact->rules->subsidies;
	int			seen = changes_until(changes, from);

	for (int i = 0; i < list->count; i++)
	{
		const SubsidyRule *rule = (const SubsidyRule *) list->rules[i];
		ListCell   *cell;

		if (rule->item != search->item || tuoyu_period_kind(rule) != search->kind)
			continue;
		to = earlier(from, rule->head.days.from, to);
		to = earlier(from, rule->head.days.to, to);
		foreach(cell, rule->head.withdrawals)
			to = earlier(from, ((Withdrawal *) lfirst(cell))->since, to);
	}
	return seen < changes->count ? Min(to, changes->days[seen]) : to;
}

/* The days of all stretches of a period that a rule is a layer of. */
static DaySet *
days_of_rule(const List *stretches, int first, const RuleHead *rule)
{
	DaySet	   *result = palloc0(sizeof(DaySet));

	for (int i = first; i < list_length(stretches); i++)
	{
		const Stretch *stretch = list_nth(stretches, i);

		for (int j = 0; j < stretch->layers.count; j++)
			if (stretch->layers.rules[j] == rule)
				*result = tuoyu_unite_days(result, &stretch->care);
	}
	return result;
}

/* Is a rule a layer of an earlier stretch? */
static bool
seen_before(const List *stretches, int first, int before, const RuleHead *rule)
{
	for (int i = first; i < before; i++)
	{
		const Layers *layers = &((Stretch *) list_nth(stretches, i))->layers;

		for (int j = 0; j < layers->count; j++)
			if (layers->rules[j] == rule)
				return true;
	}
	return false;
}

/* Where a period has several stretches, a rule that is read once a period counts in the first, for the days of all. */
static void
share_layers(List *stretches, int first)
{
	for (int i = first; i < list_length(stretches); i++)
	{
		Stretch    *stretch = list_nth(stretches, i);

		for (int j = 0; j < stretch->layers.count; j++)
		{
			const RuleHead *rule = stretch->layers.rules[j];

			if (is_each_day(rule))
				continue;
			if (seen_before(stretches, first, i, rule))
				stretch->layer_done[j] = true;
			else
				stretch->layer_care[j] = days_of_rule(stretches, first, rule);
		}
	}
}

/* The days of care within one settlement period. */
static List *
cut_period(List *stretches, Search *search, const DaySet *care)
{
	Changes		changes = daily_changes(search);
	int			first = list_length(stretches);

	search->has_first_day = false;
	for (int i = 0; i < care->count; i++)
		for (DateADT from = care->days[i].from; from < care->days[i].to;)
		{
			DateADT		to = next_cut(search, &changes, from, care->days[i].to);
			Layers		layers;

			search->day = from;
			if (!search->has_first_day)
				search->first_day = from;
			if (tuoyu_resolve(&search->fact->rules->subsidies, subsidy_rule_applies, search, &layers))
			{
				search->has_first_day = true;
				stretches = add_segment(stretches, first, search, (Days) {from, to}, &layers,
										changes_until(&changes, from));
			}
			from = to;
		}
	if (list_length(stretches) > first + 1)
		share_layers(stretches, first);
	return stretches;
}

/* Times in care, cut into settlement periods. */
static List *
cut_care(List *stretches, Search *search, const DaySet *care)
{
	DaySet		in_period = {0, NULL};

	for (int i = 0; i < care->count; i++)
		for (DateADT from = care->days[i].from; from < care->days[i].to;)
		{
			DateADT		to;

			CHECK_FOR_INTERRUPTS();
			if (in_period.count > 0 && from >= search->period.to)
			{
				stretches = cut_period(stretches, search, &in_period);
				in_period.count = 0;
			}
			if (in_period.count == 0)
				search->period = tuoyu_period_of(search->kind, from);
			to = Min(search->period.to, care->days[i].to);
			tuoyu_append_days(&in_period, (Days) {from, to});
			from = to;
		}
	return in_period.count > 0 ? cut_period(stretches, search, &in_period) : stretches;
}

/* Without times in care, the fact is about the whole period that its day is in. */
static List *
cut_kind(List *stretches, CareFact *fact, const char *item, int kind)
{
	Search		search = {.fact = fact, .item = item, .kind = kind};
	bool		is_once = kind / 16 == PERIOD_EVENT;
	bool		is_event = fact->rows[0].is_event;
	DateADT		day = fact->has_as_of ? fact->as_of : fact->during.days[0].from;
	Days		period;
	DaySet		whole = {1, &period};

	if (is_event && !is_once)
		return stretches;
	if (!is_once && fact->has_during)
		return cut_care(stretches, &search, &fact->during);
	period = tuoyu_period_of(kind, day);
	return cut_care(stretches, &search, &whole);
}

/* Each kind of settlement period that rules of the item have, once, the shorter first. */
List *
tuoyu_item_stretches(CareFact *fact, const char *item)
{
	const RuleList *list = &fact->rules->subsidies;
	uint16		starts[PERIOD_EVENT + 1] = {0};
	List	   *stretches = NIL;

	for (int i = 0; i < list->count; i++)
	{
		const SubsidyRule *rule = (const SubsidyRule *) list->rules[i];

		if (rule->item == item)
			starts[rule->period] |= 1 << (tuoyu_period_kind(rule) % 16);
	}
	for (int period = PERIOD_MONTH; period <= PERIOD_EVENT; period++)
		for (int month = 1; starts[period] >> month != 0; month++)
			if (starts[period] & (1 << month))
				stretches = cut_kind(stretches, fact, item, period * 16 + month);
	return stretches;
}
