/*
 * tuoyu_schema.h
 *		The extension's own objects in the system catalogs.
 */
#ifndef TUOYU_SCHEMA_H
#define TUOYU_SCHEMA_H

/* OID of schema tuoyu. */
extern Oid	tuoyu_schema_oid(void);

/* OID of a type or relation of the extension by its name. */
extern Oid	tuoyu_type_oid(const char *name);
extern Oid	tuoyu_relation_oid(const char *name);

/* OID of a function of the extension by its name and arguments. */
extern Oid	tuoyu_function_oid(const char *name, int nargs, const Oid *types);

/* True for a type that lives in schema tuoyu. */
extern bool tuoyu_is_our_type(Oid type);

#endif							/* TUOYU_SCHEMA_H */
