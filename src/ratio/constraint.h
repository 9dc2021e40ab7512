/*
 * constraint.h
 *		The staffing guarantee: what its parts know of each other.
 *
 * A staffing constraint is a set of triggers of one name, one on each table that it reads; all of them name the class table
 * as the table that they refer to (CREATE CONSTRAINT TRIGGER … FROM), and their arguments give the columns.  So the
 * tables are found by OID, and pg_dump, renaming and partitions need nothing from us.
 *
 *		binding.c		from a trigger to the constraint and the columns of the table at hand
 *		marks.c			what the transaction did to which class, on which days
 *		mark_rows.c		from the old and new row of a trigger to marks
 *		queries.c		the statements, planned once a backend
 *		direct.c		the same without statements, where tables are ordinary ones
 *		depend.c		what classes depend on elsewhere
 *		institution.c	what is counted at the institution
 *		check.c			locks, counts and judges everything that is marked
 *		batch.c			reads who is there
 *		judge.c			one class, or one institution: days, heads
 *		admission.c		one class: the children's ages
 *		counts.c		how much a member of staff counts, and when
 *		report.c		from what is wrong to words
 *		breach.c		what becomes of a breach: an error, a warning, a row of the breach log
 *		constraint.c	what SQL calls
 *		settings.c		changes of a constraint's settings
 *		headroom.c		what a class could still take, what one more child would do
 */
#ifndef TUOYU_CONSTRAINT_H
#define TUOYU_CONSTRAINT_H

#include "tuoyu.h"

#include "commands/trigger.h"
#include "executor/spi.h"
#include "utils/date.h"

#include "policy/catalogue.h"
#include "policy/labels.h"
#include "ratio/sweep.h"
#include "types/age_band.h"
#include "types/region_code.h"
#include "types/staff_ratio.h"

/* The tables that a constraint reads; the first three must be there. */
typedef enum TableRole
{
	TABLE_ENROLMENT,
	TABLE_ROSTER,
	TABLE_CLASS,
	TABLE_STAFF,
	TABLE_CHILD,
	TABLE_INSTITUTION,
	TABLE_CERTIFICATE,
	TABLE_BREACH_LOG			/* written to, never read */
} TableRole;

#define TABLE_ROLES (TABLE_BREACH_LOG + 1)
#define TABLE_NONE (-1)

/* The columns that it may read of them. */
typedef enum ColumnRole
{
	COLUMN_INSTITUTION,
	COLUMN_CLASS,
	COLUMN_CHILD,
	COLUMN_STAFF,
	COLUMN_DURING,
	COLUMN_PLACES,
	COLUMN_KIND,				/* of a class, an institution, a certificate */
	COLUMN_RATIO,
	COLUMN_ROLE,
	COLUMN_BIRTH,
	COLUMN_REGION
} ColumnRole;

#define COLUMN_ROLES (COLUMN_REGION + 1)

/* What it may check, each by itself; the names are in binding.c. */
typedef enum Checks
{
	CHECKS_CAREGIVERS = 0x01,
	CHECKS_CERTIFICATES = 0x02,
	CHECKS_CLASS_SIZE = 0x04,
	CHECKS_ADMISSION = 0x08,
	CHECKS_STAY = 0x10,
	CHECKS_CONTAINMENT = 0x20,
	CHECKS_PLACES = 0x40,		/* of the institution */
	CHECKS_ROLES = 0x80			/* there */
} Checks;

/* What is checked unless one says otherwise. */
#define CHECKS_DEFAULT \
	(CHECKS_CAREGIVERS | CHECKS_CERTIFICATES | CHECKS_CLASS_SIZE | CHECKS_ADMISSION | CHECKS_STAY | CHECKS_CONTAINMENT)

/* Statements, see queries.c. */
typedef enum QueryKind
{
	QUERY_LOCK_CLASSES,
	QUERY_CLASSES,
	QUERY_CHILDREN,
	QUERY_CAREGIVERS,
	QUERY_EMPLOYMENTS,
	QUERY_INSTITUTIONS,
	QUERY_CERTIFICATES,
	QUERY_CLASS_KEYS,
	QUERY_LOCK_STAFF,
	QUERY_LOCK_CHILDREN,
	QUERY_LOCK_INSTITUTIONS,
	QUERY_SHARE_STAFF,
	QUERY_SHARE_CHILDREN,
	QUERY_SHARE_INSTITUTIONS,
	QUERY_CLASSES_OF_STAFF,
	QUERY_CLASSES_OF_CHILDREN,
	QUERY_CLASSES_OF_INSTITUTIONS,
	QUERY_LOCK_PLACES,
	QUERY_INSTITUTION_CHILDREN,
	QUERY_INSTITUTION_STAFF,
	QUERY_INSTITUTION_KEYS
} QueryKind;

