/*
 * subsidy.h
 *		What is due for a fact: lines, each from one rule for one settlement period.
 *
 * care_fact.c reads facts, care.c derives the variables of formulas from them, timeline.c says which rule holds for which days,
 * subsidy.c computes the lines, payout.c divides them, subsidy_sql.c gives them to SQL.
 */
#ifndef TUOYU_SUBSIDY_H
#define TUOYU_SUBSIDY_H

#include "policy/json.h"
#include "policy/resolve.h"

/* A set of days: disjoint, in order, not touching. */
typedef struct DaySet
{
	int			count;
	Days	   *days;
} DaySet;

/* One row of a fact: values that hold for some time. */
typedef struct CareRow
{
	HeapTupleHeader row;
	bool		has_during;
	DaySet		during;
	bool		has_attended;
	DaySet		attended;
	bool		is_event;		/* about something that happened, such as new places: nothing periodic is due for it */
	bool		has_places;
	bool		has_classes;
	bool		has_places_added;
	bool		has_classes_added;
	bool		has_birth;
	DateADT		birth;			/* who reads it says how much of it: tuoyu_note_births */
	bool		has_claimed_on;
	DateADT		claimed_on;
	bool		has_entered_on;
	DateADT		entered_on;
	SelectorFacts selectors;
} CareRow;

/* A fact about care, read once: one row, or several that follow each other in time. */
typedef struct CareFact
{
	FactType   *type;
	RegionRules *rules;
	RegionCode	region;
	const char *scenario;
	bool		has_as_of;
	DateADT		as_of;
	bool		has_during;
	DaySet		during;			/* of all rows */
	bool		has_attended;
	int			nrows;
	CareRow    *rows;
	CareRow    *row;			/* the one that formulas read */
	CareRow		only;			/* where there is but one */
	List	   *as_for;			/* of AsFor *: what a reference puts in the place of its selectors */
} CareFact;

/* The days of one settlement period on which the same rules hold. */
typedef struct Stretch
{
	int			kind;			/* of settlement period */
	Days		period;			/* the settlement period */
	DaySet		care;			/* the days of it in care */
	DateADT		first_day;		/* the first of them on which there is a rule */
	int			change;			/* counts changes of what is read each day */
	Layers		layers;
	const DaySet *layer_care[MOST_LAYERS];	/* NULL: care; else its days in all stretches of the period */
	bool		layer_done[MOST_LAYERS];	/* an earlier stretch of the period has it */
} Stretch;

/* One line. */
typedef struct SubsidyLine
{
	const SubsidyRule *rule;
	const char *payee;
	Days		period;
	const DaySet *care;
	Days		during;			/* from the first to the last day in care within the period */
	DateADT		reference_day;
	Numeric		exact;			/* before rounding */
	Yuan		amount;
	bool		has_family_pays;
	Yuan		family_pays;
	int			instalment;		/* 0: paid at once */
	Numeric		payee_share;	/* NULL: not divided, or the rest */
	Json	   *trace;			/* what is known of it so far; NULL when not asked for */
} SubsidyLine;

/* What the variables of a rule's formulas are about. */
typedef struct CareScope
{
	CareFact   *fact;
	const SubsidyRule *rule;
	int			kind;
	Days		period;
	Days		settlement;		/* the settlement period, also where period is one month of it */
	const DaySet *care;
	DateADT		first_day;
	DateADT		day;			/* on which the rule is read */
	const List *before;			/* earlier lines of the fact */
	int			instalment;
	int			depth;			/* of references */
	List	   *referred;		/* of RuleHead *: what as_for led to */
} CareScope;

/* Arguments of subsidy_amount_by_columns before the columns: the row type, the item, the scenario. */
#define ARGS_BEFORE_COLUMNS 3

/* Read a fact of one row or more; formulas read the row, the engine what it needs itself. */
extern void tuoyu_read_care_fact(FunctionCallInfo fcinfo, CareFact *fact, int nrows, HeapTupleHeader *rows);

/* Make a row the one that formulas read. */
extern void tuoyu_set_care_row(CareFact *fact, CareRow *row);

/* Make the row that holds on a day the current one. */
extern void tuoyu_care_row_on(CareFact *fact, DateADT day);

/* The child's band on a day; only for a row that has its birth. */
extern AgeBand tuoyu_care_band(const CareFact *fact, DateADT day);

/* Make a scope the one that formulas are run in. */
extern void tuoyu_enter_scope(CareScope *scope);

/* What a computation inside another one puts back when it is done. */
typedef struct SavedScope
{
	void	   *scope;
	CareRow    *row;
	uint32		ready;
	Datum		values[CARE_VARIABLES];
	bool		nulls[CARE_VARIABLES];
} SavedScope;

extern void tuoyu_save_scope(CareFact *fact, SavedScope *saved);
extern void tuoyu_restore_scope(CareFact *fact, const SavedScope *saved);

/* Months of a scope as its rule counts them; NULL when it does not. */
extern Numeric tuoyu_count_months(const CareScope *scope);

/* Each calendar month of a scope and its value, as JSON members; only where the rule counts by formula. */
extern void tuoyu_json_months(Json *json, const CareScope *scope);

/* The value of a variable in the scope that has been entered. */
extern Datum tuoyu_care_variable(CareScope *scope, CareVariable variable, bool *isnull);

extern RuleMoment tuoyu_scope_moment(const CareScope *scope);

/* Day sets. */
extern void tuoyu_append_days(DaySet *set, Days days);
extern int32 tuoyu_days_in_set(const DaySet *set);
extern DaySet tuoyu_intersect_days(const DaySet *set, Days within);
extern DaySet tuoyu_unite_days(const DaySet *a, const DaySet *b);
extern int32 tuoyu_days_in_common(const DaySet *a, const DaySet *b);

/* The settlement period of that kind that a day is in; a kind is a rule's period and the month its year begins in. */
extern int	tuoyu_period_kind(const SubsidyRule *rule);
extern Days tuoyu_period_of(int kind, DateADT day);

/* The year of settlement that a day is in, by the rule's first month. */
extern int	tuoyu_settlement_year(const SubsidyRule *rule, DateADT day);

/* The stretches of an item, palloc'd list of Stretch *, those of one period next to each other. */
extern List *tuoyu_item_stretches(CareFact *fact, const char *item);

/* The rules of an item for a period as its reference days have it, each_day on that day, for facts as they are now. */
extern bool tuoyu_item_layers(CareFact *fact, const char *item, int kind, Days period, DateADT first_day, DateADT day,
							  Layers *layers);

/* The day on which a rule is read. */
extern DateADT tuoyu_reference_day(const CareFact *fact, const SubsidyRule *rule, Days period, DateADT first_day, DateADT day);

/* What a rule refers to, in yuan; NULL when nothing is due there. */
extern Numeric tuoyu_referred_amount(CareScope *scope);

/* All lines of a fact, or those of one item; with traces when asked for. */
extern List *tuoyu_compute_lines(CareFact *fact, const char *item, bool explain);

/* Lines together: what may stand beside what, who is paid, when. */
extern List *tuoyu_pay_out(CareFact *fact, List *lines);

/* The parts of an amount, as jsonb; of two shares and the rest, the rest takes what rounding leaves. */
extern Datum tuoyu_share_out(const Shares *shares, Yuan amount);

#endif							/* TUOYU_SUBSIDY_H */
