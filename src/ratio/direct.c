/*
 * direct.c
 *		Reads who is in the classes without SQL.
 *
 * To begin a statement costs more than to look up the children of one class, and to join a million rows more than to read
 * them.  So ordinary tables are read here: by their indexes where few classes are asked about, from end to end where many
 * of all are.  What is no ordinary table (partitioned, inherited from), has columns of other types, may not be read as a
 * whole by the role that looks (grants, row security) or has no fitting index is left to the statements of queries.c, which
 * give the same answers.
 */
#include "ratio/batch.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/relscan.h"
#include "access/table.h"
#include "access/tableam.h"
#include "catalog/pg_am_d.h"
#include "catalog/pg_class.h"
#include "catalog/pg_index.h"
#include "catalog/pg_opfamily_d.h"
#include "catalog/pg_type_d.h"
#include "miscadmin.h"
#include "optimizer/plancat.h"
#include "utils/acl.h"
#include "utils/fmgroids.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/rls.h"
#include "utils/snapmgr.h"

#include "ratio/days.h"
#include "tuoyu_schema.h"

/* From so many classes on, if they are such a part of all, tables are read from end to end. */
#define WHOLE_CASES_MIN 64
#define WHOLE_CLASSES 0.25

/* Most rows of persons that are kept, 32 to 64 bytes each, while what refers to them is read. */
#define WHOLE_PERSONS_MAX 8e6

/* So many rows are read before the first of them is looked up in memory, so that it is on its way into the cache. */
#define ROWS_AHEAD 32

/* A table while it is read. */
typedef struct Table
{
	Relation	relation;		/* NULL: the constraint has none */
	const AttrNumber *attributes;	/* by ColumnRole */
	const Oid  *types;
	TupleTableSlot *slot;

	/* of a look-up */
	Relation	index;
	IndexScanDesc scan;
	int			nkeys;
	ColumnRole	columns[2];		/* of the keys, in the order of the index */
	ScanKeyData keys[2];
} Table;

/*
 * Tables of what is known by a key
 */

/* A person: the day of birth, or the days and the role of employment; or a class, and which case it is. */
typedef struct Known
{
	ClassKey	key;
	DateADT		from;			/* or the birth */
	DateADT		until;
	int32		label;			/* or the ordinal */
	char		status;
} Known;

/* Both halves of a key spread over all bits. */
static inline uint32
hash_key(ClassKey key)
{
	uint64		hash = (uint64) key.institution * UINT64CONST(0x9e3779b97f4a7c15) + (uint64) key.id;

	hash ^= hash >> 32;
	hash *= UINT64CONST(0xd6e8feb86659fd93);
	return (uint32) (hash >> 32);
}

#define SH_PREFIX known
#define SH_ELEMENT_TYPE Known
#define SH_KEY_TYPE ClassKey
#define SH_KEY key
#define SH_HASH_KEY(table, k) hash_key(k)
#define SH_EQUAL(table, a, b) ((a).institution == (b).institution && (a).id == (b).id)
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

/* Says that a key will soon be looked up or inserted. */
static inline void
prefetch_key(const known_hash *table, ClassKey key)
{
	__builtin_prefetch(&table->data[hash_key(key) & table->sizemask]);
}

/* An enrolment or roster entry. */
typedef struct Presence
{
	ClassKey	class;
	bool		named;			/* person is not NULL */
	int64		person;
	int32		ordinal;		/* of the case */
	DateADT		from;
	DateADT		until;
} Presence;

/* Everything that is open while a batch is read. */
typedef struct Direct
{
	Batch	   *batch;			/* NULL: only keys are wanted */
	RatioConstraint *constraint;
	Table		tables[TABLE_ROLES];
	bool		whole;
	known_hash *classes;		/* whole: the cases by their keys */
	known_hash *persons;		/* whole: the children or the staff */
	int			nahead;			/* whole: rows read ahead */
	union
	{
		Presence	presences[ROWS_AHEAD];
		Known		persons[ROWS_AHEAD];
	}			ahead;
} Direct;

/*
 * Opening
 */

