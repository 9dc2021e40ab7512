/*
 * queries.c
 *		The statements of a constraint: built from its tables and columns, planned once a backend, run over arrays of keys.
 *
 * Each joins the keys in $1 (institutions), $2 (ids of classes, staff, children; unused where an institution is the key),
 * and the days in $3 to the tables, and returns the keys' ordinal number first.  Everything in them is qualified: the
 * search_path is the caller's.
 *
 * Three plans are kept of each.  For one key, which is what most transactions write, a generic one without arrays; for few
 * keys a generic one (planning would cost more than running); for many one that is planned anew for the number of keys at
 * hand.  The owner and the caller have plans of their own, for a plan keeps the row security under which it was made.
 */
#include "constraint.h"

#include "access/table.h"
#include "access/xact.h"
#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "tcop/dest.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

#include "ratio/days.h"

/* From so many keys on a plan of its own is worth it. */
#define MANY_KEYS_MIN 64

/* If the keys are such a part of all classes, so are the rows of all rows, and tables are better read from end to end. */
#define MOST_CLASSES 0.25

/* How many keys a plan is for, and where it finds them. */
typedef enum KeyNumber
{
	ONE_KEY,
	FEW_KEYS,
	MANY_KEYS
} KeyNumber;

#define KEY_NUMBERS (MANY_KEYS + 1)

static const char *const keys_from[KEY_NUMBERS] = {
	"(SELECT $1 AS institution, $2 AS id, $3 AS days, 1::pg_catalog.int8 AS ordinal) AS k",
	("ROWS FROM (pg_catalog.unnest($1), pg_catalog.unnest($2), pg_catalog.unnest($3))"
	 " WITH ORDINALITY AS k(institution, id, days, ordinal)"),
	"ROWS FROM (pg_catalog.unnest($1), pg_catalog.unnest($2)) WITH ORDINALITY AS k(institution, id, ordinal)"
};

/* Their parameters' types; $4 of the children of one class are those whose births are asked for, NULL for all. */
static Oid parameter_types[KEY_NUMBERS][4] = {
	{INT8OID, INT8OID, DATERANGEOID, INT8ARRAYOID},
	{INT8ARRAYOID, INT8ARRAYOID, DATERANGEARRAYOID, INT8ARRAYOID},
	{INT8ARRAYOID, INT8ARRAYOID, DATERANGEARRAYOID, INT8ARRAYOID}
};

/*
 * Building
 */

/* The name of a table, qualified and quoted. */
const char *
tuoyu_table_name(const RatioConstraint *constraint, TableRole table)
{
	Oid			relation = constraint->tables[table];
	char	   *name = get_rel_name(relation);

	if (name == NULL)
		elog(ERROR, "cache lookup failed for relation %u", relation);
	return quote_qualified_identifier(get_namespace_name(get_rel_namespace(relation)), name);
}

/* Appends alias.column, or NULL where the table has none, cast to a type. */
static void
append_column(StringInfo sql, const RatioConstraint *constraint, TableRole table, const char *alias, ColumnRole column,
			  const char *type)
{
	const char *name = constraint->columns[table][column];

	if (name == NULL)
		appendStringInfo(sql, "NULL::%s", type);
	else
		appendStringInfo(sql, "%s.%s::%s", alias, quote_identifier(name), type);
}

/* Appends "left = right" for a key column; nothing where the table has none. */
static void
append_key(StringInfo sql, const RatioConstraint *constraint, TableRole table, const char *alias, ColumnRole column,
		   const char *other)
{
	const char *name = constraint->columns[table][column];

	if (name != NULL)
		appendStringInfo(sql, " AND %s.%s OPERATOR(pg_catalog.=) %s", alias, quote_identifier(name), other);
}

/* Appends where the keys come from. */
static void
append_keys(StringInfo sql, KeyNumber number)
{
	appendStringInfo(sql, " FROM %s", keys_from[number]);
}

