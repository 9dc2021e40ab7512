/*
 * tuoyu_schema.c
 *		The extension's own objects in the system catalogs.
 *
 * The schema's name is fixed by the control file, so names are enough; the system caches make the look-ups cheap.
 */
#include "tuoyu.h"

#include "access/htup_details.h"
#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "nodes/value.h"
#include "parser/parse_func.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "tuoyu_schema.h"

Oid
tuoyu_schema_oid(void)
{
	return get_namespace_oid("tuoyu", false);
}

Oid
tuoyu_type_oid(const char *name)
{
	Oid			result = GetSysCacheOid2(TYPENAMENSP, Anum_pg_type_oid, CStringGetDatum(name),
										 ObjectIdGetDatum(tuoyu_schema_oid()));

	if (!OidIsValid(result))
		elog(ERROR, "type tuoyu.%s is missing", name);
	return result;
}

Oid
tuoyu_relation_oid(const char *name)
{
	Oid			result = get_relname_relid(name, tuoyu_schema_oid());

	if (!OidIsValid(result))
		elog(ERROR, "relation tuoyu.%s is missing", name);
	return result;
}

Oid
tuoyu_function_oid(const char *name, int nargs, const Oid *types)
{
	return LookupFuncName(list_make2(makeString("tuoyu"), makeString(pstrdup(name))), nargs, types, false);
}

bool
tuoyu_is_our_type(Oid type)
{
	HeapTuple	tuple = SearchSysCache1(TYPEOID, ObjectIdGetDatum(type));
	bool		result;

	if (!HeapTupleIsValid(tuple))
		return false;
	result = ((Form_pg_type) GETSTRUCT(tuple))->typnamespace == tuoyu_schema_oid();
	ReleaseSysCache(tuple);
	return result;
}
