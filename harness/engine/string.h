/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The operand size of x86-64 string instructions. capstone 4 decodes movsw as
 * movsl where the prefix 0x66 precedes rep, as gas emits both. Thread-safe.
 */
#ifndef RT_ENGINE_STRING_H
#define RT_ENGINE_STRING_H

#include <stddef.h>
#include <stdint.h>

/*
 * Bytes that one iteration of the instruction in the @length bytes of @code
 * accesses: 1, 2, 4 or 8 for movs, cmps, stos, lods and scas, 0 for any other
 * instruction. Derived from prefixes and opcode: Intel SDM volume 2, 2.1.1 and
 * 2.2.1.
 */
unsigned int rt_string_round(const uint8_t *code, size_t length);

#endif
