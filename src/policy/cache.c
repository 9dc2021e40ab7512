/*
 * cache.c
 *		The policy catalogue of this backend: read once, dropped when a catalogue table changes.
 *
 * A change is told to every session by a relcache invalidation of the changed table (policy_changed in guard.c), which is
 * transactional: it reaches others after the commit and oneself at the next command, and a rollback sends it again.
 *
 * The trap is a fill under a snapshot older than the change whose message has already been used up: nothing would ever
 * drop it again.  So the fill takes a snapshot of its own, after the message that made it necessary.  Where that cannot be
 * had, because the transaction's isolation level has one snapshot for good, what was filled is dropped at its end.
 */
#include "tuoyu.h"

#include "access/parallel.h"
#include "access/xact.h"
#include "utils/catcache.h"
#include "utils/hsearch.h"
#include "utils/inval.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"

#include "policy/load.h"
#include "policy/rules.h"
#include "tuoyu_schema.h"

static Catalogue *current = NULL;
static List *replaced = NIL;	/* memory of older ones, and of parts of them, that a computation may still be reading; parts come first */
static bool drop_at_end = false;
CatalogueState tuoyu_catalogue_state = {.is_stale = true};

static const char *const watched_tables[] = {
	"policy_document", "policy_parameter", "band_rule", "staffing_rule", "fee_rule", "subsidy_rule",
	"policy_withdrawal", "workday_exception"
};
static Oid	watched[lengthof(watched_tables)];

/*
 * Invalidation
 */

/* Relcache callback: a change of a catalogue table, or of everything. */
static void
on_relcache_change(Datum arg, Oid relation)
{
	(void) arg;
	tuoyu_catalogue_state.version++;
	if (!OidIsValid(relation))
		tuoyu_catalogue_state.is_stale = true;
	for (int i = 0; i < (int) lengthof(watched); i++)
		if (watched[i] == relation)
			tuoyu_catalogue_state.is_stale = true;
}

/* Let go of what has been replaced; only where nothing can be reading it. */
static void
free_replaced(void)
{
	ListCell   *cell;

	foreach(cell, replaced)
		MemoryContextDelete(lfirst(cell));
	list_free(replaced);
	replaced = NIL;
}

void
tuoyu_free_later(MemoryContext memory)
{
	MemoryContext caller;

	/* what belongs to a catalogue of the caller's goes with it */
	if (tuoyu_catalogue_state.instead != NULL)
		return;
	caller = MemoryContextSwitchTo(CacheMemoryContext);
	replaced = lappend(replaced, memory);
	MemoryContextSwitchTo(caller);
}

/* What a transaction's one snapshot showed may be old when the transaction is over. */
static void
on_transaction_end(XactEvent event, void *arg)
{
	(void) arg;
	if (event == XACT_EVENT_PRE_COMMIT || event == XACT_EVENT_PARALLEL_PRE_COMMIT || event == XACT_EVENT_PRE_PREPARE)
		return;
	free_replaced();
	tuoyu_catalogue_state.is_stale |= drop_at_end;
	drop_at_end = false;
}

/* Callbacks cannot be taken back, so they are registered once per backend. */
static void
register_callbacks(void)
{
	static bool registered = false;

	if (registered)
		return;
	CacheRegisterRelcacheCallback(on_relcache_change, (Datum) 0);
	RegisterXactCallback(on_transaction_end, NULL);
	registered = true;
}

/*
 * Filling
 */

/* A snapshot newer than every invalidation processed so far, as far as the isolation level has one. */
static void
push_fill_snapshot(void)
{
	if (IsInParallelMode() && IsolationUsesXactSnapshot())
		PushActiveSnapshot(GetActiveSnapshot());
	else
	{
		PushCopiedSnapshot(GetTransactionSnapshot());
		if (!IsInParallelMode())
			UpdateActiveSnapshotCommandId();
	}
}

/* Read the tables into a new context, for which a caller needs no rights; nothing is kept when that fails. */
static Catalogue *
fill(void)
{
	MemoryContext memory = AllocSetContextCreate(CacheMemoryContext, "tuoyu policy catalogue", ALLOCSET_DEFAULT_SIZES);
	Catalogue  *catalogue = MemoryContextAllocZero(memory, sizeof(Catalogue));

	catalogue->memory = memory;
	PG_TRY();
	{
		push_fill_snapshot();
		tuoyu_load_catalogue(catalogue, NULL);
		PopActiveSnapshot();
	}
	PG_CATCH();
	{
		MemoryContextDelete(memory);
		PG_RE_THROW();
	}
	PG_END_TRY();
	return catalogue;
}

/*
 * Replace what is there.  The old one stays until the computation that may be reading it is over.  A message that arrives
 * while reading is about what the snapshot shows or about something later: the next call reads again.
 */
