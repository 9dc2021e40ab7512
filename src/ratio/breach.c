/*
 * breach.c
 *		What becomes of the breaches that a check finds: an error, or warnings and rows of the breach log.
 *
 * In mode enforce the first breach is the end.  In the other modes all are gathered (so many in full, the rest counted), and
 * when the check is over written to the log in one statement, as the owner of the log, so that who writes needs no right to
 * it; a rollback takes the rows back.  A breach that stays is found again by every later check of the transaction; the log
 * has it once.
 */
#include "constraint.h"

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"

#include "ratio/days.h"

/* So many breaches of one check are logged each by itself; for the others there is one row. */
#define BREACHES_LISTED 1000

/* So many classes are warned about each by itself. */
#define CLASSES_WARNED 10

/* The columns of the log that say what is wrong: those of ratio_violations, then the words. */
static const struct
{
	const char *name;
	Oid			type;
}			log_columns[] = {
	{"institution_id", INT8OID},
	{"class_id", INT8OID},
	{"during", DATERANGEOID},
	{"problem", TEXTOID},
	{"children", INT4OID},
	{"caregivers", NUMERICOID},
	{"required", INT4OID},
	{"places", INT4OID},
	{"child_id", INT8OID},
	{"staff_id", INT8OID},
	{"message", TEXTOID}
};

#define LOG_COLUMNS lengthof(log_columns)
#define COLUMN_OF_DAYS 2
#define COLUMN_OF_PROBLEM 3
#define COLUMN_OF_CHILD 8
#define COLUMN_OF_STAFF 9
#define COLUMN_OF_MESSAGE VIOLATION_COLUMNS

StaticAssertDecl(lengthof(log_columns) == VIOLATION_COLUMNS + 1, "a row of the log is a violation and its message");

/* The columns that say when, who and which constraint. */
static const char *const origin_columns[] = {"noticed_at", "transaction_id", "login", "role", "constraint_name"};

/* One breach, as it is logged and as it is warned about. */
typedef struct Breach
{
	int64		institution;
	int64		id;
	Report		report;
	Datum		values[LOG_COLUMNS];
	bool		nulls[LOG_COLUMNS];
} Breach;

struct Findings
{
	const RatioConstraint *constraint;
	MemoryContext context;
	Breach	   *breaches;
	int			nbreaches;
	int64		unlisted;		/* breaches that are only counted */
	int64		unlisted_classes;	/* classes of which there are no others */
	int64		last_institution;
	int64		last_id;
};

/*
 * What the transaction has logged
 */

/* A breach by its class and its words; of a class that is not there they say neither who nor when. */
typedef struct LoggedKey
{
	Oid			constraint_class;
	uint32		name;
	int64		institution;
	int64		id;
	int64		child;
	int64		staff;
	int64		from;			/* wide, so that there is no padding in the key */
	uint64		words;
} LoggedKey;

typedef struct Logged
{
	LoggedKey	key;
	SubTransactionId subxact;
} Logged;

static HTAB *logged = NULL;		/* of the transaction; NULL: nothing */

/* The transaction is over; its memory takes the table along. */
static void
at_transaction_end(XactEvent event, void *arg)
{
	(void) arg;
	if (event == XACT_EVENT_COMMIT || event == XACT_EVENT_ABORT || event == XACT_EVENT_PREPARE)
		logged = NULL;
}

/* What an aborted subtransaction logged is gone from the log, and must be logged when it comes again. */
static void
at_subtransaction_end(SubXactEvent event, SubTransactionId subxact, SubTransactionId parent, void *arg)
{
	HASH_SEQ_STATUS scan;
	Logged	   *entry;

	(void) parent;
	(void) arg;
	if (event != SUBXACT_EVENT_ABORT_SUB || logged == NULL)
		return;
	hash_seq_init(&scan, logged);
	while ((entry = hash_seq_search(&scan)) != NULL)
		if (entry->subxact >= subxact)
			hash_search(logged, &entry->key, HASH_REMOVE, NULL);
}

