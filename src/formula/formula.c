/*
 * formula.c
 *		The type formula: the text of a SQL expression, checked for its form when it comes in.
 *
 * What the form allows is decided on the raw parse tree, before any name is looked up: one bare expression, made of the
 * nodes listed in check_raw_node.  Everything that depends on names and types is decided by compile.c.
 */
#include "tuoyu.h"

#include "libpq/pqformat.h"
#include "utils/builtins.h"

#include "formula/raw.h"

/* The text as a formula; the one error exit is that of the parser and of check_raw_node. */
static text *
formula_from_cstring(const char *source, Node *escontext)
{
	if (!tuoyu_formula_check_form(source, escontext))
		return NULL;
	return cstring_to_text(source);
}

PG_FUNCTION_INFO_V1(tuoyu_formula_in);
Datum
tuoyu_formula_in(PG_FUNCTION_ARGS)
{
	text	   *result = formula_from_cstring(PG_GETARG_CSTRING(0), TUOYU_ESCONTEXT(fcinfo));

	if (result == NULL)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(result);
}

PG_FUNCTION_INFO_V1(tuoyu_formula_out);
Datum
tuoyu_formula_out(PG_FUNCTION_ARGS)
{
	PG_RETURN_CSTRING(TextDatumGetCString(PG_GETARG_DATUM(0)));
}

PG_FUNCTION_INFO_V1(tuoyu_formula_recv);
Datum
tuoyu_formula_recv(PG_FUNCTION_ARGS)
{
	StringInfo	buf = (StringInfo) PG_GETARG_POINTER(0);
	int			nbytes;
	char	   *source = pq_getmsgtext(buf, buf->len - buf->cursor, &nbytes);

	PG_RETURN_TEXT_P(formula_from_cstring(source, NULL));
}

PG_FUNCTION_INFO_V1(tuoyu_formula_send);
Datum
tuoyu_formula_send(PG_FUNCTION_ARGS)
{
	text	   *source = PG_GETARG_TEXT_PP(0);
	StringInfoData buf;

	pq_begintypsend(&buf);
	pq_sendtext(&buf, VARDATA_ANY(source), VARSIZE_ANY_EXHDR(source));
	PG_RETURN_BYTEA_P(pq_endtypsend(&buf));
}
