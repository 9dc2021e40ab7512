/*
 * catalogue.h
 *		The policy catalogue as this backend sees it, compiled.
 *
 * Pointers into it are good until the caller returns to SQL or runs SQL itself.
 */
#ifndef TUOYU_CATALOGUE_H
#define TUOYU_CATALOGUE_H

#include "utils/date.h"

#include "formula/formula.h"
#include "types/age_band.h"
#include "types/region_code.h"
#include "types/staff_ratio.h"
#include "types/yuan.h"

/* Days [from, to) for which a row holds; unbounded ends are DATEVAL_NOBEGIN and DATEVAL_NOEND. */
typedef struct Days
{
	DateADT		from;
	DateADT		to;
} Days;

/* What band_rule says for one class kind at one place on one day. */
typedef struct BandRule BandRule;

/* Head counts of a class at one instant: the variables of a required formula. */
typedef struct HeadCounts
{
	int32		children;
	int32		infants;		/* own band 乳儿, or younger */
	int32		toddlers;		/* own band 托小 */
	int32		preschoolers;	/* own band 托大, or older */
	int32		youngest;		/* months of age of the youngest; -1 when unknown */
} HeadCounts;

/* The rule in force for a kind of class, NULL when there is none (undetermined). */
extern const BandRule *tuoyu_band_rule(RegionCode region, AgeBand kind, DateADT day);

/* Caregivers that the rule asks for these heads; -1 when it does not say (undetermined). */
extern int32 tuoyu_band_rule_required(const BandRule *rule, const HeadCounts *heads);

/* Most children in a class under the rule; -1 when it does not say. */
extern int32 tuoyu_band_rule_class_size(const BandRule *rule);

/* The age from which a class of that kind takes children, in completed months. */
extern int32 tuoyu_band_rule_from_months(const BandRule *rule);

/* True when the requirement depends on the children's own bands, so that birthdays are boundaries of a sweep. */
extern bool tuoyu_band_rule_reads_bands(const BandRule *rule);

/* True when that is so of any rule for a kind of class, wherever and whenever it is in force. */
extern bool tuoyu_any_rule_reads_bands(AgeBand kind);

/* True when it depends on the age of the youngest child, so that every month of that is a boundary. */
extern bool tuoyu_band_rule_reads_youngest(const BandRule *rule);

/*
 * Days within (from, to) on which any band rule that can matter for the region begins or ends, sorted, without
 * duplicates; palloc'd in the current context.
 */
extern DateADT *tuoyu_band_rule_changes(RegionCode region, DateADT from, DateADT to, int *count);

/* A child's band by the rules in force there and then, as the three-argument age_band gives it. */
extern AgeBand tuoyu_regional_band(DateADT birth, DateADT as_of, RegionCode region);

/*
 * Days within (from, to) on which a child's regional band changes, sorted; palloc'd.  Between two of them (and rule
 * changes) it is constant.
 */
extern DateADT *tuoyu_regional_band_changes(DateADT birth, RegionCode region, DateADT from, DateADT to, int *count);

#endif							/* TUOYU_CATALOGUE_H */
