/*
 * compat.h
 *		The one place that knows about PostgreSQL versions.
 *
 * Call sites are written in the newest spelling; what an older server lacks is supplied here.
 */
#ifndef TUOYU_COMPAT_H
#define TUOYU_COMPAT_H

#if PG_VERSION_NUM < 150000
#error "tuoyu needs PostgreSQL 15 or later"
#endif

/* Before 16, postgres.h brought the macros for varlenas along. */
#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif

/*
 * Soft errors came with 16.  Before, an input function has no context to save an error in: ereturn raises it.
 */
#if PG_VERSION_NUM < 160000
#define TUOYU_ESCONTEXT(fcinfo) NULL
#define errsave(context, ...) ereport(ERROR, __VA_ARGS__)
#define ereturn(context, dummy_value, ...) \
	do { (void) (context); ereport(ERROR, __VA_ARGS__); return dummy_value; } while (0)
#define SOFT_ERROR_OCCURRED(escontext) ((void) (escontext), false)
#else
#include "nodes/miscnodes.h"
#define TUOYU_ESCONTEXT(fcinfo) ((fcinfo)->context)
#endif

/* What a GUC check hook keeps is malloc'ed; 16 gave that a name. */
#if PG_VERSION_NUM < 160000
#define guc_malloc(elevel, size) malloc(size)
#define guc_free(ptr) free(ptr)
#endif

/* Making a range can fail softly since 16. */
#if PG_VERSION_NUM < 160000
#include "utils/rangetypes.h"
#define make_range(typcache, lower, upper, empty, escontext) \
	((void) (escontext), make_range(typcache, lower, upper, empty))
#endif

/* One function for the rights on any object came with 16. */
#if PG_VERSION_NUM < 160000
#include "utils/acl.h"
#define object_aclcheck(classid, objectid, roleid, mode) \
	(AssertMacro((classid) == ProcedureRelationId), pg_proc_aclcheck(objectid, roleid, mode))
#endif

/* Index scans count for EXPLAIN since 18. */
#if PG_VERSION_NUM < 180000
#include "access/genam.h"
#define index_beginscan(heap, index, snapshot, instrument, nkeys, norderbys) \
	index_beginscan(heap, index, snapshot, nkeys, norderbys)
#endif

/* 18 puts it before the declaration. */
#if PG_VERSION_NUM < 180000
#define pg_noreturn pg_attribute_noreturn()
#endif

#endif							/* TUOYU_COMPAT_H */
