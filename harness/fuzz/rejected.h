/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The words that a compiler rejects whatever stands beside them, as a file of
 * one word a line that processes append to. One object by one thread.
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
	struct rt_strings taken; /* sorted: rejected only beside others */
};

/*
 * Reads FOLDER/rejected, if it is there: lines that are no words are passed
 * over, as a process may have been killed while it wrote one. RT_SETUP without
 * memory. Close it in every case.
 */
int rt_rejected_open(struct rt_rejected *rejected, const char *folder,
		     struct rt_error *error);
void rt_rejected_close(struct rt_rejected *rejected);

bool rt_rejected_has(const struct rt_rejected *rejected, const char *word);
/* How many there are that begin with @prefix. */
size_t rt_rejected_count(const struct rt_rejected *rejected,
			 const char *prefix);

/*
 * Builds an empty source with @word alone, in a folder of its own that is
 * removed again, unless @word was asked about before; @is_new becomes true
 * when it is rejected, and it is then kept. RT_SETUP when the compiler cannot
 * be run or nothing can be written.
 */
int rt_rejected_learn(struct rt_rejected *rejected,
		      const struct rt_compiler *compiler, const char *word,
		      bool *is_new, struct rt_error *error);

#endif
