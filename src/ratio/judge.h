/*
 * judge.h
 *		What the parts of the judge know of each other.
 */
#ifndef TUOYU_JUDGE_H
#define TUOYU_JUDGE_H

#include "ratio/constraint.h"

/* When the rules for one kind of class at one place change, and what any of them asks for. */
typedef struct Timeline
{
	RegionCode	region;			/* key */
	int32		kind;			/* of the class, or of the institution */
	int32		role;
	const DateADT *days;
	int			ndays;
	bool		reads_bands;
	bool		limits_stay;
} Timeline;

/* The timeline of a class or of a part of an institution; NULL when no rule is about it. */
extern const Timeline *tuoyu_case_timeline(const Case *c);

/* Is a mark of that kind on a person (or on all) and on a day of [from, until)?  True of all where all is asked. */
extern bool tuoyu_case_marked(const Case *c, uint16 flag, uint16 who, int64 person, DateADT from, DateADT until);

extern void tuoyu_judge_admissions(const Case *c, ViolationHandler handler, void *arg);
extern void tuoyu_judge_stays(const Case *c, ViolationHandler handler, void *arg);

#endif							/* TUOYU_JUDGE_H */
