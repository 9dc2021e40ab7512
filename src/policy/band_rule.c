/*
 * band_rule.c
 *		Bands and classes by the rules in force: the regional age_band, the rule for a kind of class, caregivers required.
 */
#include "tuoyu.h"

#include "catalog/pg_type_d.h"
#include "executor/executor.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/datetime.h"
#include "utils/hsearch.h"
#include "utils/memutils.h"
#include "utils/numeric.h"

#include "calendar/bands.h"
#include "calendar/months.h"
#include "policy/fact.h"
#include "policy/rules.h"

/*
 * The rule in force
 */

static const BandRule *
band_rule_in(RegionRules *rules, AgeBand kind, DateADT day)
{
	for (int i = 0; i < rules->bands.count; i++)
	{
		BandRule   *rule = (BandRule *) rules->bands.rules[i];

		if (rule->band == kind && tuoyu_rule_in_force(&rule->head, day, NULL))
			return rule;
	}
	return NULL;
}

const BandRule *
tuoyu_band_rule(RegionCode region, AgeBand kind, DateADT day)
{
	return band_rule_in(tuoyu_region_rules(tuoyu_catalogue(), region), kind, day);
}

int32
tuoyu_band_rule_class_size(const BandRule *rule)
{
	return rule->class_size;
}

int32
tuoyu_band_rule_from_months(const BandRule *rule)
{
	return Max(rule->from_months - rule->admit_early, 0);
}

bool
tuoyu_band_rule_has_formula(const BandRule *rule)
{
	return rule->required != NULL;
}

#define READS_FOUND 0x01
#define READS_BANDS 0x02
#define READS_YOUNGEST 0x04

/* What the formula of a rule reads besides the number of children. */
static uint8
what_rule_reads(const BandRule *rule)
{
	CompiledProgram *compiled;
	uint8		reads = READS_FOUND;

	if (rule->required == NULL)
		return 0;
	if (rule->reads != 0)
		return rule->reads;
	compiled = tuoyu_compiled_rule(tuoyu_head_counts_type(tuoyu_catalogue()), rule->required);
	for (int i = 0; i < compiled->nvariables; i++)
	{
		if (strcmp(compiled->variables[i].name, "youngest") == 0)
			reads |= READS_BANDS | READS_YOUNGEST;
		else if (strcmp(compiled->variables[i].name, "children") != 0)
			reads |= READS_BANDS;
	}
	((BandRule *) rule)->reads = reads;
	return reads;
}

bool
tuoyu_band_rule_reads_bands(const BandRule *rule)
{
	return (what_rule_reads(rule) & READS_BANDS) != 0;
}

bool
tuoyu_any_band_rule(AgeBand kind, bool (*property) (const BandRule *rule))
{
	const RuleList *all = &tuoyu_catalogue()->bands;

	for (int i = 0; i < all->count; i++)
	{
		const BandRule *rule = (const BandRule *) all->rules[i];

		if (rule->band == kind && property(rule))
			return true;
	}
	return false;
}

bool
tuoyu_band_rule_reads_youngest(const BandRule *rule)
{
	return (what_rule_reads(rule) & READS_YOUNGEST) != 0;
}

/*
 * Caregivers
 */

int32
tuoyu_required_by_formula(const RuleHead *head, const RuleProgram *required, const HeadCounts *heads)
{
	FactType   *type = tuoyu_head_counts_type(tuoyu_catalogue());
	RuleMoment	moment = {NULL, head->region, head->days.from, NULL, head->rule};
	Datum		value;
	bool		isnull;

	ExecClearTuple(type->derived);
	memset(type->derived->tts_isnull, 0, sizeof(bool) * 5);
	type->derived->tts_values[0] = Int32GetDatum(heads->children);
	type->derived->tts_values[1] = Int32GetDatum(heads->infants);
	type->derived->tts_values[2] = Int32GetDatum(heads->toddlers);
	type->derived->tts_values[3] = Int32GetDatum(heads->preschoolers);
	type->derived->tts_values[4] = Int32GetDatum(heads->youngest);
	type->derived->tts_isnull[4] = heads->youngest < 0;
	ExecStoreVirtualTuple(type->derived);
	value = tuoyu_run_rule(type, required, &moment, &isnull);
	if (isnull)
		return -1;
	value = DirectFunctionCall1(numeric_ceil, value);
	return DatumGetInt32(DirectFunctionCall1(numeric_int4, value));
}

