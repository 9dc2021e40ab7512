/*
 * uses.h
 *		What a rule's formula uses: names, and operators that surprise.
 */
#ifndef TUOYU_USES_H
#define TUOYU_USES_H

#include "policy/program.h"

typedef enum UseKind
{
	USE_COLUMN,					/* a standard column of the facts */
	USE_DERIVED,				/* what the engine derives */
	USE_PARAMETER,				/* any other name */
	USE_INTEGER_DIVISION
} UseKind;

typedef struct FormulaUse
{
	UseKind		kind;
	const char *name;			/* NULL where there is none */
	int			position;		/* in characters from 1; 0 when not known */
} FormulaUse;

/* "fee", "care" or "heads". */
extern FactKind tuoyu_fact_kind(const char *name);

/* Compile a formula for facts of a kind and say what it uses, each name once (List of FormulaUse *). */
extern List *tuoyu_formula_uses(const char *source, Oid result_type, FactKind kind);

/*
 * The name that an unknown one is probably a misspelling of, among columns, derived variables and policy parameters; NULL
 * when none is near, or the name is that of a parameter somewhere.
 */
extern char *tuoyu_similar_name(const char *name, FactKind kind);

#endif							/* TUOYU_USES_H */
