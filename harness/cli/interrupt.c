/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/cli/interrupt.h"

#include <signal.h>

void rt_cli_die_of(int interrupt)
{
	signal(interrupt, SIG_DFL);
	raise(interrupt);
}
