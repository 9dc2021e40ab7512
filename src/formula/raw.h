/*
 * raw.h
 *		A formula's form: what PostgreSQL's raw parser makes of it, and which of that is allowed.
 */
#ifndef TUOYU_FORMULA_RAW_H
#define TUOYU_FORMULA_RAW_H

#include "nodes/nodes.h"

/* The raw expression of a formula, checked; raises an error when the form is not allowed. */
extern Node *tuoyu_formula_raw(const char *source);

/* The same as a test: false with the error saved in escontext, where that can save one; else it raises. */
extern bool tuoyu_formula_check_form(const char *source, Node *escontext);

/* Runs in an error context that turns positions into positions within the formula. */
typedef struct FormulaErrorContext
{
	const char *source;
} FormulaErrorContext;

extern void tuoyu_formula_error_callback(void *arg);

#endif							/* TUOYU_FORMULA_RAW_H */
