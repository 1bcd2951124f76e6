/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The flags that one compiler takes: what it says itself when asked, and the
 * lists in corpora/flags. What it rejects is learned, and kept for later
 * campaigns in a folder named by the compiler's identity.
 *
 * No word that comes from a grammar is refused by rt_flags_allow(). One
 * grammar belongs to one thread; any number of processes may learn into one
 * folder.
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
 * Makes the grammar of @compiler, which stays alive longer, from the lists
 * NAME.flags in the folder @flags and from what the compiler answers; the
 * answers are kept in @folder, which is made when missing, so that it is
 * asked once: a second or two, then a few milliseconds. A compiler that
 * answers nothing (tcc) has only the lists. RT_USAGE when a list is malformed
 * or missing, RT_SETUP when @folder cannot be written. Release with
 * rt_grammar_free(); @grammar is NULL after an error.
 */
int rt_grammar_open(struct rt_grammar **grammar,
		    const struct rt_compiler *compiler, const char *flags,
		    const char *folder, struct rt_error *error);
void rt_grammar_free(struct rt_grammar *grammar);

/* Its flags, for `list` and the tests: constant until the next learning. */
const struct rt_flags *rt_grammar_flags(const struct rt_grammar *grammar);

/*
 * Appends a word, drawn by weight: half of the time from the lists in
 * corpora/flags, else from what the compiler answered. False when everything
 * is rejected; nothing is appended then.
 */
bool rt_grammar_draw(const struct rt_grammar *grammar, struct rt_random *random,
		     struct rt_text *word);

/*
 * The same, but from the list that the flag of @word is from. False when the
 * grammar does not know @word.
 */
bool rt_grammar_draw_beside(const struct rt_grammar *grammar, const char *word,
			    struct rt_random *random, struct rt_text *beside);

/*
 * Appends another form of the flag that @word is: a number near its own,
 * another value, the other of two. False when the grammar does not know it or
 * it has no other form.
 */
bool rt_grammar_vary(const struct rt_grammar *grammar, const char *word,
		     struct rt_random *random, struct rt_text *other);

/* True when @word was learned to be rejected. */
bool rt_grammar_rejects(const struct rt_grammar *grammar, const char *word);

/*
 * The compiler rejected a build that had @word. Asks it about @word alone, at
 * most once a word (some 50 ms), and if that is rejected as well never yields
 * it again, nor does any later grammar of @folder: @learned, unless NULL,
 * tells. A word that is only rejected beside others stays. RT_SETUP when the
 * folder cannot be written; it is then learned for this process.
 */
int rt_grammar_learn(struct rt_grammar *grammar, const char *word,
		     bool *learned, struct rt_error *error);

#endif
