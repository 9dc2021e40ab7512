/*
 * gather.c
 *		The aggregate gather(key, value), and what is counted in its result.
 *
 * The result is a bytea: the number of pairs, eight bytes in all, the pairs, the names.  It is not meant to be kept.
 */
#include "registry/gather.h"

#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/memutils.h"

/* Before the pairs: their number, and padding. */
#define HEADER_SIZE sizeof(int64)

/* Room for the first pairs. */
#define FIRST_PAIRS 16

/* What a group has so far. */
typedef struct Gathering
{
	MemoryContext context;
	int			npairs;
	int			maxpairs;
	bool		sorted;
	Pair	   *pairs;
	int			names_size;
	int			maxnames;
	char	   *names;
} Gathering;

/*
 * Gathering
 */

/* The state in the first argument, made when there is none yet. */
static Gathering *
gathering_of(FunctionCallInfo fcinfo)
{
	MemoryContext context;
	Gathering  *state;

	if (!PG_ARGISNULL(0))
		return (Gathering *) PG_GETARG_POINTER(0);
	if (!AggCheckCallContext(fcinfo, &context))
		elog(ERROR, "aggregate function called in non-aggregate context");
	state = MemoryContextAllocZero(context, sizeof(Gathering));
	state->context = context;
	state->sorted = true;
	state->maxpairs = FIRST_PAIRS;
	state->pairs = MemoryContextAlloc(context, FIRST_PAIRS * sizeof(Pair));
	return state;
}

/* Order by key, then value. */
static int
compare_pairs(const void *a, const void *b)
{
	const Pair *x = a;
	const Pair *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return (x->value > y->value) - (x->value < y->value);
}

/* Adds a pair. */
static inline void
add_pair(Gathering *state, int64 key, int64 value)
{
	Pair		pair = {key, value};

	if (state->npairs == state->maxpairs)
	{
		state->maxpairs *= 2;
		state->pairs = repalloc_huge(state->pairs, state->maxpairs * sizeof(Pair));
	}
	if (state->npairs > 0 && state->sorted)
		state->sorted = compare_pairs(&state->pairs[state->npairs - 1], &pair) <= 0;
	state->pairs[state->npairs++] = pair;
}

/* Where a name begins among the names: there are only as many as there are different ones. */
static int64
add_name(Gathering *state, const char *name, int32 length)
{
	int			at = 0;
	int32		other;

	for (; at < state->names_size; at += sizeof(other) + other)
	{
		memcpy(&other, state->names + at, sizeof(other));
		if (other == length && memcmp(state->names + at + sizeof(other), name, length) == 0)
			return at;
	}
	if (at + sizeof(length) + length > (size_t) state->maxnames)
	{
		state->maxnames = Max(64, 2 * (at + (int) sizeof(length) + length));
		state->names = state->names == NULL ? MemoryContextAlloc(state->context, state->maxnames) :
			repalloc(state->names, state->maxnames);
	}
	memcpy(state->names + at, &length, sizeof(length));
	memcpy(state->names + at + sizeof(length), name, length);
	state->names_size = at + sizeof(length) + length;
	return at;
}

PG_FUNCTION_INFO_V1(tuoyu_gather_number);

/* Transition of gather(bigint, bigint): a pair with a NULL is none. */
Datum
tuoyu_gather_number(PG_FUNCTION_ARGS)
{
	Gathering  *state = gathering_of(fcinfo);

	if (!PG_ARGISNULL(1) && !PG_ARGISNULL(2))
		add_pair(state, PG_GETARG_INT64(1), PG_GETARG_INT64(2));
	PG_RETURN_POINTER(state);
}

PG_FUNCTION_INFO_V1(tuoyu_gather_date);

/* Transition of gather(bigint, date). */
Datum
tuoyu_gather_date(PG_FUNCTION_ARGS)
{
	Gathering  *state = gathering_of(fcinfo);

	if (!PG_ARGISNULL(1) && !PG_ARGISNULL(2))
		add_pair(state, PG_GETARG_INT64(1), PG_GETARG_DATEADT(2));
	PG_RETURN_POINTER(state);
}