/* Are the columns that are read of the types that are read here? */
static bool
types_fit(const RatioConstraint *constraint, TableRole table, const Oid *types, bool classes)
{
	for (int column = 0; column < COLUMN_ROLES; column++)
	{
		Oid			type = types[column];

		if (constraint->columns[table][column] == NULL)
			continue;
		switch (column)
		{
			case COLUMN_ROLE:
				if (type != TEXTOID && type != VARCHAROID)
					return false;
				break;
			case COLUMN_KIND:
				if (table == TABLE_INSTITUTION ? type != TEXTOID && type != VARCHAROID :
					classes && type != tuoyu_type_oid("age_band"))
					return false;
				break;
			case COLUMN_RATIO:
				if (classes && type != tuoyu_type_oid("staff_ratio"))
					return false;
				break;
			case COLUMN_REGION:
				if (type != tuoyu_type_oid("region_code"))
					return false;
				break;
			default:			/* binding.c has seen to it */
				break;
		}
	}
	return true;
}

/* Opens a table if it can be read without SQL by the present role. */
static bool
open_table(Direct *d, TableRole role, bool classes)
{
	const RatioConstraint *constraint = d->constraint;
	Table	   *table = &d->tables[role];
	Oid			oid = constraint->tables[role];

	if (!OidIsValid(oid))
		return true;
	table->relation = table_open(oid, AccessShareLock);
	table->attributes = constraint->attributes[role];
	table->types = constraint->types[role];
	/* the lock may have brought news of a change */
	return constraint->valid && table->relation->rd_rel->relkind == RELKIND_RELATION &&
		!table->relation->rd_rel->relhassubclass && types_fit(constraint, role, table->types, classes) &&
		pg_class_aclcheck(oid, GetUserId(), ACL_SELECT) == ACLCHECK_OK &&
		check_enable_rls(oid, InvalidOid, true) != RLS_ENABLED;
}

/* Does an index begin with these columns, in any order, and may it be used by any snapshot? */
static bool
index_fits(const Table *table, Relation index, int nkeys, const ColumnRole *columns, ColumnRole *order)
{
	const FormData_pg_index *form = index->rd_index;

	if (index->rd_rel->relam != BTREE_AM_OID || !form->indisvalid || form->indcheckxmin || form->indnkeyatts < nkeys ||
		!heap_attisnull(index->rd_indextuple, Anum_pg_index_indpred, NULL))
		return false;
	for (int i = 0; i < nkeys; i++)
	{
		int			k = 0;

		while (k < nkeys && form->indkey.values[i] != table->attributes[columns[k]])
			k++;
		if (k == nkeys || index->rd_opfamily[i] != INTEGER_BTREE_FAM_OID)
			return false;
		order[i] = columns[k];
	}
	/* the same column twice would leave the other out */
	return nkeys == 1 || order[0] != order[1];
}

/* Opens the smallest index by which rows of a table can be looked up. */
static bool
open_index(Table *table, int nkeys, const ColumnRole *columns)
{
	List	   *indexes = RelationGetIndexList(table->relation);
	ColumnRole	order[2];
	ListCell   *cell;

	foreach(cell, indexes)
	{
		Relation	index = index_open(lfirst_oid(cell), AccessShareLock);

		if (index_fits(table, index, nkeys, columns, order) &&
			(table->index == NULL || index->rd_index->indnatts < table->index->rd_index->indnatts))
		{
			if (table->index != NULL)
				index_close(table->index, AccessShareLock);
			table->index = index;
			memcpy(table->columns, order, sizeof(order));
			table->nkeys = nkeys;
		}
		else
			index_close(index, AccessShareLock);
	}
	list_free(indexes);
	return table->index != NULL;
}

/* Opens the index by which rows are looked up by institution, if both sides have that column, and id. */
static bool
open_look_up(Direct *d, TableRole role, TableRole from, ColumnRole id)
{
	const RatioConstraint *constraint = d->constraint;
	ColumnRole	columns[2];
	int			nkeys = 0;

	if (d->tables[role].relation == NULL)
		return true;
	if (tuoyu_has_column(constraint, role, COLUMN_INSTITUTION) &&
		(from == role || tuoyu_has_column(constraint, from, COLUMN_INSTITUTION)))
		columns[nkeys++] = COLUMN_INSTITUTION;
	if (id != COLUMN_INSTITUTION)
		columns[nkeys++] = id;
	return nkeys > 0 && open_index(&d->tables[role], nkeys, columns);
}

