/*
 * rules.h
 *		The rows of the policy catalogue as the backend keeps them, and how one is chosen.
 *
 * Internal to src/policy; others ask through catalogue.h.
 */
#ifndef TUOYU_RULES_H
#define TUOYU_RULES_H

#include "access/xact.h"
#include "nodes/pg_list.h"

#include "policy/catalogue.h"
#include "policy/labels.h"
#include "policy/program.h"

/* How a rule goes together with the rule for the same thing one region above. */
typedef enum Combine
{
	COMBINE_REPLACE,
	COMBINE_ADD,
	COMBINE_FLOOR,
	COMBINE_CEILING
} Combine;

typedef enum RoundingMode
{
	ROUND_HALF_UP,
	ROUND_HALF_EVEN,
	ROUND_DOWN,
	ROUND_UP
} RoundingMode;

/* What every row has. */
typedef struct RuleHead
{
	const char *rule;			/* the key */
	RegionCode	region;
	Days		days;
	bool		shipped;
	const char *scenario;		/* NULL: the law */
	Combine		combine;
	const char *document;		/* title */
	const char *doc_number;
	const char *clause;
	List	   *assumptions;	/* of char * */
	List	   *withdrawals;	/* of Withdrawal *: in scenarios; the law's own is in days */
} RuleHead;

/* In a scenario a row no longer holds from a day on. */
typedef struct Withdrawal
{
	const char *scenario;
	DateADT		since;
} Withdrawal;

/* Which day's age decides on a child's band. */
typedef enum BandReference
{
	BAND_AS_OF,
	BAND_MONTH_START,
	BAND_YEAR_START,
	BAND_SCHOOL_YEAR_START
} BandReference;

struct BandRule
{
	RuleHead	head;
	AgeBand		band;
	int32		from_months;
	int32		to_months;		/* -1: no end */
	bool		from_included;
	bool		to_included;
	bool		day_after;		/* age_basis day_after */
	BandReference reference_day;
	int			until_month;	/* stays_until; 0: does not stay */
	int			until_day;
	int32		admit_early;	/* months */
	int32		admit_late;
	int32		stay;			/* months; -1: as long as one likes */
	int32		class_size;		/* -1: not said */
	StaffRatio	ratio;			/* 0: none */
	int32		minimum_caregivers;
	RuleProgram *required;		/* NULL: none */
	uint8		reads;			/* what the formula reads, found at first use: see band_rule.c */
};

/* How many of a role the class or the institution needs, and what one counts. */
struct StaffingRule
{
	RuleHead	head;
	int32		role;			/* label */
	StaffScope	scope;
	int32		institution_kind;	/* label; LABEL_NONE: every kind */
	int32		counts;			/* thousandths; -1: not said */
	int32		certificate;	/* label; LABEL_NONE: none needed */
	BandRule	demand;			/* required, as a class's rule says it: only head and required are set */
};

/* Facts that are texts and that a rule may ask for. */
typedef enum TextSelector
{
	SELECT_INSTITUTION_KIND,
	SELECT_OWNERSHIP,
	SELECT_FUNDING,
	SELECT_GRADE,
	SELECT_ZONE,
	SELECT_SERVICE_FORM,
	TEXT_SELECTORS
} TextSelector;

/* Their names, as columns of facts and rules. */
extern const char *const tuoyu_selector_names[TEXT_SELECTORS];

/* What a rule asks of facts; NULL (no band) asks for nothing. */
typedef struct Selectors
{
	bool		has_band;
	AgeBand		band;
	const char *texts[TEXT_SELECTORS];
	int			count;			/* how many are set: the more, the more specific */
} Selectors;

/* What selectors look at. */
typedef struct SelectorFacts
{
	bool		has_class_kind;
	AgeBand		class_kind;
	const char *texts[TEXT_SELECTORS];
	bool		has_birth_order;
	int32		birth_order;
	bool		class_kind_replaced;	/* by AsFor: it stands for the child's own band too */
} SelectorFacts;

/* Other values for some of a fact's selectors: what a rule refers to. */
typedef struct AsFor
{
	bool		replaces_class_kind;
	bool		replaces_birth_order;
	bool		replaces_text[TEXT_SELECTORS];
	SelectorFacts values;
} AsFor;

typedef struct Rounding
{
	Yuan		unit;
	RoundingMode mode;
	bool		whole_period;	/* the sum of a settlement period's lines is rounded, not each line */
} Rounding;

typedef struct FeeRule
{
	RuleHead	head;
	Selectors	selectors;
	AsFor	   *as_for;			/* NULL: none */
	RuleProgram *cap;
	RuleProgram *lowest;		/* NULL: none */
	bool		cap_included;
	Rounding	rounding;
} FeeRule;

