/*
 * age_band.c
 *		The type age_band: 未到龄 < 乳儿 < 托小 < 托大 < 超龄 < 混合, one byte.
 */
#include "tuoyu.h"

#include "common/hashfn.h"
#include "libpq/pqformat.h"
#include "utils/builtins.h"
#include "utils/sortsupport.h"

#include "types/age_band.h"

static const char *const labels[AGE_BAND_COUNT] = {"未到龄", "乳儿", "托小", "托大", "超龄", "混合"};

/* What input accepts besides the labels; English in any case. */
static const struct
{
	const char *spelling;
	AgeBand		band;
}			other_spellings[] =
{
	{"乳儿班", AGE_BAND_INFANT}, {"infant", AGE_BAND_INFANT},
	{"托小班", AGE_BAND_TODDLER}, {"toddler", AGE_BAND_TODDLER},
	{"托大班", AGE_BAND_PRESCHOOL}, {"preschool", AGE_BAND_PRESCHOOL},
	{"混合班", AGE_BAND_MIXED}, {"mixed", AGE_BAND_MIXED},
};

/* Input and output */

const char *
tuoyu_age_band_label(AgeBand band)
{
	Assert((int) band >= 0 && band < AGE_BAND_COUNT);
	return labels[band];
}

/* How many bytes of blank str begins with: a white-space character, or the ideographic space of Chinese keyboards. */
static size_t
blank_at(const char *str, size_t len)
{
	if (len >= 1 && (*str == ' ' || (*str >= '\t' && *str <= '\r')))
		return 1;
	return len >= 3 && memcmp(str, "\xE3\x80\x80", 3) == 0 ? 3 : 0;
}

/* Takes the blanks off both ends. */
static void
trim_blanks(const char **str, size_t *len)
{
	size_t		blank;

	while ((blank = blank_at(*str, *len)) > 0)
	{
		*str += blank;
		*len -= blank;
	}
	while (*len > 0 && ((blank = blank_at(*str + *len - 1, 1)) > 0 ||
						(*len >= 3 && (blank = blank_at(*str + *len - 3, 3)) == 3)))
		*len -= blank;
}

/* Whether the bytes are that spelling; letters in any case. */
static bool
spelled(const char *str, size_t len, const char *spelling)
{
	return strlen(spelling) == len && pg_strncasecmp(str, spelling, len) == 0;
}

bool
tuoyu_parse_age_band(const char *str, size_t len, AgeBand *band)
{
	trim_blanks(&str, &len);
	for (int i = 0; i < AGE_BAND_COUNT; i++)
		if (spelled(str, len, labels[i]))
		{
			*band = (AgeBand) i;
			return true;
		}
	for (size_t i = 0; i < lengthof(other_spellings); i++)
		if (spelled(str, len, other_spellings[i].spelling))
		{
			*band = other_spellings[i].band;
			return true;
		}
	return false;
}

/* The one error exit of text and binary input. */
static Datum
read_age_band(const char *str, size_t len, Node *escontext)
{
	AgeBand		band;

	if (!tuoyu_parse_age_band(str, len, &band))
		ereturn(escontext, (Datum) 0,
				(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				 errmsg("invalid input syntax for type %s: \"%s\"", "age_band", str),
				 errdetail("There is no age band of that name."),
				 errhint("Accepted are 未到龄, 乳儿 (乳儿班, infant), 托小 (托小班, toddler), 托大 (托大班, preschool), "
						 "超龄 and 混合 (混合班, mixed).")));
	return AgeBandGetDatum(band);
}

PG_FUNCTION_INFO_V1(tuoyu_age_band_in);

/* age_band_in(cstring) */
Datum
tuoyu_age_band_in(PG_FUNCTION_ARGS)
{
	const char *str = PG_GETARG_CSTRING(0);

	return read_age_band(str, strlen(str), TUOYU_ESCONTEXT(fcinfo));
}

PG_FUNCTION_INFO_V1(tuoyu_age_band_out);

/* age_band_out(age_band) */
Datum
tuoyu_age_band_out(PG_FUNCTION_ARGS)
{
	PG_RETURN_CSTRING(pstrdup(tuoyu_age_band_label(PG_GETARG_AGE_BAND(0))));
}

