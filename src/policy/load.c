/*
 * load.c
 *		Reading the tables of the catalogue into C.
 *
 * Each table has one query and one function that takes its row apart, column after column in the query's order.
 */
#include "tuoyu.h"

#include "catalog/pg_type_d.h"
#include "executor/spi.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/hsearch.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rangetypes.h"
#include "utils/typcache.h"

#include "policy/fact.h"
#include "policy/load.h"

/* A row being taken apart. */
typedef struct Row
{
	HeapTuple	tuple;
	TupleDesc	desc;
	int			column;			/* the last one taken */
	int		   *nprograms;
} Row;

/*
 * Taking a row apart; results live in the catalogue's memory, which is the current one
 */

static Datum
next(Row *row, bool *isnull)
{
	return SPI_getbinval(row->tuple, row->desc, ++row->column, isnull);
}

static char *
next_text(Row *row)
{
	bool		isnull;
	Datum		value = next(row, &isnull);

	return isnull ? NULL : TextDatumGetCString(value);
}

static int32
next_int(Row *row, int32 if_null)
{
	bool		isnull;
	Datum		value = next(row, &isnull);

	return isnull ? if_null : DatumGetInt32(value);
}

static int64
next_bigint(Row *row)
{
	bool		isnull;
	Datum		value = next(row, &isnull);

	return isnull ? 0 : DatumGetInt64(value);
}

static bool
next_bool(Row *row)
{
	bool		isnull;
	Datum		value = next(row, &isnull);

	return !isnull && DatumGetBool(value);
}

static Numeric
next_numeric(Row *row)
{
	bool		isnull;
	Datum		value = next(row, &isnull);

	return isnull ? NULL : DatumGetNumericCopy(value);
}

/* Which of the labels a text column has; the tables' CHECKs leave no other. */
static int
next_choice(Row *row, const char *const *labels)
{
	char	   *text = next_text(row);
	int			choice = 0;

	while (labels[choice] != NULL && strcmp(labels[choice], text) != 0)
		choice++;
	if (labels[choice] == NULL)
		elog(ERROR, "unexpected value \"%s\" in the policy catalogue", text);
	return choice;
}

/* A canonical daterange, [from, to). */
static Days
next_days(Row *row)
{
	bool		isnull;
	RangeType  *range = DatumGetRangeTypeP(next(row, &isnull));
	RangeBound	lower,
				upper;
	bool		empty;
	Days		days;

	range_deserialize(lookup_type_cache(DATERANGEOID, TYPECACHE_RANGE_INFO), range, &lower, &upper, &empty);
	days.from = lower.infinite ? DATEVAL_NOBEGIN : DatumGetDateADT(lower.val);
	days.to = upper.infinite ? DATEVAL_NOEND : DatumGetDateADT(upper.val);
	return days;
}

/* A formula, not compiled yet: for which facts is known only when one comes. */
static RuleProgram *
next_formula(Row *row, Oid result_type)
{
	char	   *source = next_text(row);
	RuleProgram *program;

	if (source == NULL)
		return NULL;
	program = palloc(sizeof(RuleProgram));
	program->source = source;
	program->result_type = result_type;
	program->index = (*row->nprograms)++;
	return program;
}

/* The elements of an array, without NULLs. */
static int
next_array(Row *row, Oid element_type, Datum **elements)
{
	bool		isnull;
	Datum		value = next(row, &isnull);
	int			count = 0;
	int16		length;
	bool		byval;
	char		align;

	*elements = NULL;
	get_typlenbyvalalign(element_type, &length, &byval, &align);
	if (!isnull)
		deconstruct_array(DatumGetArrayTypePCopy(value), element_type, length, byval, align, elements, NULL, &count);
	return count;
}

static const char *const combine_labels[] = {"replace", "add", "floor", "ceiling", NULL};

/* The columns that every query begins with. */
static void
take_head(Row *row, RuleHead *head)
{
	Datum	   *assumptions;
	int			count;

	head->rule = next_text(row);
	head->region = next_bigint(row);
	head->days = next_days(row);
	head->shipped = next_bool(row);
	head->scenario = next_text(row);
	head->combine = next_choice(row, combine_labels);
	head->document = next_text(row);
	head->doc_number = next_text(row);
	head->clause = next_text(row);
	count = next_array(row, TEXTOID, &assumptions);
	for (int i = 0; i < count; i++)
		head->assumptions = lappend(head->assumptions, TextDatumGetCString(assumptions[i]));
}