typedef enum SubsidyUnit
{
	UNIT_CHILD_MONTH,
	UNIT_CHILD_YEAR,
	UNIT_PLACE,
	UNIT_CLASS,
	UNIT_INSTITUTION,
	UNIT_EVENT
} SubsidyUnit;

typedef enum Period
{
	PERIOD_MONTH,
	PERIOD_QUARTER,
	PERIOD_HALF_YEAR,
	PERIOD_YEAR,
	PERIOD_SCHOOL_YEAR,
	PERIOD_EVENT
} Period;

typedef enum ReferenceDay
{
	REFERENCE_PERIOD_START,
	REFERENCE_FIRST_DAY_IN_CARE,
	REFERENCE_PERIOD_END,
	REFERENCE_AS_OF,
	REFERENCE_EACH_DAY
} ReferenceDay;

typedef enum MonthCounting
{
	MONTHS_WHOLE,
	MONTHS_CALENDAR,
	MONTHS_BY_FORMULA,
	MONTHS_NONE
} MonthCounting;

/* Over which lines a cap holds. */
typedef enum CapScope
{
	CAP_LINE,
	CAP_PERIOD,
	CAP_YEAR,
	CAP_ALL,
	CAP_INSTITUTION_YEAR
} CapScope;

typedef enum Stacking
{
	STACKING_SUM,
	STACKING_LARGEST,
	STACKING_EXCLUSIVE
} Stacking;

/* Of a funder, or of a payee. */
typedef struct Share
{
	const char *name;
	Numeric		share;
} Share;

/* Shares of an amount; the residual one takes what the others leave, rounding included. */
typedef struct Shares
{
	int			count;
	Share	   *shares;
	const char *residual;		/* NULL: no shares */
} Shares;

typedef struct SubsidyRule
{
	RuleHead	head;
	const char *item;			/* the same pointer for all rules of a catalogue that have the item */
	const char *payee;
	SubsidyUnit unit;
	const char *unit_name;
	Period		period;
	int			year_starts;	/* month in which the year of settlement begins */
	ReferenceDay reference_day;
	const char *reference_day_name;
	MonthCounting month_counting;
	const char *month_counting_name;
	RuleProgram *month_value;	/* counting by formula */
	Selectors	selectors;
	bool		band_is_childs;
	bool		has_birth_order;
	int32		birth_order_from;	/* inclusive */
	int32		birth_order_to; /* exclusive; PG_INT32_MAX: no end */
	bool		has_born;
	Days		born;
	bool		has_entered;
	Days		entered;
	AsFor	   *as_for;			/* NULL: none */
	RuleProgram *condition;
	RuleProgram *requires;
	RuleProgram *amount;
	RuleProgram *cap;
	CapScope	cap_scope;
	const char *cap_scope_name;
	RuleProgram *family_pays;
	bool		recovery;		/* may take money back: its amount may be negative */
	Shares		payees;
	int			ninstalments;
	Numeric    *instalments;
	int32		instalment_months;
	RuleProgram *continuing;
	Shares		funders;
	Rounding	rounding;
	int32		claim_days;		/* -1: no limit */
	const char *stacking_group; /* NULL: none */
	Stacking	stacking;
	int32		stacking_rank;	/* the smaller goes first */
	struct Json *said;			/* what every trace of it says; NULL until the first is written */
} SubsidyRule;

typedef struct PolicyParameter
{
	RuleHead	head;
	const char *name;
	Numeric		value;
	const char *unit;			/* NULL: not said */
} PolicyParameter;

/* A day that is not what Monday to Friday makes of it. */
typedef struct WorkdayException
{
	DateADT		day;
	RegionCode	region;
	bool		is_workday;
} WorkdayException;

/* Sorted by day, then the most specific region first. */
typedef struct Workdays
{
	int			count;
	WorkdayException *days;
} Workdays;

/* One table's rows; each element begins with a RuleHead. */
typedef struct RuleList
{
	int			count;
	RuleHead  **rules;
} RuleList;

/* The rows that may matter at one place: those of the region and of what it lies in, most specific region first. */
typedef struct RegionRules
{
	RegionCode	region;			/* hash key */
	RuleList	bands;
	RuleList	staffing;
	RuleList	fees;
	RuleList	subsidies;
	RuleList	parameters;
	DateADT    *staffing_changes[2];	/* by StaffScope, found at first use */
	int			nstaffing_changes[2];
	bool		has_workdays;	/* filled when first asked for */
	Workdays	workdays;		/* one a day: the most specific */
} RegionRules;

