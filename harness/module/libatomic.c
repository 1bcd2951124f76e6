/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/module/libatomic.h"

#include <string.h>

#include "harness/module/symbols.h"

/* With a colon: the file of this name, not the shared library (ld(1), -l). */
static const char library[] = "-l:libatomic.a";

bool rt_libatomic_is_wanted(const char *said)
{
	return said && strstr(said, "__atomic_") != NULL;
}

void rt_libatomic_add(struct rt_strings *argv)
{
	rt_strings_add(argv, library);
}

bool rt_libatomic_is_in(const char *path)
{
	static const char name[] = "libat_";
	struct rt_symbols symbols;
	bool found = false;

	if (!rt_symbols_read(&symbols, path, NULL))
		for (size_t i = 0; i < symbols.count && !found; i++)
			found = !strncmp(symbols.list[i].name, name,
					 sizeof(name) - 1);
	rt_symbols_free(&symbols);
	return found;
}

void rt_libatomic_explain(struct rt_error *error, const char *file)
{
	struct rt_text said = RT_TEXT_INIT;

	if (!error || !error->detail || !strstr(error->detail, library))
		return;
	rt_text_add(&said, error->detail);
	rt_fail(error, RT_BUILD,
		"%s calls libatomic, and the linker finds no libatomic.a; "
		"install that of the compiler: libgcc-12-dev or another "
		"version on Debian, libatomic-static on Fedora",
		file);
	rt_error_detail(error, rt_text_string(&said), said.length);
	rt_text_free(&said);
}
