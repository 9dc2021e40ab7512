/*
 * json.c
 *		Writing jsonb without a detour over text.
 *
 * A settlement writes a trace of some fifty members for every line.  As text, to be parsed again, that was two thirds of the time
 * that computing the line took; half of it went into sorting keys that come in the same order each time.
 */
#include "tuoyu.h"

#include "catalog/pg_type_d.h"
#include "utils/builtins.h"
#include "utils/datetime.h"
#include "utils/json.h"
#include "utils/lsyscache.h"

#include "policy/json.h"
#include "tuoyu_schema.h"

/*
 * Members
 */

/* One more member. */
static void
add_member(Json *json, const char *key, JEntry type, const void *data, uint32 length)
{
	if (json->count == json->size)
	{
		json->size = Max(8, json->size * 2);
		json->members = json->members == NULL ? palloc(sizeof(JsonMember) * json->size) :
			repalloc(json->members, sizeof(JsonMember) * json->size);
	}
	json->members[json->count++] = (JsonMember) {key, key == NULL ? 0 : strlen(key), type, length, data};
}

void
tuoyu_json_null(Json *json, const char *key)
{
	add_member(json, key, JENTRY_ISNULL, NULL, 0);
}

void
tuoyu_json_text(Json *json, const char *key, const char *value)
{
	if (value == NULL)
		tuoyu_json_null(json, key);
	else
		add_member(json, key, JENTRY_ISSTRING, value, strlen(value));
}

void
tuoyu_json_bool(Json *json, const char *key, bool value)
{
	add_member(json, key, value ? JENTRY_ISBOOL_TRUE : JENTRY_ISBOOL_FALSE, NULL, 0);
}

void
tuoyu_json_number(Json *json, const char *key, Numeric value)
{
	if (numeric_is_nan(value) || numeric_is_inf(value))
		tuoyu_json_text(json, key, DatumGetCString(DirectFunctionCall1(numeric_out, NumericGetDatum(value))));
	else
		add_member(json, key, JENTRY_ISNUMERIC, value, VARSIZE_ANY(value));
}

void
tuoyu_json_integer(Json *json, const char *key, int64 value)
{
	tuoyu_json_number(json, key, int64_to_numeric(value));
}

void
tuoyu_json_yuan(Json *json, const char *key, Yuan value)
{
	tuoyu_json_number(json, key, tuoyu_yuan_to_numeric(value));
}

void
tuoyu_json_date(Json *json, const char *key, DateADT value)
{
	char		buf[MAXDATELEN + 1];

	(void) JsonEncodeDateTime(buf, DateADTGetDatum(value), DATEOID, NULL);
	tuoyu_json_text(json, key, pstrdup(buf));
}

void
tuoyu_json_put(Json *json, const char *key, Datum jsonb)
{
	const Jsonb *value = DatumGetJsonbP(jsonb);

	Assert(!JB_ROOT_IS_SCALAR(value));
	add_member(json, key, JENTRY_ISCONTAINER, VARDATA(value), VARSIZE(value) - VARHDRSZ);
}

void
tuoyu_json_value(Json *json, const char *key, Oid type, Datum value, bool isnull)
{
	Oid			output;
	bool		is_varlena;

	if (isnull)
		tuoyu_json_null(json, key);
	else if (type == DATEOID)
		tuoyu_json_date(json, key, DatumGetDateADT(value));
	else if (type == BOOLOID)
		tuoyu_json_bool(json, key, DatumGetBool(value));
	else if (type == INT2OID)
		tuoyu_json_integer(json, key, DatumGetInt16(value));
	else if (type == INT4OID)
		tuoyu_json_integer(json, key, DatumGetInt32(value));
	else if (type == INT8OID)
		tuoyu_json_integer(json, key, DatumGetInt64(value));
	else if (type == NUMERICOID)
		tuoyu_json_number(json, key, DatumGetNumeric(value));
	else if (type == tuoyu_type_oid("yuan"))
		tuoyu_json_yuan(json, key, DatumGetYuan(value));
	else
	{
		getTypeOutputInfo(type, &output, &is_varlena);
		tuoyu_json_text(json, key, OidOutputFunctionCall(output, value));
	}
}

Json
tuoyu_json_copy(const Json *json)
{
	Json		copy = *json;

	copy.size = json->count * 2 + 8;
	copy.members = palloc(sizeof(JsonMember) * copy.size);
	if (json->count > 0)
		memcpy(copy.members, json->members, sizeof(JsonMember) * json->count);
	return copy;
}

/*
 * Order
 */

/* Objects of up to so many members remember the order that the last one of their size had. */
#define MOST_REMEMBERED 64

