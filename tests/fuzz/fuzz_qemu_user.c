/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any bytes as what the hammer's driver prints, as QEMU's list of
 * instructions, and as the instructions themselves.
 */
#include <stdint.h>
#include <stdlib.h>

#include "harness/engine/qemu_user/report.h"
#include "harness/engine/qemu_user/split.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_count(const struct rt_field_count *count)
{
	if (count->torn > count->changes || count->changes > count->loads ||
	    count->torn + count->stale + count->unjudged > count->changes)
		abort();
}

static void check_report(const char *text, size_t size, unsigned width)
{
	struct rt_qemu_user_report report;

	if (!rt_qemu_user_report_parse(&report, text, size, width))
		return;
	check_count(&report.control);
	check_count(&report.sound);
	check_count(&report.subject);
	if (!report.has_begun ||
	    report.subject.first.seen != (report.subject.torn > 0))
		abort();
	if (rt_form_refusal(report.form) && report.subject.loads)
		abort();
}

struct counted {
	size_t count;
};

static bool count_one(void *data, uint64_t address)
{
	struct counted *counted = data;

	counted->count++;
	return address == 0x5709;
}

static void check_code(const uint8_t *data, size_t size)
{
	const struct rt_arch *arch;

	for (size_t i = 0; (arch = rt_arch_at(i)); i++) {
		const struct rt_split *split = rt_split_of(arch);

		if (split)
			split->may_split(data, size);
		rt_arch_is_block(arch, data, size);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	struct counted counted = {.count = 0};

	check_report(text, size, 16);
	check_report(text, size, 64);
	rt_split_any(text, size, count_one, &counted);
	/* "0x0:" and the end of the line are the shortest that count. */
	if (counted.count > size / 4)
		abort();
	check_code(data, size);
	return 0;
}
