/*
 * mark_rows.c
 *		From the old and the new row of a trigger to marks.
 *
 * Only what may make something worse, or make up for it, is marked.  A new row of classes or staff makes nothing worse:
 * nobody can be enrolled in a class that is not there.  A new child or institution can where no foreign key sees to it that
 * it is there before those who refer to it.
 */
#include "constraint.h"

#include "catalog/pg_type.h"
#include "executor/tuptable.h"
#include "utils/datum.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

#include "ratio/days.h"

/* What a row says, as far as its table has it. */
typedef struct Row
{
	bool		there;			/* has its keys and at least one day */
	int64		institution;
	int64		class;
	bool		has_person;
	int64		person;			/* the child or member of staff */
	DateADT		from;
	DateADT		until;
} Row;

static const Row nobody = {.there = false};

/*
 * Reading rows
 */

/* A column that the table has; NULL also where it has none. */
static Datum
get_column(const Binding *binding, TupleTableSlot *slot, ColumnRole column, bool *isnull)
{
	*isnull = true;
	if (binding->attributes[column] == InvalidAttrNumber)
		return (Datum) 0;
	return slot_getattr(slot, binding->attributes[column], isnull);
}

/* An integer column of any width. */
static int64
get_integer(const Binding *binding, TupleTableSlot *slot, ColumnRole column, bool *isnull)
{
	Datum		value = get_column(binding, slot, column, isnull);

	switch (binding->types[column])
	{
		case INT2OID:
			return DatumGetInt16(value);
		case INT4OID:
			return DatumGetInt32(value);
		default:
			return *isnull ? 0 : DatumGetInt64(value);
	}
}

/* A key column: without a column the key is 0, with a NULL the row is nobody's. */
static int64
get_key(const Binding *binding, TupleTableSlot *slot, ColumnRole column, bool *there)
{
	bool		isnull;
	int64		key;

	if (binding->attributes[column] == InvalidAttrNumber)
		return 0;
	key = get_integer(binding, slot, column, &isnull);
	if (isnull)
		*there = false;
	return isnull ? 0 : key;
}

/* The days of a row; all of them where the table has no such column. */
static void
get_days(const Binding *binding, TupleTableSlot *slot, Row *row)
{
	bool		isnull;
	Datum		value;

	row->from = DATEVAL_NOBEGIN;
	row->until = DATEVAL_NOEND;
	if (binding->attributes[COLUMN_DURING] == InvalidAttrNumber)
		return;
	value = get_column(binding, slot, COLUMN_DURING, &isnull);
	if (isnull || !tuoyu_days_of_range(DatumGetRangeTypeP(value), &row->from, &row->until))
		row->there = false;
}

/* Reads a row; without one (an insert has no old row) it is not there. */
static Row
read_row(const Binding *binding, TupleTableSlot *slot, ColumnRole person)
{
	Row			row = {.there = slot != NULL, .has_person = true};

	if (!row.there)
		return row;
	row.institution = get_key(binding, slot, COLUMN_INSTITUTION, &row.there);
	row.class = get_key(binding, slot, COLUMN_CLASS, &row.there);
	row.person = get_key(binding, slot, person, &row.has_person);
	if (binding->attributes[person] == InvalidAttrNumber)
		row.has_person = false;
	get_days(binding, slot, &row);
	return row;
}

/* Is a column of the two rows the same? */
static bool
same_column(const Binding *binding, TupleTableSlot *old, TupleTableSlot *new, ColumnRole column)
{
	bool		old_null,
				new_null,
				byval;
	int16		length;
	Datum		old_value = get_column(binding, old, column, &old_null);
	Datum		new_value = get_column(binding, new, column, &new_null);

	if (old_null || new_null)
		return old_null && new_null;
	get_typlenbyval(binding->types[column], &length, &byval);
	return datum_image_eq(old_value, new_value, byval, length);
}

/* A value of a column as text. */
static char *
output_text(const Binding *binding, ColumnRole column, Datum value)
{
	Oid			output;
	bool		varlena;

	getTypeOutputInfo(binding->types[column], &output, &varlena);
	return OidOutputFunctionCall(output, value);
}

/* The label of what a column says; LABEL_NONE also where rules have none for it. */
static int32
column_label(const Binding *binding, TupleTableSlot *slot, ColumnRole column)
{
	bool		isnull;
	Datum		value = get_column(binding, slot, column, &isnull);
	const char *text;

	if (isnull)
		return LABEL_NONE;
	(void) tuoyu_any_staffing_rule(SCOPE_CLASS);	/* rules get their labels when they are read */
	text = output_text(binding, column, value);
	return tuoyu_known_label(text, strlen(text));
}