#define QUERY_KINDS (QUERY_INSTITUTION_KEYS + 1)

/* What becomes of a breach; the order is that of strictness. */
typedef enum RatioMode
{
	MODE_ENFORCE,				/* an error */
	MODE_WARN,					/* a warning, and a row in the breach log */
	MODE_RECORD					/* the row alone */
} RatioMode;

/* How rows of a table are looked up without SQL, see table.c. */
typedef struct LookUp
{
	bool		chosen;
	Oid			index;			/* InvalidOid: there is none that can be used */
	int			nkeys;
	ColumnRole	columns[2];		/* of the keys, in the order of the index */
	AttrNumber	covered[COLUMN_ROLES];	/* where the index has columns; 0: it has not */
	bool		index_only;		/* it has all that is asked for */
} LookUp;

struct Entry;

/* One constraint as this backend knows it; its address stays the same, what it says is read again after a change. */
typedef struct RatioConstraint
{
	/* key */
	Oid			class;
	NameData	name;

	/* what the triggers say; valid false: to be read again */
	bool		valid;
	MemoryContext memory;
	Oid			owner;			/* of the class table: the check runs as this role */
	Oid			log_owner;		/* of the breach log: it is written as this role */
	Oid			tables[TABLE_ROLES];	/* InvalidOid: none */
	const char *columns[TABLE_ROLES][COLUMN_ROLES]; /* NULL: none */
	AttrNumber	attributes[TABLE_ROLES][COLUMN_ROLES];	/* 0: none */
	Oid			types[TABLE_ROLES][COLUMN_ROLES];	/* base types */
	LookUp		look_ups[TABLE_ROLES][2];	/* with the keys that the table has, with those of who refers to it */
	uint8		fitting[TABLE_ROLES][3];	/* see types_fit */
	RatioMode	mode;
	StaffRatio	ratio;			/* for all classes; 0: none given */
	RegionCode	region;			/* where there is no institution to ask */
	bool		keyed[TABLE_ROLES];	/* by a foreign key: who depends on the table's rows locks them at INSERT */
	const char *caregiver_role; /* NULL: every member of staff is a caregiver */
	int32		caregiver;		/* its label; LABEL_NONE: every member of staff is one */
	uint32		checks;			/* Checks */
	SPIPlanPtr	plans[QUERY_KINDS][2][3];	/* see get_plan */

	/* what the transaction has marked and not yet checked */
	struct Entry *dirty;
} RatioConstraint;

/* What a trigger means on the table on which it fires, which may be a partition. */
typedef struct Binding
{
	Oid			trigger;		/* key */
	bool		valid;
	Oid			relation;
	RatioConstraint *constraint;
	TableRole	table;
	AttrNumber	attributes[COLUMN_ROLES];	/* 0: none */
	Oid			types[COLUMN_ROLES];	/* base types */
} Binding;

extern Binding *tuoyu_binding(FunctionCallInfo fcinfo);
extern RatioConstraint *tuoyu_constraint_of_class(Oid class, const char *name);
extern void tuoyu_load_constraint(RatioConstraint *constraint);
extern const Trigger *tuoyu_find_trigger(Relation relation, const char *name, Oid class);
extern void tuoyu_forget_dirty(void);

static inline bool
tuoyu_has_column(const RatioConstraint *constraint, TableRole table, ColumnRole column)
{
	return constraint->columns[table][column] != NULL;
}

/* Does anything that is checked read the roster? */
static inline bool
tuoyu_reads_roster(const RatioConstraint *constraint)
{
	return (constraint->checks & (CHECKS_CAREGIVERS | CHECKS_CONTAINMENT)) != 0;
}

/* Is anything counted at the institution? */
static inline bool
tuoyu_checks_institutions(const RatioConstraint *constraint)
{
	return (constraint->checks & (CHECKS_PLACES | CHECKS_ROLES)) != 0;
}

/*
 * Marks
 */

