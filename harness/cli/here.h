/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What there is to look at here: the accessors of the corpora and the
 * toolchains of this machine. One thread.
 */
#ifndef RT_CLI_HERE_H
#define RT_CLI_HERE_H

#include "harness/accessor/list.h"
#include "harness/build/toolchain.h"
#include "harness/base/places.h"
#include "harness/trial/trial.h"

struct rt_here {
	struct rt_accessors accessors;
	struct rt_toolchains toolchains;
};

/*
 * RT_USAGE for an accessor that is malformed, RT_SETUP without memory. It
 * stays where it is until rt_here_free(), which is due in every case.
 */
int rt_here_find(struct rt_here *here, const struct rt_places *places,
		 struct rt_error *error);
void rt_here_free(struct rt_here *here);

/* "gcc+host" becomes what it stands for here, such as "gcc+glibc". */
void rt_here_name_libc(const struct rt_here *here, struct rt_trial *trial);

#endif
