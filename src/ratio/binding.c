/*
 * binding.c
 *		From a trigger to the constraint that it is part of, and to the columns of the table at hand.
 *
 * Arguments of a constraint's trigger: the table's role, then settings as name=value.  Those named after a column role give
 * the column; the others (ratio_of_all, region_of_all, caregiver_role, checks, mode) are the constraint's.  What is read here is
 * kept until one of the tables changes, or a schema is renamed.
 */
#include "constraint.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/relation.h"
#include "access/table.h"
#include "catalog/indexing.h"
#include "catalog/namespace.h"
#include "catalog/pg_constraint.h"
#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "parser/parse_func.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/syscache.h"

static const char *const table_names[TABLE_ROLES] = {
	"enrolment", "roster", "class", "staff", "child", "institution", "certificate", "breach_log"
};

static const char *const column_names[COLUMN_ROLES] = {
	"institution", "class", "child", "staff", "during", "places", "kind", "ratio", "role", "birth", "region"
};

/* By the bits of Checks. */
static const char *const check_names[] = {"caregivers", "certificates", "class_size", "admission", "stay", "containment", "places", "roles"};

static const char *const mode_names[] = {"enforce", "warn", "record"};

static HTAB *constraints = NULL;
static HTAB *bindings = NULL;

/* Counts the news of changed tables, to see whether any came while something was being read. */
static uint64 changes = 0;

/*
 * Keeping
 */

/* A table has changed (InvalidOid: any): what was read of it must be read again. */
static void
forget_relation(Datum arg, Oid relation)
{
	HASH_SEQ_STATUS scan;
	RatioConstraint *constraint;
	Binding    *binding;

	(void) arg;
	changes++;
	hash_seq_init(&scan, constraints);
	while ((constraint = hash_seq_search(&scan)) != NULL)
	{
		for (int t = 0; t < TABLE_ROLES; t++)
			if (!OidIsValid(relation) || constraint->tables[t] == relation)
				constraint->valid = false;
	}
	hash_seq_init(&scan, bindings);
	while ((binding = hash_seq_search(&scan)) != NULL)
	{
		if (!OidIsValid(relation) || binding->relation == relation)
			binding->valid = false;
	}
}

/* A schema has been renamed, or the like: the names in our statements may be old. */
static void
forget_schema(Datum arg, int cacheid, uint32 hashvalue)
{
	(void) cacheid;
	(void) hashvalue;
	forget_relation(arg, InvalidOid);
}

/* Called once a backend. */
static void
make_tables(void)
{
	HASHCTL		of_constraints = {.keysize = offsetof(RatioConstraint, valid), .entrysize = sizeof(RatioConstraint)};
	HASHCTL		of_bindings = {.keysize = sizeof(Oid), .entrysize = sizeof(Binding)};

	bindings = hash_create("tuoyu constraint triggers", 32, &of_bindings, HASH_ELEM | HASH_BLOBS);
	constraints = hash_create("tuoyu constraints", 8, &of_constraints, HASH_ELEM | HASH_BLOBS);
	CacheRegisterRelcacheCallback(forget_relation, (Datum) 0);
	CacheRegisterSyscacheCallback(NAMESPACEOID, forget_schema, (Datum) 0);
}

/* The constraint of that name on that class table; made when it is new to this backend, read when it is used. */
RatioConstraint *
tuoyu_constraint_of_class(Oid class, const char *name)
{
	RatioConstraint	key;
	RatioConstraint *constraint;
	bool		found;

	if (constraints == NULL)
		make_tables();
	memset(&key, 0, offsetof(RatioConstraint, valid));
	key.class = class;
	namestrcpy(&key.name, name);
	constraint = hash_search(constraints, &key, HASH_ENTER, &found);
	if (!found)
		memset((char *) constraint + offsetof(RatioConstraint, valid), 0, sizeof(RatioConstraint) - offsetof(RatioConstraint, valid));
	return constraint;
}

