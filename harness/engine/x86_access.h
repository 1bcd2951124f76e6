/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether an x86 instruction reads or writes its memory operand. capstone 4
 * says "reads" for many that write, such as movq %mm0, movlps, movnti, fistp
 * and sete to memory. Thread-safe.
 */
#ifndef RT_ENGINE_X86_ACCESS_H
#define RT_ENGINE_X86_ACCESS_H

#include <capstone/capstone.h>
#include <stdint.h>

/*
 * CS_AC_READ, CS_AC_WRITE or both for the memory operand @number; 0 when the
 * access is not certain. From Intel SDM volume 2.
 */
uint8_t rt_x86_access(const cs_insn *insn, uint8_t number);

#endif
