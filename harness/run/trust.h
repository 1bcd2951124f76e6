/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What of a trial file is code: somebody else's file can name a source, which
 * is then built and run as this user. What the corpora have is known; the rest
 * must be typed or trusted. Flags that run or write something are refused in
 * every case (harness/toolchain/flags.h). Not thread-safe.
 */
#ifndef RT_RUN_TRUST_H
#define RT_RUN_TRUST_H

#include <stdbool.h>

#include "harness/base/error.h"
#include "harness/base/text.h"
#include "harness/trial/trial.h"

struct rt_trust {
	const char *corpora; /* their folder */
	const char *file;    /* whose trial it is, for the message */
	/* It was typed on this command line, and not read from a file. */
	bool accessor_is_typed;
	const char *typed_flags; /* or NULL: of these each word is trusted */
};

/*
 * Appends what of @trial is code that the corpora do not have: "/tmp/x.c with
 * -I/tmp", the source by its absolute path. Nothing where there is none. Code
 * are
 * - a source outside of the corpora,
 * - a flag that names a folder or a file outside of them,
 * - a definition of a macro as more than a number, and a flag that names a
 *   function to be called.
 */
void rt_trust_code(const struct rt_trust *trust, const struct rt_trial *trial,
		   struct rt_text *code);

/* RT_USAGE, with what rt_trust_code() says and the remedy, if it says any. */
int rt_trust_check(const struct rt_trust *trust, const struct rt_trial *trial,
		   struct rt_error *error);

/* Whether `replay` and the like take a file of @trial only with --trust. */
bool rt_trust_is_asked(const char *corpora, const struct rt_trial *trial);

#endif