PG_FUNCTION_INFO_V1(tuoyu_gather_name);

/* Transition of gather(bigint, text). */
Datum
tuoyu_gather_name(PG_FUNCTION_ARGS)
{
	Gathering  *state = gathering_of(fcinfo);

	if (!PG_ARGISNULL(1) && !PG_ARGISNULL(2))
	{
		text	   *name = PG_GETARG_TEXT_PP(2);

		add_pair(state, PG_GETARG_INT64(1), add_name(state, VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name)));
	}
	PG_RETURN_POINTER(state);
}

/* The state as a value. */
static bytea *
pack(const Gathering *state)
{
	Size		size = VARHDRSZ + HEADER_SIZE + state->npairs * sizeof(Pair) + state->names_size;
	bytea	   *result = palloc(size);
	int64		count = state->npairs;
	char	   *at = VARDATA(result);

	SET_VARSIZE(result, size);
	memcpy(at, &count, HEADER_SIZE);
	memcpy(at + HEADER_SIZE, state->pairs, state->npairs * sizeof(Pair));
	if (state->names_size > 0)
		memcpy(at + HEADER_SIZE + state->npairs * sizeof(Pair), state->names, state->names_size);
	return result;
}

PG_FUNCTION_INFO_V1(tuoyu_gather_combine);

/* Adds what another process has. */
Datum
tuoyu_gather_combine(PG_FUNCTION_ARGS)
{
	Gathering  *state = gathering_of(fcinfo);
	const Gathering *other = PG_ARGISNULL(1) ? NULL : (Gathering *) PG_GETARG_POINTER(1);

	for (int i = 0; other != NULL && i < other->npairs; i++)
	{
		int64		value = other->pairs[i].value;

		if (other->names_size > 0)
		{
			int32		length;

			memcpy(&length, other->names + value, sizeof(length));
			value = add_name(state, other->names + value + sizeof(length), length);
		}
		add_pair(state, other->pairs[i].key, value);
	}
	PG_RETURN_POINTER(state);
}

PG_FUNCTION_INFO_V1(tuoyu_gather_serialize);

/* A state on its way to another process. */
Datum
tuoyu_gather_serialize(PG_FUNCTION_ARGS)
{
	PG_RETURN_BYTEA_P(pack((Gathering *) PG_GETARG_POINTER(0)));
}

PG_FUNCTION_INFO_V1(tuoyu_gather_deserialize);

/* A state from another process, to be combined and dropped. */
Datum
tuoyu_gather_deserialize(PG_FUNCTION_ARGS)
{
	Gathered	from = tuoyu_open_gathered(PG_GETARG_BYTEA_PP(0));
	Gathering  *state = palloc0(sizeof(Gathering));

	state->context = CurrentMemoryContext;
	state->npairs = state->maxpairs = from.npairs;
	state->pairs = MemoryContextAllocHuge(state->context, from.npairs * sizeof(Pair) + 1);
	memcpy(state->pairs, from.pairs, from.npairs * sizeof(Pair));
	state->names_size = state->maxnames = from.names_size;
	state->names = palloc(from.names_size + 1);
	memcpy(state->names, from.names, from.names_size);
	PG_RETURN_POINTER(state);
}

PG_FUNCTION_INFO_V1(tuoyu_gather_final);

/* The pairs sorted; nothing gathered is NULL.  To sort them again does no harm to a state that goes on. */
Datum
tuoyu_gather_final(PG_FUNCTION_ARGS)
{
	Gathering  *state = PG_ARGISNULL(0) ? NULL : (Gathering *) PG_GETARG_POINTER(0);

	if (state == NULL || state->npairs == 0)
		PG_RETURN_NULL();
	if (!state->sorted)
		qsort(state->pairs, state->npairs, sizeof(Pair), compare_pairs);
	state->sorted = true;
	PG_RETURN_BYTEA_P(pack(state));
}

