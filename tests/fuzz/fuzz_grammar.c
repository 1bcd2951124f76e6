/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any bytes as a list of flags and as what a compiler answered: no flag that
 * comes of them has a form that is refused, and each prints and reads back.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "harness/fuzz/help.h"
#include "harness/toolchain/flags.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct rt_flags *flags)
{
	struct rt_random random = {.state = 1};

	for (size_t i = 0; i < flags->count; i++) {
		struct rt_text line = RT_TEXT_INIT, word = RT_TEXT_INIT;
		struct rt_flags again = RT_FLAGS_INIT;

		rt_flag_draw(&flags->list[i], &random, &word);
		if (!rt_flags_allow(rt_text_string(&word)))
			abort();
		rt_flag_print(&flags->list[i], &line);
		if (rt_flags_read(&again, rt_text_string(&line), line.length,
				  RT_GCC, "again", NULL) ||
		    again.count != 1)
			abort();
		rt_flags_free(&again);
		rt_text_free(&line);
		rt_text_free(&word);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rt_flags flags = RT_FLAGS_INIT;
	struct rt_strings valued = RT_STRINGS_INIT;
	char *text = strndup((const char *)data, size);

	rt_flags_read(&flags, (const char *)data, size, RT_GCC, "fuzz", NULL);
	if (text) {
		rt_help_gcc(&flags, text, 1, "gcc");
		rt_help_clang(&flags, &valued, text, 1, "clang");
		rt_help_values(&flags, "-fvalues=", text, 1, "values");
		rt_help_cpus(&flags, "-mcpu=", text, 1, "cpus");
	}
	check(&flags);
	free(text);
	rt_strings_free(&valued);
	rt_flags_free(&flags);
	return 0;
}
