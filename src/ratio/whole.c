/*
 * whole.c
 *		Reads tables from end to end, where most classes are asked about.
 *
 * Persons are kept by their keys while what refers to them is read.
 */
#include "ratio/table.h"

#include "access/table.h"
#include "access/tableam.h"
#include "miscadmin.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

/* From so many classes on, if they are such a part of all, tables are read from end to end. */
#define WHOLE_CASES_MIN 64
#define WHOLE_CLASSES 0.25

/* Most rows of persons that are kept, 32 to 64 bytes each, while what refers to them is read. */
#define WHOLE_PERSONS_MAX 8e6

/* So many rows are read before the first of them is looked up in memory, so that it is on its way into the cache. */
#define ROWS_AHEAD 32

/* What is known by a key: a person, or a class with its ordinal as label. */
typedef struct Known
{
	ClassKey	key;
	Person		person;
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

/* What is kept. */
typedef struct Whole
{
	known_hash *classes;		/* the cases by their keys */
	known_hash *persons;		/* the children or the staff */
	int			nahead;			/* rows read ahead */
	union
	{
		Presence	presences[ROWS_AHEAD];
		Known		persons[ROWS_AHEAD];
	}			ahead;
} Whole;

/* What is known of somebody; false when nothing is. */
bool
tuoyu_kept_person(const Direct *d, TableRole role, ClassKey key, Person *person)
{
	const Known *known;

	if (d->tables[role].attributes[COLUMN_INSTITUTION] == InvalidAttrNumber)
		key.institution = 0;
	known = known_lookup(d->whole->persons, key);
	if (known != NULL)
		*person = known->person;
	return known != NULL;
}

/*
 * Rows
 */

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
	for (int i = 0; i < d->whole->nahead; i++)
	{
		const Known *person = &d->whole->ahead.persons[i];
		bool		found;
		Known	   *known = known_insert(d->whole->persons, person->key, &found);

		known->person = person->person;
	}
	d->whole->nahead = 0;
}

/* Reads a person ahead. */
static void
read_person(Direct *d, TableRole role)
{
	const Table *table = &d->tables[role];
	Known	   *person = &d->whole->ahead.persons[d->whole->nahead];

	if (!tuoyu_get_key(table, role == TABLE_CHILD ? COLUMN_CHILD : COLUMN_STAFF, &person->key))
		return;
	prefetch_key(d->whole->persons, person->key);
	tuoyu_get_person(table, role, &person->person);
	if (++d->whole->nahead == ROWS_AHEAD)
		keep_persons(d);
}

/* The case of a class; -1 when it is of none. */
static inline int32
find_case(const Direct *d, ClassKey key)
{
	const Known *known = known_lookup(d->whole->classes, key);

	return known == NULL ? -1 : known->person.label;
}

/* Takes the presences that have been read ahead: their classes are looked up first, then the persons. */
static void
take_presences(Direct *d, TableRole role)
{
	int			count = 0;

	for (int i = 0; i < d->whole->nahead; i++)
	{
		Presence   *presence = &d->whole->ahead.presences[i];

		presence->ordinal = find_case(d, presence->class);
		if (presence->ordinal < 0)
			continue;
		if (d->whole->persons != NULL)
			prefetch_key(d->whole->persons, (ClassKey) {presence->class.institution, presence->person});
		d->whole->ahead.presences[count++] = *presence;
	}
	d->whole->nahead = 0;
	for (int i = 0; i < count; i++)
		tuoyu_take_presence(d, role, &d->whole->ahead.presences[i]);
}

/* Reads a row of enrolments or of the roster ahead. */
static void
read_presence(Direct *d, TableRole role)
{
	const Table *table = &d->tables[role];
	Presence   *presence = &d->whole->ahead.presences[d->whole->nahead];

	if (!tuoyu_get_key(table, COLUMN_CLASS, &presence->class) ||
		!tuoyu_get_presence(table, role == TABLE_ENROLMENT ? COLUMN_CHILD : COLUMN_STAFF, presence))
		return;
	prefetch_key(d->whole->classes, presence->class);
	if (++d->whole->nahead == ROWS_AHEAD)
		take_presences(d, role);
}

/* Hands a class to its case. */
static void
hand_on_class(Direct *d, TableRole role)
{
	ClassKey	key;
	int32		ordinal = tuoyu_get_key(&d->tables[role], COLUMN_CLASS, &key) ? find_case(d, key) : -1;

	if (ordinal >= 0)
		tuoyu_get_class(&d->tables[role], &d->batch->cases[ordinal]);
}

/* Hands an institution to its classes, which follow each other. */
static void
place_classes(Direct *d, TableRole role)
{
	Batch	   *batch = d->batch;
	int64		institution;
	int			low = 0,
				high = batch->ncases;

	if (!tuoyu_get_integer(&d->tables[role], COLUMN_INSTITUTION, &institution))
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
		tuoyu_get_institution(&d->tables[role], &batch->cases[low]);
}

/*
 * Batches
 */

