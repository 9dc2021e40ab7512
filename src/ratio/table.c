/*
 * table.c
 *		Opening tables, looking up and locking their rows, without SQL.
 */
#include "ratio/table.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "access/tableam.h"
#include "access/visibilitymap.h"
#include "access/xact.h"
#include "catalog/pg_am_d.h"
#include "catalog/pg_class.h"
#include "catalog/pg_index.h"
#include "catalog/pg_opfamily_d.h"
#include "miscadmin.h"
#include "optimizer/plancat.h"
#include "storage/bufmgr.h"
#include "storage/predicate.h"
#include "utils/acl.h"
#include "utils/fmgroids.h"
#include "utils/rel.h"
#include "utils/rls.h"
#include "utils/snapmgr.h"

#include "tuoyu_schema.h"

/*
 * Opening
 */

/* Are the columns that are read of the types that are read here? */
static bool
all_types_fit(const RatioConstraint *constraint, TableRole table, const Oid *types, TableUse use)
{
	for (int column = 0; column < COLUMN_ROLES; column++)
	{
		Oid			type = types[column];

		if (constraint->columns[table][column] == NULL)
			continue;
		switch (column)
		{
			case COLUMN_ROLE:
				if (type != TEXTOID && type != VARCHAROID)
					return false;
				break;
			case COLUMN_KIND:
				if (table == TABLE_INSTITUTION ? type != TEXTOID && type != VARCHAROID :
					use != USE_PRESENCES && type != tuoyu_type_oid("age_band"))
					return false;
				break;
			case COLUMN_RATIO:
				if (use != USE_PRESENCES && type != tuoyu_type_oid("staff_ratio"))
					return false;
				break;
			case COLUMN_REGION:
				if (type != tuoyu_type_oid("region_code"))
					return false;
				break;
			default:			/* binding.c has seen to it */
				break;
		}
	}
	return true;
}

/* The same, found out once. */
static bool
types_fit(RatioConstraint *constraint, TableRole table, TableUse use)
{
	uint8	   *fitting = &constraint->fitting[table][use];

	if (*fitting == 0)
		*fitting = all_types_fit(constraint, table, constraint->types[table], use) ? 1 : 2;
	return *fitting == 1;
}

/* Opens a table, if it can be used so by the present role; the lock may have brought news of a change. */
bool
tuoyu_open_table(Table *table, RatioConstraint *constraint, TableRole role, TableUse use)
{
	Oid			oid = constraint->tables[role];
	AclMode		rights = use == USE_LOCK ? ACL_SELECT | ACL_UPDATE : ACL_SELECT;

	table->relation = table_open(oid, use == USE_LOCK ? RowShareLock : AccessShareLock);
	table->attributes = constraint->attributes[role];
	table->types = constraint->types[role];
	return constraint->valid && table->relation->rd_rel->relkind == RELKIND_RELATION &&
		!table->relation->rd_rel->relhassubclass && types_fit(constraint, role, use) &&
		pg_class_aclmask(oid, GetUserId(), rights, ACLMASK_ALL) == rights &&
		check_enable_rls(oid, InvalidOid, true) != RLS_ENABLED;
}

/* Does an index begin with these columns, in any order, and may it be used by any snapshot? */
static bool
index_fits(const Table *table, Relation index, int nkeys, const ColumnRole *columns, ColumnRole *order)
{
	const FormData_pg_index *form = index->rd_index;

	if (index->rd_rel->relam != BTREE_AM_OID || !form->indisvalid || form->indcheckxmin || form->indnkeyatts < nkeys ||
		!heap_attisnull(index->rd_indextuple, Anum_pg_index_indpred, NULL))
		return false;
	for (int i = 0; i < nkeys; i++)
	{
		int			k = 0;

		while (k < nkeys && form->indkey.values[i] != table->attributes[columns[k]])
			k++;
		if (k == nkeys || index->rd_opfamily[i] != INTEGER_BTREE_FAM_OID)
			return false;
		order[i] = columns[k];
	}
	/* the same column twice would leave the other out */
	return nkeys == 1 || order[0] != order[1];
}

