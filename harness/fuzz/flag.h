/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A flag of a compiler's command line, and the text form of lists of flags,
 * which corpora/flags/README.md describes.
 *
 *     WEIGHT WORD [FAMILY]
 *
 * Without a family the line is for gcc and clang, as tcc ignores most flags.
 * WORD is a flag as gcc --help writes it: -f[no-]NAME has two forms,
 * -mNAME=[one|two] takes one of the values, -mNAME=<2,64> a number between the
 * two. Thread-safe for different lists; a list must not be shared by threads.
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
	RT_FLAG_CHOICE, /* the word followed by one of the values */
	RT_FLAG_NUMBER, /* the word followed by a number */
};

struct rt_flag {
	enum rt_flag_kind kind;
	char *word;		  /* "-ffreestanding", "-fbuiltin", "-mtune=" */
	struct rt_strings values; /* of a choice, at least one */
	uint64_t least, most;	  /* of a number, both included */
	unsigned weight;	  /* relative frequency of being drawn */
	const char *origin;	  /* name of the source; owned by rt_flags */
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
 * Adds the flags for @family of @text, @length bytes of untrusted text, with
 * the origin @origin. Flags that no trial may have (rt_flags_allow(), in any
 * form) are left out silently. RT_USAGE names @origin and the malformed line.
 */
int rt_flags_read(struct rt_flags *flags, const char *text, size_t length,
		  enum rt_compiler_family family, const char *origin,
		  struct rt_error *error);

/*
 * Adds the flag @word, in the form of WORD above. Returns false, and adds
 * nothing, if @word is malformed or a flag that no trial may have.
 */
bool rt_flags_add(struct rt_flags *flags, const char *word, unsigned weight,
		  const char *origin);

/* Appends @flag as a line of the text form, to be read back the same. */
void rt_flag_print(const struct rt_flag *flag, struct rt_text *text);

/* Appends a random form of @flag: "-fno-builtin". */
void rt_flag_draw(const struct rt_flag *flag, struct rt_random *random,
		  struct rt_text *word);

/*
 * Appends the common part of all forms of a flag: "-fbuiltin" for -fno-builtin,
 * "-mtune=" for -mtune=k8, "-O" for -O2. Two words with one stem override each
 * other, so a trial has only one of them.
 */
void rt_flag_stem(struct rt_text *stem, const char *word);

void rt_flags_free(struct rt_flags *flags);

#endif
