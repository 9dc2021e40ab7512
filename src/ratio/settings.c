/*
 * settings.c
 *		Changes of a constraint's settings.
 *
 * Settings are arguments of the trigger on the class table.  They are changed in place, as ALTER TRIGGER changes a name:
 * what else is known of the trigger stays (whether it is enabled, when it fires, comments), and so do events that wait for
 * it in other sessions.
 *
 * The lock keeps out transactions that have been checked under the old setting and are not yet over; those that have not
 * will be checked under the new one.
 */
#include "constraint.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "access/xact.h"
#include "catalog/indexing.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_trigger.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "storage/lmgr.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

/* The arguments of a trigger with one setting replaced, or taken out (value NULL), as the catalogue has them. */
static bytea *
replace_setting(const Trigger *trigger, const char *setting, const char *value, int16 *count)
{
	size_t		length = strlen(setting);
	StringInfoData data;
	bytea	   *result;

	initStringInfo(&data);
	*count = 0;
	for (int i = 0; i < trigger->tgnargs; i++)
		if (strncmp(trigger->tgargs[i], setting, length) != 0 || trigger->tgargs[i][length] != '=')
		{
			appendBinaryStringInfo(&data, trigger->tgargs[i], (int) strlen(trigger->tgargs[i]) + 1);
			(*count)++;
		}
	if (value != NULL)
	{
		appendStringInfo(&data, "%s=%s", setting, value);
		appendStringInfoChar(&data, '\0');
		(*count)++;
	}
	result = palloc(VARHDRSZ + data.len);
	SET_VARSIZE(result, VARHDRSZ + data.len);
	memcpy(VARDATA(result), data.data, data.len);
	return result;
}

/* Gives a trigger other arguments. */
static void
update_arguments(Oid trigger, bytea *arguments, int16 count)
{
	Relation	catalog = table_open(TriggerRelationId, RowExclusiveLock);
	Datum		values[Natts_pg_trigger] = {0};
	bool		nulls[Natts_pg_trigger] = {false};
	bool		replaces[Natts_pg_trigger] = {false};
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple	tuple;

	values[Anum_pg_trigger_tgnargs - 1] = Int16GetDatum(count);
	values[Anum_pg_trigger_tgargs - 1] = PointerGetDatum(arguments);
	replaces[Anum_pg_trigger_tgnargs - 1] = replaces[Anum_pg_trigger_tgargs - 1] = true;
	ScanKeyInit(&key, Anum_pg_trigger_oid, BTEqualStrategyNumber, F_OIDEQ, ObjectIdGetDatum(trigger));
	scan = systable_beginscan(catalog, TriggerOidIndexId, true, NULL, 1, &key);
	tuple = systable_getnext(scan);
	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "could not find trigger %u", trigger);
	tuple = heap_modify_tuple(tuple, RelationGetDescr(catalog), values, nulls, replaces);
	CatalogTupleUpdate(catalog, &tuple->t_self, tuple);
	systable_endscan(scan);
	table_close(catalog, RowExclusiveLock);
}

/* Changes the setting on the class table or one of its partitions. */
static void
set_in_table(Oid table, const RatioConstraint *constraint, const char *setting, const char *value)
{
	Relation	relation = table_open(table, NoLock);
	const Trigger *trigger = tuoyu_find_trigger(relation, NameStr(constraint->name), constraint->class);

	if (trigger != NULL)
	{
		int16		count;
		bytea	   *arguments = replace_setting(trigger, setting, value, &count);

		update_arguments(trigger->tgoid, arguments, count);
		CacheInvalidateRelcache(relation);
	}
	table_close(relation, NoLock);
}

PG_FUNCTION_INFO_V1(tuoyu_ratio_set);

/* ratio_set(name, class, setting, value): changes a setting, or takes it out (NULL). */
Datum
tuoyu_ratio_set(PG_FUNCTION_ARGS)
{
	RatioConstraint *constraint;
	ListCell   *cell;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_ARGISNULL(2))
		ereport(ERROR, errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("arguments of ratio_set must not be null"));
	constraint = tuoyu_constraint_of_class(PG_GETARG_OID(1), NameStr(*PG_GETARG_NAME(0)));
	tuoyu_load_constraint(constraint);
	if (!has_privs_of_role(GetUserId(), constraint->owner))
		aclcheck_error(ACLCHECK_NOT_OWNER, OBJECT_TABLE, get_rel_name(constraint->class));
	if (tuoyu_has_unchecked(constraint))
		ereport(ERROR,
				errcode(ERRCODE_OBJECT_IN_USE),
				errmsg("cannot change staffing constraint \"%s\" in a transaction whose writes it has not yet checked",
					   NameStr(constraint->name)),
				errhint("End the transaction first, or have it checked by SET CONSTRAINTS ALL IMMEDIATE."));
	LockRelationOid(constraint->class, ExclusiveLock);
	foreach(cell, find_all_inheritors(constraint->class, ExclusiveLock, NULL))
		set_in_table(lfirst_oid(cell), constraint, text_to_cstring(PG_GETARG_TEXT_PP(2)),
					 PG_ARGISNULL(3) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(3)));
	CommandCounterIncrement();
	tuoyu_load_constraint(constraint);
	tuoyu_check_breach_log(constraint);
	PG_RETURN_VOID();
}
