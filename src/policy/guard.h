/*
 * guard.h
 *		What the catalogue's trigger functions share.
 */
#ifndef TUOYU_GUARD_H
#define TUOYU_GUARD_H

#include "commands/trigger.h"
#include "utils/relcache.h"

/* The trigger data, after the check that this is a trigger call. */
extern TriggerData *tuoyu_trigger_data(FunctionCallInfo fcinfo, const char *name);

/* A key made by its column's default says nothing to a reader. */
extern bool tuoyu_is_generated_key(const char *key);

/* "fee_rule "x" for region y", for messages. */
extern char *tuoyu_row_title(Relation relation, HeapTuple row);

#endif							/* TUOYU_GUARD_H */
