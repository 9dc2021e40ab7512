/*
 * load.h
 *		Reading the tables of the catalogue.
 */
#ifndef TUOYU_LOAD_H
#define TUOYU_LOAD_H

#include "policy/rules.h"

/* Fill an empty catalogue under the active snapshot. */
extern void tuoyu_load_catalogue(Catalogue *catalogue);

#endif							/* TUOYU_LOAD_H */
