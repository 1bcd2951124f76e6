/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One thing that may stand on a compiler's command line, and the text form
 * that lists of them have: corpora/flags/README.md describes it.
 *
 *     WEIGHT WORD [FAMILY]
 *
 * Without a family it is for gcc and clang, as tcc passes over most flags.
 * WORD is a flag as gcc --help writes it: -f[no-]NAME has two forms,
 * -mNAME=[one|two] takes one of the values, -mNAME=<2,64> a number between
 * the two. Any thread, one list by one at a time.
 */
#ifndef RT_FUZZ_FLAG_H
#define RT_FUZZ_FLAG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "harness/base/clock.h"
#include "harness/base/error.h"
#include "harness/base/text.h"
#include "harness/toolchain/compiler.h"

enum rt_flag_kind {
	RT_FLAG_PLAIN,	/* the word alone: -ffreestanding */
	RT_FLAG_TOGGLE, /* the word, and its form with "no-" */
	RT_FLAG_CHOICE, /* the word, and one of the values behind it */
	RT_FLAG_NUMBER, /* the word, and a number behind it */
};

struct rt_flag {
	enum rt_flag_kind kind;
	char *word;		  /* "-ffreestanding", "-fbuiltin", "-mtune=" */
	struct rt_strings values; /* of a choice, one at least */
	uint64_t least, most;	  /* of a number, both included */
	unsigned weight;	  /* how often it is drawn, beside the others */
	const char *origin;	  /* the list it is from; the list owns it */
};

struct rt_flags {
	struct rt_flag *list;
	size_t count;
	struct rt_strings origins;
	bool failed; /* memory ran out */
};

#define RT_FLAGS_INIT                                                          \
	{                                                                      \
		.list = NULL                                                   \
	}

/*
 * Adds the flags of @text, @length bytes of anything, that are for @family,
 * under the name @origin. Those that no trial may have (rt_flags_allow(), in
 * any of their forms) are left out without a word. RT_USAGE names @origin and
 * the line that is none.
 */
int rt_flags_read(struct rt_flags *flags, const char *text, size_t length,
		  enum rt_compiler_family family, const char *origin,
		  struct rt_error *error);

/*
 * Adds the one flag that @word describes, as WORD above. False, and nothing
 * is added, when it describes none or one that no trial may have.
 */
bool rt_flags_add(struct rt_flags *flags, const char *word, unsigned weight,
		  const char *origin);

/* Appends @flag as a line of the text form, to be read back the same. */
void rt_flag_print(const struct rt_flag *flag, struct rt_text *text);

/* Appends one of its forms, chosen by @random: "-fno-builtin". */
void rt_flag_draw(const struct rt_flag *flag, struct rt_random *random,
		  struct rt_text *word);

/*
 * Appends what all forms of one flag have in common: "-fbuiltin" for
 * -fno-builtin, "-mtune=" for -mtune=k8, "-O" for -O2. Two words with one
 * stem undo each other, so a trial has only one of them.
 */
void rt_flag_stem(struct rt_text *stem, const char *word);

void rt_flags_free(struct rt_flags *flags);

#endif
