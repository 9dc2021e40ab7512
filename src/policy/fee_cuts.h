/*
 * fee_cuts.h
 *		What of a fee a formula reads, where it only compares it.
 */
#ifndef TUOYU_FEE_CUTS_H
#define TUOYU_FEE_CUTS_H

#include "nodes/nodes.h"
#include "types/yuan.h"

/*
 * Does the planned formula read this column (varno 1) of type yuan only in comparisons with constants?  Then the cuts are the
 * amounts from which on one of them comes out otherwise, in the current memory context; between them the formula gives the same.
 */
extern bool tuoyu_fee_cuts(Node *formula, int attno, int *ncuts, Yuan **cuts);

#endif							/* TUOYU_FEE_CUTS_H */