PG_FUNCTION_INFO_V1(tuoyu_age_band_recv);

/* age_band_recv(internal): the label, as enums travel, in the client's encoding. */
Datum
tuoyu_age_band_recv(PG_FUNCTION_ARGS)
{
	StringInfo	buf = (StringInfo) PG_GETARG_POINTER(0);
	int			len;
	char	   *str = pq_getmsgtext(buf, buf->len - buf->cursor, &len);

	return read_age_band(str, len, NULL);
}

PG_FUNCTION_INFO_V1(tuoyu_age_band_send);

/* age_band_send(age_band) */
Datum
tuoyu_age_band_send(PG_FUNCTION_ARGS)
{
	const char *label = tuoyu_age_band_label(PG_GETARG_AGE_BAND(0));
	StringInfoData buf;

	pq_begintypsend(&buf);
	pq_sendtext(&buf, label, strlen(label));
	PG_RETURN_BYTEA_P(pq_endtypsend(&buf));
}

/* Comparison */

#define COMPARISON(name, op) \
PG_FUNCTION_INFO_V1(tuoyu_age_band_##name); \
\
/* age_band_NAME(age_band, age_band) */ \
Datum \
tuoyu_age_band_##name(PG_FUNCTION_ARGS) \
{ \
	PG_RETURN_BOOL(PG_GETARG_AGE_BAND(0) op PG_GETARG_AGE_BAND(1)); \
}

COMPARISON(eq, ==)
COMPARISON(ne, !=)
COMPARISON(lt, <)
COMPARISON(le, <=)
COMPARISON(gt, >)
COMPARISON(ge, >=)

PG_FUNCTION_INFO_V1(tuoyu_age_band_smaller);

/* age_band_smaller(age_band, age_band) */
Datum
tuoyu_age_band_smaller(PG_FUNCTION_ARGS)
{
	PG_RETURN_AGE_BAND(Min(PG_GETARG_AGE_BAND(0), PG_GETARG_AGE_BAND(1)));
}

PG_FUNCTION_INFO_V1(tuoyu_age_band_larger);

/* age_band_larger(age_band, age_band) */
Datum
tuoyu_age_band_larger(PG_FUNCTION_ARGS)
{
	PG_RETURN_AGE_BAND(Max(PG_GETARG_AGE_BAND(0), PG_GETARG_AGE_BAND(1)));
}

/* Indexing */

PG_FUNCTION_INFO_V1(tuoyu_age_band_cmp);

/* age_band_cmp(age_band, age_band) */
Datum
tuoyu_age_band_cmp(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32((int32) PG_GETARG_AGE_BAND(0) - (int32) PG_GETARG_AGE_BAND(1));
}

PG_FUNCTION_INFO_V1(tuoyu_age_band_sortsupport);

/* age_band_sortsupport(internal): the datums are small numbers, which core has a specialised sort for. */
Datum
tuoyu_age_band_sortsupport(PG_FUNCTION_ARGS)
{
	SortSupport ssup = (SortSupport) PG_GETARG_POINTER(0);

	ssup->comparator = ssup_datum_int32_cmp;
	PG_RETURN_VOID();
}

PG_FUNCTION_INFO_V1(tuoyu_age_band_hash);

/* age_band_hash(age_band) */
Datum
tuoyu_age_band_hash(PG_FUNCTION_ARGS)
{
	return hash_uint32((uint32) PG_GETARG_AGE_BAND(0));
}

PG_FUNCTION_INFO_V1(tuoyu_age_band_hash_extended);

/* age_band_hash_extended(age_band, bigint) */
Datum
tuoyu_age_band_hash_extended(PG_FUNCTION_ARGS)
{
	return hash_uint32_extended((uint32) PG_GETARG_AGE_BAND(0), (uint64) PG_GETARG_INT64(1));
}

/* Casts */

PG_FUNCTION_INFO_V1(tuoyu_age_band_text);

/* age_band_text(age_band) → text */
Datum
tuoyu_age_band_text(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(cstring_to_text(tuoyu_age_band_label(PG_GETARG_AGE_BAND(0))));
}
