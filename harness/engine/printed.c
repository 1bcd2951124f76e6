/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Apart from the table of engines, which engines are not linked with. */
#include <stdio.h>
#include <string.h>

#include "harness/engine/engine.h"

void rt_observation_printed(struct rt_observation *seen, const char *printed)
{
	static const char before[] = "; the accessor printed \"";
	size_t used = strlen(seen->reason);
	size_t room = sizeof(seen->reason) - used;

	if (*printed && room > sizeof(before) + 1)
		snprintf(seen->reason + used, room, "%s%.*s\"", before,
			 (int)(room - sizeof(before) - 1), printed);
}
