/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The instructions of one function of a module, in AT&T syntax.
 *
 * Read from the file with libelf and libcapstone; nothing is run, and the file
 * is not trusted. x86-64 only so far. Not thread-safe (libelf).
 */
#ifndef RT_ENGINE_CODEGEN_LISTING_H
#define RT_ENGINE_CODEGEN_LISTING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "harness/base/error.h"
#include "harness/base/text.h"

struct rt_instruction {
	uint64_t address; /* in the module, before loading */
	unsigned int size;
	char mnemonic[32]; /* "movzwl", "call", "rep movsb" */
	char text[256];	   /* "movzwl 0xe(%rsp), %eax", "call memcpy" */
	/*
	 * The symbol that a call or jump out of the function goes to, through
	 * the PLT or not; "" when there is none or its name is not known. Known
	 * for x86 only.
	 */
	char target[128];
	uint64_t jumps_to;     /* an address in this function; 0: none */
	bool is_call;	       /* rather than a jump */
	bool is_target_inside; /* this module defines @target */
};

struct rt_listing {
	struct rt_text symbol;
	struct rt_instruction *list;
	size_t count;
};

/*
 * Lists the function @symbol of the module at @path. RT_SUBJECT when the module
 * does not define it; RT_BUILD when the file is damaged; RT_SETUP for a machine
 * without a disassembler here. Each byte that is no instruction is listed as
 * ".byte". The caller releases @listing with rt_listing_free() in every case.
 */
int rt_listing(struct rt_listing *listing, const char *path, const char *symbol,
	       struct rt_error *error);

/*
 * Appends @listing as lines. The target of a jump within the function is
 * printed as a label "L1", "L2", … in order of appearance, and a line "L1:"
 * precedes the instruction there; a target between two instructions stays an
 * address. Running out of memory is recorded in @text.
 */
void rt_listing_text(const struct rt_listing *listing, struct rt_text *text);

void rt_listing_free(struct rt_listing *listing);

#endif