static const char *const rounding_labels[] = {"half_up", "half_even", "down", "up", NULL};

static Rounding
next_rounding(Row *row)
{
	Rounding	rounding;

	rounding.unit = next_bigint(row);
	rounding.mode = next_choice(row, rounding_labels);
	return rounding;
}

static Selectors
next_selectors(Row *row)
{
	Selectors	selectors = {0};
	bool		isnull;
	Datum		band = next(row, &isnull);

	selectors.has_band = !isnull;
	if (!isnull)
		selectors.band = DatumGetAgeBand(band);
	selectors.institution_kind = next_text(row);
	selectors.ownership = next_text(row);
	selectors.grade = next_text(row);
	selectors.zone = next_text(row);
	selectors.service_form = next_text(row);
	selectors.count = selectors.has_band + (selectors.institution_kind != NULL) + (selectors.ownership != NULL) +
		(selectors.grade != NULL) + (selectors.zone != NULL) + (selectors.service_form != NULL);
	return selectors;
}

/*
 * The tables
 */

#define HEAD_COLUMNS \
	"r.rule, r.region, r.during, r.origin OPERATOR(pg_catalog.=) 'shipped', r.scenario, "
#define DOCUMENT_COLUMNS \
	"d.title, d.doc_number, r.clause, r.assumptions, "
#define FROM_DOCUMENT \
	" r LEFT JOIN tuoyu.policy_document d ON d.document OPERATOR(pg_catalog.=) r.document"

static const char *const band_query =
	"SELECT " HEAD_COLUMNS "'replace', " DOCUMENT_COLUMNS
	"r.band, r.from_months, r.to_months, r.from_included, r.to_included, r.age_basis, r.reference_day, r.stays_until, "
	"r.admit_early_months, r.admit_late_months, r.stay_months, "
	"r.class_size, r.ratio, r.minimum_caregivers, r.required FROM tuoyu.band_rule" FROM_DOCUMENT;

static const char *const age_basis_labels[] = {"birthday", "day_after", NULL};

static RuleHead *
take_band_rule(Row *row)
{
	BandRule   *rule = palloc0(sizeof(BandRule));
	bool		isnull;
	char	   *until;

	take_head(row, &rule->head);
	rule->band = DatumGetAgeBand(next(row, &isnull));
	rule->from_months = next_int(row, 0);
	rule->to_months = next_int(row, -1);
	rule->from_included = next_bool(row);
	rule->to_included = next_bool(row);
	rule->day_after = next_choice(row, age_basis_labels) == 1;
	rule->reference_day = next_text(row);
	until = next_text(row);
	if (until != NULL && sscanf(until, "%2d-%2d", &rule->until_month, &rule->until_day) != 2)
		elog(ERROR, "unexpected value \"%s\" in the policy catalogue", until);
	rule->admit_early = next_int(row, 0);
	rule->admit_late = next_int(row, 0);
	rule->stay = next_int(row, -1);
	rule->class_size = next_int(row, -1);
	rule->ratio = next_int(row, 0);
	rule->minimum_caregivers = next_int(row, 0);
	rule->required = next_formula(row, NUMERICOID);
	return &rule->head;
}

static const char *const staffing_query =
	"SELECT " HEAD_COLUMNS "'replace', " DOCUMENT_COLUMNS
	"r.role, r.scope, r.institution_kind, (r.counts_as OPERATOR(pg_catalog.*) 1000)::pg_catalog.int4, r.certificate, r.required "
	"FROM tuoyu.staffing_rule" FROM_DOCUMENT;

static const char *const scope_labels[] = {"class", "institution", NULL};

static RuleHead *
take_staffing_rule(Row *row)
{
	StaffingRule *rule = palloc0(sizeof(StaffingRule));

	take_head(row, &rule->head);
	rule->role = tuoyu_label(next_text(row));
	rule->scope = next_choice(row, scope_labels);
	rule->institution_kind = tuoyu_label(next_text(row));
	rule->counts = next_int(row, -1);
	rule->certificate = tuoyu_label(next_text(row));
	rule->demand.head = rule->head;
	rule->demand.required = next_formula(row, NUMERICOID);
	return &rule->head;
}

