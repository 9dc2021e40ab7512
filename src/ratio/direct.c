/*
 * direct.c
 *		Reads and locks classes, and reads who is in them, without SQL where the tables allow it.
 */
#include "ratio/table.h"

#include "access/xact.h"
#include "utils/snapmgr.h"

/* Rows are locked here one by one; of more, a statement finds them more quickly. */
#define LOCKS_MAX 64

/*
 * Opening
 */

/* Opens a table for look-ups, unless it is open; false if that cannot be done here, and then nothing counts that was read. */
static bool
ready(Direct *d, TableRole role)
{
	static const struct
	{
		TableRole	from;		/* the table whose rows say what is looked up */
		ColumnRole	id;
		ColumnRole	person;		/* COLUMN_INSTITUTION: the rows are no presences */
	}			look_ups[TABLE_ROLES] = {
		[TABLE_CLASS] = {TABLE_CLASS, COLUMN_CLASS, COLUMN_INSTITUTION},
		[TABLE_ENROLMENT] = {TABLE_ENROLMENT, COLUMN_CLASS, COLUMN_CHILD},
		[TABLE_ROSTER] = {TABLE_ROSTER, COLUMN_CLASS, COLUMN_STAFF},
		[TABLE_CHILD] = {TABLE_ENROLMENT, COLUMN_CHILD, COLUMN_INSTITUTION},
		[TABLE_STAFF] = {TABLE_ROSTER, COLUMN_STAFF, COLUMN_INSTITUTION},
		[TABLE_INSTITUTION] = {TABLE_INSTITUTION, COLUMN_INSTITUTION, COLUMN_INSTITUTION}
	};
	Table	   *table = &d->tables[role];

	if (table->relation == NULL && !d->misfit)
		d->misfit = !tuoyu_open_table(table, d->constraint, role, role == TABLE_CLASS ? USE_ROWS : USE_PRESENCES) ||
			!tuoyu_open_look_up(table, d->constraint, role, look_ups[role].from, look_ups[role].id, look_ups[role].person);
	return !d->misfit;
}

/*
 * Rows
 */

/* The label of a column of text. */
static int32
get_label(const Table *table, ColumnRole column)
{
	bool		isnull;
	Datum		value = tuoyu_get_column(table, column, &isnull);

	return isnull ? LABEL_NONE : tuoyu_label_of_text(value);
}

/* What a row says of a child or a member of staff. */
void
tuoyu_get_person(const Table *table, TableRole role, Person *person)
{
	if (role == TABLE_CHILD)
	{
		bool		isnull;
		Datum		birth = tuoyu_get_column(table, COLUMN_BIRTH, &isnull);

		person->from = isnull ? DATEVAL_NOEND : DatumGetDateADT(birth);
		return;
	}
	if (!tuoyu_get_days(table, &person->from, &person->until))
		person->from = person->until = DATEVAL_NOEND;
	person->label = get_label(table, COLUMN_ROLE);
}

/* What a row says of an institution. */
void
tuoyu_get_institution(const Table *table, Case *c)
{
	bool		isnull;
	Datum		region = tuoyu_get_column(table, COLUMN_REGION, &isnull);

	if (!isnull)
		c->region = DatumGetRegionCode(region);
	c->institution_kind = get_label(table, COLUMN_KIND);
}

/* What a row says of a class. */
void
tuoyu_get_class(const Table *table, Case *c)
{
	bool		isnull;
	Datum		value;

	c->exists = true;
	if (!tuoyu_get_days(table, &c->from, &c->until))
		c->from = c->until = DATEVAL_NOEND;
	(void) tuoyu_get_integer(table, COLUMN_PLACES, &c->places);
	value = tuoyu_get_column(table, COLUMN_KIND, &isnull);
	c->has_kind = !isnull;
	if (!isnull)
		c->kind = DatumGetAgeBand(value);
	value = tuoyu_get_column(table, COLUMN_RATIO, &isnull);
	if (!isnull)
		c->ratio = DatumGetStaffRatio(value);
}

