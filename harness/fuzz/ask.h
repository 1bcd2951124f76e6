/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Asks a compiler for its flags. The compiler is run several times, without a
 * source and without a shell; nothing is written. Thread-safe.
 */
#ifndef RT_FUZZ_ASK_H
#define RT_FUZZ_ASK_H

#include "harness/base/error.h"
#include "harness/fuzz/flag.h"
#include "harness/toolchain/compiler.h"

/*
 * Adds the flags that @compiler lists; none if it cannot list its flags.
 * RT_SETUP when the compiler cannot be run or memory runs out.
 */
int rt_ask(struct rt_flags *flags, const struct rt_compiler *compiler,
	   struct rt_error *error);

/* A number that changes with the questions and the parsing of the answers. */
const char *rt_ask_version(void);

#endif
