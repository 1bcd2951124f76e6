/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/base/version.h"

/* Given by the Makefile; a check of the sources alone has none. */
#ifndef RT_VERSION
#define RT_VERSION "unknown"
#endif

const char *rt_version(void)
{
	return RT_VERSION;
}
