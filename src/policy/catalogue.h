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

/* The age from which a class of that kind takes children, in completed months, with what the rule tolerates. */
extern int32 tuoyu_band_rule_from_months(const BandRule *rule);

/* Does the rule let a child begin in the class that is somewhat younger or older than its band? */
extern bool tuoyu_band_rule_tolerates(const BandRule *rule, DateADT birth, DateADT day);

/*
 * The first day, at most a given one, on which the rule no longer lets a child stay in a class of its kind; DATEVAL_NOEND
 * when it sets no end.  Without a birth: whether it can set one.
 */
extern bool tuoyu_band_rule_limits_stay(const BandRule *rule);
extern DateADT tuoyu_band_rule_stay_end(const BandRule *rule, DateADT birth);

/* True when the requirement is a formula, which may go up and down as it likes. */
extern bool tuoyu_band_rule_has_formula(const BandRule *rule);

/* True when the requirement depends on the children's own bands, so that birthdays are boundaries of a sweep. */
extern bool tuoyu_band_rule_reads_bands(const BandRule *rule);

/* Has any rule for a kind of class, wherever and whenever it is in force, a property such as this? */
extern bool tuoyu_any_band_rule(AgeBand kind, bool (*property) (const BandRule *rule));

/* True when it depends on the age of the youngest child, so that every month of that is a boundary. */
extern bool tuoyu_band_rule_reads_youngest(const BandRule *rule);

/*
 * Days within (from, to) on which any band rule that can matter for the region begins or ends, sorted, without
 * duplicates; palloc'd in the current context.
 */
extern DateADT *tuoyu_band_rule_changes(RegionCode region, DateADT from, DateADT to, int *count);

/*
 * Staff: what one of a role counts, and how many there must be.  Roles, kinds of institutions and of certificates are labels
 * (labels.h).
 */
typedef struct StaffingRule StaffingRule;

/* Where staff count: as caregivers of a class, or each role at the institution. */
typedef enum StaffScope
{
	SCOPE_CLASS,
	SCOPE_INSTITUTION
} StaffScope;

/* Is there any rule of that scope, anywhere?  And one that needs a certificate? */
extern bool tuoyu_any_staffing_rule(StaffScope scope);
extern bool tuoyu_any_certificate_needed(StaffScope scope);

/* The rule in force for a role, NULL when there is none. */
extern const StaffingRule *tuoyu_staffing_rule(RegionCode region, StaffScope scope, int32 role, int32 institution_kind, DateADT day);

/* What one counts, in thousandths of a person; otherwise where the rule does not say. */
extern int32 tuoyu_staffing_rule_counts(const StaffingRule *rule, int32 otherwise);

/* The certificate that one must have to count; LABEL_NONE when none is needed. */
extern int32 tuoyu_staffing_rule_certificate(const StaffingRule *rule);

/* How many are required, as a class's rule says it for caregivers; NULL where the rule does not say. */
extern const BandRule *tuoyu_staffing_rule_demand(const StaffingRule *rule);

/* The roles of which rules there, on whatever day, require a number; palloc'd. */
extern int32 *tuoyu_required_roles(RegionCode region, StaffScope scope, int *count);

/* Days on which any of the rules begins or ends, sorted, without duplicates; the catalogue's. */
extern const DateADT *tuoyu_staffing_rule_changes(RegionCode region, StaffScope scope, int *count);

/* A child's band by the rules in force there and then, as the three-argument age_band gives it. */
extern AgeBand tuoyu_regional_band(DateADT birth, DateADT as_of, RegionCode region);

/* The births [from, until) around one that have the same band there and then; good as long as the catalogue is. */
typedef struct BandRun
{
	AgeBand		band;
	DateADT		from;
	DateADT		until;
} BandRun;

extern const BandRun *tuoyu_regional_band_run(DateADT birth, DateADT as_of, RegionCode region);

/*
 * Days within (from, to) on which a child's regional band changes, sorted; palloc'd.  Between two of them (and rule
 * changes) it is constant.
 */
extern DateADT *tuoyu_regional_band_changes(DateADT birth, RegionCode region, DateADT from, DateADT to, int *count);

#endif							/* TUOYU_CATALOGUE_H */