/* May somebody in that role count as anything? */
static bool
may_count(const Binding *binding, int32 role)
{
	return role != LABEL_NONE || binding->constraint->caregiver == LABEL_NONE;
}

/*
 * Marking
 */

/* Marks the days of one row that another (not there: none) does not have: at most two spans. */
static void
mark_difference(const Binding *binding, TableRole table, int64 id, const Row *row, const Row *less, Mark mark)
{
	if (!row->there)
		return;
	mark.person = row->has_person ? row->person : PG_INT64_MIN;
	mark.from = row->from;
	mark.until = row->until;
	if (!less->there)
	{
		tuoyu_mark(binding->constraint, table, row->institution, id, &mark);
		return;
	}
	mark.until = Min(row->until, less->from);
	tuoyu_mark(binding->constraint, table, row->institution, id, &mark);
	mark.from = Max(row->from, less->until);
	mark.until = row->until;
	tuoyu_mark(binding->constraint, table, row->institution, id, &mark);
}

/* Two rows of one class and person, so that the days that they share have not changed. */
static bool
same_place(const Row *a, const Row *b)
{
	return a->institution == b->institution && a->class == b->class &&
		a->has_person == b->has_person && (!a->has_person || a->person == b->person);
}

/* Enrolments and roster entries: what the old row has over the new is gone, what the new has over the old has come. */
static void
mark_presence(const Binding *binding, TupleTableSlot *old_slot, TupleTableSlot *new_slot)
{
	bool		children = binding->table == TABLE_ENROLMENT;
	ColumnRole	person = children ? COLUMN_CHILD : COLUMN_STAFF;
	Row			old = read_row(binding, old_slot, person);
	Row			new = read_row(binding, new_slot, person);
	bool		same = old.there && new.there && same_place(&old, &new);
	Mark		gone = {.children = children ? -1 : 0, .caregivers = children ? 0 : -1};
	Mark		come = {.children = children ? 1 : 0, .caregivers = children ? 0 : 1};

	/* days taken from the middle or the beginning of a stay make another day its first */
	gone.flags = children ? MARK_CHILD | MARK_ADMISSION : MARK_STAFF;
	come.flags = (children ? MARK_CHILD | MARK_ADMISSION : MARK_STAFF) | MARK_CONTAIN;
	/* a foreign key locks nothing when its columns stay the same */
	if (old_slot != NULL || !binding->constraint->keyed[children ? TABLE_CHILD : TABLE_STAFF])
		come.flags |= MARK_SHARE;
	mark_difference(binding, TABLE_CLASS, old.class, &old, same ? &new : &nobody, gone);
	mark_difference(binding, TABLE_CLASS, new.class, &new, same ? &old : &nobody, come);
}

/* Fewer places than before? */
static bool
fewer_places(const Binding *binding, TupleTableSlot *old, TupleTableSlot *new)
{
	bool		old_null,
				new_null;
	int64		old_places = get_integer(binding, old, COLUMN_PLACES, &old_null);
	int64		new_places = get_integer(binding, new, COLUMN_PLACES, &new_null);

	return !new_null && (old_null || new_places < old_places);
}

/* A ratio that the class itself gives, whatever the column's type; 0 when there is none to be read. */
static StaffRatio
class_ratio(const Binding *binding, TupleTableSlot *slot)
{
	bool		isnull;
	StaffRatio	ratio;
	Datum		value = get_column(binding, slot, COLUMN_RATIO, &isnull);

	if (isnull || tuoyu_staff_ratio_parse(output_text(binding, COLUMN_RATIO, value), &ratio) != STAFF_RATIO_OK)
		return 0;
	return ratio;
}

/* Another ratio than before, and not one that is certainly less strict? */
static bool
stricter_ratio(const Binding *binding, TupleTableSlot *old, TupleTableSlot *new)
{
	StaffRatio	old_ratio,
				new_ratio;

	if (same_column(binding, old, new, COLUMN_RATIO))
		return false;
	old_ratio = class_ratio(binding, old);
	new_ratio = class_ratio(binding, new);
	return old_ratio == 0 || new_ratio == 0 || tuoyu_ratio_cmp(new_ratio, old_ratio) < 0;
}