int32
tuoyu_band_rule_required(const BandRule *rule, const HeadCounts *heads)
{
	int64		required;

	if (heads->children == 0)
		return 0;
	if (rule->ratio != 0)
		required = tuoyu_ratio_required(rule->ratio, heads->children);
	else if (rule->required != NULL)
		required = tuoyu_required_by_formula(&rule->head, rule->required, heads);
	else
		return -1;
	return required < 0 ? -1 : (int32) Min(Max(required, rule->minimum_caregivers), PG_INT32_MAX);
}

/*
 * A child's band by the rules
 */

/* The day a rule looks at when it is asked about a day. */
static DateADT
reference_day(const BandRule *rule, DateADT as_of)
{
	int			year,
				month,
				day;

	if (rule->reference_day == BAND_AS_OF)
		return as_of;
	j2date(as_of + POSTGRES_EPOCH_JDATE, &year, &month, &day);
	if (rule->reference_day == BAND_YEAR_START)
		month = 1;
	else if (rule->reference_day == BAND_SCHOOL_YEAR_START)
	{
		year -= month < 9;
		month = 9;
	}
	return date2j(year, month, 1) - POSTGRES_EPOCH_JDATE;
}

/*
 * The first day of as_of on which a rule looks at the given day or a later one: for a rule that looks at the first of the
 * month, the first of the next one.
 */
static DateADT
first_day_seeing(const BandRule *rule, DateADT day)
{
	int			year,
				month,
				mday;
	DateADT		start;

	if (DATE_NOT_FINITE(day) || rule->reference_day == BAND_AS_OF)
		return day;
	start = reference_day(rule, day);
	if (start == day)
		return day;
	j2date(start + POSTGRES_EPOCH_JDATE, &year, &month, &mday);
	if (rule->reference_day == BAND_MONTH_START)
		month++;
	else
		year++;
	if (month > 12)
	{
		year++;
		month = 1;
	}
	return date2j(year, month, 1) - POSTGRES_EPOCH_JDATE;
}

/* The first day on which so many months are reached, by the rule's reading of that; infinite beyond the calendar. */
static DateADT
day_of_age(const BandRule *rule, DateADT birth, int32 months, bool included)
{
	DateADT		day;

	if (!tuoyu_try_add_months(birth, months, &day))
		return DATEVAL_NOEND;
	return day + rule->day_after + !included;
}

/* A first 31 August (or other day of the year) on or after a day; 29 February is the 28th where there is none. */
static DateADT
next_day_of_year(DateADT day, int month, int mday)
{
	int			year,
				m,
				d;
	DateADT		result;

	j2date(day + POSTGRES_EPOCH_JDATE, &year, &m, &d);
	result = date2j(year, month, Min(mday, tuoyu_days_in_month(year, month))) - POSTGRES_EPOCH_JDATE;
	if (result < day)
		result = date2j(year + 1, month, Min(mday, tuoyu_days_in_month(year + 1, month))) - POSTGRES_EPOCH_JDATE;
	return result;
}

/* The first day of the band for a child, as days of reference. */
static DateADT
band_start(const BandRule *rule, DateADT birth)
{
	return day_of_age(rule, birth, rule->from_months, rule->from_included);
}

/*
 * The first day after the band, and so many months more.  They are months of age; where a child stays until a day of the
 * year, they come after that.
 */
static DateADT
later_band_end(const BandRule *rule, DateADT birth, int32 months)
{
	bool		until = rule->until_month != 0;
	DateADT		end;

	if (rule->to_months < 0)
		return DATEVAL_NOEND;
	end = day_of_age(rule, birth, rule->to_months + (until ? 0 : months), !rule->to_included);
	if (!until || DATE_NOT_FINITE(end))
		return end;
	end = next_day_of_year(end, rule->until_month, rule->until_day) + 1;
	return tuoyu_try_add_months(end, months, &end) ? end : DATEVAL_NOEND;
}