/* What a mark asks for, besides the heads that it adds or takes away. */
#define MARK_CHILD		0x01	/* person is a child */
#define MARK_STAFF		0x02	/* person is a member of staff */
#define MARK_ADMISSION	0x04	/* a stay that begins on these days, or on the day after them */
#define MARK_CONTAIN	0x08	/* an enrolment or roster entry that has one of these days */
#define MARK_SIZE		0x10	/* fewer children may be there on these days */
#define MARK_REQUIRED	0x20	/* more caregivers may be needed on these days */
#define MARK_BANDS		0x40	/* the same, where the rule reads the children's own bands */
#define MARK_ROLE		0x80	/* label is the role in which the member of staff counted */
#define MARK_CERTIFICATE 0x100	/* label is a kind of certificate that the member of staff had */
#define MARK_SHARE		0x200	/* no foreign key has locked the person's row */
#define MARK_STAY		0x400	/* children may have to leave earlier */
#define MARK_WHOLE		0x800	/* concerns the institution itself, not its classes */
#define MARK_WAIT		0x1000	/* though: before, there was nothing to be counted there */
#define MARK_CHANGED	0x2000	/* the member of staff has gone from the role, but not from the place */

#define MARK_EVERYTHING (MARK_ADMISSION | MARK_CONTAIN | MARK_SIZE | MARK_REQUIRED | MARK_STAY)

/* One thing that the transaction did, on the days [from, until). */
typedef struct Mark
{
	struct Entry *entry;		/* filled in by tuoyu_mark, as are previous and subxact */
	int64		person;
	DateADT		from;
	DateADT		until;
	int32		previous;		/* of the same entry; -1: none */
	SubTransactionId subxact;
	int8		children;		/* more or fewer of them */
	int8		caregivers;
	uint16		flags;
	int32		label;
} Mark;

/* A class, or a row elsewhere on which classes depend, that the transaction touched. */
typedef struct EntryKey
{
	RatioConstraint *constraint;
	int64		institution;
	int64		id;
	int64		table;			/* TableRole; wide, so that there is no padding in the key */
} EntryKey;

typedef struct Entry
{
	EntryKey	key;
	int32		last;			/* its last mark; -1: none */
	bool		dirty;
	SubTransactionId clean_in;	/* where it was last found in order */
	struct Entry *next_dirty;

	/* what its marks come to, see tuoyu_sum_up */
	int32		nmarks;			/* -1: to be summed up again */
	uint32		checks;			/* of the constraint, when they were summed up */
	DateADT		hull_from;		/* the days on which something may have become worse, and one on either side */
	DateADT		hull_until;
	uint16		flags;			/* all of them, perhaps more */
	bool		all_admissions; /* some mark asks for all admissions */
	bool		only_withdrawals;	/* all they do is to take children away */
	bool		roster_marked;	/* some are of caregivers */
	bool		roster_reduced; /* some take them away */
} Entry;

extern void tuoyu_mark(RatioConstraint *constraint, TableRole table, int64 institution, int64 id, const Mark *mark);
extern const Mark *tuoyu_mark_at(int32 position);
extern Entry *tuoyu_marked(RatioConstraint *constraint, TableRole table, int64 institution, int64 id);
extern void tuoyu_sum_up(Entry *entry);
extern Entry *tuoyu_first_dirty(const RatioConstraint *constraint);
extern bool tuoyu_has_unchecked(const RatioConstraint *constraint);
extern const Entry *tuoyu_next_marked(const RatioConstraint *constraint, int32 *position);
extern void tuoyu_clean_all(RatioConstraint *constraint);
extern void tuoyu_mark_row(const Binding *binding, const TriggerData *trigger);

/*
 * Cases: the classes to judge, with everything that counts on the days that are asked about
 */

typedef struct ChildRow
{
	int64		child;
	int32		ordinal;		/* of the case */
	DateADT		from;
	DateADT		until;
	DateADT		birth;			/* DATEVAL_NOEND: unknown */
} ChildRow;

typedef struct CaregiverRow
{
	int64		staff;
	int32		ordinal;
	DateADT		from;			/* the roster entry */
	DateADT		until;
	DateADT		employed_from;
	DateADT		employed_until;
	int32		role;			/* label */
} CaregiverRow;

typedef struct CertificateRow
{
	int64		institution;
	int64		staff;
	int32		kind;			/* label */
	DateADT		from;
	DateADT		until;
} CertificateRow;

