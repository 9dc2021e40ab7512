/*
 * load.c
 *		Reading the tables of the catalogue into C.
 *
 * Each table has one query and one function that takes its row apart, column after column in the query's order.
 */
#include "tuoyu.h"

#include "access/htup_details.h"
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
	Datum	   *values;
	bool	   *nulls;
	int			column;			/* the next one to take */
	struct Loading *loading;
} Row;

/* A document, by its key. */
typedef struct Document
{
	const char *document;
	const char *title;
	const char *doc_number;
} Document;

/* A row of policy_withdrawal: of a rule or of a document's rules, by the law where scenario is NULL. */
typedef struct WithdrawalRow
{
	const char *rule;
	const char *document;
	Withdrawal	withdrawal;
} WithdrawalRow;

/* What rules refer to, read before them, and what they have in common, found when all have been read. */
typedef struct Loading
{
	Catalogue  *catalogue;
	const Jsonb *policy;		/* NULL: the tables themselves */
	int			ndocuments;
	Document   *documents;		/* in order */
	int			nwithdrawals;
	WithdrawalRow *withdrawals;
	List	   *programs;
} Loading;

/*
 * Taking a row apart; results live in the catalogue's memory, which is the current one
 */

static Datum
next(Row *row, bool *isnull)
{
	*isnull = row->nulls[row->column];
	return row->values[row->column++];
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

/* A canonical daterange, [from, to); all days for NULL, none for an empty one. */
static Days
next_days(Row *row, bool *isnull)
{
	Datum		value = next(row, isnull);
	RangeType  *range;
	RangeBound	lower,
				upper;
	bool		empty;
	Days		days;

	if (*isnull)
		return (Days) {DATEVAL_NOBEGIN, DATEVAL_NOEND};
	range = DatumGetRangeTypeP(value);
	range_deserialize(lookup_type_cache(DATERANGEOID, TYPECACHE_RANGE_INFO), range, &lower, &upper, &empty);
	days.from = empty || lower.infinite ? DATEVAL_NOBEGIN : DatumGetDateADT(lower.val);
	days.to = empty ? DATEVAL_NOBEGIN : upper.infinite ? DATEVAL_NOEND : DatumGetDateADT(upper.val);
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
	program->index = 0;
	program->fractional_months = false;
	row->loading->programs = lappend(row->loading->programs, program);
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

static int
compare_documents(const void *a, const void *b)
{
	return strcmp(((const Document *) a)->document, ((const Document *) b)->document);
}

/* The title and the number of a rule's document. */
static void
set_document(const Loading *loading, RuleHead *head, const char *key)
{
	Document	probe = {.document = key};
	const Document *found;

	found = key == NULL ? NULL : bsearch(&probe, loading->documents, loading->ndocuments, sizeof(Document), compare_documents);
	if (found != NULL)
	{
		head->document = found->title;
		head->doc_number = found->doc_number;
	}
}

/* Withdrawn by the law, a rule has fewer days; withdrawn in a scenario, it says which and since when. */
static void
withdraw(const Loading *loading, RuleHead *head, const char *document)
{
	for (int i = 0; i < loading->nwithdrawals; i++)
	{
		WithdrawalRow *row = &loading->withdrawals[i];

		if (row->rule != NULL ? strcmp(row->rule, head->rule) != 0 : document == NULL || strcmp(row->document, document) != 0)
			continue;
		if (row->withdrawal.scenario != NULL)
			head->withdrawals = lappend(head->withdrawals, &row->withdrawal);
		else
			head->days.to = Min(head->days.to, row->withdrawal.since);
	}
	if (head->days.from >= head->days.to)
		head->days = (Days) {DATEVAL_NOBEGIN, DATEVAL_NOBEGIN};
}

/* The columns that every query begins with. */
static void
take_head(Row *row, RuleHead *head)
{
	Datum	   *assumptions;
	const char *document;
	int			count;
	bool		isnull;

	head->rule = next_text(row);
	head->region = next_bigint(row);
	head->days = next_days(row, &isnull);
	head->shipped = next_bool(row);
	head->scenario = next_text(row);
	head->combine = next_choice(row, combine_labels);
	document = next_text(row);
	set_document(row->loading, head, document);
	withdraw(row->loading, head, document);
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
	rounding.whole_period = next_bool(row);
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
	selectors.count = selectors.has_band;
	for (int i = 0; i < TEXT_SELECTORS; i++)
	{
		selectors.texts[i] = next_text(row);
		selectors.count += selectors.texts[i] != NULL;
	}
	return selectors;
}

/* What a rule refers to: for each selector whether it is replaced, and by what. */
static AsFor *
next_as_for(Row *row)
{
	bool		has_any = next_bool(row);
	AsFor	   *as_for = palloc0(sizeof(AsFor));
	Datum		value;
	bool		isnull;

	for (int i = 0; i < TEXT_SELECTORS; i++)
	{
		as_for->replaces_text[i] = next_bool(row);
		as_for->values.texts[i] = next_text(row);
	}
	as_for->replaces_class_kind = next_bool(row);
	value = next(row, &isnull);
	as_for->values.has_class_kind = !isnull;
	as_for->values.class_kind = isnull ? AGE_BAND_UNDER : DatumGetAgeBand(value);
	as_for->replaces_birth_order = next_bool(row);
	value = next(row, &isnull);
	as_for->values.has_birth_order = !isnull;
	as_for->values.birth_order = isnull ? 0 : DatumGetInt32(value);
	return has_any ? as_for : NULL;
}

/*
 * The tables
 */

#define HEAD_COLUMNS \
	"r.rule, r.region, r.during, r.origin OPERATOR(pg_catalog.=) 'shipped', r.scenario, "
#define DOCUMENT_COLUMNS \
	"r.document, r.clause, r.assumptions, "
/* the table, or its rows in a policy that was kept: see run */
#define FROM_RULE \
	" FROM %s r"
#define SELECTOR_COLUMNS \
	"r.band, r.institution_kind, r.ownership, r.funding, r.grade, r.zone, r.service_form, "
#define REPLACED(key) \
	"r.as_for OPERATOR(pg_catalog.?) '" key "', r.as_for OPERATOR(pg_catalog.->>) '" key "', "
#define AS_FOR_COLUMNS \
	"r.as_for IS NOT NULL, " REPLACED("institution_kind") REPLACED("ownership") REPLACED("funding") REPLACED("grade") \
	REPLACED("zone") REPLACED("service_form") "r.as_for OPERATOR(pg_catalog.?) 'class_kind', (r.as_for OPERATOR(pg_catalog.->>) 'class_kind')::tuoyu.age_band, " \
	"r.as_for OPERATOR(pg_catalog.?) 'birth_order', (r.as_for OPERATOR(pg_catalog.->>) 'birth_order')::pg_catalog.int4, "

static const char *const band_query =
	"SELECT " HEAD_COLUMNS "'replace', " DOCUMENT_COLUMNS
	"r.band, r.from_months, r.to_months, r.from_included, r.to_included, r.age_basis, r.reference_day, r.stays_until, "
	"r.admit_early_months, r.admit_late_months, r.stay_months, "
	"r.class_size, r.ratio, r.minimum_caregivers, r.required" FROM_RULE;

static const char *const age_basis_labels[] = {"birthday", "day_after", NULL};
/* in the order of BandReference */
static const char *const band_reference_labels[] = {"as_of", "month_start", "year_start", "school_year_start", NULL};

static void
take_band_rule(Row *row, void *head)
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
	rule->reference_day = next_choice(row, band_reference_labels);
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
	*(RuleHead **) head = &rule->head;
}

static const char *const staffing_query =
	"SELECT " HEAD_COLUMNS "'replace', " DOCUMENT_COLUMNS
	"r.role, r.scope, r.institution_kind, (r.counts_as OPERATOR(pg_catalog.*) 1000)::pg_catalog.int4, r.certificate, r.required"
	FROM_RULE;

static const char *const scope_labels[] = {"class", "institution", NULL};

static void
take_staffing_rule(Row *row, void *head)
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
	*(RuleHead **) head = &rule->head;
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
	SELECTOR_COLUMNS AS_FOR_COLUMNS
	"r.cap, r.lowest, r.cap_included, r.rounding_unit, r.rounding_mode, false" FROM_RULE;

static void
take_fee_rule(Row *row, void *head)
{
	FeeRule    *rule = palloc0(sizeof(FeeRule));

	take_head(row, &rule->head);
	rule->selectors = next_selectors(row);
	rule->as_for = next_as_for(row);
	rule->cap = next_formula(row, NUMERICOID);
	rule->lowest = next_formula(row, NUMERICOID);
	rule->cap_included = next_bool(row);
	rule->rounding = next_rounding(row);
	*(RuleHead **) head = &rule->head;
}

/* most rules have none, and a sub-select costs something even where it gives nothing */
#define ARRAY_OF_SHARES(column, what) \
	"CASE WHEN r." column " OPERATOR(pg_catalog.<>) '{}' THEN " \
	"ARRAY(SELECT " what " FROM pg_catalog.jsonb_each_text(r." column ") e(k, v) ORDER BY k COLLATE pg_catalog.\"C\") END, "
#define SHARE_COLUMNS(column) ARRAY_OF_SHARES(column, "k") ARRAY_OF_SHARES(column, "v::pg_catalog.numeric")

static const char *const subsidy_query =
	"SELECT " HEAD_COLUMNS "r.combine, " DOCUMENT_COLUMNS
	"r.item, r.payee, r.unit, r.unit, r.settlement_period, r.year_starts, r.reference_day, r.reference_day, "
	"r.month_counting, r.month_counting, r.month_value, "
	SELECTOR_COLUMNS
	"r.band_source OPERATOR(pg_catalog.=) 'child', "
	"r.birth_order IS NOT NULL, pg_catalog.lower(r.birth_order), pg_catalog.upper(r.birth_order), r.born, r.entered, "
	AS_FOR_COLUMNS
	"r.condition, r.requires, r.amount, r.cap, r.cap_scope, r.cap_scope, r.family_pays, r.recovery, "
	SHARE_COLUMNS("payee_shares") "r.payee, r.instalments, r.instalment_months, r.continuing, "
	SHARE_COLUMNS("funder_shares") "r.residual_funder, "
	"r.rounding_unit, r.rounding_mode, r.rounding_stage OPERATOR(pg_catalog.=) 'period', r.claim_days, "
	"r.stacking_group, COALESCE(r.stacking, 'sum'), r.stacking_rank" FROM_RULE;

static const char *const unit_labels[] = {"child-month", "child-year", "place", "class", "institution", "event", NULL};
static const char *const period_labels[] = {"month", "quarter", "half_year", "year", "school_year", "event", NULL};
static const char *const reference_labels[] = {"period_start", "first_day_in_care", "period_end", "as_of", "each_day", NULL};
static const char *const counting_labels[] = {"whole_months", "calendar_months", "by_formula", "none", NULL};
static const char *const cap_scope_labels[] = {"line", "period", "year", "all", "institution_year", NULL};
static const char *const stacking_labels[] = {"sum", "largest", "exclusive", NULL};

/* Names, shares and who takes the rest. */
static Shares
next_shares(Row *row)
{
	Shares		shares;
	Datum	   *names,
			   *values;

	shares.count = next_array(row, TEXTOID, &names);
	if (next_array(row, NUMERICOID, &values) != shares.count)
		elog(ERROR, "names and shares of a rule differ in number");
	shares.shares = palloc(sizeof(Share) * (shares.count + 1));
	for (int i = 0; i < shares.count; i++)
	{
		shares.shares[i].name = TextDatumGetCString(names[i]);
		shares.shares[i].share = DatumGetNumeric(values[i]);
	}
	shares.residual = next_text(row);
	return shares;
}

static void
take_instalments(Row *row, SubsidyRule *rule)
{
	Datum	   *shares;

	rule->ninstalments = next_array(row, NUMERICOID, &shares);
	rule->instalments = palloc(sizeof(Numeric) * (rule->ninstalments + 1));
	for (int i = 0; i < rule->ninstalments; i++)
		rule->instalments[i] = DatumGetNumeric(shares[i]);
	rule->instalment_months = next_int(row, 12);
	rule->continuing = next_formula(row, BOOLOID);
}

/* Which facts the rule is for. */
static void
take_subsidy_selectors(Row *row, SubsidyRule *rule)
{
	bool		isnull;

	rule->selectors = next_selectors(row);
	rule->band_is_childs = next_bool(row);
	rule->has_birth_order = next_bool(row);
	rule->birth_order_from = next_int(row, PG_INT32_MIN);
	rule->birth_order_to = next_int(row, PG_INT32_MAX);
	rule->born = next_days(row, &isnull);
	rule->has_born = !isnull;
	rule->entered = next_days(row, &isnull);
	rule->has_entered = !isnull;
	rule->selectors.count += rule->has_birth_order + rule->has_born + rule->has_entered;
	rule->as_for = next_as_for(row);
}

/* Formulas of a rule that counts months in fractions read them as numeric. */
static void
mark_fractional(const SubsidyRule *rule)
{
	RuleProgram *programs[] = {rule->condition, rule->requires, rule->amount, rule->cap, rule->family_pays, rule->continuing};

	for (int i = 0; i < (int) lengthof(programs); i++)
		if (programs[i] != NULL)
			programs[i]->fractional_months = rule->month_counting == MONTHS_BY_FORMULA;
}

static void
take_subsidy_rule(Row *row, void *head)
{
	SubsidyRule *rule = palloc0(sizeof(SubsidyRule));

	take_head(row, &rule->head);
	rule->item = next_text(row);
	rule->payee = next_text(row);
	rule->unit = next_choice(row, unit_labels);
	rule->unit_name = next_text(row);
	rule->period = next_choice(row, period_labels);
	rule->year_starts = next_int(row, rule->period == PERIOD_SCHOOL_YEAR ? 9 : 1);
	rule->reference_day = next_choice(row, reference_labels);
	rule->reference_day_name = next_text(row);
	rule->month_counting = next_choice(row, counting_labels);
	rule->month_counting_name = next_text(row);
	rule->month_value = next_formula(row, NUMERICOID);
	take_subsidy_selectors(row, rule);
	rule->condition = next_formula(row, BOOLOID);
	rule->requires = next_formula(row, BOOLOID);
	rule->amount = next_formula(row, NUMERICOID);
	rule->cap = next_formula(row, NUMERICOID);
	if (rule->cap != NULL)
		rule->cap_scope = next_choice(row, cap_scope_labels);
	else
		(void) next_text(row);
	rule->cap_scope_name = next_text(row);
	rule->family_pays = next_formula(row, NUMERICOID);
	rule->recovery = next_bool(row);
	rule->payees = next_shares(row);
	take_instalments(row, rule);
	rule->funders = next_shares(row);
	rule->rounding = next_rounding(row);
	rule->claim_days = next_int(row, -1);
	rule->stacking_group = next_text(row);
	rule->stacking = next_choice(row, stacking_labels);
	rule->stacking_rank = next_int(row, PG_INT32_MAX);
	mark_fractional(rule);
	*(RuleHead **) head = &rule->head;
}

static const char *const parameter_query =
	"SELECT r.parameter, r.region, r.during, r.origin OPERATOR(pg_catalog.=) 'shipped', r.scenario, 'replace', "
	"r.document, r.clause, NULL::pg_catalog.text[], r.name, r.value, r.unit" FROM_RULE;

static void
take_parameter(Row *row, void *head)
{
	PolicyParameter *parameter = palloc0(sizeof(PolicyParameter));

	take_head(row, &parameter->head);
	parameter->name = next_text(row);
	parameter->value = next_numeric(row);
	parameter->unit = next_text(row);
	*(RuleHead **) head = &parameter->head;
}

/* Run a query on a table of the catalogue, or on its rows in the policy that was kept. */
static int
run(const Loading *loading, const char *query, const char *table)
{
	bool		kept = loading->policy != NULL;
	Oid			type = JSONBOID;
	Datum		value = JsonbPGetDatum(loading->policy);
	char	   *relation = psprintf(kept ? "pg_catalog.jsonb_populate_recordset(NULL::tuoyu.%1$s, $1 OPERATOR(pg_catalog.->) '%1$s')" :
									"tuoyu.%1$s", table);

	if (SPI_execute_with_args(psprintf(query, relation), kept ? 1 : 0, &type, &value, NULL, true, 0) != SPI_OK_SELECT)
		elog(ERROR, "could not read the policy catalogue");
	return (int) SPI_processed;
}

/* Room for a row of the result. */
static Row
result_row(Loading *loading)
{
	int			ncolumns = SPI_tuptable->tupdesc->natts;

	return (Row) {palloc(sizeof(Datum) * ncolumns), palloc(sizeof(bool) * ncolumns), 0, loading};
}

/* Begin to take a row of the result apart. */
static void
open_row(Row *row, int number)
{
	heap_deform_tuple(SPI_tuptable->vals[number], SPI_tuptable->tupdesc, row->values, row->nulls);
	row->column = 0;
}

/* Read one table into items of a size; rows are taken apart in the catalogue's memory. */
static int
load_items(Loading *loading, const char *table, const char *query, Size size, void (*take) (Row *row, void *item), void *items)
{
	int			count = run(loading, query, table);
	Row			row = result_row(loading);
	MemoryContext caller = MemoryContextSwitchTo(loading->catalogue->memory);
	char	   *item = *(void **) items = palloc0(size * (count + 1));

	for (int i = 0; i < count; i++, item += size)
	{
		open_row(&row, i);
		take(&row, item);
	}
	MemoryContextSwitchTo(caller);
	SPI_freetuptable(SPI_tuptable);
	return count;
}

/* Read a table of rules. */
static RuleList
load_rules(Loading *loading, const char *table, const char *query, void (*take) (Row *row, void *head))
{
	RuleList	list;

	list.count = load_items(loading, table, query, sizeof(RuleHead *), take, &list.rules);
	return list;
}

static void
take_document(Row *row, void *item)
{
	Document   *document = item;

	document->document = next_text(row);
	document->title = next_text(row);
	document->doc_number = next_text(row);
}

static void
take_withdrawal(Row *row, void *item)
{
	WithdrawalRow *withdrawal = item;
	bool		isnull;

	withdrawal->rule = next_text(row);
	withdrawal->document = next_text(row);
	withdrawal->withdrawal.scenario = next_text(row);
	withdrawal->withdrawal.since = DatumGetDateADT(next(row, &isnull));
}

static void
take_workday(Row *row, void *item)
{
	WorkdayException *workday = item;
	bool		isnull;

	workday->day = DatumGetDateADT(next(row, &isnull));
	workday->region = next_bigint(row);
	workday->is_workday = next_bool(row);
}

/* A hash table in the catalogue's memory. */
static HTAB *
make_hash(Catalogue *catalogue, const char *name, Size keysize, Size entrysize)
{
	HASHCTL		control = {.keysize = keysize, .entrysize = entrysize, .hcxt = catalogue->memory};

	return hash_create(name, 64, &control, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
}

/* Items in order. */
static int
compare_items(const void *a, const void *b)
{
	return strcmp((*(SubsidyRule *const *) a)->item, (*(SubsidyRule *const *) b)->item);
}

/* Let rules of one item share its name, so that to compare items is to compare pointers. */
static void
share_items(const RuleList *list)
{
	SubsidyRule **rules = palloc(sizeof(SubsidyRule *) * (list->count + 1));

	memcpy(rules, list->rules, sizeof(SubsidyRule *) * list->count);
	qsort(rules, list->count, sizeof(SubsidyRule *), compare_items);
	for (int i = 1; i < list->count; i++)
		if (compare_items(&rules[i - 1], &rules[i]) == 0)
			rules[i]->item = rules[i - 1]->item;
	pfree(rules);
}

/* Programs by all that compiling them depends on. */
static int
compare_programs(const ListCell *a, const ListCell *b)
{
	const RuleProgram *x = lfirst(a);
	const RuleProgram *y = lfirst(b);

	if (x->result_type != y->result_type)
		return x->result_type < y->result_type ? -1 : 1;
	if (x->fractional_months != y->fractional_months)
		return x->fractional_months ? 1 : -1;
	return strcmp(x->source, y->source);
}

/* Number the programs; what is written in many rules, as the caps of many cities are, is compiled once. */
static void
number_programs(Catalogue *catalogue, List *programs)
{
	ListCell   *cell;

	list_sort(programs, compare_programs);
	foreach(cell, programs)
	{
		int			i = foreach_current_index(cell);

		if (i == 0 || compare_programs(list_nth_cell(programs, i - 1), cell) != 0)
			catalogue->nprograms++;
		((RuleProgram *) lfirst(cell))->index = catalogue->nprograms - 1;
	}
	list_free(programs);
}

void
tuoyu_load_catalogue(Catalogue *catalogue, const Jsonb *policy)
{
	Loading		loading = {.catalogue = catalogue, .policy = policy};

	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	loading.ndocuments = load_items(&loading, "policy_document", "SELECT d.document, d.title, d.doc_number FROM %s d",
									sizeof(Document), take_document, &loading.documents);
	qsort(loading.documents, loading.ndocuments, sizeof(Document), compare_documents);
	loading.nwithdrawals = load_items(&loading, "policy_withdrawal", "SELECT w.rule, w.withdrawn_document, w.scenario, w.since FROM %s w",
									  sizeof(WithdrawalRow), take_withdrawal, &loading.withdrawals);
	catalogue->bands = load_rules(&loading, "band_rule", band_query, take_band_rule);
	catalogue->staffing = load_rules(&loading, "staffing_rule", staffing_query, take_staffing_rule);
	catalogue->fees = load_rules(&loading, "fee_rule", fee_query, take_fee_rule);
	catalogue->subsidies = load_rules(&loading, "subsidy_rule", subsidy_query, take_subsidy_rule);
	catalogue->parameters = load_rules(&loading, "policy_parameter", parameter_query, take_parameter);
	catalogue->workdays.count = load_items(&loading, "workday_exception",
										   "SELECT w.day, w.region, w.is_workday FROM %s w "
										   "ORDER BY w.day USING OPERATOR(pg_catalog.<), tuoyu.region_level(w.region) USING OPERATOR(pg_catalog.>)",
										   sizeof(WorkdayException), take_workday, &catalogue->workdays.days);
	SPI_finish();
	share_items(&catalogue->subsidies);
	number_programs(catalogue, loading.programs);
	note_staffing(catalogue);
	catalogue->regions = make_hash(catalogue, "tuoyu rules by region", sizeof(RegionCode), sizeof(RegionRules));
	catalogue->fact_types = make_hash(catalogue, "tuoyu fact types", sizeof(struct FactTypeKey), sizeof(FactType));
}