/* Whether there are rules of the law that others ask about before they read anything else. */
static void
note_staffing(Catalogue *catalogue)
{
	for (int i = 0; i < catalogue->staffing.count; i++)
	{
		const StaffingRule *rule = (const StaffingRule *) catalogue->staffing.rules[i];

		if (rule->head.scenario != NULL)
			continue;
		catalogue->any_staffing[rule->scope] = true;
		catalogue->any_certificate[rule->scope] |= rule->certificate != LABEL_NONE;
	}
}

static const char *const fee_query =
	"SELECT " HEAD_COLUMNS "r.combine, " DOCUMENT_COLUMNS
	"r.band, r.institution_kind, r.ownership, r.grade, r.zone, r.service_form, "
	"r.cap, r.cap_included, r.rounding_unit, r.rounding_mode FROM tuoyu.fee_rule" FROM_DOCUMENT;

static RuleHead *
take_fee_rule(Row *row)
{
	FeeRule    *rule = palloc0(sizeof(FeeRule));

	take_head(row, &rule->head);
	rule->selectors = next_selectors(row);
	rule->cap = next_formula(row, NUMERICOID);
	rule->cap_included = next_bool(row);
	rule->rounding = next_rounding(row);
	return &rule->head;
}

static const char *const subsidy_query =
	"SELECT " HEAD_COLUMNS "r.combine, " DOCUMENT_COLUMNS
	"r.item, r.payee, r.unit, r.unit, r.settlement_period, r.reference_day, r.reference_day, r.month_counting, r.month_counting, "
	"r.band, r.institution_kind, r.ownership, r.grade, r.zone, r.service_form, "
	"r.band_source OPERATOR(pg_catalog.=) 'child', "
	"r.birth_order IS NOT NULL, pg_catalog.lower(r.birth_order), pg_catalog.upper(r.birth_order), "
	"r.condition, r.requires, r.amount, r.cap, r.cap_scope OPERATOR(pg_catalog.=) 'year', r.family_pays, r.recovery, r.instalments, "
	"ARRAY(SELECT k FROM pg_catalog.jsonb_each_text(r.funder_shares) e(k, v) ORDER BY k COLLATE pg_catalog.\"C\"), "
	"ARRAY(SELECT v::pg_catalog.numeric FROM pg_catalog.jsonb_each_text(r.funder_shares) e(k, v) ORDER BY k COLLATE pg_catalog.\"C\"), "
	"r.residual_funder, r.rounding_unit, r.rounding_mode, r.rounding_mode, r.claim_days, r.stacking_group, "
	"r.stacking OPERATOR(pg_catalog.=) 'largest' FROM tuoyu.subsidy_rule" FROM_DOCUMENT;

static const char *const unit_labels[] = {"child-month", "child-year", "place", "class", "institution", "event", NULL};
static const char *const period_labels[] = {"month", "half_year", "year", "school_year", "event", NULL};
static const char *const reference_labels[] = {"period_start", "first_day_in_care", "period_end", "as_of", NULL};
static const char *const counting_labels[] = {"whole_months", "calendar_months", "none", NULL};

/* Funders with their shares, in the order of their names. */
static void
take_shares(Row *row, SubsidyRule *rule)
{
	Datum	   *funders,
			   *shares;

	rule->nshares = next_array(row, TEXTOID, &funders);
	if (next_array(row, NUMERICOID, &shares) != rule->nshares)
		elog(ERROR, "funders and shares of rule \"%s\" differ in number", rule->head.rule);
	rule->shares = palloc(sizeof(FunderShare) * (rule->nshares + 1));
	for (int i = 0; i < rule->nshares; i++)
	{
		rule->shares[i].funder = TextDatumGetCString(funders[i]);
		rule->shares[i].share = DatumGetNumeric(shares[i]);
	}
	rule->residual_funder = next_text(row);
}

static void
take_instalments(Row *row, SubsidyRule *rule)
{
	Datum	   *shares;

	rule->ninstalments = next_array(row, NUMERICOID, &shares);
	rule->instalments = palloc(sizeof(Numeric) * (rule->ninstalments + 1));
	for (int i = 0; i < rule->ninstalments; i++)
		rule->instalments[i] = DatumGetNumeric(shares[i]);
}