/* Appends a join of a table under an alias to the keys at hand. */
static void
append_join(StringInfo sql, const RatioConstraint *constraint, TableRole table, const char *alias, ColumnRole id)
{
	appendStringInfo(sql, " JOIN %s AS %s ON true", tuoyu_table_name(constraint, table), alias);
	append_key(sql, constraint, table, alias, COLUMN_INSTITUTION, "k.institution");
	if (id != COLUMN_INSTITUTION)
		append_key(sql, constraint, table, alias, id, "k.id");
}

/*
 * Appends that a row shares a day with the key's.  Those who take the rows look themselves; for many keys that is quicker,
 * and the planner takes the condition for more selective than it is.
 */
static void
append_overlap(StringInfo sql, const RatioConstraint *constraint, TableRole table, const char *alias, KeyNumber number)
{
	if (number != MANY_KEYS)
		appendStringInfo(sql, " AND %s.%s OPERATOR(pg_catalog.&&) k.days", alias, quote_identifier(constraint->columns[table][COLUMN_DURING]));
}

/* Appends a left join of a person's own row to a row e; nothing where the constraint has no such table. */
static void
append_person(StringInfo sql, const RatioConstraint *constraint, TableRole table, const char *alias, TableRole of, ColumnRole id)
{
	const char *institution = constraint->columns[of][COLUMN_INSTITUTION];

	if (!OidIsValid(constraint->tables[table]))
		return;
	appendStringInfo(sql, " LEFT JOIN %s AS %s ON true", tuoyu_table_name(constraint, table), alias);
	if (institution != NULL)
		append_key(sql, constraint, table, alias, COLUMN_INSTITUTION, psprintf("e.%s", quote_identifier(institution)));
	append_key(sql, constraint, table, alias, id, psprintf("e.%s", quote_identifier(constraint->columns[of][id])));
}

/* Appends whether a member of staff is there, and the role. */
static void
append_role(StringInfo sql, const RatioConstraint *constraint)
{
	if (!OidIsValid(constraint->tables[TABLE_STAFF]))
	{
		appendStringInfoString(sql, "true, NULL::pg_catalog.text");
		return;
	}
	append_column(sql, constraint, TABLE_STAFF, "s", COLUMN_STAFF, "pg_catalog.int8");
	appendStringInfoString(sql, " IS NOT NULL, ");
	append_column(sql, constraint, TABLE_STAFF, "s", COLUMN_ROLE, "pg_catalog.text");
}

/* The classes themselves; locked in the order of the keys, which the lock comes after. */
static void
build_classes(StringInfo sql, const RatioConstraint *constraint, KeyNumber number, bool lock)
{
	append_column(sql, constraint, TABLE_CLASS, "c", COLUMN_DURING, "pg_catalog.daterange");
	appendStringInfoString(sql, ", ");
	append_column(sql, constraint, TABLE_CLASS, "c", COLUMN_PLACES, "pg_catalog.int8");
	appendStringInfoString(sql, ", ");
	append_column(sql, constraint, TABLE_CLASS, "c", COLUMN_KIND, "tuoyu.age_band");
	appendStringInfoString(sql, ", ");
	append_column(sql, constraint, TABLE_CLASS, "c", COLUMN_RATIO, "tuoyu.staff_ratio");
	append_keys(sql, number);
	append_join(sql, constraint, TABLE_CLASS, "c", COLUMN_CLASS);
	if (lock)
		appendStringInfoString(sql, " ORDER BY k.ordinal FOR NO KEY UPDATE OF c");
}

/*
 * Appends what a row elsewhere says, for the one key at hand: looked up only when it is needed, and once where the key alone
 * decides.
 */
