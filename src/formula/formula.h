/*
 * formula.h
 *		Formulas: SQL expressions over the columns of a row, compiled once by PostgreSQL itself.
 */
#ifndef TUOYU_FORMULA_H
#define TUOYU_FORMULA_H

#include "access/tupdesc.h"
#include "executor/execdesc.h"
#include "nodes/execnodes.h"
#include "nodes/pathnodes.h"
#include "nodes/primnodes.h"
#include "parser/parse_node.h"

/*
 * Where a formula's variables come from.
 *
 * A name is a column of the fact first; any other name is offered to resolve, which returns an expression for it or
 * NULL ("no such variable").  Columns become Vars on the scan tuple; what resolve returns may read the outer tuple.
 */
typedef struct FormulaScope
{
	TupleDesc	fact;			/* columns of the row; NULL when there is none */
	Node	   *(*resolve) (void *arg, ParseState *pstate, const char *name, int location);
	void		(*note_column) (void *arg, const char *name, Oid type, int attno);	/* told of each column used; or NULL */
	void		(*note_operator) (void *arg, Oid function, int location);	/* told of each operator; or NULL */
	void	   *arg;
	Node	   *raw;			/* the formula before analysis; the compiler's own */
} FormulaScope;

/*
 * For resolve: the type that the formula casts the name at that location to, where it is not a number; else InvalidOid.
 * So can a formula say what a column is that the fact may lack, as in opened_on::date.
 */
extern Oid	tuoyu_formula_hint(ParseState *pstate, int location);

/* A formula ready to run; lives in the memory context in which it was compiled. */
typedef struct FormulaProgram
{
	ExprState  *state;
	Expr	   *expr;			/* as planned, for inspection */
	bool		is_const;
	Datum		const_value;
	bool		const_isnull;
} FormulaProgram;

/*
 * Compile source to a program that yields result_type (NUMERICOID or BOOLOID).  Raises an error whose message, detail and
 * position speak of the formula.  Parses under a search_path of pg_catalog and tuoyu, whatever the session's is.
 */
extern FormulaProgram *tuoyu_formula_compile(const char *source, Oid result_type, const FormulaScope *scope);

/*
 * Run body in a subtransaction.  NULL when it went well, else its error in one line for a reader, with position and detail.
 * A cancelled query stays cancelled.
 */
extern text *tuoyu_formula_try(void (*body) (void *arg), void *arg);

/* The number of a column by its name; 0 when there is none, or no row at all. */
extern int tuoyu_column_number(TupleDesc desc, const char *name);

/* For the planner: is it a row of a table of this query as it is scanned, which is never NULL? */
extern bool tuoyu_is_scanned_row(const PlannerInfo *root, const Node *expr);

/* Coerce an expression as a formula's variable would be: to type, explicitly, refusing what does not convert. */
extern Node *tuoyu_formula_coerce(ParseState *pstate, Node *expr, Oid type, const char *name);

#endif							/* TUOYU_FORMULA_H */