/* A class that has other rules, fewer places or fewer days than before, or is gone. */
static void
mark_class(const Binding *binding, TupleTableSlot *old_slot, TupleTableSlot *new_slot)
{
	Row			old = read_row(binding, old_slot, COLUMN_CLASS);
	Row			new = read_row(binding, new_slot, COLUMN_CLASS);
	Mark		mark = {.person = 0, .from = DATEVAL_NOBEGIN, .until = DATEVAL_NOEND};

	if (old_slot == NULL)
		return;
	if (new_slot == NULL || !same_place(&old, &new))
	{
		mark.flags = MARK_EVERYTHING;
		tuoyu_mark(binding->constraint, TABLE_CLASS, old.institution, old.class, &mark);
		return;
	}
	mark.flags = MARK_CONTAIN;
	old.has_person = false;
	mark_difference(binding, TABLE_CLASS, old.class, &old, &new, mark);
	mark.flags = 0;
	if (!same_column(binding, old_slot, new_slot, COLUMN_KIND))
		mark.flags = MARK_SIZE | MARK_REQUIRED | MARK_ADMISSION | MARK_STAY;
	if (stricter_ratio(binding, old_slot, new_slot))
		mark.flags |= MARK_REQUIRED;
	if (fewer_places(binding, old_slot, new_slot))
		mark.flags |= MARK_SIZE;
	if (mark.flags != 0)
		tuoyu_mark(binding->constraint, TABLE_CLASS, old.institution, old.class, &mark);
}

/* What the institution has gained: days on which one is newly employed, or newly in a role. */
static void
mark_new_staff(const Binding *binding, TupleTableSlot *slot, const Row *new, const Row *less)
{
	Mark		mark = {.flags = MARK_STAFF | MARK_ROLE | MARK_WHOLE, .caregivers = 1, .label = column_label(binding, slot, COLUMN_ROLE)};

	if (may_count(binding, mark.label))
		mark_difference(binding, TABLE_STAFF, new->person, new, less, mark);
}

/* Staff: days on which one is no longer employed, or is it in another role. */
static void
mark_staff(const Binding *binding, TupleTableSlot *old_slot, TupleTableSlot *new_slot)
{
	Row			old = read_row(binding, old_slot, COLUMN_STAFF);
	Row			new = read_row(binding, new_slot, COLUMN_STAFF);
	bool		same = old.there && new.there && same_place(&old, &new);
	bool		same_role = same && same_column(binding, old_slot, new_slot, COLUMN_ROLE);
	Mark		mark = {.flags = MARK_STAFF | MARK_ROLE | MARK_CONTAIN, .person = old.person};

	if (new.there && (binding->constraint->checks & CHECKS_ROLES))
		mark_new_staff(binding, new_slot, &new, same_role ? &old : &nobody);
	if (old_slot == NULL)
		return;
	mark.label = column_label(binding, old_slot, COLUMN_ROLE);
	mark.caregivers = may_count(binding, mark.label) ? -1 : 0;
	mark_difference(binding, TABLE_STAFF, old.person, &old, same ? &new : &nobody, mark);
	if (!same || same_role || mark.caregivers == 0)
		return;
	/* on the days that have stayed, one has gone from the role */
	mark.flags = MARK_STAFF | MARK_ROLE | MARK_CHANGED;
	mark.from = Max(old.from, new.from);
	mark.until = Min(old.until, new.until);
	tuoyu_mark(binding->constraint, TABLE_STAFF, old.institution, old.person, &mark);
}

/* Certificates: days on which one is gone, if any rule asks for that kind. */
static void
mark_certificate(const Binding *binding, TupleTableSlot *old_slot, TupleTableSlot *new_slot)
{
	Row			old = read_row(binding, old_slot, COLUMN_STAFF);
	Row			new = read_row(binding, new_slot, COLUMN_STAFF);
	Mark		mark = {.flags = MARK_STAFF | MARK_CERTIFICATE, .caregivers = -1};

	if (old_slot == NULL || !old.has_person)
		return;
	mark.label = column_label(binding, old_slot, COLUMN_KIND);
	if (mark.label == LABEL_NONE)
		return;
	if (new_slot != NULL && (!same_place(&old, &new) || !same_column(binding, old_slot, new_slot, COLUMN_KIND)))
		new.there = false;
	mark_difference(binding, TABLE_CERTIFICATE, old.person, &old, &new, mark);
}

/* Born later than was thought?  One whose birth is not known any more, too, has no age to outgrow. */
static bool
younger(const Binding *binding, TupleTableSlot *old, TupleTableSlot *new)
{
	bool		old_null,
				new_null;
	Datum		old_birth = get_column(binding, old, COLUMN_BIRTH, &old_null);
	Datum		new_birth = get_column(binding, new, COLUMN_BIRTH, &new_null);

	return new_null || (!old_null && DatumGetDateADT(new_birth) > DatumGetDateADT(old_birth));
}

