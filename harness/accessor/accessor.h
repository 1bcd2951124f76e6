/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The accessor ABI: what a module may define.
 *
 * A module defines some of ringtear_load16, _load32, _load64, _load128 and
 * ringtear_store16, _store32, _store64, _store128, with these types. @field is
 * the shared field, in the byte order of the machine, at any address; the
 * caller owns it. An accessor may be called from any thread, and may crash or
 * hang.
 *
 * 128 bits are C's unsigned __int128, by value, which compilers for 64-bit
 * machines alone have. Each machine's ABI passes it in two registers, but
 * s390x's by its address, in memory.
 */
#ifndef RT_ACCESSOR_ACCESSOR_H
#define RT_ACCESSOR_ACCESSOR_H

#include <stdint.h>

#include "harness/base/value.h"

typedef uint16_t rt_load16(const void *field);
typedef uint32_t rt_load32(const void *field);
typedef uint64_t rt_load64(const void *field);
typedef rt_value rt_load128(const void *field);
typedef void rt_store16(void *field, uint16_t value);
typedef void rt_store32(void *field, uint32_t value);
typedef void rt_store64(void *field, uint64_t value);
typedef void rt_store128(void *field, rt_value value);

#endif
