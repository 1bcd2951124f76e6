/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The instructions of one function of a module, in AT&T syntax.
 *
 * Read from the file with libelf and libcapstone; nothing is run, and the
 * file is not trusted. x86-64 only so far. Not for two threads at once, as
 * libelf is not.
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
	 * Where it leaves the function to, by a call or a jump, through the
	 * PLT or not: a symbol's name, "" when it does not leave or the name
	 * is not known. Known for x86 only.
	 */
	char target[128];
	uint64_t jumps_to;     /* an address in the function; 0: it does not */
	bool is_call;	       /* and comes back */
	bool is_target_inside; /* @target can be listed from this module */
};

struct rt_listing {
	struct rt_text symbol;
	struct rt_instruction *list;
	size_t count;
};

/*
 * Lists the function @symbol of the module at @path. RT_USAGE when the module
 * does not define it; RT_BUILD when the file is damaged; RT_SETUP for a
 * machine without a disassembler here. Where bytes are no instruction,
 * ".byte" stands for each. The caller releases @listing with
 * rt_listing_free() in every case.
 */
int rt_listing(struct rt_listing *listing, const char *path, const char *symbol,
	       struct rt_error *error);

/*
 * Appends @listing as lines. A jump within the function ends in a label "L1",
 * "L2", … in order of appearance, and a line "L1:" goes before the
 * instruction that it jumps to; a jump to between two instructions keeps its
 * address. @text remembers when memory ran out.
 */
void rt_listing_text(const struct rt_listing *listing, struct rt_text *text);

void rt_listing_free(struct rt_listing *listing);

#endif
