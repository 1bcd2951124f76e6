/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/cli/here.h"

int rt_here_find(struct rt_here *here, const struct rt_cli *cli,
		 struct rt_error *error)
{
	struct rt_text folder = RT_TEXT_INIT;
	int code;

	*here = (struct rt_here){.accessors = {.list = NULL}};
	rt_text_format(&folder, "%s/accessors", rt_text_string(&cli->corpora));
	code = rt_accessors_load(&here->accessors, rt_text_string(&folder),
				 error);
	rt_text_free(&folder);
	if (!code)
		code = rt_toolchains_find(&here->toolchains, error);
	return code;
}

void rt_here_free(struct rt_here *here)
{
	rt_toolchains_free(&here->toolchains);
	rt_accessors_free(&here->accessors);
}
