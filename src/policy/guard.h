/*
 * guard.h
 *		What the catalogue's trigger functions share.
 */
#ifndef TUOYU_GUARD_H
#define TUOYU_GUARD_H

#include "commands/trigger.h"

/* The trigger data, after the check that this is a trigger call. */
extern TriggerData *tuoyu_trigger_data(FunctionCallInfo fcinfo, const char *name);

#endif							/* TUOYU_GUARD_H */