/* The first day after the band. */
static DateADT
band_end(const BandRule *rule, DateADT birth)
{
	return later_band_end(rule, birth, 0);
}

bool
tuoyu_band_rule_tolerates(const BandRule *rule, DateADT birth, DateADT day)
{
	if ((rule->admit_early == 0 && rule->admit_late == 0) || DATE_NOT_FINITE(birth))
		return false;
	day = reference_day(rule, day);
	return day >= day_of_age(rule, birth, tuoyu_band_rule_from_months(rule), rule->from_included) &&
		day < later_band_end(rule, birth, rule->admit_late);
}

bool
tuoyu_band_rule_limits_stay(const BandRule *rule)
{
	return rule->stay >= 0 && rule->to_months >= 0;
}

DateADT
tuoyu_band_rule_stay_end(const BandRule *rule, DateADT birth)
{
	if (!tuoyu_band_rule_limits_stay(rule) || DATE_IS_NOEND(birth))
		return DATEVAL_NOEND;
	if (DATE_IS_NOBEGIN(birth))
		return DATEVAL_NOBEGIN;
	return first_day_seeing(rule, later_band_end(rule, birth, rule->stay));
}

/*
 * The youngest band whose end has not come, provided that it has begun; in a gap between two bands the child is still in
 * the one before.
 *
 * Every comparison goes one way with the birth: what an older child has reached and a younger one too, all between have.
 * So births with the same outcome of all comparisons (steps) are consecutive.
 */
static AgeBand
regional_band(RegionRules *rules, DateADT birth, DateADT as_of, int *steps)
{
	AgeBand		previous = AGE_BAND_UNDER;
	bool		any = false;

	*steps = 0;
	for (AgeBand band = AGE_BAND_INFANT; band <= AGE_BAND_PRESCHOOL; band++)
	{
		const BandRule *rule = band_rule_in(rules, band, as_of);
		DateADT		day;

		if (rule == NULL)
			continue;
		any = true;
		day = reference_day(rule, as_of);
		if (day < band_start(rule, birth))
			return previous;
		++*steps;
		if (day < band_end(rule, birth))
			return band;
		++*steps;
		previous = band;
	}
	if (any)
		return AGE_BAND_OVER;
	return *steps = tuoyu_national_band(birth, as_of);
}

AgeBand
tuoyu_regional_band(DateADT birth, DateADT as_of, RegionCode region)
{
	int			steps;

	tuoyu_check_as_of(as_of);
	if (DATE_NOT_FINITE(birth))
		return DATE_IS_NOEND(birth) ? AGE_BAND_UNDER : AGE_BAND_OVER;
	return regional_band(tuoyu_region_rules(tuoyu_catalogue(), region), birth, as_of, &steps);
}

/*
 * Runs of births
 */

/* How far around a birth a run is followed: a longer one is cut there. */
#define RUN_DAYS 1461

/* More days than this are not kept at a time. */
#define BAND_DAYS_MAX 10000

/* The runs found so far at a place and on a day. */
typedef struct BandDay
{
	struct BandDayKey
	{
		RegionCode	region;
		int64		day;		/* wide, so that there is no padding in the key */
	}			key;
	List	   *runs;			/* of BandRun * */
} BandDay;

/* How many days from a birth, back (-1) or on (1), all comparisons still come out as for it. */
static int
days_alike(RegionRules *rules, DateADT birth, DateADT as_of, int direction)
{
	int			wanted,
				steps,
				same = 0,
				other = RUN_DAYS;

	(void) regional_band(rules, birth, as_of, &wanted);
	while (other - same > 1)
	{
		int			middle = (same + other) / 2;

		(void) regional_band(rules, birth + direction * middle, as_of, &steps);
		if (steps == wanted)
			same = middle;
		else
			other = middle;
	}
	return same;
}

