/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A report whose texts and numbers are anything, in every format. */
#include "tests/reports/properties.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	check_fed(data, size);
	return 0;
}