/* Everything, in one memory context. */
typedef struct Catalogue
{
	MemoryContext memory;
	RuleList	bands;
	RuleList	staffing;
	RuleList	fees;
	RuleList	subsidies;
	RuleList	parameters;
	bool		any_staffing[2];	/* rules of the law, by StaffScope */
	bool		any_certificate[2]; /* those that need a certificate */
	Workdays	workdays;
	int			nprograms;		/* different formulas in all rules */
	struct HTAB *regions;		/* RegionRules by region */
	struct HTAB *fact_types;	/* FactType by row type and kind, see fact.c */
	struct HTAB *band_days;		/* BandDay by region and day, see band_rule.c; NULL: none yet */
	MemoryContext band_memory;	/* of band_days */
	RegionRules *last_region;
} Catalogue;

/*
 * The catalogue as it is now; read anew after a change.  What it holds is good until a function called from SQL enters it
 * again, or the transaction ends: entering is for the start of such a function, when no computation is under way.
 * The version tells call sites whether what they kept still belongs to it, and whether row types may have changed.
 */
extern Catalogue *tuoyu_enter_catalogue(void);
extern Catalogue *tuoyu_catalogue(void);

/* What tells of changes; kept by cache.c. */
typedef struct CatalogueState
{
	Catalogue  *instead;		/* read in place of the one in force for the length of a call */
	uint64		version;		/* goes up with each reading, and when a relation may have changed */
	TimestampTz statement;		/* the last one that has asked for messages */
	bool		is_stale;		/* a table of it has changed */
} CatalogueState;

extern CatalogueState tuoyu_catalogue_state;

static inline uint64
tuoyu_catalogue_version(void)
{
	return tuoyu_catalogue_state.instead != NULL ? ~tuoyu_catalogue_state.version : tuoyu_catalogue_state.version;
}

/* Is it the catalogue in force, of that version, so that it need not be entered? */
static inline bool
tuoyu_catalogue_is(uint64 version)
{
	return tuoyu_catalogue_state.version == version && tuoyu_catalogue_state.instead == NULL && !tuoyu_catalogue_state.is_stale &&
		tuoyu_catalogue_state.statement == GetCurrentStatementStartTimestamp();
}

/*
 * Have computations read this catalogue, which the caller keeps, instead of the one in force; NULL ends that.  Returns what
 * was read before.  Call sites that keep what they found must not serve another catalogue of the caller's.
 */
extern Catalogue *tuoyu_use_catalogue(Catalogue *catalogue);

/* Free memory of the catalogue in force when it is entered again, for a computation may still be reading it. */
extern void tuoyu_free_later(MemoryContext memory);

/* The rows that may matter at a region. */
extern RegionRules *tuoyu_region_rules(Catalogue *catalogue, RegionCode region);

/* Is a row withdrawn on that day in the scenario? */
extern bool tuoyu_is_withdrawn(const RuleHead *head, DateADT day, const char *scenario);

/* Is the row in force on that day, for the law (scenario NULL) or with that scenario laid over it? */
static inline bool
tuoyu_rule_in_force(const RuleHead *head, DateADT day, const char *scenario)
{
	if (head->scenario != NULL && (scenario == NULL || strcmp(head->scenario, scenario) != 0))
		return false;
	if (day < head->days.from || day >= head->days.to)
		return false;
	return head->withdrawals == NIL || !tuoyu_is_withdrawn(head, day, scenario);
}

/* Order of precedence at one region: the scenario's row, then the user's, then the shipped one. */
static inline int
tuoyu_rule_precedence(const RuleHead *head)
{
	return (head->scenario != NULL ? 2 : 0) + (head->shipped ? 0 : 1);
}

/* The value of a parameter at a place and day; NULL when none is in force. */
extern const PolicyParameter *tuoyu_policy_parameter(RegionRules *rules, const char *name, DateADT day, const char *scenario);

/* Workdays within [from, to) at a place; a year of which the calendar says nothing is an error. */
extern int32 tuoyu_workdays(RegionRules *rules, DateADT from, DateADT to);

/* A required formula on head counts, rounded up to whole persons; -1 when it gives none. */
extern int32 tuoyu_required_by_formula(const RuleHead *head, const RuleProgram *required, const HeadCounts *heads);

/* Sorts days, keeps those within (from, to), drops duplicates; returns how many are left. */
extern int	tuoyu_tidy_dates(DateADT *days, int count, DateADT from, DateADT to);

#endif							/* TUOYU_RULES_H */
