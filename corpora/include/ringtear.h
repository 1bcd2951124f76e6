/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an accessor source may define, for the accessors under
 * corpora/accessors. Each is optional; a source defines the ones that make
 * sense for it. @p points at the shared field, which is in the byte order of
 * the machine and may lie at any address.
 */
#ifndef RINGTEAR_H
#define RINGTEAR_H

#include <stdint.h>

/* Visible whatever -fvisibility says: the harness looks the names up. */
#define RINGTEAR_EXPORT __attribute__((visibility("default")))

RINGTEAR_EXPORT uint16_t ringtear_load16(const void *p);
RINGTEAR_EXPORT uint32_t ringtear_load32(const void *p);
RINGTEAR_EXPORT uint64_t ringtear_load64(const void *p);
RINGTEAR_EXPORT void ringtear_store16(void *p, uint16_t v);
RINGTEAR_EXPORT void ringtear_store32(void *p, uint32_t v);
RINGTEAR_EXPORT void ringtear_store64(void *p, uint64_t v);

/* C has it for machines of 64 bits alone. */
#ifdef __SIZEOF_INT128__
__extension__ typedef unsigned __int128 uint128_t;

RINGTEAR_EXPORT uint128_t ringtear_load128(const void *p);
RINGTEAR_EXPORT void ringtear_store128(void *p, uint128_t v);

/* Writes ACCESSORS(bits) out for 128 bits. */
#define RINGTEAR_128_BITS(ACCESSORS) ACCESSORS(128)
#else
#define RINGTEAR_128_BITS(ACCESSORS)
#endif

/*
 * Writes ACCESSORS(bits), which defines load and store of one width, out for
 * the three widths that every machine has.
 */
#define RINGTEAR_EACH_WIDTH(ACCESSORS) ACCESSORS(16) ACCESSORS(32) ACCESSORS(64)

#endif