/* Closes whatever is open.  Locks of tables are kept, as statements keep them. */
static void
close_all(Direct *d)
{
	for (int role = 0; role < TABLE_ROLES; role++)
	{
		Table	   *table = &d->tables[role];

		if (table->scan != NULL)
			index_endscan(table->scan);
		if (table->slot != NULL)
			ExecDropSingleTupleTableSlot(table->slot);
		if (table->index != NULL)
			index_close(table->index, NoLock);
		if (table->relation != NULL)
			table_close(table->relation, NoLock);
		memset(table, 0, sizeof(Table));
	}
}

/* Opens all that is needed; false, with nothing open, if it cannot be read here. */
static bool
open_all(Direct *d, bool classes)
{
	static const TableRole roles[] = {TABLE_ENROLMENT, TABLE_ROSTER, TABLE_STAFF, TABLE_CHILD, TABLE_INSTITUTION};
	bool		fits = !classes || open_table(d, TABLE_CLASS, true);

	for (size_t i = 0; fits && i < lengthof(roles); i++)
		fits = open_table(d, roles[i], false);
	if (!fits)
		close_all(d);
	return fits;
}

/* Opens the indexes for look-ups; false, with nothing open, if one is missing. */
static bool
open_look_ups(Direct *d, bool classes)
{
	bool		fits = (!classes || open_look_up(d, TABLE_CLASS, TABLE_CLASS, COLUMN_CLASS)) &&
		open_look_up(d, TABLE_ENROLMENT, TABLE_ENROLMENT, COLUMN_CLASS) &&
		open_look_up(d, TABLE_ROSTER, TABLE_ROSTER, COLUMN_CLASS) &&
		open_look_up(d, TABLE_CHILD, TABLE_ENROLMENT, COLUMN_CHILD) &&
		open_look_up(d, TABLE_STAFF, TABLE_ROSTER, COLUMN_STAFF) &&
		open_look_up(d, TABLE_INSTITUTION, TABLE_INSTITUTION, COLUMN_INSTITUTION);

	if (!fits)
		close_all(d);
	return fits;
}

/*
 * Reading rows
 */

/* A column; NULL also where the table has none. */
static inline Datum
get_column(const Table *table, ColumnRole column, bool *isnull)
{
	AttrNumber	attribute = table->attributes[column];

	*isnull = true;
	return attribute == InvalidAttrNumber ? (Datum) 0 : slot_getattr(table->slot, attribute, isnull);
}

/* A column of integers; false if it is NULL or not there. */
static inline bool
get_integer(const Table *table, ColumnRole column, int64 *value)
{
	bool		isnull;
	Datum		datum = get_column(table, column, &isnull);

	if (isnull)
		return false;
	*value = table->types[column] == INT8OID ? DatumGetInt64(datum) :
		table->types[column] == INT4OID ? DatumGetInt32(datum) : DatumGetInt16(datum);
	return true;
}

/* The key of a row, 0 for an institution where the table has none; false if a part is NULL. */
static inline bool
get_key(const Table *table, ColumnRole id, ClassKey *key)
{
	key->institution = 0;
	if (table->attributes[COLUMN_INSTITUTION] != InvalidAttrNumber && !get_integer(table, COLUMN_INSTITUTION, &key->institution))
		return false;
	return get_integer(table, id, &key->id);
}

/* The days of a class or an employment: all where they are not said; none (false) where the range is empty. */
static inline bool
get_days(const Table *table, DateADT *from, DateADT *until)
{
	bool		isnull;
	Datum		value = get_column(table, COLUMN_DURING, &isnull);

	*from = DATEVAL_NOBEGIN;
	*until = DATEVAL_NOEND;
	return isnull || tuoyu_days_of_datum(value, from, until);
}

/* What a row of enrolments or of the roster says; false where it gives no days. */
static inline bool
get_presence(const Table *table, ColumnRole person, Presence *presence)
{
	bool		isnull;
	Datum		value = get_column(table, COLUMN_DURING, &isnull);

	if (isnull || !tuoyu_days_of_datum(value, &presence->from, &presence->until))
		return false;
	presence->named = get_integer(table, person, &presence->person);
	return true;
}

