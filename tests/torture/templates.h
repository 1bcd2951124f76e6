/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Instructions that do the same, by the sizes they can do it in. In a text
 * @M is the field's operand, @D where its copy goes, @R the value to store,
 * @V 16 free bytes, @P the register with the pointer, @S its stack slot, @s
 * the size's suffix, @a and @c rax and rcx of that size, @z the size in
 * bytes, @n how many units, @b bytes from the first unit to the last, @N the
 * accessor's name. rax, rcx, rdx, rsi, rdi, r8 to r10 and vectors are free.
 * Some want AVX, SSE4.1 and MOVBE (x86-64-v3).
 */
#ifndef RT_TESTS_TORTURE_TEMPLATES_H
#define RT_TESTS_TORTURE_TEMPLATES_H

#include <stdbool.h>

struct torture_template {
	unsigned sizes; /* 1, 2, 4 and 8, added up */
	const char *text;
};

extern const struct torture_template torture_loads[], torture_looks[],
	torture_stores[], torture_moves[], torture_noise[];
extern const unsigned torture_loads_count, torture_looks_count,
	torture_stores_count, torture_moves_count, torture_noise_count;

extern const char torture_load_loop[], torture_store_loop[];
/* [stores][whether the length is hidden] */
extern const char *const torture_copies[2][2];
extern const char *const torture_rep[2][2]; /* [stores][downwards] */
extern const char torture_helpers[];	    /* what the others call */

#endif
