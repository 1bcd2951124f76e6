/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The flags that a compiler always rejects, in a file with one word per line
 * that several processes may append to. Thread-safe for different objects.
 */
#ifndef RT_FUZZ_REJECTED_H
#define RT_FUZZ_REJECTED_H

#include <stdbool.h>
#include <stddef.h>

#include "harness/base/error.h"
#include "harness/base/text.h"
#include "harness/toolchain/compiler.h"

struct rt_rejected {
	struct rt_text folder;
	struct rt_strings words; /* sorted */
	struct rt_strings taken; /* sorted: tested, and not rejected alone */
};

/*
 * Reads FOLDER/rejected, if it exists. Malformed lines are ignored, as a
 * process may have been killed while it wrote one. RT_SETUP without memory. The
 * caller must close it in every case.
 */
int rt_rejected_open(struct rt_rejected *rejected, const char *folder,
		     struct rt_error *error);
void rt_rejected_close(struct rt_rejected *rejected);

bool rt_rejected_has(const struct rt_rejected *rejected, const char *word);
/* The number of rejected words that begin with @prefix. */
size_t rt_rejected_count(const struct rt_rejected *rejected,
			 const char *prefix);

/*
 * Unless @word was tested before, builds an empty source with @word alone, in a
 * temporary folder. If that is rejected, stores @word and sets @is_new.
 * RT_SETUP when the compiler cannot be run or nothing can be written.
 */
int rt_rejected_learn(struct rt_rejected *rejected,
		      const struct rt_compiler *compiler, const char *word,
		      bool *is_new, struct rt_error *error);

#endif
