/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * accessor: vm-memory-read-obj
 * summary:  a slice of bytes copied by a memcpy of the slice's length
 * met:      case 3: rust-vmm vm-memory, CVE-2020-13759, 2020-05-28, issues
 *           93, 98, 100 and 117: read_obj and write_obj of a ring index
 * expect:   depends: the libc decides: torn with musl on x86-64 and with every
 *           libc seen on AArch64, for 16 bits
 */
#include <stddef.h>
#include <string.h>

#include "ringtear.h"

struct slice {
	const void *address;
	size_t length;
};

/* Not inlined, as the length came through a trait object and a bound check. */
__attribute__((noinline, noipa)) static size_t copy_slice(void *to,
							  struct slice from,
							  size_t room)
{
	size_t length = from.length < room ? from.length : room;

	memcpy(to, from.address, length);
	return length;
}

#define ACCESSORS(bits)                                                        \
	uint##bits##_t ringtear_load##bits(const void *p)                      \
	{                                                                      \
		uint##bits##_t v = 0;                                          \
                                                                               \
		copy_slice(&v, (struct slice){p, sizeof(v)}, sizeof(v));       \
		return v;                                                      \
	}                                                                      \
                                                                               \
	void ringtear_store##bits(void *p, uint##bits##_t v)                   \
	{                                                                      \
		copy_slice(p, (struct slice){&v, sizeof(v)}, sizeof(v));       \
	}

RINGTEAR_EACH_WIDTH(ACCESSORS)