/* The transaction is over: nothing is marked any more. */
void
tuoyu_forget_dirty(void)
{
	HASH_SEQ_STATUS scan;
	RatioConstraint *constraint;

	hash_seq_init(&scan, constraints);
	while ((constraint = hash_seq_search(&scan)) != NULL)
		constraint->dirty = NULL;
}

/*
 * Reading
 */

/* Position of a name in a list; -1 when it is none. */
static int
find_name(const char *const *names, int count, const char *name, size_t length)
{
	for (int i = 0; i < count; i++)
		if (strlen(names[i]) == length && memcmp(names[i], name, length) == 0)
			return i;
	return -1;
}

/* The table's role by a trigger's first argument. */
static TableRole
trigger_table(const Trigger *trigger)
{
	int			table = -1;

	if (trigger->tgnargs > 0)
		table = find_name(table_names, TABLE_ROLES, trigger->tgargs[0], strlen(trigger->tgargs[0]));
	if (table < 0)
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("trigger \"%s\" does not say which table of a staffing constraint it is on", trigger->tgname),
				errhint("Staffing constraints are made by tuoyu.add_ratio_constraint."));
	return (TableRole) table;
}

/* Splits name=value; the value, or NULL when it is not of that form. */
static const char *
split_setting(const char *setting, size_t *length)
{
	const char *equals = strchr(setting, '=');

	if (equals == NULL)
		return NULL;
	*length = equals - setting;
	return equals + 1;
}

/* The trigger of a constraint on a table: the one that checks; NULL when there is none. */
const Trigger *
tuoyu_find_trigger(Relation relation, const char *name, Oid class)
{
	Oid			function;

	if (relation->trigdesc == NULL)
		return NULL;
	function = LookupFuncName(list_make2(makeString("tuoyu"), makeString("ratio_check")), 0, NULL, false);
	for (int i = 0; i < relation->trigdesc->numtriggers; i++)
	{
		const Trigger *trigger = &relation->trigdesc->triggers[i];

		if (trigger->tgfoid == function && strcmp(trigger->tgname, name) == 0 &&
			(!OidIsValid(class) || trigger->tgconstrrelid == class))
			return trigger;
	}
	return NULL;
}

/* For a hint. */
static char *
all_check_names(void)
{
	StringInfoData names;

	initStringInfo(&names);
	for (size_t i = 0; i < lengthof(check_names); i++)
		appendStringInfo(&names, "%s%s", i == 0 ? "" : i == lengthof(check_names) - 1 ? " and " : ", ", check_names[i]);
	return names.data;
}

/* The checks that a list of names asks for. */
static uint32
parse_checks(const RatioConstraint *constraint, const char *list)
{
	uint32		checks = 0;

	while (*list != '\0')
	{
		size_t		length = strcspn(list, ",");
		int			check = find_name(check_names, lengthof(check_names), list, length);

		if (check < 0)
			ereport(ERROR,
					errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("unknown check \"%s\" in staffing constraint \"%s\"", pnstrdup(list, length), NameStr(constraint->name)),
					errhint("Checks are %s.", all_check_names()));
		checks |= 1 << check;
		list += length + (list[length] == ',');
	}
	return checks;
}

/* A setting that is not of a column. */
static void
take_setting(RatioConstraint *constraint, const char *name, size_t length, const char *value)
{
	if (find_name((const char *const[]) {"ratio_of_all"}, 1, name, length) == 0)
	{
		if (tuoyu_staff_ratio_parse(value, &constraint->ratio) != STAFF_RATIO_OK)
			elog(ERROR, "invalid ratio \"%s\" in staffing constraint \"%s\"", value, NameStr(constraint->name));
	}
	else if (find_name((const char *const[]) {"region_of_all"}, 1, name, length) == 0)
		constraint->region = (RegionCode) strtoi64(value, NULL, 10);
	else if (find_name((const char *const[]) {"caregiver_role"}, 1, name, length) == 0)
		constraint->caregiver_role = pstrdup(value);
	else if (find_name((const char *const[]) {"checks"}, 1, name, length) == 0)
		constraint->checks = parse_checks(constraint, value);
	else if (find_name((const char *const[]) {"mode"}, 1, name, length) == 0)
	{
		int			mode = find_name(mode_names, lengthof(mode_names), value, strlen(value));

		if (mode < 0)
			elog(ERROR, "invalid mode \"%s\" in staffing constraint \"%s\"", value, NameStr(constraint->name));
		constraint->mode = (RatioMode) mode;
	}
	else
		elog(ERROR, "unknown setting \"%s\" in staffing constraint \"%s\"", name, NameStr(constraint->name));
}

