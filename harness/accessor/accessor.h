/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The accessor ABI: what a module may define.
 *
 * A module defines some of ringtear_load16, _load32, _load64 and
 * ringtear_store16, _store32, _store64, with these types. @field is the
 * shared field, in the byte order of the machine, at any address; the caller
 * owns it. An accessor may be called from any thread, and may crash or hang.
 */
#ifndef RT_ACCESSOR_ACCESSOR_H
#define RT_ACCESSOR_ACCESSOR_H

#include <stdint.h>

typedef uint16_t rt_load16(const void *field);
typedef uint32_t rt_load32(const void *field);
typedef uint64_t rt_load64(const void *field);
typedef void rt_store16(void *field, uint16_t value);
typedef void rt_store32(void *field, uint32_t value);
typedef void rt_store64(void *field, uint64_t value);

#endif
