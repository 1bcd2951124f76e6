/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which instructions of a machine are single-copy atomic: no other CPU sees the
 * access half done. A list of what the manual promises; what is not in it is
 * not promised. Constants, thread-safe.
 */
#ifndef RT_ARCH_ATOMIC_H
#define RT_ARCH_ATOMIC_H

#include "harness/arch/arch.h"
#include "harness/base/error.h"

struct rt_arch_atomic {
	/*
	 * libcapstone's names of the instructions, with blanks between them; an
	 * asterisk at the end of a name stands for any ending.
	 */
	const char *names;
	/*
	 * What libcapstone does not know, and the sixth byte of it, 0: any; a
	 * mask of 0: go by the names.
	 */
	struct rt_arch_code code;
	uint8_t tail;
	/* The widest naturally aligned access, in bytes, that is one. */
	unsigned bytes;
	/* A wider access is made of accesses of that size. */
	bool is_made_of;
	/* An interrupt may end it in the middle; then it is begun again. */
	bool may_restart;
	/* The registers of one instruction are one access together. */
	bool is_joined;
	/*
	 * A load-exclusive: its registers are one access together where the
	 * store-exclusive to the same memory succeeds, else one each.
	 */
	bool is_linked;
	/* The name of what the CPU must have for it; NULL: any CPU. */
	const char *facility;
	const char *section; /* of the manual that the machine's file names */
};

/* Functions by the begin and the end of their names. */
struct rt_arch_fallback {
	const char *begin, *end;
	const char *facility;
};

/*
 * The facility among @facilities, names with commas between them, or NULL, with
 * which no resolver takes the function @name; "*": any. NULL: none of them.
 */
const char *rt_arch_fallback_of(const struct rt_arch *arch, const char *name,
				const char *facilities);

enum { RT_ATOMIC_CODE = 6 };

/*
 * The row of @arch for the instruction @name, or, without a name, for the @code
 * of RT_ATOMIC_CODE bytes, zeros behind a shorter instruction, that promises
 * the most on a CPU that has @facilities, names with commas between them, or
 * NULL. NULL: none.
 */
const struct rt_arch_atomic *rt_arch_atomic_of(const struct rt_arch *arch,
					       const char *name,
					       const uint8_t *code,
					       const char *facilities);

/*
 * The same on a CPU that has every facility: what more there would be.
 */
const struct rt_arch_atomic *rt_arch_atomic_best(const struct rt_arch *arch,
						 const char *name,
						 const uint8_t *code);

/*
 * Name @index, from 0, of those that rows or fallbacks of some machine have,
 * each once; NULL after the last.
 */
const char *rt_arch_facility(size_t index);

/*
 * RT_USAGE unless @facilities is a comma-separated list of names that some
 * machine's rows or fallbacks have; the message lists them.
 */
int rt_arch_check_facilities(const char *facilities, struct rt_error *error);

#endif
