/*
 * program.c
 *		Rules' formulas: how their variables are found, compiled and fed.
 */
#include "tuoyu.h"

#include "catalog/pg_type_d.h"
#include "executor/executor.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "utils/builtins.h"
#include "utils/datetime.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/typcache.h"

#include "policy/fact.h"
#include "policy/fee_cuts.h"
#include "policy/trace.h"
#include "tuoyu_schema.h"

/*
 * Derived variables
 */

typedef struct DerivedColumn
{
	const char *name;
	Oid			type;			/* InvalidOid: age_band */
} DerivedColumn;

/* in the order of FeeVariable and CareVariable */
static const DerivedColumn fee_columns[] = {{"as_of", DATEOID}, {"referred", NUMERICOID}};
static const DerivedColumn care_columns[] = {
	{"months", INT4OID}, {"months_counted", NUMERICOID}, {"months_before", NUMERICOID}, {"days_in_care", INT4OID},
	{"days", NUMERICOID}, {"period_days", INT4OID}, {"period_workdays", INT4OID}, {"workdays_in_care", INT4OID},
	{"workdays_attended", INT4OID},
	{"age_months", INT4OID}, {"band", InvalidOid}, {"reference_day", DATEOID}, {"period_start", DATEOID},
	{"period_end", DATEOID}, {"referred", NUMERICOID}, {"instalment", INT4OID}
};
static const DerivedColumn head_columns[] = {
	{"children", INT4OID}, {"infants", INT4OID}, {"toddlers", INT4OID}, {"preschoolers", INT4OID}, {"youngest", INT4OID}
};

TupleDesc
tuoyu_derived_desc(FactKind kind)
{
	const DerivedColumn *columns = kind == FACT_FEE ? fee_columns : kind == FACT_CARE ? care_columns : head_columns;
	int			count = kind == FACT_FEE ? lengthof(fee_columns) :
		kind == FACT_CARE ? lengthof(care_columns) : lengthof(head_columns);
	TupleDesc	desc = CreateTemplateTupleDesc(count);

	StaticAssertStmt(lengthof(care_columns) == CARE_VARIABLES, "derived variables and their enum differ");
	for (int i = 0; i < count; i++)
		TupleDescInitEntry(desc, i + 1, columns[i].name,
						   OidIsValid(columns[i].type) ? columns[i].type : tuoyu_type_oid("age_band"), -1, 0);
	return desc;
}

/*
 * Names
 */

/* What the resolver needs, and what it finds. */
typedef struct NameContext
{
	TupleDesc	fact;
	TupleDesc	derived;
	TupleDesc	standard;
	List	   *variables;		/* of ProgramVariable * */
	bool		no_parameters;	/* head counts are all that a required formula reads */
	bool		fractional_months;
	uint32		used;			/* derived variables, as bits */
	List	   *parameters;		/* of char * */
} NameContext;

/* Note a variable for explanations, once. */
static void
note_variable(NameContext *context, const char *name, Oid type, int varno, int attno)
{
	ListCell   *cell;
	ProgramVariable *variable;

	foreach(cell, context->variables)
		if (strcmp(((ProgramVariable *) lfirst(cell))->name, name) == 0)
			return;
	variable = palloc(sizeof(ProgramVariable));
	variable->name = pstrdup(name);
	variable->type = type;
	variable->varno = varno;
	variable->attno = attno;
	context->variables = lappend(context->variables, variable);
}

/* A Var on a slot other than the fact's. */
static Node *
slot_variable(int varno, int attno, Oid type, int location)
{
	Var		   *var = makeVar(varno, attno, type, -1, get_typcollation(type), 0);

	var->location = location;
	return (Node *) var;
}

/* A name that is neither a column of the row nor of the standard ones: a parameter, whose value is known when it runs. */
static Node *
parameter_variable(NameContext *context, const char *name, int location)
{
	ListCell   *cell;
	int			attno = 0;

	foreach(cell, context->parameters)
		if (strcmp(lfirst(cell), name) == 0)
			attno = foreach_current_index(cell) + 1;
	if (attno == 0)
	{
		context->parameters = lappend(context->parameters, pstrdup(name));
		attno = list_length(context->parameters);
	}
	note_variable(context, name, NUMERICOID, OUTER_VAR, attno);
	return slot_variable(OUTER_VAR, attno, NUMERICOID, location);
}

