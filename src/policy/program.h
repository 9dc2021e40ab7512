/*
 * program.h
 *		A rule's formula, compiled for each type of fact row that it meets.
 *
 * Its variables are, in this order: the fact's own columns; what the engine derives (months, band, …); standard columns that
 * the fact lacks, which are NULL; policy parameters, looked up for the region and day when the formula runs.
 */
#ifndef TUOYU_PROGRAM_H
#define TUOYU_PROGRAM_H

#include "executor/tuptable.h"
#include "nodes/execnodes.h"
#include "utils/date.h"

#include "formula/formula.h"
#include "types/region_code.h"
#include "types/yuan.h"

struct RegionRules;
struct FactType;

/* Kinds of facts that formulas read. */
typedef enum FactKind
{
	FACT_FEE,
	FACT_CARE,
	FACT_HEADS
} FactKind;

/* A formula of a rule; index numbers it among all of the catalogue, so that fact types keep their programs in arrays. */
typedef struct RuleProgram
{
	const char *source;
	Oid			result_type;
	int			index;
	bool		fractional_months;	/* the rule counts months in fractions: its variable months is numeric */
} RuleProgram;

/* Columns of a row, from the first, whose reading is noted one by one. */
#define FACT_COLUMNS_NOTED 62

/* Columns of a row that are read. */
typedef struct FactColumns
{
	uint64		columns;		/* bit attno - 1 */
	bool		beyond;			/* one that has no bit */
} FactColumns;

static inline void
tuoyu_note_column(FactColumns *read, int attno)
{
	if (attno <= FACT_COLUMNS_NOTED)
		read->columns |= UINT64CONST(1) << (attno - 1);
	else
		read->beyond = true;
}

/* Where a variable's value is found when the program runs. */
typedef struct ProgramVariable
{
	const char *name;
	Oid			type;
	int			varno;			/* 1: fact, INNER_VAR: derived, OUTER_VAR: parameter; 0: a missing column */
	int			attno;
} ProgramVariable;

/* A rule's formula compiled for one type of fact. */
typedef struct CompiledProgram
{
	FormulaProgram *program;
	uint32		derived;		/* which derived variables it reads, as bits */
	int			nvariables;
	ProgramVariable *variables;
	int			nparameters;
	const char **parameters;
	TupleTableSlot *parameter_slot;
	FactColumns reads;			/* of the row, but not the monthly fee where it is only compared with these: */
	int			ncuts;
	Yuan	   *cuts;			/* first amounts with which a comparison comes out otherwise */
} CompiledProgram;

/* Where and when a formula is evaluated. */
typedef struct RuleMoment
{
	struct RegionRules *rules;
	RegionCode	region;
	DateADT		day;
	const char *scenario;
	const char *rule;			/* key, for errors */
} RuleMoment;

/* What the engine derives for facts about care, in the order of their slot; bits of CompiledProgram.derived. */
typedef enum CareVariable
{
	VAR_MONTHS, VAR_MONTHS_COUNTED, VAR_MONTHS_BEFORE, VAR_DAYS_IN_CARE, VAR_DAYS, VAR_PERIOD_DAYS, VAR_PERIOD_WORKDAYS,
	VAR_WORKDAYS_IN_CARE, VAR_WORKDAYS_ATTENDED, VAR_AGE_MONTHS, VAR_BAND, VAR_REFERENCE_DAY, VAR_PERIOD_START, VAR_PERIOD_END, VAR_REFERRED,
	VAR_INSTALMENT, CARE_VARIABLES
} CareVariable;

/* And for fees. */
typedef enum FeeVariable
{
	VAR_FEE_AS_OF, VAR_FEE_REFERRED
} FeeVariable;

/* The variables that the engine derives, and their slot. */
extern TupleDesc tuoyu_derived_desc(FactKind kind);

/* Run a rule's formula on the fact type's current row; parameters are looked up for the moment. */
extern Datum tuoyu_run_rule(struct FactType *type, const RuleProgram *rule_program, const RuleMoment *moment, bool *isnull);

/* A date as errors print it. */
extern char *tuoyu_iso_date(DateADT day);

/* "rule "x" in region y on z", for errors. */
extern char *tuoyu_rule_moment(const RuleMoment *moment);

/* The compiled form, for explanations. */
extern CompiledProgram *tuoyu_compiled_rule(struct FactType *type, const RuleProgram *rule_program);

#endif							/* TUOYU_PROGRAM_H */