/* Find the run that a birth is in; births at the ends of the calendar stand alone. */
static BandRun *
make_run(RegionRules *rules, DateADT birth, DateADT as_of)
{
	BandRun    *run = palloc(sizeof(BandRun));
	int			steps;

	run->band = regional_band(rules, birth, as_of, &steps);
	run->from = birth;
	run->until = birth + 1;
	if (IS_VALID_DATE(birth - RUN_DAYS) && IS_VALID_DATE(birth + RUN_DAYS))
	{
		run->from -= days_alike(rules, birth, as_of, -1);
		run->until += days_alike(rules, birth, as_of, 1);
	}
	return run;
}

/*
 * The smallest region above (or at) the place that has a rule: what is in force there is in force here.  So a country of
 * counties that all go by the nation's rules has one set of runs.
 */
static RegionCode
ruling_region(const RegionRules *rules)
{
	return rules->bands.count == 0 ? 0 : rules->bands.rules[0]->region;
}

/* The entry for a place and day. */
static BandDay *
band_day(Catalogue *catalogue, RegionCode region, DateADT day)
{
	struct BandDayKey key = {region, day};
	BandDay    *entry;
	bool		found;

	if (catalogue->band_days != NULL && hash_get_num_entries(catalogue->band_days) >= BAND_DAYS_MAX)
	{
		MemoryContextReset(catalogue->band_memory);
		catalogue->band_days = NULL;
	}
	if (catalogue->band_memory == NULL)
		catalogue->band_memory = AllocSetContextCreate(catalogue->memory, "tuoyu bands by day", ALLOCSET_DEFAULT_SIZES);
	if (catalogue->band_days == NULL)
	{
		HASHCTL		info = {.keysize = sizeof(key), .entrysize = sizeof(BandDay), .hcxt = catalogue->band_memory};

		catalogue->band_days = hash_create("tuoyu bands by day", 64, &info, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	}
	entry = hash_search(catalogue->band_days, &key, HASH_ENTER, &found);
	if (!found)
		entry->runs = NIL;
	return entry;
}

const BandRun *
tuoyu_regional_band_run(DateADT birth, DateADT as_of, RegionCode region)
{
	Catalogue  *catalogue = tuoyu_catalogue();
	RegionRules *rules = tuoyu_region_rules(catalogue, region);
	BandDay    *day;
	MemoryContext caller;
	BandRun    *run;
	ListCell   *cell;

	tuoyu_check_as_of(as_of);
	day = band_day(catalogue, ruling_region(rules), as_of);
	foreach(cell, day->runs)
	{
		run = lfirst(cell);
		if (birth >= run->from && birth < run->until)
			return run;
	}
	caller = MemoryContextSwitchTo(catalogue->band_memory);
	run = make_run(rules, birth, as_of);
	day->runs = lappend(day->runs, run);
	MemoryContextSwitchTo(caller);
	return run;
}

/*
 * Where something changes
 */

static int
compare_dates(const void *a, const void *b)
{
	DateADT		x = *(const DateADT *) a;
	DateADT		y = *(const DateADT *) b;

	return (x > y) - (x < y);
}

int
tuoyu_tidy_dates(DateADT *days, int count, DateADT from, DateADT to)
{
	int			kept = 0;

	qsort(days, count, sizeof(DateADT), compare_dates);
	for (int i = 0; i < count; i++)
		if (days[i] > from && days[i] < to && (kept == 0 || days[kept - 1] != days[i]))
			days[kept++] = days[i];
	return kept;
}

DateADT *
tuoyu_band_rule_changes(RegionCode region, DateADT from, DateADT to, int *count)
{
	RegionRules *rules = tuoyu_region_rules(tuoyu_catalogue(), region);
	DateADT    *days = palloc(sizeof(DateADT) * (2 * rules->bands.count + 1));

	*count = 0;
	for (int i = 0; i < rules->bands.count; i++)
	{
		days[(*count)++] = rules->bands.rules[i]->days.from;
		days[(*count)++] = rules->bands.rules[i]->days.to;
	}
	*count = tuoyu_tidy_dates(days, *count, from, to);
	return days;
}

DateADT *
tuoyu_regional_band_changes(DateADT birth, RegionCode region, DateADT from, DateADT to, int *count)
{
	RegionRules *rules = tuoyu_region_rules(tuoyu_catalogue(), region);
	DateADT    *days = palloc(sizeof(DateADT) * (4 * rules->bands.count + 5));

	*count = 0;
	if (DATE_NOT_FINITE(birth))
		return days;
	for (int i = 0; i < rules->bands.count; i++)
	{
		BandRule   *rule = (BandRule *) rules->bands.rules[i];

		days[(*count)++] = rule->head.days.from;
		days[(*count)++] = rule->head.days.to;
		days[(*count)++] = first_day_seeing(rule, band_start(rule, birth));
		days[(*count)++] = first_day_seeing(rule, band_end(rule, birth));
	}
	/* days without any rule go by the national bands built in */
	for (int months = 6; months <= 36; months += months == 6 ? 6 : 12)
		if (tuoyu_try_add_months(birth, months, &days[*count]))
			(*count)++;
	*count = tuoyu_tidy_dates(days, *count, from, to);
	return days;
}

/*
 * SQL
 */

PG_FUNCTION_INFO_V1(tuoyu_age_band_regional);

/* age_band(birth_date, as_of, region) */
Datum
tuoyu_age_band_regional(PG_FUNCTION_ARGS)
{
	(void) tuoyu_enter_catalogue();
	PG_RETURN_AGE_BAND(tuoyu_regional_band(PG_GETARG_DATEADT(0), PG_GETARG_DATEADT(1), PG_GETARG_REGION_CODE(2)));
}

PG_FUNCTION_INFO_V1(tuoyu_band_rule_key);

/* band_rule_key(region, kind, as_of): key of the rule in force, NULL when there is none. */
Datum
tuoyu_band_rule_key(PG_FUNCTION_ARGS)
{
	const BandRule *rule;

	(void) tuoyu_enter_catalogue();
	rule = tuoyu_band_rule(PG_GETARG_REGION_CODE(0), PG_GETARG_AGE_BAND(1), PG_GETARG_DATEADT(2));
	if (rule == NULL)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(rule->head.rule));
}

