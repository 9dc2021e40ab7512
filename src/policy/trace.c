/*
 * trace.c
 *		Explanations as jsonb: what a rule is, and what went into its formula.
 */
#include "tuoyu.h"

#include "catalog/pg_type_d.h"
#include "nodes/primnodes.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/numeric.h"

#include "policy/trace.h"
#include "tuoyu_schema.h"

/* The rule's assumptions as an array. */
static void
write_assumptions(Json *json, List *assumptions)
{
	Json		array = {.is_array = true};
	ListCell   *cell;

	foreach(cell, assumptions)
		tuoyu_json_text(&array, NULL, lfirst(cell));
	tuoyu_json_put(json, "assumptions", tuoyu_json_finish(&array));
}

void
tuoyu_json_rule(Json *json, const RuleHead *head)
{
	tuoyu_json_text(json, "rule", head->rule);
	tuoyu_json_text(json, "region", tuoyu_region_format(head->region));
	tuoyu_json_text(json, "scenario", head->scenario);
	tuoyu_json_text(json, "document", head->document);
	tuoyu_json_text(json, "doc_number", head->doc_number);
	tuoyu_json_text(json, "clause", head->clause);
	write_assumptions(json, head->assumptions);
}

/* The value of a variable, from the slot in which the last run had it. */
static Datum
variable_value(FactType *type, CompiledProgram *compiled, ProgramVariable *variable, bool *isnull)
{
	switch (variable->varno)
	{
		case 1:
			return slot_getattr(type->slot, variable->attno, isnull);
		case INNER_VAR:
			/* not derived: the formula folded to a constant without it, or failed before */
			if ((*isnull = type->derive != NULL && !(type->ready & (1U << (variable->attno - 1)))))
				return (Datum) 0;
			return slot_getattr(type->derived, variable->attno, isnull);
		case OUTER_VAR:
			/* not looked up: the formula folded to a constant without it, or a look-up before it failed */
			if ((*isnull = TTS_EMPTY(compiled->parameter_slot)))
				return (Datum) 0;
			return slot_getattr(compiled->parameter_slot, variable->attno, isnull);
		default:
			*isnull = true;
			return (Datum) 0;
	}
}

/* Where a parameter's value comes from. */
static void
write_parameter(Json *json, const char *name, const RuleMoment *moment)
{
	const PolicyParameter *parameter = tuoyu_policy_parameter(moment->rules, name, moment->day, moment->scenario);
	Json		source = {0};

	if (parameter == NULL)
	{
		tuoyu_json_null(json, name);	/* the formula folded to a constant without it */
		return;
	}
	tuoyu_json_text(&source, "parameter", parameter->head.rule);
	tuoyu_json_text(&source, "region", tuoyu_region_format(parameter->head.region));
	tuoyu_json_text(&source, "unit", parameter->unit);
	tuoyu_json_text(&source, "doc_number", parameter->head.doc_number);
	tuoyu_json_text(&source, "clause", parameter->head.clause);
	tuoyu_json_put(json, name, tuoyu_json_finish(&source));
}

/* Has an earlier one of the programs a variable of that name? */
static bool
has_variable(FactType *type, const RuleProgram *const *programs, int before, const char *name)
{
	for (int i = 0; i < before; i++)
	{
		CompiledProgram *compiled = programs[i] == NULL ? NULL : tuoyu_compiled_rule(type, programs[i]);

		for (int j = 0; compiled != NULL && j < compiled->nvariables; j++)
			if (strcmp(compiled->variables[j].name, name) == 0)
				return true;
	}
	return false;
}

void
tuoyu_json_variables_of(Json *json, FactType *type, const RuleProgram *const *programs, int count,
						const RuleMoment *moment)
{
	Json		variables = {0};
	Json		parameters = {0};

	tuoyu_json_text(json, "formula", programs[0]->source);
	for (int i = 0; i < count; i++)
	{
		CompiledProgram *compiled = programs[i] == NULL ? NULL : tuoyu_compiled_rule(type, programs[i]);

		for (int j = 0; compiled != NULL && j < compiled->nvariables; j++)
		{
			bool		isnull;
			ProgramVariable *variable = &compiled->variables[j];
			Datum		value = variable_value(type, compiled, variable, &isnull);

			/* what the months alone derived is not what holds for the period */
			if (has_variable(type, programs, i, variable->name) || (i > 0 && isnull && variable->varno == INNER_VAR))
				continue;
			tuoyu_json_value(&variables, variable->name, variable->type, value, isnull);
		}
	}
	tuoyu_json_put(json, "variables", tuoyu_json_finish(&variables));
	for (int i = 0; i < count; i++)
	{
		CompiledProgram *compiled = programs[i] == NULL ? NULL : tuoyu_compiled_rule(type, programs[i]);

		for (int j = 0; compiled != NULL && j < compiled->nparameters; j++)
			if (!has_variable(type, programs, i, compiled->parameters[j]))
				write_parameter(&parameters, compiled->parameters[j], moment);
	}
	tuoyu_json_put(json, "parameters", tuoyu_json_finish(&parameters));
}

void
tuoyu_json_variables(Json *json, FactType *type, const RuleProgram *program, const RuleMoment *moment)
{
	tuoyu_json_variables_of(json, type, &program, 1, moment);
}

/* A value for a message; an identity number is never shown. */
static const char *
value_text(Oid type, Datum value, bool isnull)
{
	Oid			output;
	bool		is_varlena;

	if (isnull)
		return "null";
	if (type == tuoyu_type_oid("resident_id"))
		return "not shown";
	getTypeOutputInfo(type, &output, &is_varlena);
	return OidOutputFunctionCall(output, value);
}

char *
tuoyu_variables_text(FactType *type, const RuleProgram *program)
{
	CompiledProgram *compiled = tuoyu_compiled_rule(type, program);
	StringInfoData text;

	initStringInfo(&text);
	for (int i = 0; i < compiled->nvariables; i++)
	{
		bool		isnull;
		Datum		value = variable_value(type, compiled, &compiled->variables[i], &isnull);

		appendStringInfo(&text, "%s%s is %s", i > 0 ? ", " : "", compiled->variables[i].name,
						 value_text(compiled->variables[i].type, value, isnull));
	}
	return text.len > 0 ? text.data : pstrdup("no variable is used");
}

void
tuoyu_json_rounding(Json *json, const Rounding *rounding)
{
	static const char *const modes[] = {"half_up", "half_even", "down", "up"};
	Json		how = {0};

	tuoyu_json_yuan(&how, "unit", rounding->unit);
	tuoyu_json_text(&how, "mode", modes[rounding->mode]);
	tuoyu_json_text(&how, "stage", rounding->whole_period ? "period" : "line");
	tuoyu_json_put(json, "rounding", tuoyu_json_finish(&how));
}