/* All that may be asked about in a batch of cases, by institution, member of staff, kind and day. */
typedef struct Certificates
{
	CertificateRow *rows;
	size_t		nrows;
	size_t		maxrows;
} Certificates;

/* Heads of staff are counted in thousandths, so that half a caregiver is exact. */
#define ONE_HEAD 1000

/* The role of somebody of whom nobody knows what it was: certainly not more than one head. */
#define ROLE_UNKNOWN (-2)

typedef struct Judge Judge;

/* A mark that concerns a case, and what is known of its caregiver: the days of employment, and the role. */
typedef struct CaseMark
{
	Mark		mark;
	DateADT		effective_from;
	DateADT		effective_until;
	int32		role;			/* label, or ROLE_UNKNOWN */
	bool		certified;		/* may have had certificates that are gone now: had all that are needed */
} CaseMark;

typedef struct Case
{
	int64		institution;
	int64		id;
	uint32		checks;			/* what is to be checked */
	bool		whole;			/* an institution itself, or a part of it; then there is no class */
	int32		role;			/* label: the part of an institution that is this role; LABEL_NONE: another */

	Judge	   *judge;

	/* the class */
	bool		exists;
	bool		has_kind;
	AgeBand		kind;
	StaffRatio	ratio;			/* 0: none */
	int64		places;			/* -1: none */
	DateADT		from;
	DateADT		until;
	RegionCode	region;
	int32		institution_kind;	/* label */
	int32		caregiver;		/* the constraint's */

	/* what is asked: marks, and the days that hold all of them; marks NULL: not made yet, or everything is asked */
	const struct Entry *entry;	/* that the marks are of; NULL: of none */
	CaseMark   *marks;
	int			nmarks;
	DateADT		hull_from;
	DateADT		hull_until;
	bool		all_births;		/* the births of all children must be known */

	/* who is there on those days, by person and day */
	const ChildRow *children;
	int			nchildren;
	const CaregiverRow *caregivers;
	int			ncaregivers;
	const Certificates *certificates;	/* NULL: nobody is asked for one */
} Case;

/* What can be wrong. */
typedef enum Problem
{
	PROBLEM_NO_CLASS,
	PROBLEM_ENROLMENT_DAYS,
	PROBLEM_ROSTER_DAYS,
	PROBLEM_EMPLOYMENT_DAYS,
	PROBLEM_ADMISSION,
	PROBLEM_STAY,
	PROBLEM_SIZE,
	PROBLEM_CAREGIVERS
} Problem;

typedef struct Violation
{
	Problem		problem;
	TableRole	table;			/* what was written that made it so, as far as one can say */
	DateADT		from;
	DateADT		until;
	int64		person;			/* of the first six problems */
	DateADT		birth;			/* of PROBLEM_ADMISSION and PROBLEM_STAY */
	DateADT		within_from;	/* days allowed, of the second to fourth */
	DateADT		within_until;
	int64		children;
	int64		caregivers;		/* thousandths */
	int64		required;
	int64		limit;			/* most children; of PROBLEM_SIZE */
} Violation;

typedef void (*ViolationHandler) (const Case *c, const Violation *violation, void *arg);

extern Judge *tuoyu_judge_create(void);
extern void tuoyu_make_marks(Case *c);
extern void tuoyu_judge(Case *c, ViolationHandler handler, void *arg);
extern Case *tuoyu_institution_parts(const Case *c, int *count);
extern const BandRule *tuoyu_case_rule(const Case *c, DateADT day);
extern DateADT tuoyu_first_room(const Case *c, DateADT from);
extern DateADT tuoyu_first_admission(const Case *c, DateADT birth, DateADT from);

/* From this age of the youngest child on, its age is no boundary any more: no rule for children under three asks. */
#define YOUNGEST_MONTHS_MAX 96

/* What the judge goes by, for those who look ahead. */
extern bool tuoyu_reads_bands(const Case *c);
extern Sweep *tuoyu_sweep_of_case(const Case *c, bool *reads_bands);
extern bool tuoyu_limits_stay(const Case *c);
extern bool tuoyu_may_stay(const Case *c, DateADT birth, DateADT from, DateADT until);
extern bool tuoyu_admits(const Case *c, DateADT birth, DateADT day);
extern DateADT tuoyu_youngest_birth(const Case *c, DateADT day);
extern int64 tuoyu_size_limit(const Case *c, const BandRule *rule);
extern int64 tuoyu_required_by_number(const Case *c, const BandRule *rule, int64 children);
extern int64 tuoyu_required_by_bands(const BandRule *rule, const Sweep *sweep, int32 youngest);