/* Takes what a table's trigger says into the constraint. */
static void
take_table(RatioConstraint *constraint, Relation relation, const Trigger *trigger)
{
	TableRole	table = trigger_table(trigger);

	if (OidIsValid(constraint->tables[table]))
		ereport(ERROR,
				errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				errmsg("staffing constraint \"%s\" is on two tables as %s", NameStr(constraint->name), table_names[table]));
	constraint->tables[table] = RelationGetRelid(relation);
	for (int i = 1; i < trigger->tgnargs; i++)
	{
		size_t		length = 0;
		const char *value = split_setting(trigger->tgargs[i], &length);
		int			column;

		if (value == NULL)
			elog(ERROR, "invalid setting \"%s\" in staffing constraint \"%s\"", trigger->tgargs[i], NameStr(constraint->name));
		column = find_name(column_names, COLUMN_ROLES, trigger->tgargs[i], length);
		if (column >= 0)
			constraint->columns[table][column] = pstrdup(value);
		else
			take_setting(constraint, trigger->tgargs[i], length, value);
	}
}

/* The tables that have a constraint trigger of that name; the constraint's are among them. */
static List *
candidate_tables(const char *name)
{
	List	   *result = NIL;
	Relation	catalog = table_open(ConstraintRelationId, AccessShareLock);
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple	tuple;

	ScanKeyInit(&key, Anum_pg_constraint_conname, BTEqualStrategyNumber, F_NAMEEQ, CStringGetDatum(name));
	scan = systable_beginscan(catalog, ConstraintNameNspIndexId, true, NULL, 1, &key);
	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		Form_pg_constraint row = (Form_pg_constraint) GETSTRUCT(tuple);

		if (row->contype == CONSTRAINT_TRIGGER)
			result = lappend_oid(result, row->conrelid);
	}
	systable_endscan(scan);
	table_close(catalog, AccessShareLock);
	return result;
}

/* Frees what was read before. */
static void
clear_constraint(RatioConstraint *constraint)
{
	SPIPlanPtr *plans = &constraint->plans[0][0][0];

	for (size_t i = 0; i < sizeof(constraint->plans) / sizeof(*plans); i++)
		if (plans[i] != NULL)
		{
			SPI_freeplan(plans[i]);
			plans[i] = NULL;
		}
	memset(constraint->tables, 0, sizeof(constraint->tables));
	memset(constraint->columns, 0, sizeof(constraint->columns));
	memset(constraint->look_ups, 0, sizeof(constraint->look_ups));
	memset(constraint->fitting, 0, sizeof(constraint->fitting));
	constraint->mode = MODE_ENFORCE;
	constraint->ratio = 0;
	constraint->region = TUOYU_REGION_NATION;
	constraint->caregiver_role = NULL;
	constraint->checks = CHECKS_DEFAULT;
	if (constraint->memory == NULL)
		constraint->memory = AllocSetContextCreate(CacheMemoryContext, "tuoyu constraint", ALLOCSET_SMALL_SIZES);
	else
		MemoryContextReset(constraint->memory);
}

/* Refuses a constraint that has lost a part. */
static void
require_table(const RatioConstraint *constraint, TableRole table)
{
	if (!OidIsValid(constraint->tables[table]))
		ereport(ERROR,
				errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				errmsg("staffing constraint \"%s\" has no trigger on its %s table",
					   NameStr(constraint->name), table_names[table]),
				errhint("Take it off with tuoyu.drop_ratio_constraint and add it again with tuoyu.add_ratio_constraint."));
}

