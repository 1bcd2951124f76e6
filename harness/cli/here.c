/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/cli/here.h"

int rt_here_find(struct rt_here *here, const struct rt_cli *cli,
		 struct rt_error *error)
{
	int code;

	*here = (struct rt_here){.accessors = {.list = NULL}};
	code = rt_accessors_load_corpora(&here->accessors,
					 rt_text_string(&cli->corpora), error);
	if (!code)
		code = rt_toolchains_find(&here->toolchains, error);
	return code;
}

void rt_here_free(struct rt_here *here)
{
	rt_toolchains_free(&here->toolchains);
	rt_accessors_free(&here->accessors);
}
