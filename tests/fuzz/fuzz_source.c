/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any text as a source's description and as a cell's flags. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "harness/accessor/list.h"
#include "harness/toolchain/flags.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rt_accessor accessor = {.expectation = RT_EXPECT_TORN};
	struct rt_strings flags = RT_STRINGS_INIT;
	char *text = strndup((const char *)data, size);

	if (!text)
		return 0;
	rt_accessor_parse(&accessor, text, "corpora/accessors/x.c", NULL);
	rt_accessor_free(&accessor);
	/* What passes is words that begin with a dash, never a file name. */
	if (!rt_flags_parse(&flags, text, NULL))
		for (size_t i = 0; i < flags.count; i++)
			if (flags.word[i][0] != '-')
				abort();
	rt_strings_free(&flags);
	free(text);
	return 0;
}
