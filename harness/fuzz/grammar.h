/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The flags that one compiler takes: those that it lists when asked, and the
 * lists in corpora/flags. Flags that the compiler rejects are learned, and kept
 * for later campaigns in a folder named by the compiler's identity.
 *
 * rt_flags_allow() refuses no word of a grammar. A grammar belongs to one
 * thread; any number of processes may learn into one folder.
 */
#ifndef RT_FUZZ_GRAMMAR_H
#define RT_FUZZ_GRAMMAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "harness/base/clock.h"
#include "harness/base/error.h"
#include "harness/base/text.h"
#include "harness/fuzz/flag.h"
#include "harness/toolchain/compiler.h"

struct rt_grammar; /* opaque */

/*
 * Makes the grammar of @compiler, which is borrowed, from the lists NAME.flags
 * in the folder @flags and from the compiler's answers. The answers are kept in
 * @folder, which is made when missing: the first call takes a second or two,
 * later ones a few milliseconds. A compiler that cannot list its flags (tcc)
 * has only the lists. RT_USAGE when a list is malformed or missing, RT_SETUP
 * when @folder cannot be written. Release with rt_grammar_free(); @grammar is
 * NULL after an error.
 */
int rt_grammar_open(struct rt_grammar **grammar,
		    const struct rt_compiler *compiler, const char *flags,
		    const char *folder, struct rt_error *error);
void rt_grammar_free(struct rt_grammar *grammar);

/* The flags, for `list` and the tests; constant until rt_grammar_learn(). */
const struct rt_flags *rt_grammar_flags(const struct rt_grammar *grammar);

/*
 * Appends a word, drawn by weight: half of the time from the lists in
 * corpora/flags, else from the compiler's answers. Returns false, and appends
 * nothing, when every word is rejected.
 */
bool rt_grammar_draw(const struct rt_grammar *grammar, struct rt_random *random,
		     struct rt_text *word);

/*
 * Like rt_grammar_draw(), but from the list that has the flag of @word. False
 * when the grammar does not know @word.
 */
bool rt_grammar_draw_beside(const struct rt_grammar *grammar, const char *word,
			    struct rt_random *random, struct rt_text *beside);

/*
 * Appends another form of the flag @word: another number, another value, or the
 * opposite. False when the grammar does not know the flag, or it has no other
 * form.
 */
bool rt_grammar_vary(const struct rt_grammar *grammar, const char *word,
		     struct rt_random *random, struct rt_text *other);

/* True if the compiler was found to reject @word. */
bool rt_grammar_rejects(const struct rt_grammar *grammar, const char *word);

/*
 * To be called when the compiler rejected a build with @word. Builds an empty
 * source with @word alone, at most once per word (some 50 ms). If that is
 * rejected as well, neither this grammar nor any later one of @folder gives
 * @word again. @learned, unless NULL, becomes whether @word is rejected. A word
 * that is rejected only beside others stays. RT_SETUP when the folder cannot be
 * written; the word is then learned for this process.
 */
int rt_grammar_learn(struct rt_grammar *grammar, const char *word,
		     bool *learned, struct rt_error *error);

#endif
