/*
 * subsidy.h
 *		What is due for a fact: lines, each from one rule for one settlement period.
 *
 * timeline.c says which rule holds for which days, subsidy.c computes the lines, subsidy_sql.c gives them to SQL.
 */
#ifndef TUOYU_SUBSIDY_H
#define TUOYU_SUBSIDY_H

#include "policy/resolve.h"

/* A set of days: disjoint, in order, not touching. */
typedef struct DaySet
{
	int			count;
	Days	   *days;
} DaySet;

/* A fact about care, read once. */
typedef struct CareFact
{
	FactType   *type;
	RegionRules *rules;
	RegionCode	region;
	const char *scenario;
	bool		has_as_of;
	DateADT		as_of;
	bool		has_during;
	DaySet		during;
	bool		is_event;		/* about something that happened, such as new places: nothing periodic is due for it */
	bool		has_places;
	bool		has_places_added;
	bool		has_classes_added;
	bool		has_birth;
	DateADT		birth;
	bool		has_birth_order;
	int32		birth_order;
	bool		has_claimed_on;
	DateADT		claimed_on;
	SelectorFacts selectors;
} CareFact;

/* The days of one settlement period on which the same rules hold. */
typedef struct Stretch
{
	Days		period;			/* the settlement period */
	DaySet		care;			/* the days of it in care */
	Layers		layers;
} Stretch;

/* One line. */
typedef struct SubsidyLine
{
	const SubsidyRule *rule;
	Days		period;
	Days		during;			/* from the first to the last day in care within the period */
	DateADT		reference_day;
	Yuan		amount;
	bool		has_family_pays;
	Yuan		family_pays;
	int			instalment;		/* 0: paid at once */
	char	   *trace;			/* JSON text; NULL when not asked for */
} SubsidyLine;

/* The stretches of an item, palloc'd list of Stretch *. */
extern List *tuoyu_item_stretches(CareFact *fact, const char *item);

/* The day on which a rule of a stretch or segment is read. */
extern DateADT tuoyu_reference_day(const CareFact *fact, const SubsidyRule *rule, Days period, DateADT first_day);

/* All lines of a fact, or those of one item; with traces when asked for. */
extern List *tuoyu_compute_lines(CareFact *fact, const char *item, bool explain);

/* The funders' parts of an amount, as JSON text. */
extern char *tuoyu_funder_shares(const SubsidyRule *rule, Yuan amount);

#endif							/* TUOYU_SUBSIDY_H */
