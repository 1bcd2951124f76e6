/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any bytes as a matrix: what is accepted prints and reads back the same. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "harness/compare/matrix.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rt_text once = RT_TEXT_INIT, twice = RT_TEXT_INIT;
	struct rt_matrix matrix, again;

	if (!rt_matrix_parse(&matrix, (const char *)data, size, "fuzz", NULL)) {
		rt_matrix_print(&matrix, &once);
		if (rt_matrix_parse(&again, rt_text_string(&once), once.length,
				    "again", NULL))
			abort();
		rt_matrix_print(&again, &twice);
		if (strcmp(rt_text_string(&once), rt_text_string(&twice)))
			abort();
		rt_matrix_free(&again);
	}
	rt_matrix_free(&matrix);
	rt_text_free(&once);
	rt_text_free(&twice);
	return 0;
}
