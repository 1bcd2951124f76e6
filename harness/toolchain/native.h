/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Identifies the CPU as an input of a build: "-march=native" makes different
 * code on another machine that shares the cache. Thread-safe.
 */
#ifndef RT_TOOLCHAIN_NATIVE_H
#define RT_TOOLCHAIN_NATIVE_H

#include <stdbool.h>

#include "harness/base/text.h"

/* True when a word of @flags ends in "=native": -march, -mtune or -mcpu. */
bool rt_native_is_asked(const struct rt_strings *flags);

/*
 * Appends to @identity the lines of @cpuinfo, the text of /proc/cpuinfo
 * (proc(5)), that name the first CPU and its features, which gcc and clang use;
 * not the lines that vary over time.
 */
void rt_native_identity(struct rt_text *identity, const char *cpuinfo);

#endif
