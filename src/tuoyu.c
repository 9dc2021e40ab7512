/*
 * tuoyu.c
 *		The module: its magic block and what happens when it is loaded.
 */
#include "tuoyu.h"

#include "utils/guc.h"

PG_MODULE_MAGIC;

void		_PG_init(void);

/* Called once per backend, when the library is loaded. */
void
_PG_init(void)
{
	tuoyu_as_of_init();
	MarkGUCPrefixReserved("tuoyu");
}