/* In jsonb's order of keys: the shorter first, then by bytes; of equal keys, the later member last. */
static inline int
compare_members(const JsonMember *members, int a, int b)
{
	int			difference;

	if (members[a].key_length != members[b].key_length)
		return members[a].key_length < members[b].key_length ? -1 : 1;
	difference = memcmp(members[a].key, members[b].key, members[a].key_length);
	return difference != 0 ? difference : a - b;
}

/* Sort by insertion: next to nothing to do where the order is right already. */
static void
sort_members(const JsonMember *members, uint16 *order, int count)
{
	for (int i = 1; i < count; i++)
	{
		uint16		member = order[i];
		int			place = i;

		for (; place > 0 && compare_members(members, order[place - 1], member) > 0; place--)
			order[place] = order[place - 1];
		order[place] = member;
	}
}

/* Of members with the same key leave out all but the last; returns how many are left. */
static int
drop_replaced(const JsonMember *members, uint16 *order, int count)
{
	int			kept = 0;

	for (int i = 0; i < count; i++)
		if (i == count - 1 || members[order[i]].key_length != members[order[i + 1]].key_length ||
			memcmp(members[order[i]].key, members[order[i + 1]].key, members[order[i]].key_length) != 0)
			order[kept++] = order[i];
	return kept;
}

/* The members of an object in the order of their keys, those of an array as they are; returns how many there are. */
static int
order_members(const Json *json, uint16 *order)
{
	static uint16 last_order[MOST_REMEMBERED + 1][MOST_REMEMBERED];
	uint16	   *last = json->is_array || json->count > MOST_REMEMBERED ? NULL : last_order[json->count];

	/* one never written is all zero, which no order of two or more is */
	if (last != NULL && json->count > 1 && last[0] != last[1])
		memcpy(order, last, sizeof(uint16) * json->count);
	else
		for (int i = 0; i < json->count; i++)
			order[i] = i;
	if (json->is_array)
		return json->count;
	sort_members(json->members, order, json->count);
	if (last != NULL)
		memcpy(last, order, sizeof(uint16) * json->count);
	return drop_replaced(json->members, order, json->count);
}

/*
 * Layout
 */

/* A container being filled: entries at its beginning, data behind them. */
typedef struct Layout
{
	JEntry	   *entries;
	char	   *data;
	uint32		used;			/* of the data */
	int			count;			/* of entries */
} Layout;

/* Numbers and containers begin at a multiple of four. */
static inline bool
is_aligned(JEntry type)
{
	return type == JENTRY_ISNUMERIC || type == JENTRY_ISCONTAINER;
}

/* One key or value.  An entry says how long it is, padding included, and every so many where it ends. */
static inline void
put_entry(Layout *layout, JEntry type, const void *data, uint32 length)
{
	uint32		begin = layout->used;

	if (is_aligned(type))
		while (layout->used != INTALIGN(layout->used))
			layout->data[layout->used++] = '\0';
	if (length > 0)
		memcpy(layout->data + layout->used, data, length);
	layout->used += length;
	layout->entries[layout->count] = type |
		(layout->count % JB_OFFSET_STRIDE == 0 ? layout->used | JENTRY_HAS_OFF : layout->used - begin);
	layout->count++;
}

/* At most how many bytes all of it takes. */
static Size
most_bytes(const Json *json)
{
	Size		size = VARHDRSZ + sizeof(uint32);

	if (json->count > PG_UINT16_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("explanation has too many members")));
	for (int i = 0; i < json->count; i++)
		size += 2 * sizeof(JEntry) + json->members[i].key_length + sizeof(uint32) + json->members[i].length;
	if (size > JENTRY_OFFLENMASK)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("explanation is too long")));
	return size;
}

Datum
tuoyu_json_finish(const Json *json)
{
	Jsonb	   *result = palloc(most_bytes(json));
	uint16	   *order = palloc(sizeof(uint16) * Max(json->count, 1));
	int			count = order_members(json, order);
	int			entries = json->is_array ? count : count * 2;
	Layout		layout = {.entries = result->root.children, .data = (char *) &result->root.children[entries]};

	result->root.header = count | (json->is_array ? JB_FARRAY : JB_FOBJECT);
	for (int i = 0; i < count && !json->is_array; i++)
		put_entry(&layout, JENTRY_ISSTRING, json->members[order[i]].key, json->members[order[i]].key_length);
	for (int i = 0; i < count; i++)
	{
		const JsonMember *member = &json->members[order[i]];

		put_entry(&layout, member->type, member->data, member->length);
	}
	SET_VARSIZE(result, layout.data + layout.used - (char *) result);
	return JsonbPGetDatum(result);
}