/*
 * How much staff count, see counts.c
 */

/* One member of staff in one role. */
typedef struct Counting
{
	RegionCode	region;
	StaffScope	scope;
	int32		institution_kind;
	int32		role;
	int32		otherwise;		/* thousandths that one counts where no rule says */
	int32		only;			/* count only where a rule needs this certificate; LABEL_NONE: everywhere */
	const CertificateRow *certificates; /* of the person */
	size_t		ncertificates;
	bool		certified;		/* has all that is needed */
} Counting;

typedef void (*CountHandler) (DateADT from, DateADT until, int32 counts, void *arg);

extern void tuoyu_count_days(const Counting *counting, DateADT from, DateADT until, CountHandler handler, void *arg);
extern void tuoyu_add_present(Sweep *sweep, const Case *c);
extern void tuoyu_add_changed(Sweep *sweep, const Case *c, const CaseMark *mark);
extern int	tuoyu_count_uncertified(const Case *c, DateADT day, int32 *certificate);

/*
 * The check
 */

/* Where the rows of a statement go. */
typedef void (*RowHandler) (TupleTableSlot *slot, void *arg);

/* Keys and days that a statement is about, as arrays. */
typedef struct QueryKeys
{
	int			count;
	Datum	   *institutions;
	Datum	   *ids;
	DateADT    *from;
	DateADT    *until;
	Datum	   *children;		/* of a single key: only their births are needed; NULL: all children's */
	int			nchildren;
} QueryKeys;

/* Who looks, and how. */
typedef enum CheckMode
{
	CHECK_LOCKING,				/* the owner of the class table, at what is committed now, with the classes locked */
	CHECK_OWNER,				/* the same without locks on classes, where nobody else can write */
	CHECK_CALLER				/* the caller, with the caller's rights and snapshot */
} CheckMode;

extern const char *tuoyu_table_name(const RatioConstraint *constraint, TableRole table);
extern void tuoyu_query_keys_init(QueryKeys *keys, int count);
extern void tuoyu_query_locking(RatioConstraint *constraint, QueryKind kind, const QueryKeys *keys, RowHandler handler, void *arg);
extern void tuoyu_query_reading(RatioConstraint *constraint, QueryKind kind, bool as_owner, const QueryKeys *keys,
								RowHandler handler, void *arg);

extern void tuoyu_follow_dependences(RatioConstraint *constraint);
extern void tuoyu_check_marked(RatioConstraint *constraint);
extern void tuoyu_check_whole(RatioConstraint *constraint, uint16 flags, CheckMode mode, ViolationHandler handler, void *arg);

/* What is to be done with a class that was read for one mark, or then with its institution, if anything is counted there. */
typedef void (*CaseHandler) (Case *c, void *arg);

extern void tuoyu_read_case(RatioConstraint *constraint, int64 institution, int64 id, const Mark *mark,
							CaseHandler handler, void *arg);

extern const char *tuoyu_problem_label(const Case *c, Problem problem);
extern char *tuoyu_heads_text(int64 thousandths);
extern Datum tuoyu_heads_numeric(int64 thousandths);

/* A violation in words. */
typedef struct Report
{
	TableRole	table;			/* of what was written */
	const char *message;
	const char *detail;
	const char *hint;
} Report;

extern Report tuoyu_report(const RatioConstraint *constraint, const Case *c, const Violation *violation);
extern void tuoyu_emit_report(int elevel, const RatioConstraint *constraint, const Report *report);
pg_noreturn extern void tuoyu_raise_violation(const Case *c, const Violation *violation, void *arg);

/* The columns of ratio_violations: a violation as a row. */
#define VIOLATION_COLUMNS 10

extern void tuoyu_violation_values(const RatioConstraint *constraint, const Case *c, const Violation *v,
								   Datum *values, bool *nulls);

/*
 * What becomes of the breaches that a check finds
 */

typedef struct Findings Findings;

extern Findings *tuoyu_findings_create(const RatioConstraint *constraint);
extern void tuoyu_take_finding(const Case *c, const Violation *violation, void *arg);
extern void tuoyu_findings_finish(Findings *findings);
extern void tuoyu_check_breach_log(const RatioConstraint *constraint);

#endif							/* TUOYU_CONSTRAINT_H */
