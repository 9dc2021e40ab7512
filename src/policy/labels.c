/*
 * labels.c
 *		Numbers for the names that rules use.
 */
#include "tuoyu.h"

#include "utils/memutils.h"

#include "policy/labels.h"

static char **names = NULL;
static int	nnames = 0;
static int	maxnames = 0;

int32
tuoyu_known_label(const char *name, size_t length)
{
	for (int32 label = 0; label < nnames; label++)
		if (strncmp(names[label], name, length) == 0 && names[label][length] == '\0')
			return label;
	return LABEL_NONE;
}

int32
tuoyu_label_of_text(Datum value)
{
	text	   *name = DatumGetTextPP(value);

	return tuoyu_known_label(VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name));
}

int32
tuoyu_label(const char *name)
{
	int32		label;

	if (name == NULL)
		return LABEL_NONE;
	label = tuoyu_known_label(name, strlen(name));
	if (label != LABEL_NONE)
		return label;
	if (nnames == maxnames)
	{
		int			more = Max(16, maxnames * 2);

		names = names == NULL ? MemoryContextAlloc(TopMemoryContext, more * sizeof(char *)) :
			repalloc(names, more * sizeof(char *));
		maxnames = more;
	}
	names[nnames] = MemoryContextStrdup(TopMemoryContext, name);
	return nnames++;
}

const char *
tuoyu_label_name(int32 label)
{
	Assert(label >= 0 && label < nnames);
	return names[label];
}
