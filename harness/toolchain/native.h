/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The CPU as a part of what a compiler is asked: "-march=native" makes other
 * code on another machine that shares the cache. Any thread.
 */
#ifndef RT_TOOLCHAIN_NATIVE_H
#define RT_TOOLCHAIN_NATIVE_H

#include <stdbool.h>

#include "harness/base/text.h"

/* True when a word of @flags ends in "=native": -march, -mtune or -mcpu. */
bool rt_native_is_asked(const struct rt_strings *flags);

/*
 * Appends to @identity the lines of @cpuinfo, the text of /proc/cpuinfo
 * (proc(5)), that name the first CPU and what it can do, as gcc and clang
 * look at it; nothing that differs from one moment to the next.
 */
void rt_native_identity(struct rt_text *identity, const char *cpuinfo);

#endif
