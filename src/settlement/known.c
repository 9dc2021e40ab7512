/*
 * known.c
 *		Subsidies by a policy that was kept: the same computation, over the rows of the catalogue as they were known.
 */
#include "tuoyu.h"

#include "funcapi.h"
#include "utils/jsonb.h"
#include "utils/memutils.h"

#include "policy/load.h"

extern Datum tuoyu_subsidy_lines_over(PG_FUNCTION_ARGS);

/* What a call site keeps: the policy as it was given, what was compiled from it, and the inner function's own call site. */
typedef struct KnownPolicy
{
	struct varlena *given;
	Catalogue  *catalogue;
	FmgrInfo	lines;
} KnownPolicy;

/* Is it the very datum that the call site has compiled?  Within a query it is, so bytes are compared, not contents. */
static bool
is_same(const KnownPolicy *known, const struct varlena *policy)
{
	return VARSIZE_ANY(policy) == VARSIZE_ANY(known->given) &&
		memcmp(policy, known->given, VARSIZE_ANY(policy)) == 0;
}

/* Compile a policy in the call site's memory, in place of what it had. */
static void
compile_policy(KnownPolicy *known, FmgrInfo *flinfo, struct varlena *policy)
{
	MemoryContext memory;
	Catalogue  *catalogue;

	if (known->catalogue != NULL)
	{
		memory = known->catalogue->memory;
		known->catalogue = NULL;
		MemoryContextDelete(memory);
	}
	memory = AllocSetContextCreate(flinfo->fn_mcxt, "tuoyu known policy", ALLOCSET_DEFAULT_SIZES);
	catalogue = MemoryContextAllocZero(memory, sizeof(Catalogue));
	catalogue->memory = memory;
	tuoyu_load_catalogue(catalogue, DatumGetJsonbP(PointerGetDatum(policy)));
	known->given = MemoryContextAlloc(memory, VARSIZE_ANY(policy));
	memcpy(known->given, policy, VARSIZE_ANY(policy));
	known->lines = *flinfo;
	known->lines.fn_extra = NULL;
	known->catalogue = catalogue;
}

/* The call site's policy, compiled. */
static KnownPolicy *
known_policy(FmgrInfo *flinfo, struct varlena *policy)
{
	KnownPolicy *known = flinfo->fn_extra;

	if (known == NULL)
		known = flinfo->fn_extra = MemoryContextAllocZero(flinfo->fn_mcxt, sizeof(KnownPolicy));
	/* a constant or parameter is the same all through the query */
	if (known->catalogue == NULL || (!get_fn_expr_arg_stable(flinfo, 2) && !is_same(known, policy)))
		compile_policy(known, flinfo, policy);
	return known;
}

PG_FUNCTION_INFO_V1(tuoyu_subsidy_lines_known);

/* subsidy_lines_over(facts, scenario, policy): as subsidy_lines_over(facts, scenario), by the catalogue that the policy is a copy of */
Datum
tuoyu_subsidy_lines_known(PG_FUNCTION_ARGS)
{
	LOCAL_FCINFO(call, 2);
	KnownPolicy *known;
	Catalogue  *before;

	if (PG_ARGISNULL(2))
	{
		InitMaterializedSRF(fcinfo, 0);
		return (Datum) 0;
	}
	known = known_policy(fcinfo->flinfo, (struct varlena *) PG_GETARG_POINTER(2));
	InitFunctionCallInfoData(*call, &known->lines, 2, fcinfo->fncollation, NULL, fcinfo->resultinfo);
	call->args[0] = fcinfo->args[0];
	call->args[1] = fcinfo->args[1];
	before = tuoyu_use_catalogue(known->catalogue);
	PG_TRY();
	{
		tuoyu_subsidy_lines_over(call);
	}
	PG_FINALLY();
	{
		(void) tuoyu_use_catalogue(before);
	}
	PG_END_TRY();
	fcinfo->isnull = call->isnull;
	return (Datum) 0;
}
