/*
 * tuoyu.h
 *		What every file of the extension includes.
 *
 * Concepts have headers of their own beside their C files; this one holds only what has no better room.
 */
#ifndef TUOYU_H
#define TUOYU_H

#include "postgres.h"

#include "fmgr.h"

#include "compat.h"

/* Set-up of the parts that need some when the library is loaded. */
extern void tuoyu_as_of_init(void);

#endif							/* TUOYU_H */
