/*
 * class_heads.c
 *		Who is in the classes of an institution on a day: children by their bands, the youngest, caregivers.
 */
#include "ratio/constraint.h"

#include "lib/stringinfo.h"
#include "utils/builtins.h"

#include "calendar/months.h"
#include "policy/rules.h"
#include "registry/gather.h"

/* Runs of births kept at hand: as many as there are bands of children. */
#define RUNS 8

/* An institution on a day. */
typedef struct Day
{
	RegionCode	region;
	DateADT		day;
	Gathered	enrolled;		/* child by class */
	Gathered	births;			/* by child */
	Gathered	rostered;		/* member of staff by class */
	Gathered	roles;			/* by member of staff */
	Gathered	certificates;	/* kinds valid on the day, by member of staff */
	Counting	counting;
	BandRun		runs[RUNS];
	int			nruns;
} Day;

/* The heads of a class, as count_heads returns them one after the other, by class. */
typedef struct ClassHeads
{
	int64		class;
	int64		caregivers;		/* in thousandths */
	int32		heads[5];		/* by Heads */
	int32		padding;
} ClassHeads;

/* Which heads; the youngest is in months, -1 if there is none, or not born yet. */
typedef enum Heads
{
	HEADS_CHILDREN,
	HEADS_INFANTS,
	HEADS_TODDLERS,
	HEADS_PRESCHOOLERS,
	HEADS_YOUNGEST
} Heads;

/* By band: a child that is too young counts with the infants, one that is too old with the oldest. */
static const Heads heads_of_band[AGE_BAND_MIXED] = {
	HEADS_INFANTS, HEADS_INFANTS, HEADS_TODDLERS, HEADS_PRESCHOOLERS, HEADS_PRESCHOOLERS
};

/*
 * Counting an institution
 */

/* The band of a birth. */
static AgeBand
band_of(Day *day, DateADT birth)
{
	const BandRun *run;

	for (int i = 0; i < day->nruns; i++)
		if (birth >= day->runs[i].from && birth < day->runs[i].until)
			return day->runs[i].band;
	if (DATE_NOT_FINITE(birth))
		return tuoyu_regional_band(birth, day->day, day->region);
	run = tuoyu_regional_band_run(birth, day->day, day->region);
	if (day->nruns < RUNS)
		day->runs[day->nruns++] = *run;
	return run->band;
}

/* Adds a child, if it is known; the last birth is kept. */
static void
add_child(Day *day, ClassHeads *heads, int64 child, DateADT *last_birth)
{
	int			i = tuoyu_find_gathered(&day->births, child);
	DateADT		birth;
	Pair		found;

	if (i == day->births.npairs || (found = tuoyu_gathered_pair(&day->births, i)).key != child)
		return;
	birth = (DateADT) found.value;
	*last_birth = heads->heads[HEADS_CHILDREN]++ == 0 ? birth : Max(*last_birth, birth);
	heads->heads[heads_of_band[band_of(day, birth)]]++;
}

/* The certificates of a member of staff, valid on the day. */
static size_t
read_certificates(const Day *day, int64 staff, CertificateRow *rows)
{
	size_t		count = 0;

	for (int i = tuoyu_find_gathered(&day->certificates, staff); i < day->certificates.npairs; i++)
	{
		Pair		pair = tuoyu_gathered_pair(&day->certificates, i);
		int			length;
		const char *name;

		if (pair.key != staff)
			break;
		name = tuoyu_gathered_name(&day->certificates, pair.value, &length);
		rows[count++] = (CertificateRow) {.kind = tuoyu_known_label(name, length), .from = day->day, .until = day->day + 1};
	}
	return count;
}

/* A CountHandler: there is only one day. */
static void
add_counts(DateADT from, DateADT until, int32 counts, void *arg)
{
	(void) from;
	(void) until;
	*(int64 *) arg += counts;
}

/* What a member of staff counts, in thousandths; nothing who is not employed. */
static int64
caregiver_counts(Day *day, int64 staff)
{
	static const char caregiver[] = "保育人员";
	int			i = tuoyu_find_gathered(&day->roles, staff);
	CertificateRow *rows = NULL;
	Counting	counting = day->counting;
	int64		counts = 0;
	int			length;
	const char *role;
	Pair		found;

	if (i == day->roles.npairs || (found = tuoyu_gathered_pair(&day->roles, i)).key != staff)
		return 0;
	role = tuoyu_gathered_name(&day->roles, found.value, &length);
	counting.otherwise = length == sizeof(caregiver) - 1 && memcmp(role, caregiver, length) == 0 ? ONE_HEAD : 0;
	if (!tuoyu_any_staffing_rule(SCOPE_CLASS))
		return counting.otherwise;
	counting.role = tuoyu_known_label(role, length);
	if (!counting.certified)
	{
		counting.certificates = rows = palloc(sizeof(CertificateRow) * (day->certificates.npairs + 1));
		counting.ncertificates = read_certificates(day, staff, rows);
	}
	tuoyu_count_days(&counting, day->day, day->day + 1, add_counts, &counts);
	if (rows != NULL)
		pfree(rows);
	return counts;
}