/* The label of a column of text. */
static int32
get_label(const Table *table, ColumnRole column)
{
	bool		isnull;
	Datum		value = get_column(table, column, &isnull);

	return isnull ? LABEL_NONE : tuoyu_label_of_text(value);
}

/* What a row says of a child. */
static void
get_child(const Table *table, Known *child)
{
	bool		isnull;
	Datum		birth = get_column(table, COLUMN_BIRTH, &isnull);

	child->from = isnull ? DATEVAL_NOEND : DatumGetDateADT(birth);
}

/* What a row says of a member of staff. */
static void
get_staff(const Table *table, Known *staff)
{
	if (!get_days(table, &staff->from, &staff->until))
		staff->from = staff->until = DATEVAL_NOEND;
	staff->label = get_label(table, COLUMN_ROLE);
}

/* What a row says of an institution. */
static void
get_institution(const Table *table, Case *c)
{
	bool		isnull;
	Datum		region = get_column(table, COLUMN_REGION, &isnull);

	if (!isnull)
		c->region = DatumGetRegionCode(region);
	c->institution_kind = get_label(table, COLUMN_KIND);
}

/* What a row says of a class. */
static void
get_class(const Table *table, Case *c)
{
	bool		isnull;
	Datum		value;

	c->exists = true;
	if (!get_days(table, &c->from, &c->until))
		c->from = c->until = DATEVAL_NOEND;
	(void) get_integer(table, COLUMN_PLACES, &c->places);
	value = get_column(table, COLUMN_KIND, &isnull);
	c->has_kind = !isnull;
	if (!isnull)
		c->kind = DatumGetAgeBand(value);
	value = get_column(table, COLUMN_RATIO, &isnull);
	if (!isnull)
		c->ratio = DatumGetStaffRatio(value);
}

/*
 * Looking up
 */

/* Begins to look up rows by key; false if the column cannot hold it. */
static bool
look_up(Table *table, int64 institution, int64 id)
{
	for (int i = 0; i < table->nkeys; i++)
	{
		ColumnRole	column = table->columns[i];
		int64		value = column == COLUMN_INSTITUTION ? institution : id;
		Oid			type = table->types[column];

		if ((type == INT4OID && value != (int32) value) || (type == INT2OID && value != (int16) value))
			return false;
		if (type == INT8OID)
			ScanKeyInit(&table->keys[i], i + 1, BTEqualStrategyNumber, F_INT8EQ, Int64GetDatum(value));
		else if (type == INT4OID)
			ScanKeyInit(&table->keys[i], i + 1, BTEqualStrategyNumber, F_INT4EQ, Int32GetDatum((int32) value));
		else
			ScanKeyInit(&table->keys[i], i + 1, BTEqualStrategyNumber, F_INT2EQ, Int16GetDatum((int16) value));
	}
	if (table->scan == NULL)
	{
		table->scan = index_beginscan(table->relation, table->index, GetActiveSnapshot(), NULL, table->nkeys, 0);
		table->slot = table_slot_create(table->relation, NULL);
	}
	index_rescan(table->scan, table->keys, table->nkeys, NULL, 0);
	return true;
}

/* The next row that is looked up. */
static inline bool
next_row(Table *table)
{
	CHECK_FOR_INTERRUPTS();
	return index_getnext_slot(table->scan, ForwardScanDirection, table->slot);
}

/* Looks up the one row of a key. */
static bool
look_up_row(Table *table, int64 institution, int64 id)
{
	return look_up(table, institution, id) && next_row(table);
}

/* Where a class is: the same as the one before, or looked up. */
static void
look_up_institution(Direct *d, Case *c, const Case *before)
{
	Table	   *table = &d->tables[TABLE_INSTITUTION];

	if (table->relation == NULL)
		return;
	if (before != NULL && before->institution == c->institution)
	{
		c->region = before->region;
		c->institution_kind = before->institution_kind;
	}
	else if (look_up_row(table, c->institution, c->institution))
		get_institution(table, c);
}

/*
 * Persons
 */

