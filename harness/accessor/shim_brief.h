/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The brief form of a shim: the one accessor that a report is about, for a C
 * file that a maintainer can read. Thread-safe; running out of memory is
 * remembered by the struct rt_text.
 */
#ifndef RT_ACCESSOR_SHIM_BRIEF_H
#define RT_ACCESSOR_SHIM_BRIEF_H

#include "harness/accessor/shim.h"

/* The first line of every brief form, by which it is known again. */
extern const char rt_shim_brief_mark[];

/* Its second line, if it needs arguments of the compiler: these and " *\/". */
extern const char rt_shim_brief_needs[];

/*
 * Appends the accessor of @shim, which rt_shim_write() took, without the mark:
 * defines, includes, and one static function. Of a copy the private side lies
 * @place bytes behind a multiple of 8.
 */
void rt_shim_brief(struct rt_text *out, const struct rt_shim *shim, bool stores,
		   unsigned int place);

#endif
