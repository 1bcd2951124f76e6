/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Parses the output of corpora/drivers/hammer.c. The bytes are not trusted: the
 * accessor under test runs in the same process. Pure, thread-safe.
 */
#ifndef RT_ENGINE_QEMU_USER_REPORT_H
#define RT_ENGINE_QEMU_USER_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "harness/engine/hammer/field.h"
#include "harness/engine/hammer/probe.h"

struct rt_qemu_user_report {
	/* The module was opened: later failures are the accessor's. */
	bool has_begun;
	uint64_t module;   /* its load address */
	enum rt_form form; /* raced only where rt_form_refusal() has none */
	/* Their `seconds` stay 0; only the subject has a `first`. */
	struct rt_field_count control, sound, subject;
};

/*
 * Parses @length bytes of @text, for a field of @width bits. True when the
 * report is complete, in the order that the driver's comment gives, with
 * nothing after it, and the counts are consistent; otherwise only @has_begun
 * and @module are valid. Lines before the report are skipped: warnings of the
 * emulator, output of the module's constructors.
 */
bool rt_qemu_user_report_parse(struct rt_qemu_user_report *report,
			       const char *text, size_t length, unsigned width);

#endif
