/*
 * load.c
 *		Reading the tables of the catalogue into C.
 *
 * Each table has a list of columns and a function that takes its row apart, column after column in that order.
 */
#include "tuoyu.h"

#include "catalog/pg_type_d.h"
#include "utils/builtins.h"
#include "utils/hsearch.h"
#include "utils/memutils.h"

#include "policy/catalogue_rows.h"
#include "policy/fact.h"
#include "policy/load.h"

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

/* A formula, not compiled yet: for which facts is known only when one comes. */
static RuleProgram *
next_formula(CatalogueRow *row, Oid result_type)
{
	Loading    *loading = row->arg;
	char	   *source = tuoyu_row_text(row);
	RuleProgram *program;

	if (source == NULL)
		return NULL;
	program = palloc(sizeof(RuleProgram));
	program->source = source;
	program->result_type = result_type;
	program->index = 0;
	program->fractional_months = false;
	loading->programs = lappend(loading->programs, program);
	return program;
}

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

		if (!(row->rule != NULL ? strcmp(row->rule, head->rule) == 0 :
			  row->document != NULL && document != NULL && strcmp(row->document, document) == 0))
			continue;
		if (row->withdrawal.scenario != NULL)
			head->withdrawals = lappend(head->withdrawals, &row->withdrawal);
		else
			head->days.to = Min(head->days.to, row->withdrawal.since);
	}
	if (head->days.from >= head->days.to)
		head->days = (Days) {DATEVAL_NOBEGIN, DATEVAL_NOBEGIN};
}

/* The columns that all begin with. */
#define HEAD_COLUMNS(key) key, "region", "during", "origin", "scenario", "document", "clause"

static void
take_head(CatalogueRow *row, RuleHead *head)
{
	const char *document;
	bool		isnull;

	head->rule = tuoyu_row_text(row);
	head->region = tuoyu_row_bigint(row);
	head->days = tuoyu_row_days(row, &isnull);
	head->shipped = tuoyu_row_is(row, "shipped");
	head->scenario = tuoyu_row_text(row);
	head->combine = COMBINE_REPLACE;
	document = tuoyu_row_text(row);
	set_document(row->arg, head, document);
	withdraw(row->arg, head, document);
	head->clause = tuoyu_row_text(row);
}

/* What the tables of rules have besides. */
#define RULE_COLUMNS HEAD_COLUMNS("rule"), "assumptions"

static void
take_rule_head(CatalogueRow *row, RuleHead *head)
{
	Datum	   *assumptions;
	int			count;

	take_head(row, head);
	count = tuoyu_row_array(row, TEXTOID, &assumptions);
	for (int i = 0; i < count; i++)
		head->assumptions = lappend(head->assumptions, TextDatumGetCString(assumptions[i]));
}

#define ROUNDING_COLUMNS "rounding_unit", "rounding_mode"

static const char *const rounding_labels[] = {"half_up", "half_even", "down", "up", NULL};

static Rounding
next_rounding(CatalogueRow *row)
{
	Rounding	rounding;

	rounding.unit = tuoyu_row_bigint(row);
	rounding.mode = tuoyu_row_choice(row, rounding_labels);
	rounding.whole_period = false;
	return rounding;
}

#define SELECTOR_COLUMNS "band", "institution_kind", "ownership", "funding", "grade", "zone", "service_form"

static Selectors
next_selectors(CatalogueRow *row)
{
	Selectors	selectors = {0};
	bool		isnull;
	Datum		band = tuoyu_row_next(row, &isnull);

	selectors.has_band = !isnull;
	if (!isnull)
		selectors.band = DatumGetAgeBand(band);
	selectors.count = selectors.has_band;
	for (int i = 0; i < TEXT_SELECTORS; i++)
	{
		selectors.texts[i] = tuoyu_row_text(row);
		selectors.count += selectors.texts[i] != NULL;
	}
	return selectors;
}

const char *const tuoyu_selector_names[TEXT_SELECTORS] = {"institution_kind", "ownership", "funding", "grade", "zone", "service_form"};