/* Adds a class with the children and the staff that begin there. */
static void
put_class(StringInfo result, Day *day, int64 class, int *child, int *staff)
{
	ClassHeads	heads = {.class = class};
	DateADT		last_birth = DATEVAL_NOEND;
	Pair		pair;

	for (; *child < day->enrolled.npairs && (pair = tuoyu_gathered_pair(&day->enrolled, *child)).key == class; ++*child)
		add_child(day, &heads, pair.value, &last_birth);
	for (; *staff < day->rostered.npairs && (pair = tuoyu_gathered_pair(&day->rostered, *staff)).key == class; ++*staff)
		heads.caregivers += caregiver_counts(day, pair.value);
	heads.heads[HEADS_YOUNGEST] = DATE_NOT_FINITE(last_birth) || last_birth > day->day ? -1 : tuoyu_age_months(last_birth, day->day);
	appendBinaryStringInfo(result, (char *) &heads, sizeof(heads));
}

/* All classes that have children or a roster; both are sorted by class. */
static void
put_classes(StringInfo result, Day *day)
{
	int			child = 0,
				staff = 0;

	while (child < day->enrolled.npairs || staff < day->rostered.npairs)
	{
		int64		first = child < day->enrolled.npairs ? tuoyu_gathered_pair(&day->enrolled, child).key : PG_INT64_MAX;
		int64		other = staff < day->rostered.npairs ? tuoyu_gathered_pair(&day->rostered, staff).key : PG_INT64_MAX;

		put_class(result, day, Min(first, other), &child, &staff);
	}
}

/* An argument laid open. */
static Gathered
gathered_argument(FunctionCallInfo fcinfo, int argno)
{
	return tuoyu_open_gathered(PG_ARGISNULL(argno) ? NULL : PG_GETARG_BYTEA_PP(argno));
}

PG_FUNCTION_INFO_V1(tuoyu_count_heads);

/* count_heads(region, institution_kind, as_of, enrolled, births, rostered, roles, certificates) */
Datum
tuoyu_count_heads(PG_FUNCTION_ARGS)
{
	Day			day = {
		.counting = {.scope = SCOPE_CLASS, .only = LABEL_NONE, .institution_kind = LABEL_NONE, .certified = PG_ARGISNULL(7)}
	};
	StringInfoData result;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(2))
		PG_RETURN_NULL();
	(void) tuoyu_enter_catalogue();
	day.region = day.counting.region = PG_GETARG_REGION_CODE(0);
	day.day = PG_GETARG_DATEADT(2);
	tuoyu_check_as_of(day.day);
	if (!PG_ARGISNULL(1))
		day.counting.institution_kind = tuoyu_label_of_text(PG_GETARG_DATUM(1));
	day.enrolled = gathered_argument(fcinfo, 3);
	day.births = gathered_argument(fcinfo, 4);
	day.rostered = gathered_argument(fcinfo, 5);
	day.roles = gathered_argument(fcinfo, 6);
	day.certificates = gathered_argument(fcinfo, 7);
	initStringInfo(&result);
	appendStringInfoSpaces(&result, VARHDRSZ);
	put_classes(&result, &day);
	SET_VARSIZE(result.data, result.len);
	PG_RETURN_BYTEA_P(result.data);
}

/*
 * Asking for a class
 */

/* The heads of a class among those counted, into heads; none if it is not there. */
static void
find_class(bytea *counted, int64 class, ClassHeads *heads)
{
	const char *data = VARDATA_ANY(counted);
	int			low = 0,
				high = VARSIZE_ANY_EXHDR(counted) / sizeof(ClassHeads);

	if (VARSIZE_ANY_EXHDR(counted) % sizeof(ClassHeads) != 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("value was not made by count_heads"),
				 errdetail("Its length is not that of a number of classes."),
				 errhint("Pass on the result of the function as it is.")));
	while (low < high)
	{
		int			middle = low + (high - low) / 2;

		memcpy(heads, data + middle * sizeof(ClassHeads), sizeof(ClassHeads));
		if (heads->class == class)
			return;
		if (heads->class < class)
			low = middle + 1;
		else
			high = middle;
	}
	*heads = (ClassHeads) {.class = class, .heads = {[HEADS_YOUNGEST] = -1}};
}