static void
append_look_up(StringInfo sql, const RatioConstraint *constraint, TableRole table, ColumnRole column, const char *type,
			   const char *institution, ColumnRole id, const char *person)
{
	if (!OidIsValid(constraint->tables[table]))
	{
		appendStringInfo(sql, "NULL::%s", type);
		return;
	}
	appendStringInfoString(sql, "(SELECT ");
	append_column(sql, constraint, table, "t", column, type);
	appendStringInfo(sql, " FROM %s AS t WHERE true", tuoyu_table_name(constraint, table));
	append_key(sql, constraint, table, "t", COLUMN_INSTITUTION, institution);
	if (person != NULL)
		append_key(sql, constraint, table, "t", id, person);
	appendStringInfoString(sql, " LIMIT 1)");
}

/* The children of one class. */
static void
build_children_of_one(StringInfo sql, const RatioConstraint *constraint)
{
	const char *institution = constraint->columns[TABLE_ENROLMENT][COLUMN_INSTITUTION];
	const char *child = constraint->columns[TABLE_ENROLMENT][COLUMN_CHILD];

	if (OidIsValid(constraint->tables[TABLE_CHILD]))
	{
		child = psprintf("e.%s", quote_identifier(child));
		appendStringInfo(sql, "CASE WHEN $4 IS NULL OR %s OPERATOR(pg_catalog.=) ANY ($4) THEN ", child);
		append_look_up(sql, constraint, TABLE_CHILD, COLUMN_BIRTH, "pg_catalog.date",
					   institution == NULL ? NULL : psprintf("e.%s", quote_identifier(institution)), COLUMN_CHILD, child);
		appendStringInfoString(sql, " END");
	}
	else
		appendStringInfoString(sql, "NULL::pg_catalog.date");
	appendStringInfoString(sql, ", ");
	append_look_up(sql, constraint, TABLE_INSTITUTION, COLUMN_REGION, "tuoyu.region_code", "k.institution", COLUMN_INSTITUTION, NULL);
	append_keys(sql, ONE_KEY);
	append_join(sql, constraint, TABLE_ENROLMENT, "e", COLUMN_CLASS);
	append_overlap(sql, constraint, TABLE_ENROLMENT, "e", ONE_KEY);
}

/* The children of classes, and where the class is. */
static void
build_children(StringInfo sql, const RatioConstraint *constraint, KeyNumber number)
{
	append_column(sql, constraint, TABLE_ENROLMENT, "e", COLUMN_DURING, "pg_catalog.daterange");
	appendStringInfoString(sql, ", ");
	append_column(sql, constraint, TABLE_ENROLMENT, "e", COLUMN_CHILD, "pg_catalog.int8");
	appendStringInfoString(sql, ", ");
	if (number == ONE_KEY)
	{
		build_children_of_one(sql, constraint);
		return;
	}
	append_column(sql, constraint, TABLE_CHILD, "b", COLUMN_BIRTH, "pg_catalog.date");
	appendStringInfoString(sql, ", ");
	append_column(sql, constraint, TABLE_INSTITUTION, "i", COLUMN_REGION, "tuoyu.region_code");
	append_keys(sql, number);
	append_join(sql, constraint, TABLE_ENROLMENT, "e", COLUMN_CLASS);
	append_overlap(sql, constraint, TABLE_ENROLMENT, "e", number);
	append_person(sql, constraint, TABLE_CHILD, "b", TABLE_ENROLMENT, COLUMN_CHILD);
	if (OidIsValid(constraint->tables[TABLE_INSTITUTION]))
	{
		appendStringInfoString(sql, " LEFT");
		append_join(sql, constraint, TABLE_INSTITUTION, "i", COLUMN_INSTITUTION);
	}
}