/* One selector's other value, which may be none (NULL). */
static void
replace_selector(const CatalogueRow *row, AsFor *as_for, const char *key, char *value)
{
	for (int i = 0; i < TEXT_SELECTORS; i++)
		if (strcmp(key, tuoyu_selector_names[i]) == 0)
		{
			as_for->replaces_text[i] = true;
			as_for->values.texts[i] = value;
		}
	if (strcmp(key, "class_kind") == 0)
	{
		as_for->replaces_class_kind = true;
		as_for->values.has_class_kind = value != NULL;
		if (value != NULL && !tuoyu_parse_age_band(value, strlen(value), &as_for->values.class_kind))
			tuoyu_refuse_row(row);
	}
	if (strcmp(key, "birth_order") == 0)
	{
		as_for->replaces_birth_order = true;
		as_for->values.has_birth_order = value != NULL;
		as_for->values.birth_order = value == NULL ? 0 : pg_strtoint32(value);
	}
}

/* What a rule refers to: other values for some selectors. */
static AsFor *
next_as_for(CatalogueRow *row)
{
	AsFor	   *as_for = palloc0(sizeof(AsFor));
	char	  **keys,
			  **values;
	bool		isnull;
	int			count = tuoyu_row_object(row, &isnull, &keys, &values);

	for (int i = 0; i < count; i++)
		replace_selector(row, as_for, keys[i], values[i]);
	return isnull ? NULL : as_for;
}

/*
 * The tables
 */

static const char *const band_columns[] = {
	RULE_COLUMNS, "band", "from_months", "to_months", "from_included", "to_included", "age_basis", "reference_day", "stays_until",
	"admit_early_months", "admit_late_months", "stay_months", "class_size", "ratio", "minimum_caregivers", "required", NULL
};

static const char *const age_basis_labels[] = {"birthday", "day_after", NULL};
/* in the order of BandReference */
static const char *const band_reference_labels[] = {"as_of", "month_start", "year_start", "school_year_start", NULL};

static void
take_band_rule(CatalogueRow *row, void *head)
{
	BandRule   *rule = palloc0(sizeof(BandRule));
	bool		isnull;
	char	   *until;

	take_rule_head(row, &rule->head);
	rule->band = DatumGetAgeBand(tuoyu_row_next(row, &isnull));
	rule->from_months = tuoyu_row_int(row, 0);
	rule->to_months = tuoyu_row_int(row, -1);
	rule->from_included = tuoyu_row_bool(row);
	rule->to_included = tuoyu_row_bool(row);
	rule->day_after = tuoyu_row_choice(row, age_basis_labels) == 1;
	rule->reference_day = tuoyu_row_choice(row, band_reference_labels);
	until = tuoyu_row_text(row);
	if (until != NULL && sscanf(until, "%2d-%2d", &rule->until_month, &rule->until_day) != 2)
		elog(ERROR, "unexpected value \"%s\" in the policy catalogue", until);
	rule->admit_early = tuoyu_row_int(row, 0);
	rule->admit_late = tuoyu_row_int(row, 0);
	rule->stay = tuoyu_row_int(row, -1);
	rule->class_size = tuoyu_row_int(row, -1);
	rule->ratio = tuoyu_row_int(row, 0);
	rule->minimum_caregivers = tuoyu_row_int(row, 0);
	rule->required = next_formula(row, NUMERICOID);
	*(RuleHead **) head = &rule->head;
}

static const char *const staffing_columns[] = {
	RULE_COLUMNS, "role", "scope", "institution_kind", "counts_as", "certificate", "required", NULL
};

static const char *const scope_labels[] = {"class", "institution", NULL};

/* A number of at most three decimals. */
static int32
thousandths(Numeric number)
{
	Datum		times = DirectFunctionCall2(numeric_mul, NumericGetDatum(number), NumericGetDatum(int64_to_numeric(1000)));

	return DatumGetInt32(DirectFunctionCall1(numeric_int4, times));
}