/*
 * A child that is of another age than was thought.  One that is gone has no age, and requires nothing.
 */
static void
mark_child(const Binding *binding, TupleTableSlot *old_slot, TupleTableSlot *new_slot)
{
	Row			old = read_row(binding, old_slot, COLUMN_CHILD);
	Row			new = read_row(binding, new_slot, COLUMN_CHILD);
	Mark		mark = {
		.person = new.person, .from = DATEVAL_NOBEGIN, .until = DATEVAL_NOEND,
		.flags = MARK_CHILD | MARK_ADMISSION | MARK_BANDS
	};

	if (!new.there)
		return;
	if (old.there && same_place(&old, &new))
	{
		if (same_column(binding, old_slot, new_slot, COLUMN_BIRTH))
			return;
		if (!younger(binding, old_slot, new_slot))
			mark.flags |= MARK_STAY;
	}
	else if (binding->constraint->keyed[TABLE_CHILD])
		return;
	else
		mark.flags |= MARK_STAY;
	tuoyu_mark(binding->constraint, TABLE_CHILD, new.institution, new.person, &mark);
}

/* An institution with fewer approved places, or with some for the first time. */
static void
mark_fewer_approved(const Binding *binding, TupleTableSlot *old, int64 institution)
{
	bool		had_none;
	Mark		mark = {.from = DATEVAL_NOBEGIN, .until = DATEVAL_NOEND, .flags = MARK_WHOLE | MARK_SIZE};

	(void) get_integer(binding, old, COLUMN_PLACES, &had_none);
	if (had_none)
		mark.flags |= MARK_WAIT;
	tuoyu_mark(binding->constraint, TABLE_INSTITUTION, institution, 0, &mark);
}

/* An institution that is under other rules than before: of another region, for another kind of institution, or of none. */
static void
mark_institution(const Binding *binding, TupleTableSlot *old_slot, TupleTableSlot *new_slot)
{
	Row			old = read_row(binding, old_slot, COLUMN_INSTITUTION);
	Row			new = read_row(binding, new_slot, COLUMN_INSTITUTION);
	bool		same = old.there && new.there && old.institution == new.institution;
	Mark		mark = {
		.from = DATEVAL_NOBEGIN, .until = DATEVAL_NOEND, .flags = MARK_SIZE | MARK_REQUIRED | MARK_ADMISSION | MARK_STAY
	};

	if (same ? same_column(binding, old_slot, new_slot, COLUMN_REGION) : binding->constraint->keyed[TABLE_INSTITUTION])
		mark.flags = same && !same_column(binding, old_slot, new_slot, COLUMN_KIND) ? MARK_REQUIRED : 0;
	if (same && (binding->constraint->checks & CHECKS_PLACES) && fewer_places(binding, old_slot, new_slot))
		mark_fewer_approved(binding, old_slot, new.institution);
	if (mark.flags == 0)
		return;
	if (new.there)
		tuoyu_mark(binding->constraint, TABLE_INSTITUTION, new.institution, 0, &mark);
	if (old.there && !same)
		tuoyu_mark(binding->constraint, TABLE_INSTITUTION, old.institution, 0, &mark);
}

/* Marks what an AFTER ROW trigger was called for. */
void
tuoyu_mark_row(const Binding *binding, const TriggerData *trigger)
{
	TupleTableSlot *old = trigger->tg_trigslot;
	TupleTableSlot *new = NULL;

	if (TRIGGER_FIRED_BY_INSERT(trigger->tg_event))
	{
		new = trigger->tg_trigslot;
		old = NULL;
	}
	else if (TRIGGER_FIRED_BY_UPDATE(trigger->tg_event))
		new = trigger->tg_newslot;

	switch (binding->table)
	{
		case TABLE_ROSTER:
			if (!tuoyu_reads_roster(binding->constraint))
				break;
			/* fall through */
		case TABLE_ENROLMENT:
			mark_presence(binding, old, new);
			break;
		case TABLE_CLASS:
			mark_class(binding, old, new);
			break;
		case TABLE_STAFF:
			mark_staff(binding, old, new);
			break;
		case TABLE_CHILD:
			mark_child(binding, old, new);
			break;
		case TABLE_INSTITUTION:
			mark_institution(binding, old, new);
			break;
		case TABLE_CERTIFICATE:
			if (binding->constraint->checks & CHECKS_CERTIFICATES)
				mark_certificate(binding, old, new);
			break;
		case TABLE_BREACH_LOG:
			break;
	}
}
