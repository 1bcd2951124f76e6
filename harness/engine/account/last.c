/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Functions that do not return: a way that comes there is closed. */
#include <string.h>

#include "harness/engine/account/walk.h"

static const char *const names[] = {
	"abort",
	"exit",
	"_exit",
	"_Exit",
	"quick_exit",
	"__stack_chk_fail",
	"__stack_chk_fail_local",
	"__chk_fail",
	"__fortify_fail",
	"__assert_fail",
	"__assert",
	"longjmp",
};

bool rt_last_name(const char *name)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(name, names[i]))
			return true;
	return false;
}

void rt_last_find(struct rt_walk *walk)
{
	for (size_t i = 0; i < walk->space->objects; i++)
		for (size_t k = 0; k < sizeof(names) / sizeof(*names); k++) {
			const struct rt_loaded *loaded =
				&walk->space->object[i].loaded;
			uint64_t address;

			if (walk->lasts < RT_LAST_MOST &&
			    rt_loaded_find(loaded, names[k], &address, NULL))
				walk->last[walk->lasts++] =
					(struct rt_last_function){
						.address = address,
						/* The libc's are what they
						 * are called. */
						.is_known = i > 0};
		}
}

bool rt_last_is(struct rt_walk *walk, uint64_t address)
{
	for (size_t i = 0; i < walk->lasts; i++) {
		struct rt_last_function *last = &walk->last[i];

		if (last->address != address)
			continue;
		if (!last->is_known) {
			/* Within its own walk it is walked. */
			last->is_known = last->returns = true;
			last->returns = rt_walk_returns(walk, address);
		}
		return !last->returns;
	}
	return false;
}