/* Makes the table for the transaction. */
static void
begin(void)
{
	static bool registered = false;
	HASHCTL		control = {.keysize = sizeof(LoggedKey), .entrysize = sizeof(Logged), .hcxt = TopTransactionContext};

	if (!registered)
	{
		RegisterXactCallback(at_transaction_end, NULL);
		RegisterSubXactCallback(at_subtransaction_end, NULL);
		registered = true;
	}
	logged = hash_create("tuoyu logged breaches", 64, &control, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
}

/* A person of a breach; PG_INT64_MIN: nobody, or nobody known. */
static int64
breach_person(const Breach *breach, int column)
{
	return breach->nulls[column] ? PG_INT64_MIN : DatumGetInt64(breach->values[column]);
}

/* Notes that a breach is logged; false if it was before. */
static bool
note_logged(const RatioConstraint *constraint, const Breach *breach)
{
	const char *words = TextDatumGetCString(breach->values[COLUMN_OF_MESSAGE]);
	LoggedKey	key;
	Logged	   *entry;
	DateADT		from = DATEVAL_NOBEGIN,
				until;
	bool		found;

	memset(&key, 0, sizeof(key));
	key.constraint_class = constraint->class;
	key.name = hash_bytes((const unsigned char *) NameStr(constraint->name), strlen(NameStr(constraint->name)));
	key.institution = breach->institution;
	key.id = breach->id;
	key.child = breach_person(breach, COLUMN_OF_CHILD);
	key.staff = breach_person(breach, COLUMN_OF_STAFF);
	if (!breach->nulls[COLUMN_OF_DAYS])
		(void) tuoyu_days_of_datum(breach->values[COLUMN_OF_DAYS], &from, &until);
	key.from = from;
	key.words = hash_bytes_extended((const unsigned char *) words, strlen(words), 0);
	if (logged == NULL)
		begin();
	entry = hash_search(logged, &key, HASH_ENTER, &found);
	if (!found)
		entry->subxact = GetCurrentSubTransactionId();
	return !found;
}

/*
 * Gathering
 */

/* Where the breaches of a check go; made before it, so that its memory outlives it. */
Findings *
tuoyu_findings_create(const RatioConstraint *constraint)
{
	Findings   *findings = palloc0(sizeof(Findings));

	findings->constraint = constraint;
	findings->context = CurrentMemoryContext;
	return findings;
}

/* Is a breach of the class of the one before? */
static bool
same_class(const Findings *findings, const Case *c)
{
	return (findings->nbreaches > 0 || findings->unlisted > 0) &&
		c->institution == findings->last_institution && c->id == findings->last_id;
}

/* Adds a breach to those that are logged by themselves. */
static void
list_breach(Findings *findings, const Case *c, const Violation *violation)
{
	MemoryContext caller = MemoryContextSwitchTo(findings->context);
	Breach	   *breach;

	if (findings->breaches == NULL)
		findings->breaches = palloc(sizeof(Breach) * (BREACHES_LISTED + 1));
	breach = &findings->breaches[findings->nbreaches++];
	breach->institution = c->institution;
	breach->id = c->id;
	breach->report = tuoyu_report(findings->constraint, c, violation);
	tuoyu_violation_values(findings->constraint, c, violation, breach->values, breach->nulls);
	breach->values[COLUMN_OF_MESSAGE] = CStringGetTextDatum(breach->report.detail);
	breach->nulls[COLUMN_OF_MESSAGE] = false;
	MemoryContextSwitchTo(caller);
}

/* Takes a breach: the end in mode enforce, one more in the others; arg are the findings. */
void
tuoyu_take_finding(const Case *c, const Violation *violation, void *arg)
{
	Findings   *findings = arg;
	bool		same = same_class(findings, c);

	if (findings->constraint->mode == MODE_ENFORCE)
		tuoyu_raise_violation(c, violation, unconstify(RatioConstraint *, findings->constraint));
	if (findings->nbreaches < BREACHES_LISTED)
		list_breach(findings, c, violation);
	else
	{
		findings->unlisted++;
		findings->unlisted_classes += !same;
	}
	findings->last_institution = c->institution;
	findings->last_id = c->id;
}

/*
 * Logging
 */

/* The row for all that have none of their own; it stands with the class of the last. */
static void
add_rest(Findings *findings)
{
	Breach	   *rest = &findings->breaches[findings->nbreaches];

	if (findings->unlisted == 0)
		return;
	*rest = findings->breaches[findings->nbreaches - 1];
	for (size_t i = 1; i < LOG_COLUMNS; i++)
		rest->nulls[i] = true;
	rest->values[COLUMN_OF_PROBLEM] = CStringGetTextDatum("未逐条列出");
	rest->values[COLUMN_OF_MESSAGE] = CStringGetTextDatum(psprintf("%lld more breaches, %lld more classes; ratio_violations lists what is left of them.",
																  (long long) findings->unlisted, (long long) findings->unlisted_classes));
	rest->nulls[COLUMN_OF_PROBLEM] = rest->nulls[COLUMN_OF_MESSAGE] = false;
	findings->nbreaches++;
}

/* Takes out what the transaction has logged before. */
static void
drop_known(Findings *findings)
{
	int			kept = 0;

	for (int i = 0; i < findings->nbreaches; i++)
		if (note_logged(findings->constraint, &findings->breaches[i]))
			findings->breaches[kept++] = findings->breaches[i];
	findings->nbreaches = kept;
}

/* One column of all breaches, as an array. */
static Datum
column_array(const Findings *findings, int column)
{
	Datum	   *values = palloc(sizeof(Datum) * findings->nbreaches);
	bool	   *nulls = palloc(sizeof(bool) * findings->nbreaches);
	int			lower = 1;
	int16		length;
	bool		byval;
	char		align;

	for (int i = 0; i < findings->nbreaches; i++)
	{
		values[i] = findings->breaches[i].values[column];
		nulls[i] = findings->breaches[i].nulls[column];
	}
	get_typlenbyvalalign(log_columns[column].type, &length, &byval, &align);
	return PointerGetDatum(construct_md_array(values, nulls, 1, unconstify(int *, &findings->nbreaches), &lower,
											  log_columns[column].type, length, byval, align));
}

/* The parameters before the arrays: transaction, login, role, constraint. */
#define ORIGIN_PARAMETERS 4

static Oid
parameter_type(int i)
{
	if (i >= ORIGIN_PARAMETERS)
		return get_array_type(log_columns[i - ORIGIN_PARAMETERS].type);
	return i == 0 ? INT8OID : TEXTOID;
}

/* The statement that logs, and the types of its parameters. */
static char *
build_insert(const RatioConstraint *constraint, Oid *types)
{
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfo(&sql, "INSERT INTO %s (", tuoyu_table_name(constraint, TABLE_BREACH_LOG));
	for (size_t i = 0; i < lengthof(origin_columns); i++)
		appendStringInfo(&sql, "%s%s", i == 0 ? "" : ", ", origin_columns[i]);
	for (size_t i = 0; i < LOG_COLUMNS; i++)
		appendStringInfo(&sql, ", %s", log_columns[i].name);
	appendStringInfoString(&sql, ") SELECT pg_catalog.now(), $1, $2, $3, $4, b.* FROM ROWS FROM (");
	for (size_t i = 0; i < LOG_COLUMNS; i++)
		appendStringInfo(&sql, "%spg_catalog.unnest($%d)", i == 0 ? "" : ", ", (int) i + ORIGIN_PARAMETERS + 1);
	appendStringInfoString(&sql, ") AS b");
	for (size_t i = 0; i < ORIGIN_PARAMETERS + LOG_COLUMNS; i++)
		types[i] = parameter_type((int) i);
	return sql.data;
}

/* Writes the breaches to the log, as its owner. */
static void
write_log(const Findings *findings)
{
	const RatioConstraint *constraint = findings->constraint;
	Datum		values[ORIGIN_PARAMETERS + LOG_COLUMNS];
	Oid			types[ORIGIN_PARAMETERS + LOG_COLUMNS];
	Oid			role;
	int			context,
				result;

	GetUserIdAndSecContext(&role, &context);
	values[0] = Int64GetDatum((int64) U64FromFullTransactionId(GetTopFullTransactionId()));
	values[1] = CStringGetTextDatum(GetUserNameFromId(GetSessionUserId(), false));
	values[2] = CStringGetTextDatum(GetUserNameFromId(role, false));
	values[3] = CStringGetTextDatum(NameStr(constraint->name));
	for (size_t i = 0; i < LOG_COLUMNS; i++)
		values[ORIGIN_PARAMETERS + i] = column_array(findings, (int) i);
	SetUserIdAndSecContext(constraint->log_owner, context | SECURITY_LOCAL_USERID_CHANGE | SECURITY_NOFORCE_RLS);
	SPI_connect();
	result = SPI_execute_with_args(build_insert(constraint, types), lengthof(values), types, values, NULL, false, 0);
	if (result != SPI_OK_INSERT)
		elog(ERROR, "could not write the breach log of staffing constraint \"%s\": %s",
			 NameStr(constraint->name), SPI_result_code_string(result));
	SPI_finish();
	SetUserIdAndSecContext(role, context);
}

/* Refuses to go on where there is no breach log. */
static void
require_log(const RatioConstraint *constraint)
{
	if (!OidIsValid(constraint->tables[TABLE_BREACH_LOG]))
		ereport(ERROR,
				errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				errmsg("staffing constraint \"%s\" has no breach log", NameStr(constraint->name)),
				errhint("tuoyu.create_breach_log makes one; give it as breach_log to tuoyu.set_ratio_mode."));
}

/* Refuses a breach log without a column. */
static void
require_column(const RatioConstraint *constraint, const char *column)
{
	Oid			table = constraint->tables[TABLE_BREACH_LOG];

	if (get_attnum(table, column) == InvalidAttrNumber)
		ereport(ERROR,
				errcode(ERRCODE_UNDEFINED_COLUMN),
				errmsg("table \"%s\" is not a breach log", get_rel_name(table)),
				errdetail("It has no column \"%s\".", column),
				errhint("tuoyu.create_breach_log makes one."));
}

/* Refuses a constraint whose mode needs a breach log but has none, or one without the columns that are written. */
void
tuoyu_check_breach_log(const RatioConstraint *constraint)
{
	Oid			types[ORIGIN_PARAMETERS + LOG_COLUMNS];

	if (constraint->mode == MODE_ENFORCE && !OidIsValid(constraint->tables[TABLE_BREACH_LOG]))
		return;
	require_log(constraint);
	for (size_t i = 0; i < lengthof(origin_columns); i++)
		require_column(constraint, origin_columns[i]);
	for (size_t i = 0; i < LOG_COLUMNS; i++)
		require_column(constraint, log_columns[i].name);
	/* the parser sees whether they take what is written */
	SPI_connect();
	(void) SPI_prepare(build_insert(constraint, types), lengthof(types), types);
	SPI_finish();
}

/*
 * Warning
 */

/* One warning a class, with the first that is wrong with it; then one for the other classes. */
static void
warn(const Findings *findings)
{
	int64		classes = 0;

	for (int i = 0; i < findings->nbreaches; i++)
	{
		const Breach *breach = &findings->breaches[i];

		if (i > 0 && breach[-1].institution == breach->institution && breach[-1].id == breach->id)
			continue;
		if (classes++ < CLASSES_WARNED)
			tuoyu_emit_report(WARNING, findings->constraint, &breach->report);
	}
	classes += findings->unlisted_classes;
	if (classes > CLASSES_WARNED)
		ereport(WARNING,
				errcode(ERRCODE_CHECK_VIOLATION),
				errmsg_plural("staffing constraint \"%s\" is violated in %lld more class",
							  "staffing constraint \"%s\" is violated in %lld more classes",
							  classes - CLASSES_WARNED, NameStr(findings->constraint->name), (long long) classes - CLASSES_WARNED),
				errhint("The breach log has them."));
}

/* The check is over: logs what it has found, and warns. */
void
tuoyu_findings_finish(Findings *findings)
{
	if (findings->nbreaches == 0)
		return;
	require_log(findings->constraint);
	add_rest(findings);
	drop_known(findings);
	if (findings->nbreaches == 0)
		return;
	write_log(findings);
	if (findings->constraint->mode == MODE_WARN)
		warn(findings);
}
