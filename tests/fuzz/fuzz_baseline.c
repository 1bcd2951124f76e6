/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any bytes as a baseline: read or refused, and applied to some rows. */
#include <stdint.h>

#include "harness/record/baseline.h"
#include "tests/record/comparison.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rt_comparison comparison;
	struct rt_baseline baseline;

	sample_comparison(&comparison, 3);
	if (!rt_baseline_parse(&baseline, (const char *)data, size, "fuzz",
			       NULL))
		rt_baseline_apply(&baseline, &comparison, NULL);
	rt_baseline_free(&baseline);
	rt_comparison_free(&comparison);
	return 0;
}
