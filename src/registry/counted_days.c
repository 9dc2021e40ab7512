/*
 * counted_days.c
 *		On which days does a member of staff count as a caregiver, and as how much?
 */
#include "ratio/constraint.h"

#include "catalog/pg_type_d.h"
#include "funcapi.h"
#include "utils/array.h"
#include "utils/tuplestore.h"

#include "ratio/days.h"

PG_FUNCTION_INFO_V1(tuoyu_counted_days);

/* The elements of an array argument, which must be there. */
static int
array_elements(FunctionCallInfo fcinfo, int argno, Oid type, Datum **elements, bool **nulls)
{
	int			count;

	deconstruct_array(PG_GETARG_ARRAYTYPE_P(argno), type, -1, false, TYPALIGN_INT, elements, nulls, &count);
	return count;
}

/* By kind and day. */
static int
cmp_certificates(const void *left, const void *right)
{
	const CertificateRow *a = left;
	const CertificateRow *b = right;

	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	return (a->from > b->from) - (a->from < b->from);
}

/* Reads the certificates: kinds and days side by side. */
static void
read_certificates(FunctionCallInfo fcinfo, Counting *counting)
{
	Datum	   *kinds,
			   *days;
	bool	   *no_kind,
			   *no_days;
	int			count = array_elements(fcinfo, 3, TEXTOID, &kinds, &no_kind);
	CertificateRow *rows = palloc(sizeof(CertificateRow) * (count + 1));

	if (array_elements(fcinfo, 4, DATERANGEOID, &days, &no_days) != count)
		ereport(ERROR,
				errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
				errmsg("kinds and days of certificates must have the same number of elements"));
	for (int i = 0; i < count; i++)
	{
		CertificateRow *row = &rows[counting->ncertificates];

		if (no_kind[i] || no_days[i] || !tuoyu_days_of_range(DatumGetRangeTypeP(days[i]), &row->from, &row->until))
			continue;
		row->kind = tuoyu_label_of_text(kinds[i]);
		counting->ncertificates++;
	}
	qsort(rows, counting->ncertificates, sizeof(CertificateRow), cmp_certificates);
	counting->certificates = rows;
}

/* A CountHandler: adds a row of the result. */
static void
put_days(DateADT from, DateADT until, int32 counts, void *arg)
{
	ReturnSetInfo *result = arg;
	bool		nulls[2] = {false};
	Datum		values[2] = {RangeTypePGetDatum(tuoyu_range_of_days(from, until)), tuoyu_heads_numeric(counts)};

	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

/* Are two text arguments equal? */
static bool
same_text(FunctionCallInfo fcinfo, int left, int right)
{
	text	   *a = PG_GETARG_TEXT_PP(left);
	text	   *b = PG_GETARG_TEXT_PP(right);

	return VARSIZE_ANY_EXHDR(a) == VARSIZE_ANY_EXHDR(b) && memcmp(VARDATA_ANY(a), VARDATA_ANY(b), VARSIZE_ANY_EXHDR(a)) == 0;
}

/* counted_days(region, role, during, certificate_kinds, certificate_days, institution_kind, caregiver_role) */
Datum
tuoyu_counted_days(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	Counting	counting = {.scope = SCOPE_CLASS, .only = LABEL_NONE, .institution_kind = LABEL_NONE};
	DateADT		from,
				until;

	InitMaterializedSRF(fcinfo, 0);
	if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_ARGISNULL(2) || !tuoyu_days_of_range(PG_GETARG_RANGE_P(2), &from, &until))
		return (Datum) 0;
	(void) tuoyu_any_staffing_rule(SCOPE_CLASS);	/* rules get their labels when they are read */
	counting.region = PG_GETARG_REGION_CODE(0);
	counting.role = tuoyu_label_of_text(PG_GETARG_DATUM(1));
	counting.otherwise = PG_ARGISNULL(6) || same_text(fcinfo, 1, 6) ? ONE_HEAD : 0;
	counting.certified = PG_ARGISNULL(3) || PG_ARGISNULL(4);
	if (!PG_ARGISNULL(5))
		counting.institution_kind = tuoyu_label_of_text(PG_GETARG_DATUM(5));
	if (!counting.certified)
		read_certificates(fcinfo, &counting);
	tuoyu_count_days(&counting, from, until, put_days, result);
	return (Datum) 0;
}