/*
 * Looking up
 */

/* Refuses what gather has not made. */
pg_noreturn static void
refuse_value(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("value was not made by gather"),
			 errdetail("Its length does not fit what it says that it holds."),
			 errhint("Pass on the result of the aggregate as it is.")));
}

Gathered
tuoyu_open_gathered(bytea *value)
{
	Gathered	result = {.pairs = "", .names = ""};
	size_t		size = value == NULL ? 0 : VARSIZE_ANY_EXHDR(value);
	int64		count;

	if (size == 0)
		return result;
	if (size < HEADER_SIZE)
		refuse_value();
	memcpy(&count, VARDATA_ANY(value), HEADER_SIZE);
	if (count < 0 || count > (int64) ((size - HEADER_SIZE) / sizeof(Pair)))
		refuse_value();
	result.npairs = (int) count;
	result.pairs = VARDATA_ANY(value) + HEADER_SIZE;
	result.names = result.pairs + count * sizeof(Pair);
	result.names_size = (int) (size - HEADER_SIZE - count * sizeof(Pair));
	return result;
}

int
tuoyu_find_gathered(const Gathered *gathered, int64 key)
{
	int			low = 0,
				high = gathered->npairs;

	while (low < high)
	{
		int			middle = low + (high - low) / 2;

		if (tuoyu_gathered_pair(gathered, middle).key < key)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const char *
tuoyu_gathered_name(const Gathered *gathered, int64 value, int *length)
{
	int32		said;

	if (value < 0 || value > gathered->names_size - (int64) sizeof(said))
		refuse_value();
	memcpy(&said, gathered->names + value, sizeof(said));
	if (said < 0 || said > gathered->names_size - value - (int64) sizeof(said))
		refuse_value();
	*length = said;
	return gathered->names + value + sizeof(said);
}

/*
 * Counting
 */

PG_FUNCTION_INFO_V1(tuoyu_gathered_count);

/* gathered_count(gathered [, name]): how many pairs, of that name */
Datum
tuoyu_gathered_count(PG_FUNCTION_ARGS)
{
	Gathered	gathered = tuoyu_open_gathered(PG_ARGISNULL(0) ? NULL : PG_GETARG_BYTEA_PP(0));
	text	   *wanted;
	int64		count = 0;

	if (PG_NARGS() == 1)
		PG_RETURN_INT64(gathered.npairs);
	if (PG_ARGISNULL(1))
		PG_RETURN_INT64(0);
	wanted = PG_GETARG_TEXT_PP(1);
	for (int i = 0; i < gathered.npairs; i++)
	{
		int			length;
		const char *name = tuoyu_gathered_name(&gathered, tuoyu_gathered_pair(&gathered, i).value, &length);

		if (length == (int) VARSIZE_ANY_EXHDR(wanted) && memcmp(name, VARDATA_ANY(wanted), length) == 0)
			count++;
	}
	PG_RETURN_INT64(count);
}

PG_FUNCTION_INFO_V1(tuoyu_gathered_common);

/* gathered_common(gathered, others): how many pairs have a key that the others have too */
Datum
tuoyu_gathered_common(PG_FUNCTION_ARGS)
{
	Gathered	gathered = tuoyu_open_gathered(PG_ARGISNULL(0) ? NULL : PG_GETARG_BYTEA_PP(0));
	Gathered	others = tuoyu_open_gathered(PG_ARGISNULL(1) ? NULL : PG_GETARG_BYTEA_PP(1));
	int64		count = 0;

	for (int i = 0, j = 0; i < gathered.npairs && j < others.npairs;)
	{
		int64		key = tuoyu_gathered_pair(&gathered, i).key;
		int64		other = tuoyu_gathered_pair(&others, j).key;

		count += key == other;
		if (other < key)
			j++;
		else
			i++;
	}
	PG_RETURN_INT64(count);
}