/* Refuses a constraint whose table of that role, if it has one, does not name a column that is needed. */
static void
require_column(const RatioConstraint *constraint, TableRole having, TableRole table, ColumnRole column)
{
	if (OidIsValid(constraint->tables[having]) && !tuoyu_has_column(constraint, table, column))
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("staffing constraint \"%s\" needs the column \"%s\" of its %s table",
					   NameStr(constraint->name), column_names[column], table_names[table]));
}

/* Refuses a constraint that does not say what it cannot do without. */
static void
require_parts(const RatioConstraint *constraint)
{
	static const struct
	{
		TableRole	having;
		TableRole	table;
		ColumnRole	column;
	}			needed[] = {
		{TABLE_ENROLMENT, TABLE_ENROLMENT, COLUMN_CLASS},
		{TABLE_ENROLMENT, TABLE_ENROLMENT, COLUMN_DURING},
		{TABLE_ROSTER, TABLE_ROSTER, COLUMN_CLASS},
		{TABLE_ROSTER, TABLE_ROSTER, COLUMN_DURING},
		{TABLE_CLASS, TABLE_CLASS, COLUMN_CLASS},
		{TABLE_STAFF, TABLE_STAFF, COLUMN_STAFF},
		{TABLE_STAFF, TABLE_ROSTER, COLUMN_STAFF},
		{TABLE_CHILD, TABLE_CHILD, COLUMN_CHILD},
		{TABLE_CHILD, TABLE_CHILD, COLUMN_BIRTH},
		{TABLE_CHILD, TABLE_ENROLMENT, COLUMN_CHILD},
		{TABLE_INSTITUTION, TABLE_INSTITUTION, COLUMN_INSTITUTION},
		{TABLE_INSTITUTION, TABLE_INSTITUTION, COLUMN_REGION},
		{TABLE_INSTITUTION, TABLE_CLASS, COLUMN_INSTITUTION},
		{TABLE_INSTITUTION, TABLE_ENROLMENT, COLUMN_INSTITUTION},
		{TABLE_CERTIFICATE, TABLE_STAFF, COLUMN_STAFF},
		{TABLE_CERTIFICATE, TABLE_CERTIFICATE, COLUMN_STAFF},
		{TABLE_CERTIFICATE, TABLE_CERTIFICATE, COLUMN_KIND}
	};
	static const struct
	{
		Checks		check;
		TableRole	table;
		ColumnRole	column;
	}			counted[] = {
		{CHECKS_PLACES, TABLE_INSTITUTION, COLUMN_PLACES},
		{CHECKS_ROLES, TABLE_STAFF, COLUMN_INSTITUTION},
		{CHECKS_ROLES, TABLE_STAFF, COLUMN_ROLE},
		{CHECKS_ROLES, TABLE_CERTIFICATE, COLUMN_INSTITUTION}
	};

	if (tuoyu_checks_institutions(constraint))
		require_table(constraint, TABLE_INSTITUTION);
	if (constraint->checks & CHECKS_ROLES)
		require_table(constraint, TABLE_STAFF);
	for (size_t i = 0; i < lengthof(counted); i++)
		if (constraint->checks & counted[i].check)
			require_column(constraint, counted[i].table, counted[i].table, counted[i].column);
	require_table(constraint, TABLE_ENROLMENT);
	require_table(constraint, TABLE_ROSTER);
	require_table(constraint, TABLE_CLASS);
	for (size_t i = 0; i < lengthof(needed); i++)
		require_column(constraint, needed[i].having, needed[i].table, needed[i].column);
}

/* The column of that role in a table, which must still be there. */
static AttrNumber
bound_attribute(const RatioConstraint *constraint, Oid relation, const char *column)
{
	AttrNumber	attribute = get_attnum(relation, column);

	if (attribute <= 0)
		ereport(ERROR,
				errcode(ERRCODE_UNDEFINED_COLUMN),
				errmsg("column \"%s\" of relation \"%s\" does not exist", column, get_rel_name(relation)),
				errdetail("Staffing constraint \"%s\" reads it.", NameStr(constraint->name)),
				errhint("If the column was renamed, take the constraint off with tuoyu.drop_ratio_constraint and add it again with the new name."));
	return attribute;
}

