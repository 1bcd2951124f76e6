/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The codegen engine: reads a module's machine code and says which
 * instructions touch the shared field, how wide and in what order.
 *
 * Nothing is run. The code is walked instruction by instruction from the
 * accessor's entry, with what is known of each register and stack slot:
 * where the ABI puts the field's address, and where moves, arithmetic,
 * spills and calls take it. Both sides of a branch that cannot be decided are
 * walked; calls are followed where their code is in the module. What cannot
 * be told makes the answer unknown, with a reason: it never guesses.
 *
 * ABIs: System V x86-64 and i386 psABI, AAPCS32 and AAPCS64, ELFv2 for
 * ppc64le, and the s390x ELF ABI. The file is not trusted. One question at a
 * time: libelf is not used by two threads at once.
 */
#ifndef RT_ENGINE_CODEGEN_CODEGEN_H
#define RT_ENGINE_CODEGEN_CODEGEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "harness/base/error.h"
#include "harness/engine/engine.h"

/* Its row in the table of engines. */
extern const struct rt_engine rt_engine_codegen;

struct rt_codegen_access {
	uint64_t address;   /* of the instruction, in the module */
	char function[128]; /* that holds it, "" when it has no name */
	char text[256];	    /* the instruction */
	bool is_offset_known;
	int64_t offset;	    /* from the field's first byte */
	unsigned int width; /* in bytes, of one access */
	bool is_read, is_write;
	bool is_string;	  /* movs, stos and their like, mvc */
	bool is_block;	  /* s390x mvc: in pieces of a size that is not known */
	bool is_repeated; /* rep */
	bool is_count_known; /* else count is 1 and means nothing */
	uint64_t count;	     /* of accesses, for is_repeated */
};

struct rt_codegen_call {
	uint64_t address; /* of the instruction */
	char name[128];	  /* of what is called, "" when not known */
	bool is_followed; /* its code is in the module, and was read */
	bool has_field;	  /* it may have got the field's address */
};

struct rt_codegen {
	char machine[16]; /* "x86-64" */
	unsigned int width;
	bool is_store;
	/* Each once, in the order they were first reached. */
	struct rt_codegen_access *accesses;
	size_t access_count;
	struct rt_codegen_call *calls;
	size_t call_count;
	/*
	 * Ways through the code that were told apart, and how many of them
	 * end in each emission: indexed by enum rt_emission.
	 */
	unsigned int paths;
	unsigned int ending[RT_EMISSIONS];
	enum rt_emission emission;
	/* One sentence: the evidence, or why it is unknown. */
	char reason[256];
};

/*
 * Answers @question; what is known of the field's alignment follows from its
 * offset. RT_USAGE when the module does not define the symbol or the width is
 * none of the three; RT_BUILD when the file is damaged. A machine
 * that libcapstone lacks is no error: the emission is unknown. The caller
 * releases @codegen with rt_codegen_free() in every case.
 */
int rt_codegen(struct rt_codegen *codegen, const struct rt_question *question,
	       struct rt_error *error);

void rt_codegen_free(struct rt_codegen *codegen);

/*
 * What the verdict gets. Code that could be read is RT_OUTCOME_NO_TEAR with its
 * emission, RT_EMITTED_PARTS included: that it can tear was not seen to
 * happen. Code that could not is RT_OUTCOME_INCONCLUSIVE.
 */
void rt_codegen_observe(const struct rt_codegen *codegen,
			struct rt_observation *observation);

/* "unknown", "whole", "parts" or "twice". */
const char *rt_emission_name(enum rt_emission emission);

#endif
