/*
 * counts.c
 *		How much a member of staff counts, and on which days.
 *
 * One of the constraint's caregivers counts as one, others as none, unless a rule for the role says otherwise: as how many,
 * and with which certificate only.  Rules begin and end, certificates too: a member of staff counts piece by piece.
 */
#include "constraint.h"

/*
 * One person
 */

/* Hands on the days of a span on which a certificate of that kind is valid; rows of one kind may overlap. */
static void
count_certified(const Counting *counting, int32 kind, DateADT from, DateADT until, int32 counts, CountHandler handler, void *arg)
{
	for (size_t i = 0; i < counting->ncertificates && from < until; i++)
	{
		const CertificateRow *row = &counting->certificates[i];
		DateADT		last = Min(row->until, until);

		from = row->kind == kind ? Max(from, row->from) : from;
		if (row->kind != kind || from >= last)
			continue;
		handler(from, last, counts, arg);
		from = last;
	}
}

/* Hands on the days [from, until) on which one counts, with how much, in thousandths. */
void
tuoyu_count_days(const Counting *counting, DateADT from, DateADT until, CountHandler handler, void *arg)
{
	int			nchanges;
	const DateADT *changes = tuoyu_staffing_rule_changes(counting->region, counting->scope, &nchanges);
	DateADT		next;

	for (int i = 0; from < until; from = next)
	{
		const StaffingRule *rule = tuoyu_staffing_rule(counting->region, counting->scope, counting->role, counting->institution_kind, from);
		int32		counts = rule == NULL ? counting->otherwise : tuoyu_staffing_rule_counts(rule, counting->otherwise);
		int32		certificate = rule == NULL ? LABEL_NONE : tuoyu_staffing_rule_certificate(rule);

		while (i < nchanges && changes[i] <= from)
			i++;
		next = i < nchanges ? Min(changes[i], until) : until;
		if (counts == 0 || (counting->only != LABEL_NONE && certificate != counting->only))
			continue;
		if (certificate == LABEL_NONE || counting->certified)
			handler(from, next, counts, arg);
		else
			count_certified(counting, certificate, from, next, counts, handler, arg);
	}
}

/*
 * Those of a case
 */

/* The certificates of a member of staff. */
static const CertificateRow *
find_certificates(const Case *c, int64 staff, size_t *count)
{
	const CertificateRow *rows = c->certificates->rows;
	size_t		low = 0,
				high = c->certificates->nrows;

	while (low < high)
	{
		size_t		middle = low + (high - low) / 2;

		if (rows[middle].institution < c->institution ||
			(rows[middle].institution == c->institution && rows[middle].staff < staff))
			low = middle + 1;
		else
			high = middle;
	}
	for (high = low; high < c->certificates->nrows && rows[high].institution == c->institution && rows[high].staff == staff;)
		high++;
	*count = high - low;
	return &rows[low];
}

/* Where the days go that a member of staff counts. */
typedef struct Adding
{
	Sweep	   *sweep;
	SweepHead	head;
	int			sign;
} Adding;

/* A CountHandler. */
static void
add_days(DateADT from, DateADT until, int32 counts, void *arg)
{
	Adding	   *adding = arg;

	tuoyu_sweep_add(adding->sweep, from, until, adding->head, (int64) adding->sign * counts);
}

/* What one counts where no rule says. */
static int32
counts_otherwise(const Case *c, int32 role)
{
	return c->whole || c->caregiver == LABEL_NONE || c->caregiver == role || role == ROLE_UNKNOWN ? ONE_HEAD : 0;
}

/* Adds, or takes away, a member of staff in a role. */
static void
add_counts(const Case *c, int64 staff, int32 role, bool certified, int32 only, DateADT from, DateADT until, Adding adding)
{
	Counting	counting = {
		.region = c->region, .scope = c->whole ? SCOPE_INSTITUTION : SCOPE_CLASS, .institution_kind = c->institution_kind, .role = role,
		.otherwise = counts_otherwise(c, role), .only = only, .certified = certified || c->certificates == NULL
	};

	/* of an institution's part only those count whose role it is */
	if (c->whole && (c->role == LABEL_NONE || c->role != role))
		return;
	if (role < 0 || !tuoyu_any_staffing_rule(counting.scope))
	{
		if (only == LABEL_NONE && counting.otherwise != 0)
			add_days(from, until, counting.otherwise, &adding);
		return;
	}
	if (!counting.certified)
		counting.certificates = find_certificates(c, staff, &counting.ncertificates);
	tuoyu_count_days(&counting, from, until, add_days, &adding);
}

