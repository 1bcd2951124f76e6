/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/module/read.h"

#include <string.h>

#include "harness/base/file.h"
#include "harness/module/cache.h"

void rt_module_each_read(const char *module,
			 void (*take)(void *data, const char *path,
				      const char *digest),
			 void *data)
{
	static const char begin[] = "read ";
	struct rt_text path = RT_TEXT_INIT, list = RT_TEXT_INIT;
	char *rest = NULL, *line;

	rt_cache_beside(&path, module, "inputs");
	if (rt_file_exists(rt_text_string(&path)) &&
	    !rt_file_read(&list, rt_text_string(&path), NULL))
		rest = list.data;
	while (rest && (line = strsep(&rest, "\n"))) {
		char *name;

		if (strncmp(line, begin, strlen(begin)) != 0)
			continue;
		line += strlen(begin);
		name = strchr(line, ' ');
		if (!name)
			continue;
		*name++ = 0;
		take(data, name, line);
	}
	rt_text_free(&path);
	rt_text_free(&list);
}
