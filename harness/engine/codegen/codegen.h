/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The codegen engine: reads a module's machine code and says which instructions
 * access the shared field, how wide and in what order.
 *
 * Nothing is run. The code is walked instruction by instruction from the
 * accessor's entry, tracking what is known of each register and stack slot: the
 * field's address comes from the ABI's argument register or slot and is
 * followed through moves, arithmetic, spills and calls. Both sides of an
 * undecidable branch are walked; calls are followed where their code is in the
 * module. What cannot be decided makes the emission unknown, with a reason; the
 * engine never guesses.
 *
 * ABIs: System V x86-64 and i386 psABI, AAPCS32 and AAPCS64, ELFv2 for ppc64le,
 * and the s390x ELF ABI. The file is not trusted. Not thread-safe (libelf).
 */
#ifndef RT_ENGINE_CODEGEN_CODEGEN_H
#define RT_ENGINE_CODEGEN_CODEGEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "harness/base/error.h"
#include "harness/engine/engine.h"

/* This engine's row in the table of engines. */
extern const struct rt_engine rt_engine_codegen;

struct rt_codegen_access {
	uint64_t address;   /* of the instruction, in the module */
	char function[128]; /* that contains it; "" when it has no name */
	char text[256];	    /* the instruction */
	bool is_offset_known;
	int64_t offset;	    /* from the field's first byte */
	unsigned int width; /* in bytes, of one access */
	bool is_read, is_write;
	bool is_string;	     /* movs, stos and the like, mvc */
	bool is_block;	     /* s390x mvc: its access size is not architected */
	bool is_repeated;    /* under a rep prefix */
	bool is_count_known; /* else count is 1 and meaningless */
	uint64_t count;	     /* number of accesses, with is_repeated */
};

struct rt_codegen_call {
	uint64_t address; /* of the instruction */
	char name[128];	  /* of the callee, "" when not known */
	bool is_followed; /* the callee is in the module, and was walked */
	bool has_field;	  /* the callee may have received the field's address */
};

/* Addresses in the module, without the end. */
struct rt_codegen_range {
	uint64_t begin, end;
};

struct rt_codegen {
	char machine[16]; /* "x86-64" */
	unsigned int width;
	bool is_store;
	/* Each access and call once, in the order of first reach. */
	struct rt_codegen_access *accesses;
	size_t access_count;
	struct rt_codegen_call *calls;
	size_t call_count;
	/* The instructions that were walked; more than are kept with the flag.
	 */
	struct rt_codegen_range *covered;
	size_t covered_count;
	bool covers_more;
	/*
	 * Paths through the code that were distinguished, and how many of them
	 * have each emission: indexed by enum rt_emission.
	 */
	unsigned int paths;
	unsigned int ending[RT_EMISSIONS];
	enum rt_emission emission;
	/* One sentence: the evidence, or why the emission is unknown. */
	char reason[256];
};

/*
 * Answers @question; the field's alignment is derived from its offset. RT_USAGE
 * when the module does not define the symbol or the width is not 16, 32 or 64;
 * RT_BUILD when the file is damaged. A machine that libcapstone lacks is no
 * error: the emission is unknown. The caller releases @codegen with
 * rt_codegen_free() in every case.
 */
int rt_codegen(struct rt_codegen *codegen, const struct rt_question *question,
	       struct rt_error *error);

void rt_codegen_free(struct rt_codegen *codegen);

/* Whether a path goes through the byte of code at @address, or may do so. */
bool rt_codegen_covers(const struct rt_codegen *codegen, uint64_t address);

/*
 * The observation for the verdict. Code that was decided is RT_OUTCOME_NO_TEAR
 * with its emission, RT_EMITTED_PARTS included: code that can tear was not seen
 * to tear. Undecided code is RT_OUTCOME_INCONCLUSIVE.
 */
void rt_codegen_observe(const struct rt_codegen *codegen,
			struct rt_observation *observation);

/* "unknown", "whole", "parts" or "twice". */
const char *rt_emission_name(enum rt_emission emission);

#endif
