/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/base/version.h"

const char *rt_version(void)
{
	return RT_VERSION;
}
