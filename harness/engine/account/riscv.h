/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lifts RISC-V of 64 and 32 bits to VEX's representation, since libVEX 3.19
 * does not: the integer, multiplication, atomic and compressed instructions
 * (RV64IMAC and RV32IMAC), and what loads, stores and moves floating-point
 * registers.
 *
 * "The manual" is the RISC-V Instruction Set Manual, volume I (unprivileged).
 * Not thread-safe, as libVEX allocates.
 */
#ifndef RT_ENGINE_ACCOUNT_RISCV_H
#define RT_ENGINE_ACCOUNT_RISCV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <valgrind/libvex_basictypes.h>
#include <valgrind/libvex_ir.h>

/* The state: 32 integer registers, 32 floating-point ones, and the counter. */
struct rt_riscv64_state {
	uint64_t x[32];
	uint64_t f[32];
	uint64_t pc;
};

struct rt_riscv32_state {
	uint32_t x[32];
	uint64_t f[32];
	uint32_t pc;
};

/*
 * At most @most instructions at @bytes, of which @size can be read, up to the
 * end of the block. An instruction that is not known ends it with Ijk_NoDecode.
 */
IRSB *rt_riscv64_lift(const uint8_t *bytes, size_t size, uint64_t address,
		      unsigned most);
IRSB *rt_riscv32_lift(const uint8_t *bytes, size_t size, uint64_t address,
		      unsigned most);

#endif
