/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/accessor/shim_folders.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "harness/accessor/shim.h"
#include "harness/base/file.h"

static const char begin[] = "/* -I ", end[] = " */\n";

int rt_shim_add_folders(struct rt_text *text, const char *const *folders,
			struct rt_error *error)
{
	for (; folders && *folders; folders++) {
		char path[PATH_MAX];

		if (!realpath(*folders, path))
			return rt_fail(error, RT_SUBJECT,
				       "cannot read the folder %s; check the "
				       "name",
				       *folders);
		if (strstr(path, "*/") || strchr(path, '\n'))
			return rt_fail(error, RT_USAGE,
				       "the folder %s has a name that a "
				       "comment cannot hold; rename it",
				       *folders);
		rt_text_format(text, "%s%s%s", begin, path, end);
	}
	return RT_OK;
}

int rt_shim_folders(struct rt_strings *folders, const char *path,
		    struct rt_error *error)
{
	const size_t first = sizeof(RT_SHIM_FIRST) - 1;
	struct rt_text text = RT_TEXT_INIT;
	const char *at;

	/* A source that cannot be read is told by those who build it. */
	if (rt_file_read(&text, path, NULL) ||
	    strncmp(rt_text_string(&text), RT_SHIM_FIRST, first)) {
		rt_text_free(&text);
		return RT_OK;
	}
	at = text.data + first;
	while (!strncmp(at, begin, sizeof(begin) - 1)) {
		const char *folder = at + sizeof(begin) - 1;
		const char *over = strstr(folder, end);

		if (!over)
			break;
		rt_strings_format(folders, "%.*s", (int)(over - folder),
				  folder);
		at = over + sizeof(end) - 1;
	}
	rt_text_free(&text);
	return folders->failed ? rt_no_memory(error) : RT_OK;
}