PG_FUNCTION_INFO_V1(tuoyu_class_size_limit);

/* class_size_limit(region, kind, as_of): NULL when no rule says. */
Datum
tuoyu_class_size_limit(PG_FUNCTION_ARGS)
{
	const BandRule *rule;

	(void) tuoyu_enter_catalogue();
	rule = tuoyu_band_rule(PG_GETARG_REGION_CODE(0), PG_GETARG_AGE_BAND(1), PG_GETARG_DATEADT(2));
	if (rule == NULL || rule->class_size < 0)
		PG_RETURN_NULL();
	PG_RETURN_INT32(rule->class_size);
}

PG_FUNCTION_INFO_V1(tuoyu_class_caregivers_required);

/* class_caregivers_required(region, kind, as_of, children, infants, toddlers, preschoolers, youngest) */
Datum
tuoyu_class_caregivers_required(PG_FUNCTION_ARGS)
{
	const BandRule *rule;
	HeadCounts	heads;
	int32		required;

	for (int i = 0; i < 7; i++)
		if (PG_ARGISNULL(i))
			PG_RETURN_NULL();
	heads.children = PG_GETARG_INT32(3);
	heads.infants = PG_GETARG_INT32(4);
	heads.toddlers = PG_GETARG_INT32(5);
	heads.preschoolers = PG_GETARG_INT32(6);
	heads.youngest = PG_ARGISNULL(7) ? -1 : PG_GETARG_INT32(7);
	if (heads.children < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("number of children must not be negative: %d", heads.children),
				 errdetail("It is a count of heads."),
				 errhint("Give 0 where there are no children.")));
	(void) tuoyu_enter_catalogue();
	rule = tuoyu_band_rule(PG_GETARG_REGION_CODE(0), PG_GETARG_AGE_BAND(1), PG_GETARG_DATEADT(2));
	required = rule == NULL ? -1 : tuoyu_band_rule_required(rule, &heads);
	if (required < 0)
		PG_RETURN_NULL();
	PG_RETURN_INT32(required);
}