/* The roster of classes, with the employment of each. */
static void
build_caregivers(StringInfo sql, const RatioConstraint *constraint, KeyNumber number)
{
	append_column(sql, constraint, TABLE_ROSTER, "e", COLUMN_DURING, "pg_catalog.daterange");
	appendStringInfoString(sql, ", ");
	append_column(sql, constraint, TABLE_ROSTER, "e", COLUMN_STAFF, "pg_catalog.int8");
	appendStringInfoString(sql, ", ");
	append_column(sql, constraint, TABLE_STAFF, "s", COLUMN_DURING, "pg_catalog.daterange");
	appendStringInfoString(sql, ", ");
	append_role(sql, constraint);
	append_keys(sql, number);
	append_join(sql, constraint, TABLE_ROSTER, "e", COLUMN_CLASS);
	append_overlap(sql, constraint, TABLE_ROSTER, "e", number);
	append_person(sql, constraint, TABLE_STAFF, "s", TABLE_ROSTER, COLUMN_STAFF);
}

/* The days on which members of staff, by their own keys, are employed. */
static void
build_employments(StringInfo sql, const RatioConstraint *constraint, KeyNumber number)
{
	append_column(sql, constraint, TABLE_STAFF, "s", COLUMN_DURING, "pg_catalog.daterange");
	appendStringInfoString(sql, ", ");
	append_role(sql, constraint);
	append_keys(sql, number);
	append_join(sql, constraint, TABLE_STAFF, "s", COLUMN_STAFF);
}

/* The certificates of members of staff, by their own keys. */
static void
build_certificates(StringInfo sql, const RatioConstraint *constraint, KeyNumber number)
{
	append_column(sql, constraint, TABLE_CERTIFICATE, "t", COLUMN_DURING, "pg_catalog.daterange");
	appendStringInfoString(sql, ", ");
	append_column(sql, constraint, TABLE_CERTIFICATE, "t", COLUMN_KIND, "pg_catalog.text");
	append_keys(sql, number);
	append_join(sql, constraint, TABLE_CERTIFICATE, "t", COLUMN_STAFF);
}

/* Where institutions are, what they are, and how many children they may have; locked in the order of the keys. */
static void
build_institutions(StringInfo sql, const RatioConstraint *constraint, KeyNumber number, bool lock)
{
	append_column(sql, constraint, TABLE_INSTITUTION, "i", COLUMN_REGION, "tuoyu.region_code");
	appendStringInfoString(sql, ", ");
	append_column(sql, constraint, TABLE_INSTITUTION, "i", COLUMN_KIND, "pg_catalog.text");
	appendStringInfoString(sql, ", ");
	append_column(sql, constraint, TABLE_INSTITUTION, "i", COLUMN_PLACES, "pg_catalog.int8");
	append_keys(sql, number);
	append_join(sql, constraint, TABLE_INSTITUTION, "i", COLUMN_INSTITUTION);
	if (lock)
		appendStringInfoString(sql, " ORDER BY k.ordinal FOR NO KEY UPDATE OF i");
}

/* The children of institutions. */
static void
build_institution_children(StringInfo sql, const RatioConstraint *constraint, KeyNumber number)
{
	append_column(sql, constraint, TABLE_ENROLMENT, "e", COLUMN_DURING, "pg_catalog.daterange");
	appendStringInfoString(sql, ", ");
	append_column(sql, constraint, TABLE_ENROLMENT, "e", COLUMN_CHILD, "pg_catalog.int8");
	appendStringInfoString(sql, ", ");
	append_column(sql, constraint, TABLE_CHILD, "b", COLUMN_BIRTH, "pg_catalog.date");
	appendStringInfoString(sql, ", NULL::tuoyu.region_code");
	append_keys(sql, number);
	append_join(sql, constraint, TABLE_ENROLMENT, "e", COLUMN_INSTITUTION);
	append_overlap(sql, constraint, TABLE_ENROLMENT, "e", number);
	append_person(sql, constraint, TABLE_CHILD, "b", TABLE_ENROLMENT, COLUMN_CHILD);
}