/* What is known of somebody in a class; false when there is no such row. */
static bool
find_person(Direct *d, TableRole role, int64 institution, int64 id, Known *person)
{
	Table	   *table = &d->tables[role];
	Known	   *known;

	if (d->whole)
	{
		if (table->attributes[COLUMN_INSTITUTION] == InvalidAttrNumber)
			institution = 0;
		known = known_lookup(d->persons, (ClassKey) {institution, id});
		if (known != NULL)
			*person = *known;
		return known != NULL;
	}
	if (!look_up_row(table, institution, id))
		return false;
	if (role == TABLE_CHILD)
		get_child(table, person);
	else
		get_staff(table, person);
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
	Known		child;

	if (presence->named && d->tables[TABLE_CHILD].relation != NULL &&
		(d->whole || tuoyu_asks_for_birth(c, row.child)) &&
		find_person(d, TABLE_CHILD, c->institution, row.child, &child))
		row.birth = child.from;
	tuoyu_add_child(d->batch, &row);
}

/* Takes a roster entry that concerns its case. */
static void
take_caregiver(Direct *d, const Presence *presence)
{
	/* who is not known is not employed, where there is a table of staff */
	bool		unknown = d->tables[TABLE_STAFF].relation != NULL;
	Known		staff = {.from = unknown ? DATEVAL_NOEND : DATEVAL_NOBEGIN, .until = DATEVAL_NOEND, .label = LABEL_NONE};
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
static void
take_presence(Direct *d, TableRole role, const Presence *presence)
{
	if (!tuoyu_concerns(&d->batch->cases[presence->ordinal], presence->from, presence->until))
		return;
	if (role == TABLE_ENROLMENT)
		take_child(d, presence);
	else
		take_caregiver(d, presence);
}

/*
 * Batches
 */

/* Looks up who is in a class. */
static void
look_up_presences(Direct *d, TableRole role, ColumnRole person, int32 ordinal)
{
	const Case *c = &d->batch->cases[ordinal];
	Table	   *table = &d->tables[role];
	Presence	presence = {.ordinal = ordinal};

	if (!look_up(table, c->institution, c->id))
		return;
	while (next_row(table))
		if (get_presence(table, person, &presence))
			take_presence(d, role, &presence);
}

/* Reads the cases one by one. */
static void
read_by_look_up(Direct *d, bool classes)
{
	for (int i = 0; i < d->batch->ncases; i++)
	{
		Case	   *c = &d->batch->cases[i];

		if (classes && look_up_row(&d->tables[TABLE_CLASS], c->institution, c->id))
			get_class(&d->tables[TABLE_CLASS], c);
		look_up_institution(d, c, i == 0 ? NULL : c - 1);
		look_up_presences(d, TABLE_ENROLMENT, COLUMN_CHILD, i);
		if (tuoyu_reads_roster(d->constraint))
			look_up_presences(d, TABLE_ROSTER, COLUMN_STAFF, i);
	}
}

/* What is done with each row of a table. */
typedef void (*TableHandler) (Direct *d, TableRole role);

/* Reads a table from end to end. */
static void
read_table(Direct *d, TableRole role, TableHandler handler)
{
	Table	   *table = &d->tables[role];
	TableScanDesc scan;

	if (table->relation == NULL)
		return;
	table->slot = table_slot_create(table->relation, NULL);
	scan = table_beginscan(table->relation, GetActiveSnapshot(), 0, NULL);
	while (table_scan_getnextslot(scan, ForwardScanDirection, table->slot))
	{
		CHECK_FOR_INTERRUPTS();
		handler(d, role);
	}
	table_endscan(scan);
	ExecDropSingleTupleTableSlot(table->slot);
	table->slot = NULL;
}

/* Keeps the persons that have been read ahead. */
static void
keep_persons(Direct *d)
{
	for (int i = 0; i < d->nahead; i++)
	{
		const Known *person = &d->ahead.persons[i];
		bool		found;
		Known	   *known = known_insert(d->persons, person->key, &found);

		known->from = person->from;
		known->until = person->until;
		known->label = person->label;
	}
	d->nahead = 0;
}

/* Reads a person ahead. */
static void
read_person(Direct *d, TableRole role)
{
	const Table *table = &d->tables[role];
	Known	   *person = &d->ahead.persons[d->nahead];

	if (!get_key(table, role == TABLE_CHILD ? COLUMN_CHILD : COLUMN_STAFF, &person->key))
		return;
	prefetch_key(d->persons, person->key);
	if (role == TABLE_CHILD)
		get_child(table, person);
	else
		get_staff(table, person);
	if (++d->nahead == ROWS_AHEAD)
		keep_persons(d);
}

/* The case of a class; -1 when it is of none. */
static inline int32
find_case(const Direct *d, ClassKey key)
{
	const Known *known = known_lookup(d->classes, key);

	return known == NULL ? -1 : known->label;
}

/* Takes the presences that have been read ahead: their classes are looked up first, then the persons. */
static void
take_presences(Direct *d, TableRole role)
{
	int			count = 0;

	for (int i = 0; i < d->nahead; i++)
	{
		Presence   *presence = &d->ahead.presences[i];

		presence->ordinal = find_case(d, presence->class);
		if (presence->ordinal < 0)
			continue;
		if (d->persons != NULL)
			prefetch_key(d->persons, (ClassKey) {presence->class.institution, presence->person});
		d->ahead.presences[count++] = *presence;
	}
	d->nahead = 0;
	for (int i = 0; i < count; i++)
		take_presence(d, role, &d->ahead.presences[i]);
}

/* Reads a row of enrolments or of the roster ahead. */
static void
read_presence(Direct *d, TableRole role)
{
	const Table *table = &d->tables[role];
	Presence   *presence = &d->ahead.presences[d->nahead];

	if (!get_key(table, COLUMN_CLASS, &presence->class) ||
		!get_presence(table, role == TABLE_ENROLMENT ? COLUMN_CHILD : COLUMN_STAFF, presence))
		return;
	prefetch_key(d->classes, presence->class);
	if (++d->nahead == ROWS_AHEAD)
		take_presences(d, role);
}

/* Hands a class to its case. */
static void
hand_on_class(Direct *d, TableRole role)
{
	ClassKey	key;
	int32		ordinal = get_key(&d->tables[role], COLUMN_CLASS, &key) ? find_case(d, key) : -1;

	if (ordinal >= 0)
		get_class(&d->tables[role], &d->batch->cases[ordinal]);
}

/* Hands an institution to its classes, which follow each other. */
static void
place_classes(Direct *d, TableRole role)
{
	Batch	   *batch = d->batch;
	int64		institution;
	int			low = 0,
				high = batch->ncases;

	if (!get_integer(&d->tables[role], COLUMN_INSTITUTION, &institution))
		return;
	while (low < high)
	{
		int			middle = low + (high - low) / 2;

		if (batch->cases[middle].institution < institution)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < batch->ncases && batch->cases[low].institution == institution; low++)
		get_institution(&d->tables[role], &batch->cases[low]);
}

/* About how many rows a table has. */
static double
table_rows(Relation relation)
{
	BlockNumber pages;
	double		tuples,
				visible;

	if (relation == NULL)
		return 0;
	if (relation->rd_rel->reltuples < 0 && !RELKIND_HAS_TABLE_AM(relation->rd_rel->relkind))
		return 0;
	estimate_rel_size(relation, NULL, &pages, &tuples, &visible);
	return tuples;
}

/* Reads a table of presences, with the persons that it refers to kept meanwhile. */
static void
read_presences(Direct *d, TableRole role, TableRole persons)
{
	if (d->tables[persons].relation != NULL)
	{
		d->persons = known_create(CurrentMemoryContext, (uint32) Max(table_rows(d->tables[persons].relation), 64), NULL);
		read_table(d, persons, read_person);
		keep_persons(d);
	}
	read_table(d, role, read_presence);
	take_presences(d, role);
	if (d->persons != NULL)
		known_destroy(d->persons);
	d->persons = NULL;
}

/* Reads all tables from end to end. */
static void
read_whole(Direct *d, bool classes)
{
	Batch	   *batch = d->batch;

	d->classes = known_create(CurrentMemoryContext, batch->ncases, NULL);
	for (int i = 0; i < batch->ncases; i++)
	{
		bool		found;

		known_insert(d->classes, (ClassKey) {batch->cases[i].institution, batch->cases[i].id}, &found)->label = i;
	}
	if (classes)
		read_table(d, TABLE_CLASS, hand_on_class);
	read_table(d, TABLE_INSTITUTION, place_classes);
	read_presences(d, TABLE_ENROLMENT, TABLE_CHILD);
	if (tuoyu_reads_roster(d->constraint))
		read_presences(d, TABLE_ROSTER, TABLE_STAFF);
	known_destroy(d->classes);
}

/* Do the keys of all rows have the same parts, so that rows can be told by them? */
static bool
keys_alike(const RatioConstraint *constraint)
{
	bool		keyed = tuoyu_has_column(constraint, TABLE_CLASS, COLUMN_INSTITUTION);

	return tuoyu_has_column(constraint, TABLE_ENROLMENT, COLUMN_INSTITUTION) == keyed &&
		tuoyu_has_column(constraint, TABLE_ROSTER, COLUMN_INSTITUTION) == keyed &&
		(keyed || (!tuoyu_has_column(constraint, TABLE_CHILD, COLUMN_INSTITUTION) &&
				   !tuoyu_has_column(constraint, TABLE_STAFF, COLUMN_INSTITUTION)));
}

/* Are so many classes asked about that tables are better read from end to end, and can their persons be kept? */
static bool
is_whole(const Direct *d)
{
	Relation	class;
	double		rows;

	if (d->batch->ncases < WHOLE_CASES_MIN || !keys_alike(d->constraint) ||
		table_rows(d->tables[TABLE_CHILD].relation) > WHOLE_PERSONS_MAX ||
		table_rows(d->tables[TABLE_STAFF].relation) > WHOLE_PERSONS_MAX)
		return false;
	class = table_open(d->constraint->class, AccessShareLock);
	rows = table_rows(class);
	table_close(class, AccessShareLock);
	return d->batch->ncases > rows * WHOLE_CLASSES;
}

/*
 * Reads who is in the classes of a batch, and the classes themselves if they have not been locked, under the active snapshot
 * and as the present role.
 */
bool
tuoyu_read_direct(Batch *batch, bool classes)
{
	Direct		d = {.batch = batch, .constraint = batch->constraint};

	if (!open_all(&d, classes))
		return false;
	d.whole = is_whole(&d);
	if (!d.whole && !open_look_ups(&d, classes))
		return false;
	if (d.whole)
		read_whole(&d, classes);
	else
		read_by_look_up(&d, classes);
	close_all(&d);
	return true;
}

/* Keeps the key of a class, or one under which there are rows but no class. */
static void
keep_key(Direct *d, TableRole role)
{
	ClassKey	key;
	bool		found;

	if (get_key(&d->tables[role], COLUMN_CLASS, &key))
		(void) known_insert(d->classes, key, &found);
}

/* By institution and class. */
static int
cmp_keys(const void *left, const void *right)
{
	const ClassKey *a = left;
	const ClassKey *b = right;

	if (a->institution != b->institution)
		return a->institution < b->institution ? -1 : 1;
	return (a->id > b->id) - (a->id < b->id);
}

/* The keys of all classes, also of those that are only referred to, in order; NULL if they cannot be read here. */
ClassKey *
tuoyu_class_keys_direct(RatioConstraint *constraint, int *count)
{
	static const TableRole roles[] = {TABLE_CLASS, TABLE_ENROLMENT, TABLE_ROSTER};
	Direct		d = {.constraint = constraint};
	bool		fits = keys_alike(constraint);
	known_iterator iterator;
	ClassKey   *keys;
	Known	   *known;

	for (size_t i = 0; fits && i < lengthof(roles); i++)
		fits = open_table(&d, roles[i], false);
	if (!fits)
	{
		close_all(&d);
		return NULL;
	}
	d.classes = known_create(CurrentMemoryContext, (uint32) Max(table_rows(d.tables[TABLE_CLASS].relation), 64), NULL);
	for (size_t i = 0; i < lengthof(roles); i++)
		read_table(&d, roles[i], keep_key);
	close_all(&d);
	*count = 0;
	keys = MemoryContextAllocHuge(CurrentMemoryContext, sizeof(ClassKey) * (d.classes->members + 1));
	known_start_iterate(d.classes, &iterator);
	while ((known = known_iterate(d.classes, &iterator)) != NULL)
		keys[(*count)++] = known->key;
	known_destroy(d.classes);
	qsort(keys, *count, sizeof(ClassKey), cmp_keys);
	return keys;
}