/* Reads a table of presences, with the persons that it refers to kept meanwhile. */
static void
read_presences(Direct *d, TableRole role, TableRole persons)
{
	if (d->tables[persons].relation != NULL)
	{
		d->whole->persons = known_create(CurrentMemoryContext, (uint32) Max(tuoyu_table_rows(d->tables[persons].relation), 64), NULL);
		read_table(d, persons, read_person);
		keep_persons(d);
	}
	read_table(d, role, read_presence);
	take_presences(d, role);
	if (d->whole->persons != NULL)
		known_destroy(d->whole->persons);
	d->whole->persons = NULL;
}

/* Opens all tables that are needed; false if one cannot be read here. */
static bool
open_all(Direct *d, bool classes)
{
	static const TableRole roles[] = {TABLE_CLASS, TABLE_ENROLMENT, TABLE_ROSTER, TABLE_STAFF, TABLE_CHILD, TABLE_INSTITUTION};

	for (size_t i = classes ? 0 : 1; i < lengthof(roles); i++)
		if (OidIsValid(d->constraint->tables[roles[i]]) &&
			!tuoyu_open_table(&d->tables[roles[i]], d->constraint, roles[i], roles[i] == TABLE_CLASS ? USE_ROWS : USE_PRESENCES))
			return false;
	return true;
}

/* Reads all tables of a batch from end to end; false if one cannot be read here, and then nothing has been read. */
bool
tuoyu_read_whole(Direct *d, bool classes)
{
	Batch	   *batch = d->batch;
	Whole		whole = {0};

	if (!open_all(d, classes))
		return false;
	d->whole = &whole;
	d->whole->classes = known_create(CurrentMemoryContext, batch->ncases, NULL);
	for (int i = 0; i < batch->ncases; i++)
	{
		bool		found;

		known_insert(d->whole->classes, (ClassKey) {batch->cases[i].institution, batch->cases[i].id}, &found)->person.label = i;
	}
	if (classes)
		read_table(d, TABLE_CLASS, hand_on_class);
	read_table(d, TABLE_INSTITUTION, place_classes);
	read_presences(d, TABLE_ENROLMENT, TABLE_CHILD);
	if (tuoyu_reads_roster(d->constraint))
		read_presences(d, TABLE_ROSTER, TABLE_STAFF);
	known_destroy(d->whole->classes);
	d->whole = NULL;
	return true;
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

/* About how many rows a table of a constraint has. */
static double
table_rows(const RatioConstraint *constraint, TableRole role)
{
	Relation	relation;
	double		rows;

	if (!OidIsValid(constraint->tables[role]))
		return 0;
	relation = table_open(constraint->tables[role], AccessShareLock);
	rows = tuoyu_table_rows(relation);
	table_close(relation, NoLock);
	return rows;
}

/* Are so many classes asked about that tables are better read from end to end, and can their persons be kept? */
bool
tuoyu_is_whole(const Direct *d)
{
	return d->batch->ncases >= WHOLE_CASES_MIN && keys_alike(d->constraint) &&
		table_rows(d->constraint, TABLE_CHILD) <= WHOLE_PERSONS_MAX &&
		table_rows(d->constraint, TABLE_STAFF) <= WHOLE_PERSONS_MAX &&
		d->batch->ncases > table_rows(d->constraint, TABLE_CLASS) * WHOLE_CLASSES;
}

/*
 * Keys
 */

/* Keeps the key of a class, or one under which there are rows but no class. */
static void
keep_key(Direct *d, TableRole role)
{
	ClassKey	key;
	bool		found;

	if (tuoyu_get_key(&d->tables[role], COLUMN_CLASS, &key))
		(void) known_insert(d->whole->classes, key, &found);
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
	Whole		whole = {0};
	Direct		d = {.constraint = constraint, .whole = &whole};
	bool		fits = keys_alike(constraint);
	known_iterator iterator;
	ClassKey   *keys = NULL;
	Known	   *known;

	for (size_t i = 0; fits && i < lengthof(roles); i++)
		fits = tuoyu_open_table(&d.tables[roles[i]], constraint, roles[i], USE_PRESENCES);
	if (fits)
	{
		whole.classes = known_create(CurrentMemoryContext, (uint32) Max(tuoyu_table_rows(d.tables[TABLE_CLASS].relation), 64), NULL);
		for (size_t i = 0; i < lengthof(roles); i++)
			read_table(&d, roles[i], keep_key);
		keys = MemoryContextAllocHuge(CurrentMemoryContext, sizeof(ClassKey) * (whole.classes->members + 1));
		*count = 0;
		known_start_iterate(whole.classes, &iterator);
		while ((known = known_iterate(whole.classes, &iterator)) != NULL)
			keys[(*count)++] = known->key;
		known_destroy(whole.classes);
		qsort(keys, *count, sizeof(ClassKey), cmp_keys);
	}
	for (size_t i = 0; i < lengthof(roles); i++)
		tuoyu_close_table(&d.tables[roles[i]]);
	return keys;
}