/* Finds the columns in the entries of an index; true if it has a person and the days. */
static bool
covers(const Table *table, Relation index, ColumnRole person, AttrNumber *covered)
{
	for (int column = 0; column < COLUMN_ROLES; column++)
	{
		covered[column] = InvalidAttrNumber;
		for (int i = 0; i < index->rd_index->indnatts && table->attributes[column] != InvalidAttrNumber; i++)
			if (index->rd_index->indkey.values[i] == table->attributes[column])
				covered[column] = i + 1;
	}
	return person != COLUMN_INSTITUTION && covered[COLUMN_DURING] != InvalidAttrNumber &&
		(table->attributes[person] == InvalidAttrNumber || covered[person] != InvalidAttrNumber);
}

/* Chooses the best index by which rows can be looked up: one that has a person and the days, then the smallest. */
static void
choose_index(const Table *table, int nkeys, const ColumnRole *columns, ColumnRole person, LookUp *best)
{
	List	   *indexes = RelationGetIndexList(table->relation);
	int			natts = 0;
	ListCell   *cell;

	*best = (LookUp) {.chosen = true, .nkeys = nkeys};
	foreach(cell, indexes)
	{
		Relation	index = index_open(lfirst_oid(cell), AccessShareLock);
		LookUp		this = {.chosen = true, .index = lfirst_oid(cell), .nkeys = nkeys};

		if (nkeys > 0 && index_fits(table, index, nkeys, columns, this.columns))
		{
			this.index_only = covers(table, index, person, this.covered);
			if (!OidIsValid(best->index) || this.index_only > best->index_only ||
				(this.index_only == best->index_only && index->rd_index->indnatts < natts))
			{
				*best = this;
				natts = index->rd_index->indnatts;
			}
		}
		index_close(index, AccessShareLock);
	}
	list_free(indexes);
}

/*
 * Opens the index by which rows are looked up by institution, if both sides have that column, and id.  Of presences, only
 * the days and the person are asked for; of other rows, all columns (person is COLUMN_INSTITUTION).  What has been chosen
 * holds as long as nothing is heard of a change of the table, whose lock we have.
 */
bool
tuoyu_open_look_up(Table *table, RatioConstraint *constraint, TableRole role, TableRole from, ColumnRole id, ColumnRole person)
{
	LookUp	   *how = &constraint->look_ups[role][from != role];

	if (!how->chosen)
	{
		ColumnRole	columns[2];
		int			nkeys = 0;

		if (tuoyu_has_column(constraint, role, COLUMN_INSTITUTION) && tuoyu_has_column(constraint, from, COLUMN_INSTITUTION))
			columns[nkeys++] = COLUMN_INSTITUTION;
		if (id != COLUMN_INSTITUTION)
			columns[nkeys++] = id;
		choose_index(table, nkeys, columns, person, how);
	}
	if (!OidIsValid(how->index))
		return false;
	table->how = *how;
	table->index = index_open(how->index, AccessShareLock);
	return true;
}

/* Closes what is open of a table.  Its lock is kept, as statements keep theirs. */
void
tuoyu_close_table(Table *table)
{
	if (table->scan != NULL)
		index_endscan(table->scan);
	if (BufferIsValid(table->visible))
		ReleaseBuffer(table->visible);
	if (table->slot != NULL)
		ExecDropSingleTupleTableSlot(table->slot);
	if (table->spare != NULL)
		ExecDropSingleTupleTableSlot(table->spare);
	if (table->index != NULL)
		index_close(table->index, NoLock);
	if (table->relation != NULL)
		table_close(table->relation, NoLock);
	memset(table, 0, sizeof(Table));
}

/* About how many rows a table has. */
double
tuoyu_table_rows(Relation relation)
{
	BlockNumber pages;
	double		tuples,
				visible;

	if (relation == NULL)
		return 0;
	if (relation->rd_rel->reltuples < 0 && !RELKIND_HAS_TABLE_AM(relation->rd_rel->relkind))
		return 0;
	estimate_rel_size(relation, NULL, &pages, &tuples, &visible);
	return tuples;
}

/*
 * Looking up
 */

