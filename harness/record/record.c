/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/record/record.h"

#include <stdlib.h>

void rt_run_free(struct rt_run *run)
{
	if (!run)
		return;
	free(run->trial);
	free(run->instructions);
	free(run->called);
	*run = (struct rt_run){.id = 0};
}
