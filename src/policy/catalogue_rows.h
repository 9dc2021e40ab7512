/*
 * catalogue_rows.h
 *		Rows of the catalogue's tables, taken apart column by column.
 */
#ifndef TUOYU_CATALOGUE_ROWS_H
#define TUOYU_CATALOGUE_ROWS_H

#include "utils/jsonb.h"
#include "utils/numeric.h"

#include "policy/rules.h"

/* Most columns that are read of a table. */
#define MOST_COLUMNS 64

/* A row being taken apart: its columns come in the order in which the reader named them. */
typedef struct CatalogueRow
{
	const char *table;
	const char *const *columns; /* the last of them NULL */
	int			attnos[MOST_COLUMNS];
	bool		required[MOST_COLUMNS];
	const Datum *values;		/* by attribute */
	const bool *nulls;
	int			column;			/* the next one to take */
	void	   *arg;
} CatalogueRow;

/* Takes a row apart, into an item. */
typedef void (*TakeRow) (CatalogueRow *row, void *item);

/*
 * Read columns, the last of them NULL, of a table of the catalogue under the active snapshot, or of its rows in a policy that was
 * kept, into an array of items of that size in the current memory context, in which take is called.  Returns how many; the items
 * are zeroed before.
 */
extern int	tuoyu_read_rows(const char *table, const Jsonb *policy, const char *const *columns, Size size, TakeRow take, void *arg, void *items);

/* Raises an error: the column taken last is not what the table would take.  Only a policy that is passed in can have such. */
pg_noreturn extern void tuoyu_refuse_row(const CatalogueRow *row);

/* The next column, as it is. */
static inline Datum
tuoyu_row_next(CatalogueRow *row, bool *isnull)
{
	int			column = row->column++;
	int			attno = row->attnos[column];

	*isnull = row->nulls[attno - 1];
	if (*isnull && row->required[column])
		tuoyu_refuse_row(row);
	return row->values[attno - 1];
}

/* The next column by its type; what it is where it is NULL stands behind, or is NULL, 0, false. */
extern char *tuoyu_row_text(CatalogueRow *row);
extern int32 tuoyu_row_int(CatalogueRow *row, int32 if_null);
extern int64 tuoyu_row_bigint(CatalogueRow *row);
extern bool tuoyu_row_bool(CatalogueRow *row);
extern Numeric tuoyu_row_numeric(CatalogueRow *row);

/* Is it this text? */
extern bool tuoyu_row_is(CatalogueRow *row, const char *text);

/* Which of the labels a text has; NULL is the first of them. */
extern int	tuoyu_row_choice(CatalogueRow *row, const char *const *labels);

/* A canonical daterange, [from, to); all days for NULL, none for an empty one. */
extern Days tuoyu_row_days(CatalogueRow *row, bool *isnull);

/* The bounds of an int4range, which stay as they are where it has none; false for NULL. */
extern bool tuoyu_row_range(CatalogueRow *row, int32 *from, int32 *to);

/* The elements of an array, without NULLs; their number. */
extern int	tuoyu_row_array(CatalogueRow *row, Oid element_type, Datum **elements);

/* An object's values by key, as text, with keys in order; their number. */
extern int	tuoyu_row_object(CatalogueRow *row, bool *isnull, char ***keys, char ***values);

#endif							/* TUOYU_CATALOGUE_ROWS_H */
