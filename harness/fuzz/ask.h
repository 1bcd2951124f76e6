/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Asks a compiler for its flags. It is run some times, without a source and
 * without a shell; nothing is written. Any thread.
 */
#ifndef RT_FUZZ_ASK_H
#define RT_FUZZ_ASK_H

#include "harness/base/error.h"
#include "harness/fuzz/flag.h"
#include "harness/toolchain/compiler.h"

/*
 * Adds what @compiler says that it takes; nothing for one that says nothing.
 * RT_SETUP when it cannot be run or memory runs out.
 */
int rt_ask(struct rt_flags *flags, const struct rt_compiler *compiler,
	   struct rt_error *error);

/* Changes when what is asked, or how the answer is read, does. */
const char *rt_ask_version(void);

#endif
