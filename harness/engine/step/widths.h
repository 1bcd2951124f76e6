/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The x86-64 instructions for which libcapstone gives the true width of the
 * memory operand: tests/engine/test_widths.c compares each with the CPU. The
 * width of other instructions is not trusted. Thread-safe.
 */
#ifndef RT_ENGINE_STEP_WIDTHS_H
#define RT_ENGINE_STEP_WIDTHS_H

#include <capstone/capstone.h>
#include <stdbool.h>

/* The memory operand's width is right, and nothing else is accessed. */
bool rt_width_is_known(const cs_insn *insn);

/* lea, multi-byte nop, prefetch: they name memory but do not access it. */
bool rt_only_names_memory(const cs_insn *insn);

/*
 * The instruction can access memory that no operand names, or a part of its
 * operand that a mask selects, or starts a transaction.
 */
bool rt_hides_memory(const cs_insn *insn);

/* It reads the flags or the clock: the code may detect being stepped. */
bool rt_can_tell(const cs_insn *insn);

#endif
