/*
 * labels.h
 *		Numbers for the names that rules use: roles, kinds of certificates, kinds of institutions.
 *
 * Rows of staff and certificates are compared with rules by number.  A number stays a name's as long as the backend lives;
 * there are only as many as there are names in rules and constraints.
 */
#ifndef TUOYU_LABELS_H
#define TUOYU_LABELS_H

#include "tuoyu.h"

/* Of no name, or of one that no rule uses. */
#define LABEL_NONE (-1)

/* The number of a name, which it gets if it has none; LABEL_NONE of NULL. */
extern int32 tuoyu_label(const char *name);

/* The number of a name that need not end with a zero byte, if it has one. */
extern int32 tuoyu_known_label(const char *name, size_t length);

/* The number of a text value, if it has one. */
extern int32 tuoyu_label_of_text(Datum value);

/* The name of a number. */
extern const char *tuoyu_label_name(int32 label);

#endif							/* TUOYU_LABELS_H */
