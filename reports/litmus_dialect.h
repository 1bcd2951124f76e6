/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The instructions of a litmus test, by the machine's word for it: a machine
 * is one entry of the table in litmus_dialect.c. Registers are numbered from
 * 0, at most eight. Constant; any thread.
 */
#ifndef RT_REPORTS_LITMUS_DIALECT_H
#define RT_REPORTS_LITMUS_DIALECT_H

#include "harness/base/text.h"

struct rt_litmus_dialect {
	const char *name;    /* the first word of the test: struct rt_arch */
	const char *address; /* the register that has the field's address */
	/* As the initial state and the condition call it. */
	void (*name_register)(struct rt_text *out, unsigned int index);
	/* Of one byte at @offset of the field. */
	void (*load_byte)(struct rt_text *out, unsigned int index,
			  unsigned int offset);
	void (*store_byte)(struct rt_text *out, unsigned int index,
			   unsigned int offset);
	/* Of the field's 16, 32 or 64 bits at once. */
	void (*load_whole)(struct rt_text *out, unsigned int index,
			   unsigned int width);
	void (*store_whole)(struct rt_text *out, unsigned int index,
			    unsigned int width);
};

/*
 * The dialect of @machine, a compiler's target or name; one that names no
 * machine at all, such as "gcc+musl", is of this one. NULL when it has none.
 */
const struct rt_litmus_dialect *rt_litmus_dialect(const char *machine);

#endif