/* What a column must be; kinds, ratios, roles and regions are cast. */
static bool
type_fits(ColumnRole column, Oid type)
{
	switch (column)
	{
		case COLUMN_INSTITUTION:
		case COLUMN_CLASS:
		case COLUMN_CHILD:
		case COLUMN_STAFF:
		case COLUMN_PLACES:
			return type == INT8OID || type == INT4OID || type == INT2OID;
		case COLUMN_DURING:
			return type == DATERANGEOID;
		case COLUMN_BIRTH:
			return type == DATEOID;
		default:
			return true;
	}
}

/* Finds the columns of a table, a partition perhaps, and checks their types. */
static void
bind_columns(const RatioConstraint *constraint, TableRole table, Oid relation, AttrNumber *attributes, Oid *types)
{
	for (int column = 0; column < COLUMN_ROLES; column++)
	{
		const char *name = constraint->columns[table][column];

		attributes[column] = InvalidAttrNumber;
		if (name == NULL)
			continue;
		attributes[column] = bound_attribute(constraint, relation, name);
		types[column] = getBaseType(get_atttype(relation, attributes[column]));
		if (!type_fits(column, types[column]))
			ereport(ERROR,
					errcode(ERRCODE_DATATYPE_MISMATCH),
					errmsg("column \"%s\" of relation \"%s\" cannot be used as \"%s\" of a staffing constraint",
						   name, get_rel_name(relation), column_names[column]),
					errdetail("It is of type %s.", format_type_be(types[column])),
					errhint("Keys and places are integers, days are of type daterange, a birth date is of type date."));
	}
}

/* Does a foreign key of one table, checked at once, stand for the reference by these columns to another? */
static bool
is_key_of(const RatioConstraint *constraint, const ForeignKeyCacheInfo *key, TableRole from, TableRole to, ColumnRole person)
{
	const ColumnRole roles[] = {COLUMN_INSTITUTION, person};
	int			matched = 0;
	HeapTuple	tuple;
	bool		reliable;

	for (int i = 0; i < key->nkeys; i++)
		for (int r = 0; r < (person == COLUMN_INSTITUTION ? 1 : 2); r++)
			if (tuoyu_has_column(constraint, from, roles[r]) && tuoyu_has_column(constraint, to, roles[r]) &&
				get_attnum(constraint->tables[from], constraint->columns[from][roles[r]]) == key->conkey[i] &&
				get_attnum(constraint->tables[to], constraint->columns[to][roles[r]]) == key->confkey[i])
				matched++;
	/* nothing less than the key, and nothing more: a NULL in another column would make it no reference */
	if (matched != key->nkeys || matched != (person != COLUMN_INSTITUTION) + tuoyu_has_column(constraint, to, COLUMN_INSTITUTION))
		return false;
	tuple = SearchSysCache1(CONSTROID, ObjectIdGetDatum(key->conoid));
	if (!HeapTupleIsValid(tuple))
		return false;
	reliable = ((Form_pg_constraint) GETSTRUCT(tuple))->convalidated && !((Form_pg_constraint) GETSTRUCT(tuple))->condeferrable;
	ReleaseSysCache(tuple);
	return reliable;
}

/* Looks whether a foreign key stands between two tables of a constraint. */
static bool
has_key(const RatioConstraint *constraint, TableRole from, TableRole to, ColumnRole person)
{
	Relation	relation;
	ListCell   *cell;
	bool		found = false;

	if (!OidIsValid(constraint->tables[to]))
		return false;
	relation = relation_open(constraint->tables[from], AccessShareLock);
	foreach(cell, RelationGetFKeyList(relation))
	{
		const ForeignKeyCacheInfo *key = lfirst(cell);

		if (key->confrelid == constraint->tables[to] && is_key_of(constraint, key, from, to, person))
			found = true;
	}
	relation_close(relation, AccessShareLock);
	return found;
}

