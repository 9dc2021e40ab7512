/*
 * trace.c
 *		Explanations as jsonb: what a rule is, and what went into its formula.
 */
#include "tuoyu.h"

#include "catalog/pg_type_d.h"
#include "nodes/primnodes.h"
#include "utils/builtins.h"
#include "utils/datetime.h"
#include "utils/json.h"
#include "utils/jsonb.h"
#include "utils/lsyscache.h"
#include "utils/numeric.h"

#include "policy/trace.h"
#include "tuoyu_schema.h"

/* The key and its colon. */
static void
write_key(StringInfo json, const char *key)
{
	if (json->len > 0 && json->data[json->len - 1] != '{')
		appendStringInfoChar(json, ',');
	escape_json(json, key);
	appendStringInfoChar(json, ':');
}

void
tuoyu_json_text(StringInfo json, const char *key, const char *value)
{
	write_key(json, key);
	if (value == NULL)
		appendStringInfoString(json, "null");
	else
		escape_json(json, value);
}

void
tuoyu_json_raw(StringInfo json, const char *key, const char *value)
{
	write_key(json, key);
	appendStringInfoString(json, value == NULL ? "null" : value);
}

void
tuoyu_json_yuan(StringInfo json, const char *key, Yuan value)
{
	tuoyu_json_raw(json, key, tuoyu_yuan_to_text(value));
}

void
tuoyu_json_date(StringInfo json, const char *key, DateADT value)
{
	char		buf[MAXDATELEN + 1];

	(void) JsonEncodeDateTime(buf, DateADTGetDatum(value), DATEOID, NULL);
	tuoyu_json_text(json, key, buf);
}

void
tuoyu_json_open(StringInfo json, const char *key)
{
	write_key(json, key);
	appendStringInfoChar(json, '{');
}

void
tuoyu_json_close(StringInfo json)
{
	appendStringInfoChar(json, '}');
}

/* The rule's assumptions as an array. */
static void
write_assumptions(StringInfo json, List *assumptions)
{
	ListCell   *cell;

	write_key(json, "assumptions");
	appendStringInfoChar(json, '[');
	foreach(cell, assumptions)
	{
		if (foreach_current_index(cell) > 0)
			appendStringInfoChar(json, ',');
		escape_json(json, lfirst(cell));
	}
	appendStringInfoChar(json, ']');
}

void
tuoyu_json_rule(StringInfo json, const RuleHead *head)
{
	tuoyu_json_text(json, "rule", head->rule);
	tuoyu_json_text(json, "region", tuoyu_region_format(head->region));
	tuoyu_json_text(json, "scenario", head->scenario);
	tuoyu_json_text(json, "document", head->document);
	tuoyu_json_text(json, "doc_number", head->doc_number);
	tuoyu_json_text(json, "clause", head->clause);
	write_assumptions(json, head->assumptions);
}

void
tuoyu_json_value(StringInfo json, const char *key, Oid type, Datum value, bool isnull)
{
	Oid			output;
	bool		is_varlena;
	char	   *text;

	if (isnull)
	{
		tuoyu_json_raw(json, key, NULL);
		return;
	}
	if (type == DATEOID)
	{
		tuoyu_json_date(json, key, DatumGetDateADT(value));
		return;
	}
	getTypeOutputInfo(type, &output, &is_varlena);
	text = OidOutputFunctionCall(output, value);
	if (type == BOOLOID)
		tuoyu_json_raw(json, key, DatumGetBool(value) ? "true" : "false");
	else if (type == INT2OID || type == INT4OID || type == INT8OID ||
			 (type == NUMERICOID && !numeric_is_nan(DatumGetNumeric(value)) && !numeric_is_inf(DatumGetNumeric(value))) ||
			 type == tuoyu_type_oid("yuan"))
		tuoyu_json_raw(json, key, text);
	else
		tuoyu_json_text(json, key, text);
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
write_parameter(StringInfo json, const char *name, const RuleMoment *moment)
{
	const PolicyParameter *parameter = tuoyu_policy_parameter(moment->rules, name, moment->day, moment->scenario);

	if (parameter == NULL)
	{
		tuoyu_json_raw(json, name, NULL);	/* the formula folded to a constant without it */
		return;
	}
	tuoyu_json_open(json, name);
	tuoyu_json_text(json, "parameter", parameter->head.rule);
	tuoyu_json_text(json, "region", tuoyu_region_format(parameter->head.region));
	tuoyu_json_text(json, "unit", parameter->unit);
	tuoyu_json_text(json, "doc_number", parameter->head.doc_number);
	tuoyu_json_text(json, "clause", parameter->head.clause);
	appendStringInfoChar(json, '}');
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
tuoyu_json_variables_of(StringInfo json, FactType *type, const RuleProgram *const *programs, int count,
						const RuleMoment *moment)
{
	tuoyu_json_text(json, "formula", programs[0]->source);
	tuoyu_json_open(json, "variables");
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
			tuoyu_json_value(json, variable->name, variable->type, value, isnull);
		}
	}
	tuoyu_json_close(json);
	tuoyu_json_open(json, "parameters");
	for (int i = 0; i < count; i++)
	{
		CompiledProgram *compiled = programs[i] == NULL ? NULL : tuoyu_compiled_rule(type, programs[i]);

		for (int j = 0; compiled != NULL && j < compiled->nparameters; j++)
			if (!has_variable(type, programs, i, compiled->parameters[j]))
				write_parameter(json, compiled->parameters[j], moment);
	}
	tuoyu_json_close(json);
}

void
tuoyu_json_variables(StringInfo json, FactType *type, const RuleProgram *program, const RuleMoment *moment)
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
tuoyu_json_rounding(StringInfo json, const Rounding *rounding)
{
	static const char *const modes[] = {"half_up", "half_even", "down", "up"};

	tuoyu_json_open(json, "rounding");
	tuoyu_json_yuan(json, "unit", rounding->unit);
	tuoyu_json_text(json, "mode", modes[rounding->mode]);
	tuoyu_json_text(json, "stage", rounding->whole_period ? "period" : "line");
	appendStringInfoChar(json, '}');
}

Datum
tuoyu_json_finish(StringInfo json)
{
	return DirectFunctionCall1(jsonb_in, CStringGetDatum(json->data));
}
