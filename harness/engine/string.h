/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How wide a round of an x86-64 string instruction is. capstone 4 takes a
 * movsw for a movsl where the prefix 0x66 stands before a rep, as gas writes
 * them. Any thread.
 */
#ifndef RT_ENGINE_STRING_H
#define RT_ENGINE_STRING_H

#include <stddef.h>
#include <stdint.h>

/*
 * Bytes of one round of the instruction that the @length bytes of @code are:
 * 1, 2, 4 or 8 for movs, cmps, stos, lods and scas, 0 for any other. From
 * the prefixes and the opcode: Intel SDM volume 2, 2.1.1 and 2.2.1.
 */
unsigned int rt_string_round(const uint8_t *code, size_t length);

#endif