/*
 * Who is there
 */

/* Looks up the one row of a key, if its table can be read. */
static bool
look_up_row(Direct *d, TableRole role, int64 institution, int64 id)
{
	return ready(d, role) && tuoyu_look_up(&d->tables[role], institution, id) && tuoyu_next_row(&d->tables[role]);
}

/* Where a class is: the same as the last that was looked up, or looked up. */
static void
look_up_institution(Direct *d, int ordinal)
{
	Case	   *c = &d->batch->cases[ordinal];

	if (!OidIsValid(d->constraint->tables[TABLE_INSTITUTION]))
		return;
	if (d->placed != NULL && d->placed->institution == c->institution)
	{
		c->region = d->placed->region;
		c->institution_kind = d->placed->institution_kind;
	}
	else if (look_up_row(d, TABLE_INSTITUTION, c->institution, c->institution))
		tuoyu_get_institution(&d->tables[TABLE_INSTITUTION], c);
	d->placed = c;
}

/* What is known of somebody in a class; false when there is no such row. */
static bool
find_person(Direct *d, TableRole role, int64 institution, int64 id, Person *person)
{
	if (d->whole != NULL)
		return tuoyu_kept_person(d, role, (ClassKey) {institution, id}, person);
	if (!look_up_row(d, role, institution, id))
		return false;
	tuoyu_get_person(&d->tables[role], role, person);
	return true;
}

/* Takes an enrolment that concerns its case. */
static void
take_child(Direct *d, const Presence *presence)
{
	const Case *c = &d->batch->cases[presence->ordinal];
	ChildRow	row = {
		.child = presence->named ? presence->person : PG_INT64_MIN, .ordinal = presence->ordinal,
		.from = presence->from, .until = presence->until, .birth = DATEVAL_NOEND
	};
	Person		child;

	if (presence->named && OidIsValid(d->constraint->tables[TABLE_CHILD]) &&
		(d->whole != NULL || tuoyu_asks_for_birth(c, row.child)) &&
		find_person(d, TABLE_CHILD, c->institution, row.child, &child))
		row.birth = child.from;
	tuoyu_add_child(d->batch, &row);
}

/* Takes a roster entry that concerns its case. */
static void
take_caregiver(Direct *d, const Presence *presence)
{
	/* who is not known is not employed, where there is a table of staff */
	bool		unknown = OidIsValid(d->constraint->tables[TABLE_STAFF]);
	Person		staff = {.from = unknown ? DATEVAL_NOEND : DATEVAL_NOBEGIN, .until = DATEVAL_NOEND, .label = LABEL_NONE};
	CaregiverRow row = {
		.staff = presence->named ? presence->person : PG_INT64_MIN, .ordinal = presence->ordinal,
		.from = presence->from, .until = presence->until
	};

	if (presence->named && unknown)
		(void) find_person(d, TABLE_STAFF, d->batch->cases[presence->ordinal].institution, row.staff, &staff);
	row.employed_from = staff.from;
	row.employed_until = staff.until;
	row.role = staff.label;
	tuoyu_add_caregiver(d->batch, &row);
}

/* Takes an enrolment or roster entry, if it concerns its case. */
void
tuoyu_take_presence(Direct *d, TableRole role, const Presence *presence)
{
	const Case *c = &d->batch->cases[presence->ordinal];

	if (!tuoyu_concerns(c, presence->from, presence->until))
		return;
	if (role == TABLE_ROSTER)
		take_caregiver(d, presence);
	/* where only some admissions are in question, others do not matter */
	else if ((c->checks & ~CHECKS_ADMISSION) != 0 || !presence->named || tuoyu_asks_for_birth(c, presence->person))
		take_child(d, presence);
}

/* Looks up who is in a class. */
static void
look_up_presences(Direct *d, TableRole role, ColumnRole person, int32 ordinal)
{
	const Case *c = &d->batch->cases[ordinal];
	Table	   *table = &d->tables[role];
	Presence	presence = {.ordinal = ordinal};

	if (!ready(d, role) || !tuoyu_look_up(table, c->institution, c->id))
		return;
	while (tuoyu_next_row(table))
		if (tuoyu_get_presence(table, person, &presence))
			tuoyu_take_presence(d, role, &presence);
}

