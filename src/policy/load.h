/*
 * load.h
 *		Reading the tables of the catalogue.
 */
#ifndef TUOYU_LOAD_H
#define TUOYU_LOAD_H

#include "utils/jsonb.h"

#include "policy/rules.h"

/* Fill an empty catalogue: from its tables under the active snapshot, or from a policy that policy_known() gave. */
extern void tuoyu_load_catalogue(Catalogue *catalogue, const Jsonb *policy);

#endif							/* TUOYU_LOAD_H */
