/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The text of RISC-V's instructions that access memory, since
 * libcapstone 4 has none of that machine. Needs no libVEX. Thread-safe.
 *
 * "The manual" is the RISC-V Instruction Set Manual, volume I (unprivileged).
 */
#ifndef RT_ENGINE_ACCOUNT_RISCV_TEXT_H
#define RT_ENGINE_ACCOUNT_RISCV_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The instruction of 32 bits that the compressed @instruction stands for (the
 * manual, chapter "C") where XLEN is 64, or else 32; 0: none, which is no
 * instruction either.
 */
uint32_t rt_riscv_expand(uint16_t instruction, bool is_64);

/*
 * Writes the instruction at @bytes, of which four can be read, to @text. Its
 * name without a width; "" for one that does not access memory.
 */
const char *rt_riscv64_text(const uint8_t *bytes, char *text, size_t size);
const char *rt_riscv32_text(const uint8_t *bytes, char *text, size_t size);

#endif
