/*
 * table.h
 *		Reading the tables of a constraint without SQL.
 *
 * To begin a statement costs more than to look up the children of one class, and to join a million rows more than to read
 * them.  So ordinary tables are read here.  What is no ordinary table (partitioned, inherited from), has columns of other
 * types, may not be read as a whole by the role that looks (grants, row security) or has no fitting index is left to the
 * statements of queries.c, which give the same answers.
 */
#ifndef TUOYU_TABLE_H
#define TUOYU_TABLE_H

#include "ratio/batch.h"

#include "access/itup.h"
#include "access/skey.h"
#include "access/relscan.h"
#include "catalog/pg_type_d.h"
#include "nodes/lockoptions.h"
#include "storage/buf.h"
#include "utils/relcache.h"

/* A table while it is read. */
typedef struct Table
{
	Relation	relation;		/* NULL: not open, or the constraint has none */
	const AttrNumber *attributes;	/* by ColumnRole */
	const Oid  *types;
	TupleTableSlot *slot;

	/* of a look-up */
	TupleTableSlot *spare;		/* for the row as it is when it has been locked */
	Relation	index;
	IndexScanDesc scan;
	LookUp		how;
	ScanKeyData keys[2];
	Buffer		visible;		/* of the visibility map */
	IndexTuple	entry;			/* the row as the index has it; NULL: it is in the slot */
} Table;

/* What is read of a table, and how. */
typedef enum TableUse
{
	USE_PRESENCES,				/* what concerns who is there: no columns but those */
	USE_ROWS,					/* all columns that the constraint knows */
	USE_LOCK					/* the same, and rows are locked */
} TableUse;

extern bool tuoyu_open_table(Table *table, RatioConstraint *constraint, TableRole role, TableUse use);
extern bool tuoyu_open_look_up(Table *table, RatioConstraint *constraint, TableRole role, TableRole from, ColumnRole id,
							   ColumnRole person);
extern void tuoyu_close_table(Table *table);
extern double tuoyu_table_rows(Relation relation);

extern bool tuoyu_look_up(Table *table, int64 institution, int64 id);
extern bool tuoyu_next_row(Table *table);
extern bool tuoyu_lock_row(Table *table, LockTupleMode mode);

/*
 * Columns
 */

/* A column; NULL also where the table has none. */
static inline Datum
tuoyu_get_column(const Table *table, ColumnRole column, bool *isnull)
{
	AttrNumber	attribute = table->attributes[column];

	*isnull = true;
	if (table->entry != NULL && attribute != InvalidAttrNumber)
		return index_getattr(table->entry, table->how.covered[column], table->scan->xs_itupdesc, isnull);
	return attribute == InvalidAttrNumber ? (Datum) 0 : slot_getattr(table->slot, attribute, isnull);
}

/* A column of integers; false if it is NULL or not there. */
static inline bool
tuoyu_get_integer(const Table *table, ColumnRole column, int64 *value)
{
	bool		isnull;
	Datum		datum = tuoyu_get_column(table, column, &isnull);

	if (isnull)
		return false;
	*value = table->types[column] == INT8OID ? DatumGetInt64(datum) :
		table->types[column] == INT4OID ? DatumGetInt32(datum) : DatumGetInt16(datum);
	return true;
}

/* The key of a row, 0 for an institution where the table has none; false if a part is NULL. */
static inline bool
tuoyu_get_key(const Table *table, ColumnRole id, ClassKey *key)
{
	key->institution = 0;
	if (table->attributes[COLUMN_INSTITUTION] != InvalidAttrNumber && !tuoyu_get_integer(table, COLUMN_INSTITUTION, &key->institution))
		return false;
	return tuoyu_get_integer(table, id, &key->id);
}

/* The days of a class or an employment: all where they are not said; none (false) where the range is empty. */
static inline bool
tuoyu_get_days(const Table *table, DateADT *from, DateADT *until)
{
	bool		isnull;
	Datum		value = tuoyu_get_column(table, COLUMN_DURING, &isnull);

	*from = DATEVAL_NOBEGIN;
	*until = DATEVAL_NOEND;
	return isnull || tuoyu_days_of_datum(value, from, until);
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

/* What a row of enrolments or of the roster says; false where it gives no days. */
static inline bool
tuoyu_get_presence(const Table *table, ColumnRole person, Presence *presence)
{
	bool		isnull;
	Datum		value = tuoyu_get_column(table, COLUMN_DURING, &isnull);

	if (isnull || !tuoyu_days_of_datum(value, &presence->from, &presence->until))
		return false;
	presence->named = tuoyu_get_integer(table, person, &presence->person);
	return true;
}

/*
 * Whole tables, see whole.c
 */

struct Direct;

/* A person: the day of birth, or the days and the role of employment. */
typedef struct Person
{
	DateADT		from;			/* or the birth */
	DateADT		until;
	int32		label;
} Person;

/* What is open while a batch is read. */
typedef struct Direct
{
	Batch	   *batch;
	RatioConstraint *constraint;
	Table		tables[TABLE_ROLES];
	struct Whole *whole;		/* NULL: rows are looked up */
	const Case *placed;			/* the last case whose institution was looked up; others may have been passed over */
	bool		misfit;			/* a table cannot be read here */
} Direct;

extern void tuoyu_get_person(const Table *table, TableRole role, Person *person);
extern void tuoyu_get_institution(const Table *table, Case *c);
extern void tuoyu_get_class(const Table *table, Case *c);
extern void tuoyu_take_presence(Direct *d, TableRole role, const Presence *presence);

extern bool tuoyu_is_whole(const Direct *d);
extern bool tuoyu_read_whole(Direct *d, bool classes);
extern bool tuoyu_kept_person(const Direct *d, TableRole role, ClassKey key, Person *person);

#endif							/* TUOYU_TABLE_H */