/* Callback of the formula compiler for names; columns of the fact come here too, to be noted. */
static Node *
resolve_name(void *arg, ParseState *pstate, const char *name, int location)
{
	NameContext *context = arg;
	int			attno;
	Oid			hint;

	if ((attno = tuoyu_column_number(context->derived, name)) > 0)
	{
		Oid			type;

		if (context->fractional_months && attno == VAR_MONTHS + 1)
			attno = VAR_MONTHS_COUNTED + 1;
		type = TupleDescAttr(context->derived, attno - 1)->atttypid;
		context->used |= 1U << (attno - 1);
		note_variable(context, name, type, INNER_VAR, attno);
		return slot_variable(INNER_VAR, attno, type, location);
	}
	if ((attno = tuoyu_column_number(context->standard, name)) > 0)
	{
		Form_pg_attribute att = TupleDescAttr(context->standard, attno - 1);

		note_variable(context, name, att->atttypid, 0, 0);
		if (att->atttypid == tuoyu_type_oid("yuan"))	/* money enters formulas as numeric */
			return (Node *) makeNullConst(NUMERICOID, -1, InvalidOid);
		return (Node *) makeNullConst(att->atttypid, att->atttypmod, att->attcollation);
	}
	hint = tuoyu_formula_hint(pstate, location);
	if (OidIsValid(hint))
	{
		/* no parameter is of that type: a column of facts that this one lacks */
		note_variable(context, name, hint, 0, 0);
		return (Node *) makeNullConst(hint, -1, get_typcollation(hint));
	}
	return context->no_parameters ? NULL : parameter_variable(context, name, location);
}

/* Callback for the fact's own columns: they are found by the compiler, and noted for explanations. */
static void
note_fact_column(void *arg, const char *name, Oid type, int attno)
{
	note_variable(arg, name, type, 1, attno);
}

/*
 * The fact's columns as formulas see them.  Its days are the whole fact's: what a formula reads is derived from them, or
 * from the days attended, for the period in question.
 */
static TupleDesc
visible_columns(TupleDesc fact, FactKind kind)
{
	int			days = kind == FACT_CARE ? tuoyu_column_number(fact, "days") : 0;

	if (days == 0)
		return fact;
	fact = CreateTupleDescCopy(fact);
	TupleDescAttr(fact, days - 1)->attisdropped = true;
	return fact;
}

static FormulaProgram *
compile(const char *source, Oid result_type, NameContext *context)
{
	FormulaScope scope = {.fact = context->fact, .resolve = resolve_name, .note_column = note_fact_column, .arg = context};

	return tuoyu_formula_compile(source, result_type, &scope);
}

/*
 * Running
 */

/* Parameters as columns of a row of their own. */
static TupleTableSlot *
make_parameter_slot(int count)
{
	TupleDesc	desc = CreateTemplateTupleDesc(count);

	for (int i = 1; i <= count; i++)
		TupleDescInitEntry(desc, i, NULL, NUMERICOID, -1, 0);
	return MakeSingleTupleTableSlot(desc, &TTSOpsVirtual);
}

/* Which columns of the row a run of the program reads; at most, as constants may have been folded. */
static void
note_columns(CompiledProgram *compiled, int compared)
{
	for (int i = 0; i < compiled->nvariables; i++)
		if (compiled->variables[i].varno == 1 && compiled->variables[i].attno != compared)
			tuoyu_note_column(&compiled->reads, compiled->variables[i].attno);
}

/* The column of the monthly fee, if the program does nothing but compare it with known amounts; else 0. */
static int
compared_fee(FactType *type, CompiledProgram *compiled)
{
	int			fee = type->key.kind == FACT_CARE ? type->column[CARE_MONTHLY_FEE] : 0;

	if (fee == 0 || type->conversion[CARE_MONTHLY_FEE] != NULL)
		return 0;
	return tuoyu_fee_cuts((Node *) compiled->program->expr, fee, &compiled->ncuts, &compiled->cuts) ? fee : 0;
}

/* In the catalogue's memory: the program lives as long as the fact type does. */
static CompiledProgram *
compile_rule(FactType *type, const RuleProgram *rule_program)
{
	CompiledProgram *compiled = palloc0(sizeof(CompiledProgram));
	NameContext context = {0};
	ListCell   *cell;

	context.fact = visible_columns(type->desc, type->key.kind);
	context.derived = type->derived->tts_tupleDescriptor;
	context.standard = type->standard;
	context.no_parameters = type->key.kind == FACT_HEADS;
	context.fractional_months = rule_program->fractional_months;
	compiled->program = compile(rule_program->source, rule_program->result_type, &context);
	compiled->derived = context.used;
	compiled->variables = palloc(sizeof(ProgramVariable) * (list_length(context.variables) + 1));
	foreach(cell, context.variables)
		compiled->variables[compiled->nvariables++] = *(ProgramVariable *) lfirst(cell);
	compiled->parameters = palloc(sizeof(char *) * (list_length(context.parameters) + 1));
	foreach(cell, context.parameters)
		compiled->parameters[compiled->nparameters++] = lfirst(cell);
	if (compiled->nparameters > 0)
		compiled->parameter_slot = make_parameter_slot(compiled->nparameters);
	note_columns(compiled, compared_fee(type, compiled));
	return compiled;
}

CompiledProgram *
tuoyu_compiled_rule(FactType *type, const RuleProgram *rule_program)
{
	CompiledProgram **place = &type->programs[rule_program->index];

	if (*place == NULL)
	{
		MemoryContext caller = MemoryContextSwitchTo(type->memory);

		*place = compile_rule(type, rule_program);
		MemoryContextSwitchTo(caller);
	}
	return *place;
}