/* The staff of institutions, as a roster has them. */
static void
build_institution_staff(StringInfo sql, const RatioConstraint *constraint, KeyNumber number)
{
	append_column(sql, constraint, TABLE_STAFF, "s", COLUMN_DURING, "pg_catalog.daterange");
	appendStringInfoString(sql, ", ");
	append_column(sql, constraint, TABLE_STAFF, "s", COLUMN_STAFF, "pg_catalog.int8");
	appendStringInfoString(sql, ", NULL::pg_catalog.daterange, ");
	append_role(sql, constraint);
	append_keys(sql, number);
	append_join(sql, constraint, TABLE_STAFF, "s", COLUMN_INSTITUTION);
	if (tuoyu_has_column(constraint, TABLE_STAFF, COLUMN_DURING))
		append_overlap(sql, constraint, TABLE_STAFF, "s", number);
}

/* The keys of all institutions, in order. */
static void
build_institution_keys(StringInfo sql, const RatioConstraint *constraint)
{
	appendStringInfoString(sql, "0::pg_catalog.int8, ");
	append_column(sql, constraint, TABLE_INSTITUTION, "i", COLUMN_INSTITUTION, "pg_catalog.int8");
	appendStringInfo(sql, ", 0::pg_catalog.int8 FROM %s AS i ORDER BY 2", tuoyu_table_name(constraint, TABLE_INSTITUTION));
}

/*
 * The rows on which classes depend: locked by who has changed them, against all that refer to them, or by who refers to
 * them, as a foreign key locks them.
 */
static void
build_lock(StringInfo sql, const RatioConstraint *constraint, KeyNumber number, TableRole table, ColumnRole id, bool share)
{
	appendStringInfoString(sql, "true");
	append_keys(sql, number);
	append_join(sql, constraint, table, "t", id);
	appendStringInfo(sql, " ORDER BY k.ordinal FOR %s OF t", share ? "KEY SHARE" : "UPDATE");
}

/* The classes of persons, with the days that they spend there. */
static void
build_classes_of(StringInfo sql, const RatioConstraint *constraint, KeyNumber number, TableRole table, ColumnRole id)
{
	append_column(sql, constraint, table, "e", COLUMN_CLASS, "pg_catalog.int8");
	appendStringInfoString(sql, ", ");
	append_column(sql, constraint, table, "e", COLUMN_DURING, "pg_catalog.daterange");
	append_keys(sql, number);
	append_join(sql, constraint, table, "e", id);
	if (table != TABLE_CLASS)
		append_overlap(sql, constraint, table, "e", number);
}

/* Appends the keys of all rows of a table that have a class. */
static void
append_class_keys(StringInfo sql, const RatioConstraint *constraint, TableRole table)
{
	append_column(sql, constraint, table, "e", COLUMN_INSTITUTION, "pg_catalog.int8");
	appendStringInfoString(sql, " AS institution, ");
	append_column(sql, constraint, table, "e", COLUMN_CLASS, "pg_catalog.int8");
	appendStringInfo(sql, " AS id FROM %s AS e", tuoyu_table_name(constraint, table));
}

/* Appends the keys under which a table has rows but there is no class. */
static void
append_lost_keys(StringInfo sql, const RatioConstraint *constraint, TableRole table)
{
	const char *institution = constraint->columns[table][COLUMN_INSTITUTION];
	const char *class = constraint->columns[table][COLUMN_CLASS];

	appendStringInfoString(sql, " UNION SELECT ");
	append_class_keys(sql, constraint, table);
	appendStringInfo(sql, " WHERE e.%s IS NOT NULL", quote_identifier(class));
	if (institution != NULL)
		appendStringInfo(sql, " AND e.%s IS NOT NULL", quote_identifier(institution));
	appendStringInfo(sql, " AND NOT EXISTS (SELECT FROM %s AS c WHERE true", tuoyu_table_name(constraint, TABLE_CLASS));
	if (institution != NULL)
		append_key(sql, constraint, TABLE_CLASS, "c", COLUMN_INSTITUTION, psprintf("e.%s", quote_identifier(institution)));
	append_key(sql, constraint, TABLE_CLASS, "c", COLUMN_CLASS, psprintf("e.%s", quote_identifier(class)));
	appendStringInfoChar(sql, ')');
}

