/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The machines that can be lifted, "guests" in libVEX's words: what is where in
 * the state of each, and how a function is called. Constants, thread-safe.
 *
 * The offsets are those of the structures in valgrind's libvex_guest_*.h of
 * version 3.19; the calls are those of harness/arch.
 */
#ifndef RT_ENGINE_ACCOUNT_GUEST_H
#define RT_ENGINE_ACCOUNT_GUEST_H

#include <valgrind/libvex.h>
#include <valgrind/libvex_basictypes.h>
#include <valgrind/libvex_ir.h>

#include "harness/arch/arch.h"

enum { RT_GUEST_MOST = 4096 };

/* Bytes of the state, from @first on. */
struct rt_guest_range {
	int first, size;
};

struct rt_guest {
	const struct rt_arch *arch;
	VexArch vex;	   /* VexArch_INVALID: not one of libVEX's */
	unsigned features; /* VEX_HWCAPS_*, the most that libVEX can lift */
	size_t size;	   /* of the state */
	/* NULL: libVEX lifts it. */
	IRSB *(*lift)(const uint8_t *bytes, size_t size, uint64_t address,
		      unsigned most);
	/* The name of the instruction, its text; NULL: libcapstone has both. */
	const char *(*text)(const uint8_t *bytes, char *text, size_t size);
	void (*initialise)(void *state);
	/*
	 * The flags of a result in terms of the operands, or NULL if it knows
	 * no shorter form; NULL: this machine has no such helpers.
	 */
	IRExpr *(*specialise)(const HChar *name, IRExpr **arguments,
			      IRStmt **before, Int count);
	/*
	 * The helper with this name answers a condition: XORing its first
	 * argument with @negation negates it. The answer is bit @condition_bit
	 * of the result, the others are 0. NULL: no such helper.
	 */
	const char *condition;
	unsigned negation, condition_bit;
	int counter; /* the program counter */
	int counter_size;
	int stack; /* the stack pointer */
	int link;  /* -1: the return address is on the stack */
	int entry; /* has the function's address at its entry, or -1 */
	/* The first two arguments; -1: on the stack. */
	int argument[2];
	/*
	 * The halves of a value of two words as the second argument, the lower
	 * one first; -1: on the stack, or in memory.
	 */
	int wide[2];
	int result;
	/* The upper half of a result of two words; -1: it is in memory. */
	int result_high;
	/* Registers whose values at entry are not known. */
	struct rt_guest_range general, vector;
};

/* NULL: nothing here lifts @arch. */
const struct rt_guest *rt_guest_of(const struct rt_arch *arch);

#endif