static void
take_staffing_rule(CatalogueRow *row, void *head)
{
	StaffingRule *rule = palloc0(sizeof(StaffingRule));
	Numeric		counts;

	take_rule_head(row, &rule->head);
	rule->role = tuoyu_label(tuoyu_row_text(row));
	rule->scope = tuoyu_row_choice(row, scope_labels);
	rule->institution_kind = tuoyu_label(tuoyu_row_text(row));
	counts = tuoyu_row_numeric(row);
	rule->counts = counts == NULL ? -1 : thousandths(counts);
	rule->certificate = tuoyu_label(tuoyu_row_text(row));
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

static const char *const combine_labels[] = {"replace", "add", "floor", "ceiling", NULL};

static const char *const fee_columns[] = {
	RULE_COLUMNS, "combine", SELECTOR_COLUMNS, "as_for", "cap", "lowest", "cap_included", ROUNDING_COLUMNS, NULL
};

static void
take_fee_rule(CatalogueRow *row, void *head)
{
	FeeRule    *rule = palloc0(sizeof(FeeRule));

	take_rule_head(row, &rule->head);
	rule->head.combine = tuoyu_row_choice(row, combine_labels);
	rule->selectors = next_selectors(row);
	rule->as_for = next_as_for(row);
	rule->cap = next_formula(row, NUMERICOID);
	rule->lowest = next_formula(row, NUMERICOID);
	rule->cap_included = tuoyu_row_bool(row);
	rule->rounding = next_rounding(row);
	*(RuleHead **) head = &rule->head;
}

static const char *const subsidy_columns[] = {
	RULE_COLUMNS, "combine", "item", "payee", "unit", "unit", "settlement_period", "year_starts", "reference_day", "reference_day",
	"month_counting", "month_counting", "month_value",
	SELECTOR_COLUMNS, "band_source", "birth_order", "born", "entered", "as_for",
	"condition", "requires", "amount", "cap", "cap_scope", "cap_scope", "family_pays", "recovery",
	"payee_shares", "payee", "instalments", "instalment_months", "continuing", "funder_shares", "residual_funder",
	ROUNDING_COLUMNS, "rounding_stage", "claim_days", "stacking_group", "stacking", "stacking_rank", NULL
};

static const char *const unit_labels[] = {"child-month", "child-year", "place", "class", "institution", "event", NULL};
static const char *const period_labels[] = {"month", "quarter", "half_year", "year", "school_year", "event", NULL};
static const char *const reference_labels[] = {"period_start", "first_day_in_care", "period_end", "as_of", "each_day", NULL};
static const char *const counting_labels[] = {"whole_months", "calendar_months", "by_formula", "none", NULL};
static const char *const cap_scope_labels[] = {"line", "period", "year", "all", "institution_year", NULL};
static const char *const stacking_labels[] = {"sum", "largest", "exclusive", NULL};

/* Names, shares and who takes the rest. */
static Shares
next_shares(CatalogueRow *row)
{
	Shares		shares;
	char	  **names,
			  **values;
	bool		isnull;

	shares.count = tuoyu_row_object(row, &isnull, &names, &values);
	shares.shares = palloc(sizeof(Share) * (shares.count + 1));
	for (int i = 0; i < shares.count; i++)
	{
		Share	   *share = &shares.shares[i];

		if (values[i] == NULL)
			tuoyu_refuse_row(row);
		share->name = names[i];
		share->share = DatumGetNumeric(DirectFunctionCall3(numeric_in, CStringGetDatum(values[i]), ObjectIdGetDatum(InvalidOid), Int32GetDatum(-1)));
		if (numeric_is_nan(share->share) || numeric_is_inf(share->share))
			tuoyu_refuse_row(row);
	}
	shares.residual = tuoyu_row_text(row);
	return shares;
}

static void
take_instalments(CatalogueRow *row, SubsidyRule *rule)
{
	Datum	   *shares;

	rule->ninstalments = tuoyu_row_array(row, NUMERICOID, &shares);
	rule->instalments = palloc(sizeof(Numeric) * (rule->ninstalments + 1));
	for (int i = 0; i < rule->ninstalments; i++)
		rule->instalments[i] = DatumGetNumeric(shares[i]);
	rule->instalment_months = tuoyu_row_int(row, 12);
	rule->continuing = next_formula(row, BOOLOID);
}

/* Which facts the rule is for. */
static void
take_subsidy_selectors(CatalogueRow *row, SubsidyRule *rule)
{
	bool		isnull;

	rule->selectors = next_selectors(row);
	rule->band_is_childs = tuoyu_row_is(row, "child");
	rule->birth_order_from = PG_INT32_MIN;
	rule->birth_order_to = PG_INT32_MAX;
	rule->has_birth_order = tuoyu_row_range(row, &rule->birth_order_from, &rule->birth_order_to);
	rule->born = tuoyu_row_days(row, &isnull);
	rule->has_born = !isnull;
	rule->entered = tuoyu_row_days(row, &isnull);
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
take_subsidy_rule(CatalogueRow *row, void *head)
{
	SubsidyRule *rule = palloc0(sizeof(SubsidyRule));

	take_rule_head(row, &rule->head);
	rule->head.combine = tuoyu_row_choice(row, combine_labels);
	rule->item = tuoyu_row_text(row);
	rule->payee = tuoyu_row_text(row);
	rule->unit = tuoyu_row_choice(row, unit_labels);
	rule->unit_name = tuoyu_row_text(row);
	rule->period = tuoyu_row_choice(row, period_labels);
	rule->year_starts = tuoyu_row_int(row, rule->period == PERIOD_SCHOOL_YEAR ? 9 : 1);
	rule->reference_day = tuoyu_row_choice(row, reference_labels);
	rule->reference_day_name = tuoyu_row_text(row);
	rule->month_counting = tuoyu_row_choice(row, counting_labels);
	rule->month_counting_name = tuoyu_row_text(row);
	rule->month_value = next_formula(row, NUMERICOID);
	if (rule->month_counting == MONTHS_BY_FORMULA && rule->month_value == NULL)
		tuoyu_refuse_row(row);
	take_subsidy_selectors(row, rule);
	rule->condition = next_formula(row, BOOLOID);
	rule->requires = next_formula(row, BOOLOID);
	rule->amount = next_formula(row, NUMERICOID);
	rule->cap = next_formula(row, NUMERICOID);
	rule->cap_scope = tuoyu_row_choice(row, cap_scope_labels);
	if (rule->cap == NULL)
		rule->cap_scope = CAP_LINE;
	rule->cap_scope_name = tuoyu_row_text(row);
	rule->family_pays = next_formula(row, NUMERICOID);
	rule->recovery = tuoyu_row_bool(row);
	rule->payees = next_shares(row);
	take_instalments(row, rule);
	rule->funders = next_shares(row);
	rule->rounding = next_rounding(row);
	rule->rounding.whole_period = tuoyu_row_is(row, "period");
	rule->claim_days = tuoyu_row_int(row, -1);
	rule->stacking_group = tuoyu_row_text(row);
	rule->stacking = tuoyu_row_choice(row, stacking_labels);
	rule->stacking_rank = tuoyu_row_int(row, PG_INT32_MAX);
	mark_fractional(rule);
	*(RuleHead **) head = &rule->head;
}

static const char *const parameter_columns[] = {HEAD_COLUMNS("parameter"), "name", "value", "unit", NULL};

static void
take_parameter(CatalogueRow *row, void *head)
{
	PolicyParameter *parameter = palloc0(sizeof(PolicyParameter));

	take_head(row, &parameter->head);
	parameter->name = tuoyu_row_text(row);
	parameter->value = tuoyu_row_numeric(row);
	parameter->unit = tuoyu_row_text(row);
	*(RuleHead **) head = &parameter->head;
}

/* Read a table of rules. */
static RuleList
load_rules(Loading *loading, const char *table, const char *const *columns, TakeRow take)
{
	RuleList	list;

	list.count = tuoyu_read_rows(table, loading->policy, columns, sizeof(RuleHead *), take, loading, &list.rules);
	return list;
}

static const char *const document_columns[] = {"document", "title", "doc_number", NULL};

static void
take_document(CatalogueRow *row, void *item)
{
	Document   *document = item;

	document->document = tuoyu_row_text(row);
	document->title = tuoyu_row_text(row);
	document->doc_number = tuoyu_row_text(row);
}

static const char *const withdrawal_columns[] = {"rule", "withdrawn_document", "scenario", "since", NULL};

static void
take_withdrawal(CatalogueRow *row, void *item)
{
	WithdrawalRow *withdrawal = item;
	bool		isnull;

	withdrawal->rule = tuoyu_row_text(row);
	withdrawal->document = tuoyu_row_text(row);
	withdrawal->withdrawal.scenario = tuoyu_row_text(row);
	withdrawal->withdrawal.since = DatumGetDateADT(tuoyu_row_next(row, &isnull));
}

static const char *const workday_columns[] = {"day", "region", "is_workday", NULL};

static void
take_workday(CatalogueRow *row, void *item)
{
	WorkdayException *workday = item;
	bool		isnull;

	workday->day = DatumGetDateADT(tuoyu_row_next(row, &isnull));
	workday->region = tuoyu_row_bigint(row);
	workday->is_workday = tuoyu_row_bool(row);
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

/* By day; on it, the most specific region first. */
static int
compare_workdays(const void *a, const void *b)
{
	const WorkdayException *x = a;
	const WorkdayException *y = b;

	if (x->day != y->day)
		return x->day < y->day ? -1 : 1;
	return tuoyu_region_level(y->region) - tuoyu_region_level(x->region);
}

/* What rules refer to. */
static void
load_references(Loading *loading)
{
	loading->ndocuments = tuoyu_read_rows("policy_document", loading->policy, document_columns, sizeof(Document), take_document, NULL,
										  &loading->documents);
	qsort(loading->documents, loading->ndocuments, sizeof(Document), compare_documents);
	loading->nwithdrawals = tuoyu_read_rows("policy_withdrawal", loading->policy, withdrawal_columns, sizeof(WithdrawalRow), take_withdrawal,
											NULL, &loading->withdrawals);
}

void
tuoyu_load_catalogue(Catalogue *catalogue, const Jsonb *policy)
{
	Loading		loading = {.policy = policy};
	Workdays   *workdays = &catalogue->workdays;
	MemoryContext caller = MemoryContextSwitchTo(catalogue->memory);

	load_references(&loading);
	catalogue->bands = load_rules(&loading, "band_rule", band_columns, take_band_rule);
	catalogue->staffing = load_rules(&loading, "staffing_rule", staffing_columns, take_staffing_rule);
	catalogue->fees = load_rules(&loading, "fee_rule", fee_columns, take_fee_rule);
	catalogue->subsidies = load_rules(&loading, "subsidy_rule", subsidy_columns, take_subsidy_rule);
	catalogue->parameters = load_rules(&loading, "policy_parameter", parameter_columns, take_parameter);
	workdays->count = tuoyu_read_rows("workday_exception", policy, workday_columns, sizeof(WorkdayException), take_workday, NULL, &workdays->days);
	qsort(workdays->days, workdays->count, sizeof(WorkdayException), compare_workdays);
	share_items(&catalogue->subsidies);
	number_programs(catalogue, loading.programs);
	note_staffing(catalogue);
	catalogue->regions = make_hash(catalogue, "tuoyu rules by region", sizeof(RegionCode), sizeof(RegionRules));
	catalogue->fact_types = make_hash(catalogue, "tuoyu fact types", sizeof(struct FactTypeKey), sizeof(FactType));
	MemoryContextSwitchTo(caller);
}
