/*
 * json.h
 *		Writing jsonb without a detour over text: members are collected, put in order, and laid out as PostgreSQL stores them.
 *
 * Keys and texts are not copied before the object is finished.
 */
#ifndef TUOYU_JSON_H
#define TUOYU_JSON_H

#include "utils/date.h"
#include "utils/jsonb.h"
#include "utils/numeric.h"

#include "types/yuan.h"

/* A member of an object, or an element of an array. */
typedef struct JsonMember
{
	const char *key;			/* of an array: NULL */
	uint32		key_length;
	JEntry		type;
	uint32		length;
	const void *data;
} JsonMember;

/* An object or array being written; all zero is an empty object. */
typedef struct Json
{
	bool		is_array;
	int			count;
	int			size;
	JsonMember *members;
} Json;

/* Members, or with a NULL key elements.  A key that comes twice counts where it comes last. */
extern void tuoyu_json_null(Json *json, const char *key);
extern void tuoyu_json_text(Json *json, const char *key, const char *value);	/* NULL: null */
extern void tuoyu_json_bool(Json *json, const char *key, bool value);
extern void tuoyu_json_number(Json *json, const char *key, Numeric value);	/* what JSON has no number for, as a text */
extern void tuoyu_json_integer(Json *json, const char *key, int64 value);
extern void tuoyu_json_yuan(Json *json, const char *key, Yuan value);
extern void tuoyu_json_date(Json *json, const char *key, DateADT value);

/* An object or array that is finished. */
extern void tuoyu_json_put(Json *json, const char *key, Datum jsonb);

/* A value as JSON: numbers and booleans as such, all else as the type prints it. */
extern void tuoyu_json_value(Json *json, const char *key, Oid type, Datum value, bool isnull);

/* Another one with the same members, to which more are added. */
extern Json tuoyu_json_copy(const Json *json);

/* As a jsonb datum. */
extern Datum tuoyu_json_finish(const Json *json);

#endif							/* TUOYU_JSON_H */
