/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which x86-64 instructions libcapstone gives with the true width of their
 * memory operand: tests/engine/test_widths.c asks the CPU for each. All others
 * are not believed. Any thread.
 */
#ifndef RT_ENGINE_STEP_WIDTHS_H
#define RT_ENGINE_STEP_WIDTHS_H

#include <capstone/capstone.h>
#include <stdbool.h>

/* Its memory operand is as wide as it says, and is all that it touches. */
bool rt_width_is_known(const cs_insn *insn);

/* lea, multi-byte nop, prefetch: they name memory and do not touch it. */
bool rt_only_names_memory(const cs_insn *insn);

/*
 * It can touch memory that no operand names, or as much of it as a mask says,
 * or run what follows in a transaction.
 */
bool rt_hides_memory(const cs_insn *insn);

/* It reads the flags or the clock: the code may tell that it is stepped. */
bool rt_can_tell(const cs_insn *insn);

#endif
