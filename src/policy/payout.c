/*
 * payout.c
 *		Lines together: what may stand beside what, in which instalments it is paid, and who gets and who bears it.
 */
#include "tuoyu.h"

#include "calendar/months.h"
#include "policy/subsidy.h"

/*
 * Stacking: items of one group compete where their periods overlap
 */

static bool
overlaps(const SubsidyLine *a, const SubsidyLine *b)
{
	return a->period.from < b->period.to && b->period.from < a->period.to;
}

/* What the line's item gives in the line's period. */
static Yuan
weight(const List *lines, const SubsidyLine *line)
{
	ListCell   *cell;
	Yuan		sum = 0;

	foreach(cell, lines)
	{
		const SubsidyLine *other = lfirst(cell);

		if (other->period.from == line->period.from && other->period.to == line->period.to &&
			strcmp(other->rule->item, line->rule->item) == 0)
			sum = tuoyu_yuan_add(sum, other->amount);
	}
	return sum;
}

/* Nothing says which of two that exclude each other is meant. */
static void
refuse_tie(const SubsidyRule *a, const SubsidyRule *b)
{
	ereport(ERROR,
			(errcode(ERRCODE_CARDINALITY_VIOLATION),
			 errmsg("subsidy rules \"%s\" and \"%s\" exclude each other", a->head.rule, b->head.rule),
			 errdetail("Both are due, and they have the same rank in group \"%s\".", a->stacking_group),
			 errhint("Give them different values of stacking_rank.")));
}

/* Does another item take the line's place?  Of equals, the first stays. */
static bool
is_outdone_by(const List *lines, const SubsidyLine *line, const SubsidyLine *other, bool other_is_first)
{
	if (line->rule->stacking == STACKING_EXCLUSIVE)
	{
		if (other->rule->stacking_rank == line->rule->stacking_rank)
			refuse_tie(line->rule, other->rule);
		return other->rule->stacking_rank < line->rule->stacking_rank;
	}
	else
	{
		Yuan		own = weight(lines, line);
		Yuan		others = weight(lines, other);

		return others > own || (others == own && other_is_first);
	}
}

static bool
is_outdone(const List *lines, const SubsidyLine *line)
{
	ListCell   *cell;
	bool		seen = false;

	if (line->rule->stacking_group == NULL || line->rule->stacking == STACKING_SUM)
		return false;
	foreach(cell, lines)
	{
		const SubsidyLine *other = lfirst(cell);

		if (strcmp(other->rule->item, line->rule->item) == 0)
			seen = true;
		else if (other->rule->stacking_group != NULL && strcmp(other->rule->stacking_group, line->rule->stacking_group) == 0 &&
				 overlaps(line, other) && is_outdone_by(lines, line, other, !seen))
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

/*
 * Instalments
 */

/* A share of an amount, rounded to the fen. */
static Yuan
share_of(Yuan amount, Numeric share)
{
	return tuoyu_yuan_multiply_numeric(amount, share);
}

/* Does what the rule asks of a later instalment hold on its day? */
static bool
continues(CareFact *fact, const SubsidyLine *line, DateADT day, int instalment)
{
	CareScope	scope = {
		.fact = fact, .rule = line->rule, .kind = tuoyu_period_kind(line->rule), .period = line->period,
		.settlement = line->period, .care = line->care, .first_day = line->during.from, .day = day, .instalment = instalment
	};
	RuleMoment	moment = tuoyu_scope_moment(&scope);
	Datum		value;
	bool		isnull;

	if (line->rule->continuing == NULL || instalment == 1)
		return true;
	tuoyu_enter_scope(&scope);
	value = tuoyu_run_rule(fact->type, line->rule->continuing, &moment, &isnull);
	return !isnull && DatumGetBool(value);
}

/* A line paid over years: a line for each instalment, the last with what rounding left; one that lapses is not paid. */
static List *
split_instalments(CareFact *fact, List *result, const SubsidyLine *line)
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
		part->during.from = tuoyu_add_months(line->during.from, line->rule->instalment_months * i);
		part->during.to = part->during.from + (line->during.to - line->during.from);
		if (continues(fact, line, part->during.from, i + 1))
			result = lappend(result, part);
	}
	return result;
}

/*
 * Payees and funders
 */

/* A line of several payees: a line for each, and the rule's own payee takes the rest. */
static List *
split_payees(List *result, const SubsidyLine *line)
{
	const Shares *shares = &line->rule->payees;
	SubsidyLine *rest = palloc(sizeof(SubsidyLine));

	*rest = *line;
	result = lappend(result, rest);
	for (int i = 0; i < shares->count; i++)
	{
		SubsidyLine *part;

		if (strcmp(shares->shares[i].name, shares->residual) == 0)
			continue;
		part = palloc(sizeof(SubsidyLine));
		*part = *line;
		part->payee = shares->shares[i].name;
		part->payee_share = shares->shares[i].share;
		part->has_family_pays = false;	/* said once, with the rest */
		part->amount = share_of(line->amount, part->payee_share);
		rest->amount = tuoyu_yuan_subtract(rest->amount, part->amount);
		result = lappend(result, part);
	}
	return result;
}

Datum
tuoyu_share_out(const Shares *shares, Yuan amount)
{
	Json		parts = {0};
	Yuan		left = amount;

	for (int i = 0; i < shares->count; i++)
	{
		Yuan		part;

		if (strcmp(shares->shares[i].name, shares->residual) == 0)
			continue;
		part = share_of(amount, shares->shares[i].share);
		left = tuoyu_yuan_subtract(left, part);
		tuoyu_json_yuan(&parts, shares->shares[i].name, part);
	}
	if (shares->residual != NULL)
		tuoyu_json_yuan(&parts, shares->residual, left);
	return tuoyu_json_finish(&parts);
}

/*
 * All of it
 */

List *
tuoyu_pay_out(CareFact *fact, List *lines)
{
	List	   *kept = apply_stacking(lines);
	List	   *paid = NIL;
	List	   *result = NIL;
	ListCell   *cell;

	foreach(cell, kept)
	{
		SubsidyLine *line = lfirst(cell);

		paid = line->rule->ninstalments > 0 ? split_instalments(fact, paid, line) : lappend(paid, line);
	}
	foreach(cell, paid)
	{
		SubsidyLine *line = lfirst(cell);

		result = line->rule->payees.count > 0 ? split_payees(result, line) : lappend(result, line);
	}
	return result;
}