static RuleHead *
take_subsidy_rule(Row *row)
{
	SubsidyRule *rule = palloc0(sizeof(SubsidyRule));

	take_head(row, &rule->head);
	rule->item = next_text(row);
	rule->payee = next_text(row);
	rule->unit = next_choice(row, unit_labels);
	rule->unit_name = next_text(row);
	rule->period = next_choice(row, period_labels);
	rule->reference_day = next_choice(row, reference_labels);
	rule->reference_day_name = next_text(row);
	rule->month_counting = next_choice(row, counting_labels);
	rule->month_counting_name = next_text(row);
	rule->selectors = next_selectors(row);
	rule->band_is_childs = next_bool(row);
	rule->has_birth_order = next_bool(row);
	rule->birth_order_from = next_int(row, PG_INT32_MIN);
	rule->birth_order_to = next_int(row, PG_INT32_MAX);
	rule->selectors.count += rule->has_birth_order;
	rule->condition = next_formula(row, BOOLOID);
	rule->requires = next_formula(row, BOOLOID);
	rule->amount = next_formula(row, NUMERICOID);
	rule->cap = next_formula(row, NUMERICOID);
	rule->cap_per_year = next_bool(row);
	rule->family_pays = next_formula(row, NUMERICOID);
	rule->recovery = next_bool(row);
	take_instalments(row, rule);
	take_shares(row, rule);
	rule->rounding = next_rounding(row);
	rule->rounding_mode_name = next_text(row);
	rule->claim_days = next_int(row, -1);
	rule->stacking_group = next_text(row);
	rule->stacking_largest = next_bool(row);
	return &rule->head;
}

static const char *const parameter_query =
	"SELECT r.parameter, r.region, r.during, r.origin OPERATOR(pg_catalog.=) 'shipped', r.scenario, 'replace', "
	"d.title, d.doc_number, r.clause, NULL::pg_catalog.text[], r.name, r.value FROM tuoyu.policy_parameter" FROM_DOCUMENT;

static RuleHead *
take_parameter(Row *row)
{
	PolicyParameter *parameter = palloc0(sizeof(PolicyParameter));

	take_head(row, &parameter->head);
	parameter->name = next_text(row);
	parameter->value = next_numeric(row);
	return &parameter->head;
}

/* Read one table; rows are taken apart in the catalogue's memory. */
static RuleList
load_table(Catalogue *catalogue, const char *query, RuleHead *(*take) (Row *row), int *nprograms)
{
	RuleList	list;
	MemoryContext caller;

	if (SPI_execute(query, true, 0) != SPI_OK_SELECT)
		elog(ERROR, "could not read the policy catalogue");
	caller = MemoryContextSwitchTo(catalogue->memory);
	list.count = SPI_processed;
	list.rules = palloc(sizeof(RuleHead *) * (list.count + 1));
	for (int i = 0; i < list.count; i++)
	{
		Row			row = {SPI_tuptable->vals[i], SPI_tuptable->tupdesc, 0, nprograms};

		list.rules[i] = take(&row);
	}
	MemoryContextSwitchTo(caller);
	SPI_freetuptable(SPI_tuptable);
	return list;
}

/* A hash table in the catalogue's memory. */
static HTAB *
make_hash(Catalogue *catalogue, const char *name, Size keysize, Size entrysize)
{
	HASHCTL		control = {.keysize = keysize, .entrysize = entrysize, .hcxt = catalogue->memory};

	return hash_create(name, 64, &control, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
}

void
tuoyu_load_catalogue(Catalogue *catalogue)
{
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	catalogue->bands = load_table(catalogue, band_query, take_band_rule, &catalogue->nprograms);
	catalogue->staffing = load_table(catalogue, staffing_query, take_staffing_rule, &catalogue->nprograms);
	catalogue->fees = load_table(catalogue, fee_query, take_fee_rule, &catalogue->nprograms);
	catalogue->subsidies = load_table(catalogue, subsidy_query, take_subsidy_rule, &catalogue->nprograms);
	catalogue->parameters = load_table(catalogue, parameter_query, take_parameter, &catalogue->nprograms);
	SPI_finish();
	note_staffing(catalogue);
	catalogue->regions = make_hash(catalogue, "tuoyu rules by region", sizeof(RegionCode), sizeof(RegionRules));
	catalogue->fact_types = make_hash(catalogue, "tuoyu fact types", sizeof(struct FactTypeKey), sizeof(FactType));
}
