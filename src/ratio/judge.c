/*
 * judge.c
 *		One class: is anything wrong on the days that are asked about?
 *
 * What is asked are the case's marks.  Heads are judged only on days on which, all marks taken together, there are more
 * children or fewer caregivers than before, or on which a mark says that a limit may have become tighter.  So a child may be
 * replaced by another, or change its fee, in a class that is too large already.  But mostly nothing at all is wrong: so a
 * class is first judged as though everything were asked, without looking at the marks.
 *
 * No SQL runs here: the catalogue's answers are good only until the next statement.
 */
#include "ratio/judge.h"

#include "utils/memutils.h"

#include "calendar/months.h"

struct Judge
{
	MemoryContext memory;		/* lives as long as the judge */
	MemoryContext scratch;		/* one case */
	HTAB	   *timelines;
	Sweep	   *sweep;			/* used for one case after another */
};

/* A judge for many cases. */
Judge *
tuoyu_judge_create(void)
{
	HASHCTL		control = {.keysize = offsetof(Timeline, days), .entrysize = sizeof(Timeline), .hcxt = CurrentMemoryContext};
	Judge	   *judge = palloc(sizeof(Judge));

	judge->memory = CurrentMemoryContext;
	judge->scratch = AllocSetContextCreate(CurrentMemoryContext, "tuoyu judge", ALLOCSET_DEFAULT_SIZES);
	judge->sweep = tuoyu_sweep_create(CurrentMemoryContext);
	judge->timelines = hash_create("tuoyu rule timelines", 64, &control, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	return judge;
}

/* The rule that says what a class must have, or the part of an institution that is a role; NULL when none does. */
const BandRule *
tuoyu_case_rule(const Case *c, DateADT day)
{
	const StaffingRule *rule;

	if (!c->whole)
		return c->has_kind ? tuoyu_band_rule(c->region, c->kind, day) : NULL;
	rule = tuoyu_staffing_rule(c->region, SCOPE_INSTITUTION, c->role, c->institution_kind, day);
	return rule != NULL ? tuoyu_staffing_rule_demand(rule) : NULL;
}

/* Does any rule for a case, on any day, have a property? */
static bool
any_rule(const Case *c, const Timeline *timeline, bool (*property) (const BandRule *rule))
{
	for (int i = -1; i < timeline->ndays; i++)
	{
		const BandRule *rule = tuoyu_case_rule(c, i < 0 ? DATEVAL_NOBEGIN : timeline->days[i]);

		if (rule != NULL && property(rule))
			return true;
	}
	return false;
}

/* The timeline of a class or of a part of an institution; NULL when no rule is about it. */
const Timeline *
tuoyu_case_timeline(const Case *c)
{
	Judge	   *judge = c->judge;
	Timeline	key = {.region = c->region, .kind = c->whole ? c->institution_kind : (int32) c->kind, .role = c->role};
	Timeline   *timeline;
	bool		found;

	if (c->whole ? c->role == LABEL_NONE : !c->has_kind)
		return NULL;
	timeline = hash_search(judge->timelines, &key, HASH_ENTER, &found);
	if (!found)
	{
		MemoryContext caller = MemoryContextSwitchTo(judge->memory);

		timeline->ndays = 0;
		if (c->whole)
			timeline->days = tuoyu_staffing_rule_changes(c->region, SCOPE_INSTITUTION, &timeline->ndays);
		else
			timeline->days = tuoyu_band_rule_changes(c->region, DATEVAL_NOBEGIN, DATEVAL_NOEND, &timeline->ndays);
		timeline->reads_bands = any_rule(c, timeline, tuoyu_band_rule_reads_bands);
		timeline->limits_stay = !c->whole && any_rule(c, timeline, tuoyu_band_rule_limits_stay);
		MemoryContextSwitchTo(caller);
	}
	return timeline;
}

/*
 * Marks
 */

/* Is a mark of that kind on a person (or on all) and on a day of [from, until)?  True of all where all is asked. */
bool
tuoyu_case_marked(const Case *c, uint16 flag, uint16 who, int64 person, DateADT from, DateADT until)
{
	int			low = 0,
				high = c->nmarks;

	if (c->marks == NULL)
		return true;
	/* marks on all come first, the others are sorted by person */
	for (; low < c->nmarks && (c->marks[low].mark.flags & (MARK_CHILD | MARK_STAFF)) == 0; low++)
	{
		const Mark *mark = &c->marks[low].mark;

		if ((mark->flags & flag) && mark->from < until && mark->until > from)
			return true;
	}
	while (low < high)
	{
		int			middle = low + (high - low) / 2;

		if (c->marks[middle].mark.person < person)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < c->nmarks && c->marks[low].mark.person == person; low++)
	{
		const Mark *mark = &c->marks[low].mark;

		if ((mark->flags & flag) && (mark->flags & who) && mark->from < until && mark->until > from)
			return true;
	}
	return false;
}

/*
 * Days
 */

/* Reports the days of a row [from, until) outside those allowed if they were marked; true if any was reported. */
static bool
judge_containment(const Case *c, uint16 who, DateADT from, DateADT until, Violation violation, ViolationHandler handler, void *arg)
{
	DateADT		outside[2][2] = {
		{from, Min(until, violation.within_from)}, {Max(from, violation.within_until), until}
	};

	violation.from = from;
	violation.until = until;
	for (int i = 0; i < 2; i++)
		if (outside[i][0] < outside[i][1] &&
			tuoyu_case_marked(c, MARK_CONTAIN, who, violation.person, outside[i][0], outside[i][1]))
		{
			handler(c, &violation, arg);
			return true;
		}
	return false;
}

/* Enrolments and roster entries must lie inside the class's days, roster entries inside the employment's. */
static void
judge_days(const Case *c, ViolationHandler handler, void *arg)
{
	/* of a class that is not there, no day is allowed */
	Violation	violation = {
		.within_from = c->exists ? c->from : DATEVAL_NOEND, .within_until = c->exists ? c->until : DATEVAL_NOEND
	};

	violation.table = TABLE_ENROLMENT;
	violation.problem = c->exists ? PROBLEM_ENROLMENT_DAYS : PROBLEM_NO_CLASS;
	for (int i = 0; i < c->nchildren; i++)
	{
		violation.person = c->children[i].child;
		judge_containment(c, MARK_CHILD, c->children[i].from, c->children[i].until, violation, handler, arg);
	}
	violation.table = TABLE_ROSTER;
	for (int i = 0; i < c->ncaregivers; i++)
	{
		const CaregiverRow *row = &c->caregivers[i];
		Violation	employment = {
			.problem = PROBLEM_EMPLOYMENT_DAYS, .table = TABLE_ROSTER, .person = row->staff,
			.within_from = row->employed_from, .within_until = row->employed_until
		};

		violation.person = row->staff;
		violation.problem = c->exists ? PROBLEM_ROSTER_DAYS : PROBLEM_NO_CLASS;
		judge_containment(c, MARK_STAFF, row->from, row->until, violation, handler, arg);
		judge_containment(c, MARK_STAFF, row->from, row->until, employment, handler, arg);
	}
}

/*
 * Heads
 */

/* A sweep at work, and what it has found that may still go on. */
typedef struct Heads
{
	const Case *c;
	const Timeline *timeline;	/* NULL: no rules of the catalogue */
	Sweep	   *sweep;
	ViolationHandler handler;
	void	   *arg;
	bool		open[2];		/* too many children, too few caregivers */
	Violation	pending[2];
} Heads;

#define SIZE 0
#define CAREGIVERS 1

/* The head of a child that is in a band. */
static SweepHead
band_head(AgeBand band)
{
	return HEAD_UNDER_AGE + (band - AGE_BAND_UNDER);
}

/* Adds a child by its own band, which changes on the way. */
static void
add_own_bands(Sweep *sweep, const ChildRow *row, RegionCode region)
{
	int			count = 0;
	DateADT    *days;
	/* long before the birth, and long after, no day is needed */
	DateADT		from = Max(row->from, TUOYU_DATE_MIN);
	DateADT		day = from;

	if (DATE_IS_NOEND(row->birth))
		return;
	days = tuoyu_regional_band_changes(row->birth, region, from, row->until, &count);
	for (int i = 0; i <= count; i++)
	{
		DateADT		next = i < count ? days[i] : row->until;

		tuoyu_sweep_add(sweep, day, next, band_head(tuoyu_regional_band(row->birth, day, region)), 1);
		day = next;
	}
}

/* Adds what a mark changed, as far as it really changed anything. */
static void
add_mark(Sweep *sweep, const Case *c, const CaseMark *mark)
{
	const Mark *m = &mark->mark;

	if (m->children != 0)
		tuoyu_sweep_add(sweep, m->from, m->until, HEAD_NET_CHILDREN, m->children);
	if (m->flags & MARK_BANDS)
		tuoyu_sweep_add(sweep, m->from, m->until, HEAD_ARRIVALS, 1);
	if (m->caregivers != 0)
		tuoyu_add_changed(sweep, c, mark);
	if (m->flags & MARK_SIZE)
		tuoyu_sweep_add(sweep, m->from, m->until, HEAD_MARKED_SIZE, 1);
	if (m->flags & MARK_REQUIRED)
		tuoyu_sweep_add(sweep, m->from, m->until, HEAD_MARKED_REQUIRED, 1);
}

/* Adds the days on which a child has come that was not there before, all marks on it taken together. */
static void
add_arrivals(Sweep *sweep, const CaseMark *marks, int count)
{
	Sweep	   *net = sweep;
	bool		gone = false;

	for (int i = 0; i < count; i++)
		gone |= marks[i].mark.children < 0;
	if (gone)
		net = tuoyu_sweep_create(CurrentMemoryContext);
	for (int i = 0; i < count; i++)
		if (marks[i].mark.children != 0)
			tuoyu_sweep_add(net, marks[i].mark.from, marks[i].mark.until, HEAD_ARRIVALS, marks[i].mark.children);
	if (!gone)
		return;
	tuoyu_sweep_start(net, DATEVAL_NOBEGIN, DATEVAL_NOEND);
	while (tuoyu_sweep_next(net))
		if (net->heads[HEAD_ARRIVALS] > 0)
			tuoyu_sweep_add(sweep, net->from, net->until, HEAD_ARRIVALS, 1);
}

/* Adds what all marks changed. */
static void
add_marks(Sweep *sweep, const Case *c)
{
	for (int i = 0; i < c->nmarks; i++)
		add_mark(sweep, c, &c->marks[i]);
	/* those of one child come together; who is not known may be anybody */
	for (int first = 0, last; first < c->nmarks; first = last)
	{
		const Mark *mark = &c->marks[first].mark;

		for (last = first + 1; last < c->nmarks && mark->person != PG_INT64_MIN && (mark->flags & MARK_CHILD) &&
			 c->marks[last].mark.person == mark->person && (c->marks[last].mark.flags & MARK_CHILD);)
			last++;
		if (mark->flags & MARK_CHILD)
			add_arrivals(sweep, &c->marks[first], last - first);
	}
}

/* Puts all that counts into an empty sweep. */
static void
fill_sweep(Sweep *sweep, const Case *c, const Timeline *timeline)
{
	for (int i = 0; i < c->nchildren; i++)
	{
		tuoyu_sweep_add(sweep, c->children[i].from, c->children[i].until, HEAD_CHILDREN, 1);
		if (timeline != NULL && timeline->reads_bands)
			add_own_bands(sweep, &c->children[i], c->region);
	}
	tuoyu_add_present(sweep, c);
	if (c->marks != NULL)
		add_marks(sweep, c);
	for (int i = 0; timeline != NULL && i < timeline->ndays; i++)
		tuoyu_sweep_cut(sweep, timeline->days[i]);
}

/* May a rule for a case read the children's own bands? */
bool
tuoyu_reads_bands(const Case *c)
{
	const Timeline *timeline = tuoyu_case_timeline(c);

	return timeline != NULL && c->ratio == 0 && timeline->reads_bands;
}

/* The sweep of all that counts in a case, and whether a rule may read the children's own bands. */
Sweep *
tuoyu_sweep_of_case(const Case *c, bool *reads_bands)
{
	Sweep	   *sweep = tuoyu_sweep_create(CurrentMemoryContext);

	*reads_bands = tuoyu_reads_bands(c);
	fill_sweep(sweep, c, tuoyu_case_timeline(c));
	return sweep;
}

/* Gives out what was found of one problem. */
static void
flush(Heads *heads, int problem)
{
	if (heads->open[problem])
	{
		heads->open[problem] = false;
		heads->handler(heads->c, &heads->pending[problem], heads->arg);
	}
}

/* Takes a finding that may only go on with the one before. */
static void
find(Heads *heads, int problem, const Violation *found)
{
	Violation  *pending = &heads->pending[problem];

	if (heads->open[problem] && pending->until == found->from && pending->children == found->children &&
		pending->caregivers == found->caregivers && pending->required == found->required && pending->limit == found->limit)
	{
		pending->until = found->until;
		return;
	}
	flush(heads, problem);
	*pending = *found;
	heads->open[problem] = true;
}

/* What was written that made things worse in the span at hand. */
static TableRole
culprit(const Case *c, const Sweep *sweep)
{
	if (sweep->heads[HEAD_NET_CHILDREN] > 0 || sweep->heads[HEAD_ARRIVALS] > 0)
		return TABLE_ENROLMENT;
	if (sweep->heads[HEAD_NET_CAREGIVERS] < 0)
		return c->whole ? TABLE_STAFF : TABLE_ROSTER;
	return c->whole ? TABLE_INSTITUTION : TABLE_CLASS;
}

/* The birth of the youngest child on a day; DATEVAL_NOBEGIN when there is none or one is unknown. */
DateADT
tuoyu_youngest_birth(const Case *c, DateADT day)
{
	DateADT		youngest = DATEVAL_NOBEGIN;

	for (int i = 0; i < c->nchildren; i++)
		if (c->children[i].from <= day && day < c->children[i].until)
		{
			if (DATE_IS_NOEND(c->children[i].birth))
				return DATEVAL_NOBEGIN;
			youngest = Max(youngest, c->children[i].birth);
		}
	return youngest;
}

/* The most children that may be there; -1 when nothing says. */
int64
tuoyu_size_limit(const Case *c, const BandRule *rule)
{
	int64		size = rule != NULL ? tuoyu_band_rule_class_size(rule) : -1;

	if (size < 0 || c->places < 0)
		return Max(size, c->places);
	return Min(size, c->places);
}

/* Caregivers required in a span of a rule that reads bands, as long as the youngest's months stay the same. */
int64
tuoyu_required_by_bands(const BandRule *rule, const Sweep *sweep, int32 youngest)
{
	const int64 *n = sweep->heads;
	HeadCounts	counts = {
		.children = (int32) n[HEAD_CHILDREN],
		.infants = (int32) (n[HEAD_UNDER_AGE] + n[HEAD_INFANT]),
		.toddlers = (int32) n[HEAD_TODDLER],
		.preschoolers = (int32) (n[HEAD_PRESCHOOL] + n[HEAD_OVER_AGE]),
		.youngest = youngest
	};

	/* a child whose birth is not known is in no band: undetermined */
	if (counts.infants + counts.toddlers + counts.preschoolers != counts.children)
		return -1;
	return tuoyu_band_rule_required(rule, &counts);
}

/* Caregivers required for so many children where their bands do not matter; -1 when nothing says. */
int64
tuoyu_required_by_number(const Case *c, const BandRule *rule, int64 children)
{
	if (c->ratio != 0)
		return tuoyu_ratio_required(c->ratio, children);
	if (rule == NULL)
		return -1;
	return tuoyu_band_rule_required(rule, &(HeadCounts) {.children = (int32) children, .youngest = -1});
}

/* Judges the caregivers of a span under a rule that reads bands: month by month of the youngest child's age. */
static void
judge_bands(Heads *heads, Violation found)
{
	const Case *c = heads->c;
	DateADT		until = found.until;
	DateADT		birth = DATEVAL_NOBEGIN;
	int			months = -1;

	if (tuoyu_band_rule_reads_youngest(tuoyu_case_rule(c, found.from)))
		birth = tuoyu_youngest_birth(c, found.from);
	for (DateADT day = found.from; day < until; day = found.until)
	{
		found.from = day;
		found.until = until;
		if (!DATE_NOT_FINITE(birth) && !DATE_NOT_FINITE(day))
		{
			DateADT		next;

			months = birth > day ? -1 : tuoyu_age_months(birth, day);
			if (months < YOUNGEST_MONTHS_MAX && tuoyu_try_add_months(birth, months + 1, &next))
				found.until = Min(until, next);
		}
		found.required = tuoyu_required_by_bands(tuoyu_case_rule(c, day), heads->sweep, months);
		if (found.caregivers < found.required * ONE_HEAD)
			find(heads, CAREGIVERS, &found);
	}
}

/* Judges a span during which nothing changes but the age of the youngest. */
static void
judge_span(Heads *heads)
{
	const Case *c = heads->c;
	const Sweep *sweep = heads->sweep;
	const int64 *n = sweep->heads;
	const BandRule *rule = tuoyu_case_rule(c, sweep->from);
	bool		all = c->marks == NULL;
	bool		by_bands = rule != NULL && c->ratio == 0 && tuoyu_band_rule_reads_bands(rule);
	int64		limit = tuoyu_size_limit(c, rule);
	Violation	found = {
		.table = culprit(c, sweep), .from = sweep->from, .until = sweep->until,
		.children = n[HEAD_CHILDREN], .caregivers = n[HEAD_CAREGIVERS], .required = -1, .limit = -1
	};

	if (n[HEAD_CHILDREN] == 0)
		return;
	if ((c->checks & CHECKS_CLASS_SIZE) &&
		(all || n[HEAD_NET_CHILDREN] > 0 || n[HEAD_MARKED_SIZE] > 0) && limit >= 0 && found.children > limit)
	{
		Violation	size = found;

		size.problem = PROBLEM_SIZE;
		size.limit = limit;
		find(heads, SIZE, &size);
	}
	if (!(c->checks & CHECKS_CAREGIVERS))
		return;
	if (!(all || n[HEAD_NET_CHILDREN] > 0 || n[HEAD_NET_CAREGIVERS] < 0 || n[HEAD_MARKED_REQUIRED] > 0 ||
		  (by_bands && n[HEAD_ARRIVALS] > 0)))
		return;
	found.problem = PROBLEM_CAREGIVERS;
	if (by_bands)
	{
		judge_bands(heads, found);
		return;
	}
	found.required = tuoyu_required_by_number(c, rule, found.children);
	if (found.caregivers < found.required * ONE_HEAD)
		find(heads, CAREGIVERS, &found);
}

/* Children against places and caregivers, on all days asked about. */
static void
judge_heads(const Case *c, ViolationHandler handler, void *arg)
{
	Heads		heads = {
		.c = c, .timeline = tuoyu_case_timeline(c), .handler = handler, .arg = arg
	};

	heads.sweep = c->judge->sweep;
	tuoyu_sweep_clear(heads.sweep);
	fill_sweep(heads.sweep, c, heads.timeline);
	tuoyu_sweep_start(heads.sweep, c->hull_from, c->hull_until);
	while (tuoyu_sweep_next(heads.sweep))
		judge_span(&heads);
	flush(&heads, SIZE);
	flush(&heads, CAREGIVERS);
}

/* The first day from which on there are not more children than may be; DATEVAL_NOEND when there is none. */
DateADT
tuoyu_first_room(const Case *c, DateADT from)
{
	const Timeline *timeline = tuoyu_case_timeline(c);
	Sweep	   *sweep = tuoyu_sweep_create(CurrentMemoryContext);
	DateADT		room = from;

	fill_sweep(sweep, c, timeline);
	tuoyu_sweep_start(sweep, from, c->hull_until);
	while (tuoyu_sweep_next(sweep))
	{
		const BandRule *rule = tuoyu_case_rule(c, sweep->from);
		int64		limit = tuoyu_size_limit(c, rule);

		if (limit >= 0 && sweep->heads[HEAD_CHILDREN] > limit)
			room = sweep->until;
	}
	return room < c->hull_until ? room : DATEVAL_NOEND;
}

/* An institution: each part by itself. */
static void
judge_institution(const Case *c, ViolationHandler handler, void *arg)
{
	int			count;
	Case	   *parts = tuoyu_institution_parts(c, &count);

	for (int i = 0; i < count; i++)
		judge_heads(&parts[i], handler, arg);
}

/* Judges all that is to be checked, as far as it is asked. */
static void
judge_all(const Case *c, ViolationHandler handler, void *arg)
{
	if (c->whole)
	{
		judge_institution(c, handler, arg);
		return;
	}
	if (c->checks & CHECKS_CONTAINMENT)
		judge_days(c, handler, arg);
	if (!c->exists)
		return;
	if (c->has_kind && (c->checks & CHECKS_ADMISSION))
		tuoyu_judge_admissions(c, handler, arg);
	if (c->has_kind && (c->checks & CHECKS_STAY))
		tuoyu_judge_stays(c, handler, arg);
	if (c->checks & (CHECKS_CAREGIVERS | CHECKS_CLASS_SIZE))
		judge_heads(c, handler, arg);
}

/* Notes that something is wrong; arg is a bool. */
static void
note_violation(const Case *c, const Violation *violation, void *arg)
{
	(void) c;
	(void) violation;
	*(bool *) arg = true;
}

/* Hands everything that is wrong to the handler, which may raise an error and not come back. */
void
tuoyu_judge(Case *c, ViolationHandler handler, void *arg)
{
	MemoryContext caller = MemoryContextSwitchTo(c->judge->scratch);
	bool		wrong = true;

	if (c->marks == NULL && c->entry != NULL)
	{
		wrong = false;
		judge_all(c, note_violation, &wrong);
		if (wrong)
			tuoyu_make_marks(c);
	}
	if (wrong)
		judge_all(c, handler, arg);
	MemoryContextSwitchTo(caller);
	MemoryContextReset(c->judge->scratch);
}