/* Reads a constraint again if anything has changed since. */
void
tuoyu_load_constraint(RatioConstraint *constraint)
{
	uint64		before = changes;
	ListCell   *cell;

	if (constraint->valid)
		return;
	clear_constraint(constraint);
	foreach(cell, candidate_tables(NameStr(constraint->name)))
	{
		Relation	relation = try_relation_open(lfirst_oid(cell), AccessShareLock);
		const Trigger *trigger;

		if (relation == NULL)
			continue;
		trigger = tuoyu_find_trigger(relation, NameStr(constraint->name), constraint->class);
		if (trigger != NULL && !trigger->tgisclone)
		{
			MemoryContext caller = MemoryContextSwitchTo(constraint->memory);

			take_table(constraint, relation, trigger);
			MemoryContextSwitchTo(caller);
			if (constraint->tables[TABLE_BREACH_LOG] == RelationGetRelid(relation))
				constraint->log_owner = relation->rd_rel->relowner;
		}
		if (RelationGetRelid(relation) == constraint->class)
			constraint->owner = relation->rd_rel->relowner;
		relation_close(relation, AccessShareLock);
	}
	require_parts(constraint);
	constraint->caregiver = tuoyu_has_column(constraint, TABLE_STAFF, COLUMN_ROLE) ? tuoyu_label(constraint->caregiver_role) : LABEL_NONE;
	for (int table = 0; table < TABLE_ROLES; table++)
		if (OidIsValid(constraint->tables[table]))
			bind_columns(constraint, table, constraint->tables[table], constraint->attributes[table], constraint->types[table]);
	constraint->keyed[TABLE_STAFF] = has_key(constraint, TABLE_ROSTER, TABLE_STAFF, COLUMN_STAFF);
	constraint->keyed[TABLE_CHILD] = has_key(constraint, TABLE_ENROLMENT, TABLE_CHILD, COLUMN_CHILD);
	constraint->keyed[TABLE_INSTITUTION] = has_key(constraint, TABLE_CLASS, TABLE_INSTITUTION, COLUMN_INSTITUTION);
	constraint->valid = changes == before;
}

/* Finds or reads what the trigger at hand means. */
static Binding *
lookup_binding(const TriggerData *data)
{
	const Trigger *trigger = data->tg_trigger;
	Binding    *binding;
	bool		found;

	if (bindings == NULL)
		make_tables();
	binding = hash_search(bindings, &trigger->tgoid, HASH_ENTER, &found);
	if (!found)
		binding->valid = false;
	if (!binding->valid)
	{
		const Trigger *check = trigger;
		RatioConstraint *constraint;
		uint64		before;

		if (!OidIsValid(trigger->tgconstrrelid))
			check = trigger->tgnargs == 1 ? tuoyu_find_trigger(data->tg_relation, trigger->tgargs[0], InvalidOid) : NULL;
		if (check == NULL)
			ereport(ERROR,
					errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
					errmsg("trigger \"%s\" on \"%s\" belongs to no staffing constraint",
						   trigger->tgname, RelationGetRelationName(data->tg_relation)),
					errhint("Staffing constraints are made by tuoyu.add_ratio_constraint."));
		constraint = tuoyu_constraint_of_class(check->tgconstrrelid, check->tgname);
		binding->table = trigger_table(check);
		binding->relation = RelationGetRelid(data->tg_relation);
		binding->constraint = constraint;
		tuoyu_load_constraint(constraint);
		before = changes;
		bind_columns(constraint, binding->table, binding->relation, binding->attributes, binding->types);
		binding->valid = changes == before;
	}
	return binding;
}

/* What the trigger that is being called means; remembered with the call for the rows that follow. */
Binding *
tuoyu_binding(FunctionCallInfo fcinfo)
{
	Binding    *binding = fcinfo->flinfo->fn_extra;
	const TriggerData *data = (const TriggerData *) fcinfo->context;

	if (binding == NULL || !binding->valid || binding->trigger != data->tg_trigger->tgoid)
		fcinfo->flinfo->fn_extra = binding = lookup_binding(data);
	return binding;
}