/* Begins to look up rows by key; false if the column cannot hold it. */
bool
tuoyu_look_up(Table *table, int64 institution, int64 id)
{
	for (int i = 0; i < table->how.nkeys; i++)
	{
		ColumnRole	column = table->how.columns[i];
		int64		value = column == COLUMN_INSTITUTION ? institution : id;
		Oid			type = table->types[column];

		if ((type == INT4OID && value != (int32) value) || (type == INT2OID && value != (int16) value))
			return false;
		if (type == INT8OID)
			ScanKeyInit(&table->keys[i], i + 1, BTEqualStrategyNumber, F_INT8EQ, Int64GetDatum(value));
		else if (type == INT4OID)
			ScanKeyInit(&table->keys[i], i + 1, BTEqualStrategyNumber, F_INT4EQ, Int32GetDatum((int32) value));
		else
			ScanKeyInit(&table->keys[i], i + 1, BTEqualStrategyNumber, F_INT2EQ, Int16GetDatum((int16) value));
	}
	if (table->scan == NULL)
	{
		table->scan = index_beginscan(table->relation, table->index, GetActiveSnapshot(), NULL, table->how.nkeys, 0);
		table->scan->xs_want_itup = table->how.index_only;
		table->slot = table_slot_create(table->relation, NULL);
	}
	index_rescan(table->scan, table->keys, table->how.nkeys, NULL, 0);
	return true;
}

/*
 * The next row that is looked up.  What the index has is taken from there if everybody can see all rows of the page, as an
 * index-only scan does.
 */
bool
tuoyu_next_row(Table *table)
{
	ItemPointer tid;

	CHECK_FOR_INTERRUPTS();
	table->entry = NULL;
	if (!table->how.index_only)
		return index_getnext_slot(table->scan, ForwardScanDirection, table->slot);
	while ((tid = index_getnext_tid(table->scan, ForwardScanDirection)) != NULL)
	{
		BlockNumber block = ItemPointerGetBlockNumber(tid);

		if (VM_ALL_VISIBLE(table->relation, block, &table->visible))
		{
			PredicateLockPage(table->relation, block, GetActiveSnapshot());
			table->entry = table->scan->xs_itup;
			return true;
		}
		if (index_fetch_heap(table->scan, table->slot))
			return true;
	}
	return false;
}

/* Does a row still have the key that was looked up? */
static bool
has_key(const Table *table)
{
	for (int i = 0; i < table->how.nkeys; i++)
	{
		bool		isnull;
		Datum		value = tuoyu_get_column(table, table->how.columns[i], &isnull);

		if (isnull || value != table->keys[i].sk_argument)
			return false;
	}
	return true;
}

/* What a statement would say whose snapshot does not show what it would lock. */
static void
refuse_changed_row(void)
{
	ereport(ERROR,
			errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
			errmsg("could not serialize access due to concurrent update"));
}

/*
 * Locks the row that was looked up, as SELECT … FOR … does: one that changes meanwhile is seen as it has become, or, at
 * REPEATABLE READ and above, refused.  False if there is no such row any more.
 */
bool
tuoyu_lock_row(Table *table, LockTupleMode mode)
{
	ItemPointerData tid = table->slot->tts_tid;
	TupleTableSlot *locked;
	TM_FailureData failure;
	uint8		flags = TUPLE_LOCK_FLAG_LOCK_UPDATE_IN_PROGRESS;

	if (!IsolationUsesXactSnapshot())
		flags |= TUPLE_LOCK_FLAG_FIND_LAST_VERSION;
	if (table->spare == NULL)
		table->spare = table_slot_create(table->relation, NULL);
	locked = table->spare;
	switch (table_tuple_lock(table->relation, &tid, GetActiveSnapshot(), locked, GetCurrentCommandId(true), mode, LockWaitBlock,
							 flags, &failure))
	{
		case TM_Ok:
			break;
		case TM_SelfModified:	/* by this transaction, after what the snapshot shows */
			return false;
		case TM_Deleted:
			if (IsolationUsesXactSnapshot())
				refuse_changed_row();
			return false;
		case TM_Updated:
			if (IsolationUsesXactSnapshot())
				refuse_changed_row();
			/* FALLTHROUGH */
		default:
			elog(ERROR, "a row of \"%s\" could not be locked", RelationGetRelationName(table->relation));
	}
	table->spare = table->slot;
	table->slot = locked;
	return !failure.traversed || has_key(table);
}
