/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/cli/compared.h"

#include <stdio.h>

#include "harness/cli/commands.h"

void rt_cli_explain_builds(const struct rt_compare *compare)
{
	struct rt_error error = RT_ERROR_INIT;

	/* Behind what was printed, also where both go to one file. */
	fflush(stdout);
	if (rt_compare_explain(compare, &error))
		rt_cli_fail(&error);
	rt_error_clear(&error);
}

int rt_cli_end_compare(struct rt_compare *compare, int code)
{
	rt_compare_close(compare);
	if (compare->interrupt)
		rt_command_end_by(compare->interrupt);
	return code;
}
