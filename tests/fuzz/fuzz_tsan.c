/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any bytes as ThreadSanitizer's output: names that end, counts that agree. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "harness/engine/tsan/report.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must_end(const char *text, size_t size)
{
	if (strnlen(text, size) == size)
		abort();
}

static void check_access(const struct rt_tsan_access *access)
{
	must_end(access->function, sizeof(access->function));
	must_end(access->file, sizeof(access->file));
	must_end(access->through, sizeof(access->through));
	if (access->line && !*access->function)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rt_tsan_report report;

	rt_tsan_report_parse(&report, (const char *)data, size,
			     "ringtear_load16");
	check_access(&report.subject);
	check_access(&report.other);
	if (report.subject_races > report.races)
		abort();
	if (report.is_layout_wrong && !report.is_fatal)
		abort();
	return 0;
}
