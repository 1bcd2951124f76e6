/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The trials that a campaign begins with: the accessors that depend on the
 * build, by the compiler that most people have, with -O2 alone and with each of
 * the flags that matter most. An unguided search would draw most of these
 * trials late.
 */
#ifndef RT_FUZZ_FIRST_H
#define RT_FUZZ_FIRST_H

#include "harness/base/error.h"
#include "harness/fuzz/mutate.h"

/*
 * Writes the trials as files, distributed evenly over the folders @folder/0 to
 * @folder/(@parts - 1), which are made. Only the accessors and toolchains of
 * @space with the greatest weight are used. RT_SETUP when a file cannot be
 * written.
 */
int rt_first_write(const struct rt_space *space, const char *folder,
		   unsigned parts, struct rt_error *error);

#endif
