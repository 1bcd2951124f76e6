/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The trials that a campaign begins with: what depends on the build, by the
 * compiler that most people have, with -O2 alone and with each flag that
 * decides most. A search that knows nothing yet would draw most of these late.
 */
#ifndef RT_FUZZ_FIRST_H
#define RT_FUZZ_FIRST_H

#include "harness/base/error.h"
#include "harness/fuzz/mutate.h"

/*
 * Writes them as files of the folders @folder/0, @folder/1, …, as evenly as
 * can be into @parts of them, which are made. Of the accessors and toolchains
 * of @space those that weigh most appear. RT_SETUP when nothing can be written.
 */
int rt_first_write(const struct rt_space *space, const char *folder,
		   unsigned parts, struct rt_error *error);

#endif