/* All classes, also those that are only enrolled in, in order. */
static void
build_class_keys(StringInfo sql, const RatioConstraint *constraint)
{
	appendStringInfoString(sql, "0::pg_catalog.int8, institution, id FROM (SELECT ");
	append_class_keys(sql, constraint, TABLE_CLASS);
	append_lost_keys(sql, constraint, TABLE_ENROLMENT);
	append_lost_keys(sql, constraint, TABLE_ROSTER);
	appendStringInfoString(sql, ") AS t ORDER BY institution, id");
}

/* Is a statement about keys that it is given? */
static bool
reads_keys(QueryKind kind)
{
	return kind != QUERY_CLASS_KEYS && kind != QUERY_INSTITUTION_KEYS;
}

/* The text of a statement. */
static char *
build(const RatioConstraint *constraint, QueryKind kind, KeyNumber number)
{
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfoString(&sql, reads_keys(kind) ? "SELECT k.ordinal, " : "SELECT ");
	switch (kind)
	{
		case QUERY_LOCK_CLASSES:
		case QUERY_CLASSES:
			build_classes(&sql, constraint, number, kind == QUERY_LOCK_CLASSES);
			break;
		case QUERY_CHILDREN:
			build_children(&sql, constraint, number);
			break;
		case QUERY_CAREGIVERS:
			build_caregivers(&sql, constraint, number);
			break;
		case QUERY_EMPLOYMENTS:
			build_employments(&sql, constraint, number);
			break;
		case QUERY_INSTITUTIONS:
		case QUERY_LOCK_PLACES:
			build_institutions(&sql, constraint, number, kind == QUERY_LOCK_PLACES);
			break;
		case QUERY_INSTITUTION_CHILDREN:
			build_institution_children(&sql, constraint, number);
			break;
		case QUERY_INSTITUTION_STAFF:
			build_institution_staff(&sql, constraint, number);
			break;
		case QUERY_INSTITUTION_KEYS:
			build_institution_keys(&sql, constraint);
			break;
		case QUERY_CERTIFICATES:
			build_certificates(&sql, constraint, number);
			break;
		case QUERY_CLASS_KEYS:
			build_class_keys(&sql, constraint);
			break;
		case QUERY_LOCK_STAFF:
		case QUERY_SHARE_STAFF:
			build_lock(&sql, constraint, number, TABLE_STAFF, COLUMN_STAFF, kind == QUERY_SHARE_STAFF);
			break;
		case QUERY_LOCK_CHILDREN:
		case QUERY_SHARE_CHILDREN:
			build_lock(&sql, constraint, number, TABLE_CHILD, COLUMN_CHILD, kind == QUERY_SHARE_CHILDREN);
			break;
		case QUERY_LOCK_INSTITUTIONS:
		case QUERY_SHARE_INSTITUTIONS:
			build_lock(&sql, constraint, number, TABLE_INSTITUTION, COLUMN_INSTITUTION, kind == QUERY_SHARE_INSTITUTIONS);
			break;
		case QUERY_CLASSES_OF_STAFF:
			build_classes_of(&sql, constraint, number, TABLE_ROSTER, COLUMN_STAFF);
			break;
		case QUERY_CLASSES_OF_CHILDREN:
			build_classes_of(&sql, constraint, number, TABLE_ENROLMENT, COLUMN_CHILD);
			break;
		case QUERY_CLASSES_OF_INSTITUTIONS:
			build_classes_of(&sql, constraint, number, TABLE_CLASS, COLUMN_INSTITUTION);
			break;
	}
	return sql.data;
}

/* How many keys are at hand; without any, all classes are. */
static KeyNumber
key_number(const QueryKeys *keys)
{
	if (keys == NULL || keys->count >= MANY_KEYS_MIN)
		return MANY_KEYS;
	return keys->count == 1 ? ONE_KEY : FEW_KEYS;
}