/* Adds all who are there. */
void
tuoyu_add_present(Sweep *sweep, const Case *c)
{
	for (int i = 0; i < c->ncaregivers; i++)
	{
		const CaregiverRow *row = &c->caregivers[i];

		add_counts(c, row->staff, row->role, false, LABEL_NONE, Max(row->from, row->employed_from),
				   Min(row->until, row->employed_until), (Adding) {sweep, HEAD_CAREGIVERS, 1});
	}
}

/* How many are there on a day whom a rule does not count for want of a certificate, and the kind that the first of them lacks. */
int
tuoyu_count_uncertified(const Case *c, DateADT day, int32 *certificate)
{
	int			count = 0;

	for (int i = 0; i < c->ncaregivers && c->certificates != NULL; i++)
	{
		const CaregiverRow *row = &c->caregivers[i];
		const StaffingRule *rule = NULL;
		const CertificateRow *rows;
		size_t		nrows;
		bool		valid = false;

		if (day >= Max(row->from, row->employed_from) && day < Min(row->until, row->employed_until) && row->role >= 0 &&
			(!c->whole || row->role == c->role))
			rule = tuoyu_staffing_rule(c->region, c->whole ? SCOPE_INSTITUTION : SCOPE_CLASS, row->role, c->institution_kind, day);
		if (rule == NULL || tuoyu_staffing_rule_certificate(rule) == LABEL_NONE ||
			tuoyu_staffing_rule_counts(rule, counts_otherwise(c, row->role)) == 0)
			continue;
		rows = find_certificates(c, row->staff, &nrows);
		for (size_t j = 0; j < nrows; j++)
			valid |= rows[j].kind == tuoyu_staffing_rule_certificate(rule) && day >= rows[j].from && day < rows[j].until;
		if (!valid && count++ == 0)
			*certificate = tuoyu_staffing_rule_certificate(rule);
	}
	return count;
}

/* Takes away those who are still there and had a certificate that counted, on days on which they have none now. */
static void
take_uncertified(Sweep *sweep, const Case *c, const Mark *mark)
{
	for (int i = 0; i < c->ncaregivers && c->certificates != NULL; i++)
	{
		const CaregiverRow *row = &c->caregivers[i];
		DateADT		from = Max(Max(row->from, row->employed_from), mark->from);
		DateADT		until = Min(Min(row->until, row->employed_until), mark->until);

		if (row->staff != mark->person)
			continue;
		add_counts(c, row->staff, row->role, true, mark->label, from, until, (Adding) {sweep, HEAD_NET_CAREGIVERS, -1});
		add_counts(c, row->staff, row->role, false, mark->label, from, until, (Adding) {sweep, HEAD_NET_CAREGIVERS, 1});
	}
}

/*
 * Takes away what those who are still there count less in their present role than in the one that they had.  What they count
 * more is left out: this mark may be passed on to a class more than once.
 */
static void
take_lesser(Sweep *sweep, const Case *c, const CaseMark *mark)
{
	for (int i = 0; i < c->ncaregivers; i++)
	{
		const CaregiverRow *row = &c->caregivers[i];
		DateADT		from = Max(Max(row->from, row->employed_from), mark->mark.from);
		DateADT		until = Min(Min(row->until, row->employed_until), mark->mark.until);
		Sweep	   *both;

		if (row->staff != mark->mark.person)
			continue;
		both = tuoyu_sweep_create(CurrentMemoryContext);
		add_counts(c, row->staff, mark->role, mark->certified, LABEL_NONE, from, until, (Adding) {both, HEAD_CAREGIVERS, 1});
		add_counts(c, row->staff, row->role, false, LABEL_NONE, from, until, (Adding) {both, HEAD_CAREGIVERS, -1});
		tuoyu_sweep_start(both, from, until);
		while (tuoyu_sweep_next(both))
			if (both->heads[HEAD_CAREGIVERS] > 0)
				tuoyu_sweep_add(sweep, both->from, both->until, HEAD_NET_CAREGIVERS, -both->heads[HEAD_CAREGIVERS]);
	}
}

/* Adds what a mark changed of the caregivers. */
void
tuoyu_add_changed(Sweep *sweep, const Case *c, const CaseMark *mark)
{
	const Mark *m = &mark->mark;

	if (m->flags & MARK_CERTIFICATE)
		take_uncertified(sweep, c, m);
	else if ((m->flags & MARK_CHANGED) && !c->whole)
		take_lesser(sweep, c, mark);
	else
		add_counts(c, m->person, mark->role, mark->certified, LABEL_NONE, Max(m->from, mark->effective_from),
				   Min(m->until, mark->effective_until), (Adding) {sweep, HEAD_NET_CAREGIVERS, m->caregivers});
}
