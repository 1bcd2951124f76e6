/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the text of a C source may make a compiler read, beside what it lists as
 * read. Pure functions, thread-safe; the text may be anything.
 */
#ifndef RT_MODULE_SCAN_H
#define RT_MODULE_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "harness/base/text.h"

/*
 * Adds to @names the files that @text asks __has_include for. False when it
 * asks for one that is not written there, or for what has no name: the time,
 * or data by #embed.
 */
bool rt_scan_queries(struct rt_strings *names, const char *text);

/*
 * True when @text may have an assembler directive that reads a file, .incbin or
 * .include, also one that is put together of pieces (".inc" "bin").
 */
bool rt_scan_reads_in_assembly(const char *text, size_t length);

#endif