char *
tuoyu_iso_date(DateADT day)
{
	char		buf[MAXDATELEN + 1];
	struct pg_tm tm;

	j2date(day + POSTGRES_EPOCH_JDATE, &tm.tm_year, &tm.tm_mon, &tm.tm_mday);
	EncodeDateOnly(&tm, USE_ISO_DATES, buf);
	return pstrdup(buf);
}

/* Look the parameters up for the moment; one that is not in force is an error that names it. */
static void
load_parameters(CompiledProgram *compiled, const RuleMoment *moment)
{
	TupleTableSlot *slot = compiled->parameter_slot;

	ExecClearTuple(slot);
	for (int i = 0; i < compiled->nparameters; i++)
	{
		const PolicyParameter *parameter = tuoyu_policy_parameter(moment->rules, compiled->parameters[i], moment->day,
																  moment->scenario);

		if (parameter == NULL)
			ereport(ERROR,
					(errcode(ERRCODE_UNDEFINED_PARAMETER),
					 errmsg("policy parameter \"%s\" has no value in region %s on %s",
							compiled->parameters[i], tuoyu_region_format(moment->region), tuoyu_iso_date(moment->day)),
					 errdetail("Rule \"%s\" uses it.", moment->rule),
					 errhint("Add a row to tuoyu.policy_parameter, or give the fact a column of that name.")));
		slot->tts_values[i] = NumericGetDatum(parameter->value);
		slot->tts_isnull[i] = false;
	}
	ExecStoreVirtualTuple(slot);
}

char *
tuoyu_rule_moment(const RuleMoment *moment)
{
	return psprintf("rule \"%s\" in region %s on %s", moment->rule, tuoyu_region_format(moment->region), tuoyu_iso_date(moment->day));
}

/* A run of a formula, for errors. */
typedef struct RuleRun
{
	FactType   *type;
	const RuleProgram *rule_program;
	const RuleMoment *moment;
	bool		compiled;
	bool		deriving;		/* another formula's run, which has said what is wrong */
	bool		inner;			/* it is run for another formula of the same rule */
} RuleRun;

static void rule_error_callback(void *arg);

/* Is the run about to be made one for another formula of the same rule, on the same day? */
static bool
is_inner_run(const RuleMoment *moment)
{
	const RuleRun *outer;

	if (error_context_stack == NULL || error_context_stack->callback != rule_error_callback)
		return false;
	outer = error_context_stack->arg;
	return outer->deriving && outer->moment->rule == moment->rule && outer->moment->day == moment->day;
}

/* Error context: which rule; and where arithmetic fails, which says nothing but that, the facts. */
static void
rule_error_callback(void *arg)
{
	const RuleRun *run = arg;
	int			code = geterrcode();

	/* one rule's formulas inside each other are one place */
	if (!run->inner)
		errcontext("%s", tuoyu_rule_moment(run->moment));
	if (run->deriving || (code != ERRCODE_DIVISION_BY_ZERO && code != ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE))
		return;
	errdetail("It is the formula \"%s\" of %s, where %s.", run->rule_program->source, tuoyu_rule_moment(run->moment),
			  run->compiled ? tuoyu_variables_text(run->type, run->rule_program) : "columns that the fact lacks are null");
	if (code == ERRCODE_DIVISION_BY_ZERO)
		errhint("Say in the formula what holds where the divisor is 0, as in case when children > 0 then cost / children else 0 end, or leave such facts out by the rule's condition.");
}

Datum
tuoyu_run_rule(FactType *type, const RuleProgram *rule_program, const RuleMoment *moment, bool *isnull)
{
	RuleRun		run = {type, rule_program, moment, false, false, is_inner_run(moment)};
	ErrorContextCallback callback = {error_context_stack, rule_error_callback, &run};
	CompiledProgram *compiled;
	Datum		result;

	error_context_stack = &callback;
	compiled = tuoyu_compiled_rule(type, rule_program);
	run.compiled = true;
	if (compiled->program->is_const)
	{
		error_context_stack = callback.previous;
		*isnull = compiled->program->const_isnull;
		return compiled->program->const_value;
	}
	/* what is derived may take formulas of its own, so it comes before anything is set up for this one */
	if (type->derive != NULL && (compiled->derived & ~type->ready) != 0)
	{
		run.deriving = true;
		type->derive(type, compiled->derived & ~type->ready);
		run.deriving = false;
	}
	type->reads.columns |= compiled->reads.columns;
	type->reads.beyond |= compiled->reads.beyond;
	if (compiled->ncuts > 0)
		tuoyu_note_fee(type, compiled->ncuts, compiled->cuts);
	if (compiled->nparameters > 0)
		load_parameters(compiled, moment);
	type->econtext->ecxt_scantuple = type->slot;
	type->econtext->ecxt_innertuple = type->derived;
	type->econtext->ecxt_outertuple = compiled->parameter_slot;
	/* in the caller's memory, which is short-lived */
	result = ExecEvalExpr(compiled->program->state, type->econtext, isnull);
	error_context_stack = callback.previous;
	return result;
}