/* One of the numbers of a class; NULL for the age of nobody. */
static Datum
heads_of_class(FunctionCallInfo fcinfo, Heads which)
{
	ClassHeads	heads = {.heads = {[HEADS_YOUNGEST] = -1}};

	if (PG_ARGISNULL(1))
		PG_RETURN_NULL();
	if (!PG_ARGISNULL(0))
		find_class(PG_GETARG_BYTEA_PP(0), PG_GETARG_INT64(1), &heads);
	if (heads.heads[which] < 0)
		PG_RETURN_NULL();
	PG_RETURN_INT32(heads.heads[which]);
}

/* Caregivers that the rule asks of a class by its heads, which are put into found; -1 where no rule says, or a NULL is asked. */
static int32
required_of_class(FunctionCallInfo fcinfo, ClassHeads *found)
{
	const BandRule *rule;
	HeadCounts	heads;

	*found = (ClassHeads) {.heads = {[HEADS_YOUNGEST] = -1}};
	if (PG_ARGISNULL(1) || PG_ARGISNULL(2) || PG_ARGISNULL(3) || PG_ARGISNULL(4))
		return -1;
	if (!PG_ARGISNULL(0))
		find_class(PG_GETARG_BYTEA_PP(0), PG_GETARG_INT64(1), found);
	heads.children = found->heads[HEADS_CHILDREN];
	heads.infants = found->heads[HEADS_INFANTS];
	heads.toddlers = found->heads[HEADS_TODDLERS];
	heads.preschoolers = found->heads[HEADS_PRESCHOOLERS];
	heads.youngest = found->heads[HEADS_YOUNGEST];
	(void) tuoyu_enter_catalogue();
	rule = tuoyu_band_rule(PG_GETARG_REGION_CODE(2), PG_GETARG_AGE_BAND(3), PG_GETARG_DATEADT(4));
	return rule == NULL ? -1 : tuoyu_band_rule_required(rule, &heads);
}

PG_FUNCTION_INFO_V1(tuoyu_heads_required);

/* heads_required(counted, class_id, region, kind, as_of): one look-up where five would feed class_caregivers_required */
Datum
tuoyu_heads_required(PG_FUNCTION_ARGS)
{
	ClassHeads	found;
	int32		required = required_of_class(fcinfo, &found);

	if (required < 0)
		PG_RETURN_NULL();
	PG_RETURN_INT32(required);
}

PG_FUNCTION_INFO_V1(tuoyu_heads_short);

/* heads_short(counted, class_id, region, kind, as_of): what of them is missing */
Datum
tuoyu_heads_short(PG_FUNCTION_ARGS)
{
	ClassHeads	found;
	int32		required = required_of_class(fcinfo, &found);

	if (required < 0)
		PG_RETURN_NULL();
	return tuoyu_heads_numeric(Max((int64) required * ONE_HEAD - found.caregivers, 0));
}

PG_FUNCTION_INFO_V1(tuoyu_heads_children);
PG_FUNCTION_INFO_V1(tuoyu_heads_infants);
PG_FUNCTION_INFO_V1(tuoyu_heads_toddlers);
PG_FUNCTION_INFO_V1(tuoyu_heads_preschoolers);
PG_FUNCTION_INFO_V1(tuoyu_heads_youngest);
PG_FUNCTION_INFO_V1(tuoyu_heads_caregivers);

/* heads_children(counted, class_id), and so on */
Datum
tuoyu_heads_children(PG_FUNCTION_ARGS)
{
	return heads_of_class(fcinfo, HEADS_CHILDREN);
}

Datum
tuoyu_heads_infants(PG_FUNCTION_ARGS)
{
	return heads_of_class(fcinfo, HEADS_INFANTS);
}

Datum
tuoyu_heads_toddlers(PG_FUNCTION_ARGS)
{
	return heads_of_class(fcinfo, HEADS_TODDLERS);
}

Datum
tuoyu_heads_preschoolers(PG_FUNCTION_ARGS)
{
	return heads_of_class(fcinfo, HEADS_PRESCHOOLERS);
}

Datum
tuoyu_heads_youngest(PG_FUNCTION_ARGS)
{
	return heads_of_class(fcinfo, HEADS_YOUNGEST);
}

Datum
tuoyu_heads_caregivers(PG_FUNCTION_ARGS)
{
	ClassHeads	heads = {0};

	if (PG_ARGISNULL(1))
		PG_RETURN_NULL();
	if (!PG_ARGISNULL(0))
		find_class(PG_GETARG_BYTEA_PP(0), PG_GETARG_INT64(1), &heads);
	return tuoyu_heads_numeric(heads.caregivers);
}
