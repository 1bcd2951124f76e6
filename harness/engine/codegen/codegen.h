/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The codegen engine: reads a module's machine code and says which instructions
 * access the shared field, how wide, in what order, and what the result derives
 * from: an account of all ways (harness/engine/account). Nothing is run.
 *
 * ABIs: System V x86-64 and i386 psABI, AAPCS32 and AAPCS64, ELFv2 for ppc64le,
 * the s390x ELF ABI and the RISC-V psABI. The file is not trusted.
 */
#ifndef RT_ENGINE_CODEGEN_CODEGEN_H
#define RT_ENGINE_CODEGEN_CODEGEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "harness/base/error.h"
#include "harness/base/text.h"
#include "harness/engine/account/account.h"
#include "harness/engine/engine.h"
#include "harness/module/source_lines.h"

/* This engine's row in the table of engines. */
extern const struct rt_engine rt_engine_codegen;

struct rt_codegen {
	char machine[16]; /* "x86-64" */
	unsigned int width;
	bool is_store;
	struct rt_account *account; /* NULL when there is none */
	/* What the ways that were followed do to the field. */
	enum rt_emission emission;
	/* The account closes every way, and each has the field as one. */
	bool is_closed;
	/* Of account->bound: "glibc 2.36"; "__memmove_…" where chosen, or "".
	 */
	char libc[32];
	char variant[RT_ACCOUNT_BOUND][RT_ACCOUNT_NAME];
	/*
	 * Of account->site[], then of account->way[]: where they come from;
	 * NULL where it was not asked.
	 */
	struct rt_source_place *source;
	/* One sentence: the evidence, or what is open. */
	char reason[256];
};

/*
 * Answers @question; the field's alignment is derived from its offset. RT_USAGE
 * when the module does not define the symbol or no field has that width;
 * RT_BUILD when the file is damaged. A machine that cannot be read is no error:
 * the emission is unknown. The caller releases @codegen with rt_codegen_free()
 * in every case. Call it from a process with one thread, as it forks.
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

/*
 * Appends what function account->bound[@number] is: "glibc 2.36's memcpy,
 * __memmove_avx_unaligned_erms on this CPU".
 */
void rt_codegen_bound_text(const struct rt_codegen *codegen, unsigned number,
			   struct rt_text *text);

/* "taken where the value is 0x1234"; nothing when nothing is known. */
void rt_codegen_condition_text(const struct rt_account_way *way,
			       struct rt_text *text);

/* An address of the account as the module, or the libc, has it. */
uint64_t rt_codegen_in_file(uint64_t address);

/* Where an access comes from, or an open way opens; NULL: not known. */
const struct rt_source_place *rt_codegen_site_source(
	const struct rt_codegen *codegen, const struct rt_account_site *site);
const struct rt_source_place *rt_codegen_way_source(
	const struct rt_codegen *codegen, const struct rt_account_way *way);

/*
 * Private to this folder, in lines.c: fills in @source as question->lines says.
 * RT_SETUP without memory or a process.
 */
int rt_codegen_find_lines(struct rt_codegen *codegen,
			  const struct rt_question *question,
			  struct rt_error *error);

/* Private to this folder: appends to codegen->reason, as far as it has room. */
void rt_codegen_say(struct rt_codegen *codegen, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * Private to this folder, in bound.c: fills in @libc and @variant, with the
 * answers that are kept in the folder @cache, or NULL; then adds to the reason
 * what of the libc the claim rests on.
 */
void rt_codegen_name_bound(struct rt_codegen *codegen, const char *cache);
void rt_codegen_claim_bound(struct rt_codegen *codegen);

/* "unknown", "whole", "parts" or "twice". */
const char *rt_emission_name(enum rt_emission emission);

#endif