/* Reads the cases one by one. */
static void
read_by_look_up(Direct *d, bool classes)
{
	for (int i = 0; i < d->batch->ncases && !d->misfit; i++)
	{
		Case	   *c = &d->batch->cases[i];
		size_t		children = d->batch->nchildren;

		if (classes && look_up_row(d, TABLE_CLASS, c->institution, c->id))
			tuoyu_get_class(&d->tables[TABLE_CLASS], c);
		look_up_presences(d, TABLE_ENROLMENT, COLUMN_CHILD, i);
		if (c->checks & (CHECKS_CAREGIVERS | CHECKS_CONTAINMENT))
			look_up_presences(d, TABLE_ROSTER, COLUMN_STAFF, i);
		/* rules are not asked where nobody is whose admission is in question */
		if ((c->checks & ~CHECKS_ADMISSION) != 0 || d->batch->nchildren > children)
			look_up_institution(d, i);
	}
}

/*
 * Reads who is in the classes of a batch, and the classes themselves if they have not been locked, under the active snapshot
 * and as the present role.
 */
bool
tuoyu_read_direct(Batch *batch, bool classes)
{
	Direct		d = {.batch = batch, .constraint = batch->constraint};

	if (tuoyu_is_whole(&d))
		d.misfit = !tuoyu_read_whole(&d, classes);
	else
		read_by_look_up(&d, classes);
	for (int role = 0; role < TABLE_ROLES; role++)
		tuoyu_close_table(&d.tables[role]);
	if (d.misfit)
		batch->nchildren = batch->ncaregivers = 0;
	return !d.misfit;
}

/*
 * Locking
 */

/* Opens a table to lock rows of it, and sees what is committed now; false, with nothing open, if that cannot be done here. */
static bool
begin_locking(Table *table, RatioConstraint *constraint, TableRole role, ColumnRole id, int count)
{
	if (count > LOCKS_MAX || !tuoyu_open_table(table, constraint, role, USE_LOCK) ||
		!tuoyu_open_look_up(table, constraint, role, role, id, COLUMN_INSTITUTION))
	{
		tuoyu_close_table(table);
		return false;
	}
	CommandCounterIncrement();	/* see what the transaction itself has done */
	PushActiveSnapshot(GetLatestSnapshot());
	return true;
}

/* Closes it. */
static void
end_locking(Table *table)
{
	tuoyu_close_table(table);
	PopActiveSnapshot();
}

/* Locks the classes of a batch in their order and reads them; false if that cannot be done here. */
bool
tuoyu_lock_classes_direct(Batch *batch)
{
	Table		table = {0};

	if (!begin_locking(&table, batch->constraint, TABLE_CLASS, COLUMN_CLASS, batch->ncases))
		return false;
	for (int i = 0; i < batch->ncases; i++)
	{
		Case	   *c = &batch->cases[i];

		if (!tuoyu_look_up(&table, c->institution, c->id))
			continue;
		while (tuoyu_next_row(&table))
			if (tuoyu_lock_row(&table, LockTupleNoKeyExclusive))
				tuoyu_get_class(&table, c);
	}
	end_locking(&table);
	return true;
}

/* Locks rows of a table against change of their keys, and says which are there; false if that cannot be done here. */
bool
tuoyu_share_direct(RatioConstraint *constraint, TableRole role, ColumnRole id, const ClassKey *keys, int count, bool *found)
{
	Table		table = {0};

	if (!begin_locking(&table, constraint, role, id, count))
		return false;
	for (int i = 0; i < count; i++)
	{
		if (!tuoyu_look_up(&table, keys[i].institution, keys[i].id))
			continue;
		while (tuoyu_next_row(&table))
			found[i] |= tuoyu_lock_row(&table, LockTupleKeyShare);
	}
	end_locking(&table);
	return true;
}