/* The plan of a statement, made at its first use. */
static SPIPlanPtr
get_plan(RatioConstraint *constraint, QueryKind kind, bool as_owner, KeyNumber number)
{
	SPIPlanPtr *plan = &constraint->plans[kind][as_owner][number];

	if (*plan == NULL)
	{
		char	   *sql = build(constraint, kind, number);
		SPIPlanPtr	new = SPI_prepare_cursor(sql, reads_keys(kind) ? lengthof(parameter_types[number]) : 0,
											 parameter_types[number],
											 number == MANY_KEYS ? CURSOR_OPT_CUSTOM_PLAN : CURSOR_OPT_GENERIC_PLAN);

		if (new == NULL)
			elog(ERROR, "could not prepare a statement of staffing constraint \"%s\": %s",
				 NameStr(constraint->name), SPI_result_code_string(SPI_result));
		SPI_keepplan(new);
		*plan = new;
	}
	return *plan;
}

/*
 * Running
 */

/* Room for so many keys; days are unbounded until they are set. */
void
tuoyu_query_keys_init(QueryKeys *keys, int count)
{
	*keys = (QueryKeys) {
		.count = count,
		.institutions = palloc(sizeof(Datum) * count), .ids = palloc(sizeof(Datum) * count),
		.from = palloc(sizeof(DateADT) * count), .until = palloc(sizeof(DateADT) * count)
	};
	for (int i = 0; i < count; i++)
	{
		keys->from[i] = DATEVAL_NOBEGIN;
		keys->until[i] = DATEVAL_NOEND;
	}
}

/* Numbers as an array. */
static Datum
int8_array(Datum *values, int count)
{
	return PointerGetDatum(construct_array(values, count, INT8OID, sizeof(int64), FLOAT8PASSBYVAL, TYPALIGN_DOUBLE));
}

/* The days of the keys as an array of ranges. */
static Datum
days_array(const QueryKeys *keys)
{
	Datum	   *days = palloc(sizeof(Datum) * keys->count);

	for (int i = 0; i < keys->count; i++)
		days[i] = RangeTypePGetDatum(tuoyu_range_of_days(keys->from[i], keys->until[i]));
	return PointerGetDatum(construct_array(days, keys->count, DATERANGEOID, -1, false, TYPALIGN_INT));
}

/* The keys as the parameters of a statement; NULL ones are marked as SPI wants it. */
static int
query_parameters(const QueryKeys *keys, Datum *values, char *nulls)
{
	KeyNumber	number = key_number(keys);

	if (keys == NULL)
		return 0;
	memset(nulls, ' ', 4);
	nulls[3] = 'n';
	if (number == ONE_KEY)
	{
		values[0] = keys->institutions[0];
		values[1] = keys->ids[0];
		values[2] = RangeTypePGetDatum(tuoyu_range_of_days(keys->from[0], keys->until[0]));
		if (keys->children != NULL)
		{
			values[3] = int8_array(keys->children, keys->nchildren);
			nulls[3] = ' ';
		}
		return 4;
	}
	values[0] = int8_array(keys->institutions, keys->count);
	values[1] = int8_array(keys->ids, keys->count);
	if (number == FEW_KEYS)
		values[2] = days_array(keys);
	else
		nulls[2] = 'n';
	return 4;
}

/* A receiver that hands each row on at once, so that a million need not be kept. */
typedef struct RowReceiver
{
	DestReceiver receiver;
	RowHandler	handler;
	void	   *arg;
} RowReceiver;

/* Hands on one row. */
static bool
receive_row(TupleTableSlot *slot, DestReceiver *self)
{
	RowReceiver *receiver = (RowReceiver *) self;

	slot_getallattrs(slot);
	receiver->handler(slot, receiver->arg);
	return true;
}