static void
refresh(void)
{
	Catalogue  *fresh;
	bool		xact_snapshot = IsolationUsesXactSnapshot();

	if (CacheMemoryContext == NULL)
		CreateCacheMemoryContext();
	register_callbacks();
	for (int i = 0; i < (int) lengthof(watched); i++)
		watched[i] = tuoyu_relation_oid(watched_tables[i]);
	tuoyu_catalogue_state.is_stale = false;
	PG_TRY();
	{
		fresh = fill();
	}
	PG_CATCH();
	{
		tuoyu_catalogue_state.is_stale = true;
		PG_RE_THROW();
	}
	PG_END_TRY();
	if (current != NULL)
		tuoyu_free_later(current->memory);
	current = fresh;
	tuoyu_catalogue_state.version++;
	if (xact_snapshot)
		drop_at_end = true;
}

/*
 * Messages are taken in when a transaction begins and when a table is locked.  A statement that only calls our functions
 * locks none, so they are asked for once per statement.
 */
static void
accept_messages(void)
{
	TimestampTz statement = GetCurrentStatementStartTimestamp();

	if (statement == tuoyu_catalogue_state.statement)
		return;
	tuoyu_catalogue_state.statement = statement;
	AcceptInvalidationMessages();
}

Catalogue *
tuoyu_use_catalogue(Catalogue *catalogue)
{
	Catalogue  *before = tuoyu_catalogue_state.instead;

	tuoyu_catalogue_state.instead = catalogue;
	return before;
}

Catalogue *
tuoyu_catalogue(void)
{
	if (tuoyu_catalogue_state.instead != NULL)
		return tuoyu_catalogue_state.instead;
	accept_messages();
	if (current == NULL || tuoyu_catalogue_state.is_stale)
		refresh();
	return current;
}

Catalogue *
tuoyu_enter_catalogue(void)
{
	if (tuoyu_catalogue_state.instead != NULL)
		return tuoyu_catalogue_state.instead;
	if (replaced != NIL)
		free_replaced();
	return tuoyu_catalogue();
}

/*
 * Looking up
 */

/* Most specific region first; there, the row of highest precedence first; then by key, so that the order is one. */
static int
compare_heads(const void *a, const void *b)
{
	const RuleHead *x = *(RuleHead *const *) a;
	const RuleHead *y = *(RuleHead *const *) b;
	int			level = tuoyu_region_level(y->region) - tuoyu_region_level(x->region);
	int			precedence = tuoyu_rule_precedence(y) - tuoyu_rule_precedence(x);

	return level != 0 ? level : precedence != 0 ? precedence : strcmp(x->rule, y->rule);
}

/* The rows of a table for the region and what it lies in. */
static RuleList
rules_around(Catalogue *catalogue, const RuleList *all, RegionCode region)
{
	RuleList	result = {0, MemoryContextAlloc(catalogue->memory, sizeof(RuleHead *) * (all->count + 1))};

	for (int i = 0; i < all->count; i++)
		if (tuoyu_region_contains(all->rules[i]->region, region))
			result.rules[result.count++] = all->rules[i];
	qsort(result.rules, result.count, sizeof(RuleHead *), compare_heads);
	return result;
}

bool
tuoyu_is_withdrawn(const RuleHead *head, DateADT day, const char *scenario)
{
	ListCell   *cell;

	foreach(cell, head->withdrawals)
	{
		const Withdrawal *withdrawal = lfirst(cell);

		if (scenario != NULL && day >= withdrawal->since && strcmp(withdrawal->scenario, scenario) == 0)
			return true;
	}
	return false;
}

RegionRules *
tuoyu_region_rules(Catalogue *catalogue, RegionCode region)
{
	RegionRules *rules = catalogue->last_region;
	bool		found;

	if (rules != NULL && rules->region == region)
		return rules;
	rules = hash_search(catalogue->regions, &region, HASH_ENTER, &found);
	if (!found)
	{
		memset((char *) rules + sizeof(RegionCode), 0, sizeof(RegionRules) - sizeof(RegionCode));
		rules->bands = rules_around(catalogue, &catalogue->bands, region);
		rules->staffing = rules_around(catalogue, &catalogue->staffing, region);
		rules->fees = rules_around(catalogue, &catalogue->fees, region);
		rules->subsidies = rules_around(catalogue, &catalogue->subsidies, region);
		rules->parameters = rules_around(catalogue, &catalogue->parameters, region);
	}
	catalogue->last_region = rules;
	return rules;
}

const PolicyParameter *
tuoyu_policy_parameter(RegionRules *rules, const char *name, DateADT day, const char *scenario)
{
	for (int i = 0; i < rules->parameters.count; i++)
	{
		PolicyParameter *parameter = (PolicyParameter *) rules->parameters.rules[i];

		if (tuoyu_rule_in_force(&parameter->head, day, scenario) && strcmp(parameter->name, name) == 0)
			return parameter;
	}
	return NULL;
}