/* Nothing to do before the first row. */
static void
receive_startup(DestReceiver *self, int operation, TupleDesc type)
{
	(void) self;
	(void) operation;
	(void) type;
}

/* Nor after the last. */
static void
receive_done(DestReceiver *self)
{
	(void) self;
}

/*
 * If the keys are most of the classes, keeps the planner, which does not know how many rows they have, from looking up each
 * row's company by itself.  Returns the level to go back to.
 */
static int
prefer_whole_tables(const RatioConstraint *constraint, const QueryKeys *keys)
{
	int			level = NewGUCNestLevel();
	Relation	class = table_open(constraint->class, AccessShareLock);

	if (keys == NULL || keys->count > class->rd_rel->reltuples * MOST_CLASSES)
		(void) set_config_option("enable_nestloop", "off", PGC_USERSET, PGC_S_SESSION, GUC_ACTION_SAVE, true, 0, false);
	table_close(class, AccessShareLock);
	return level;
}

/*
 * Runs a statement that only reads, under the snapshot that is active.
 */
void
tuoyu_query_reading(RatioConstraint *constraint, QueryKind kind, bool as_owner, const QueryKeys *keys,
					RowHandler handler, void *arg)
{
	KeyNumber	number = key_number(keys);
	SPIPlanPtr	plan = get_plan(constraint, kind, as_owner, number);
	Datum		values[4];
	char		nulls[4];
	int			nvalues = query_parameters(keys, values, nulls);
	RowReceiver receiver = {
		{receive_row, receive_startup, receive_done, receive_done, DestNone}, handler, arg
	};
	SPIExecuteOptions options = {.read_only = true, .dest = &receiver.receiver, .params = makeParamList(nvalues)};
	int			level,
				result;

	for (int i = 0; i < nvalues; i++)
	{
		ParamExternData *param = &options.params->params[i];

		param->isnull = nulls[i] == 'n';
		param->value = param->isnull ? (Datum) 0 : values[i];
		param->pflags = PARAM_FLAG_CONST;
		param->ptype = parameter_types[number][i];
	}
	level = number == MANY_KEYS ? prefer_whole_tables(constraint, keys) : -1;
	result = SPI_execute_plan_extended(plan, &options);
	if (level >= 0)
		AtEOXact_GUC(true, level);
	if (result < 0)
		elog(ERROR, "a statement of staffing constraint \"%s\" failed: %s",
			 NameStr(constraint->name), SPI_result_code_string(result));
}

/*
 * Runs a statement that locks rows.  It sees what is committed now, at any isolation level, as a foreign key's does; a
 * row that changes while it waits is seen as it became, or, at REPEATABLE READ and above, refused (40001).
 */
void
tuoyu_query_locking(RatioConstraint *constraint, QueryKind kind, const QueryKeys *keys, RowHandler handler, void *arg)
{
	SPIPlanPtr	plan = get_plan(constraint, kind, true, key_number(keys));
	Datum		values[4];
	char		nulls[4];
	TupleTableSlot *slot;
	int			result;

	(void) query_parameters(keys, values, nulls);
	CommandCounterIncrement();	/* see what the transaction itself has done */
	result = SPI_execute_snapshot(plan, values, nulls, GetLatestSnapshot(), InvalidSnapshot, false, false, 0);
	if (result != SPI_OK_SELECT)
		elog(ERROR, "a statement of staffing constraint \"%s\" failed: %s",
			 NameStr(constraint->name), SPI_result_code_string(result));
	if (handler != NULL)
	{
		slot = MakeSingleTupleTableSlot(SPI_tuptable->tupdesc, &TTSOpsHeapTuple);
		for (uint64 i = 0; i < SPI_processed; i++)
		{
			ExecStoreHeapTuple(SPI_tuptable->vals[i], slot, false);
			slot_getallattrs(slot);
			handler(slot, arg);
		}
		ExecDropSingleTupleTableSlot(slot);
	}
	SPI_freetuptable(SPI_tuptable);
}
