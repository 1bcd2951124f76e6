/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What corpora/drivers/hammer.c printed, as data. The bytes are not trusted:
 * the accessor under test runs in the same program. Pure, any thread.
 */
#ifndef RT_ENGINE_QEMU_USER_REPORT_H
#define RT_ENGINE_QEMU_USER_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "harness/engine/hammer/field.h"

enum rt_qemu_user_form {
	RT_QEMU_USER_SAME,    /* the accessor gives back the value, */
	RT_QEMU_USER_SWAPPED, /* its bytes in the other order, */
	RT_QEMU_USER_NEITHER, /* or something else: then nothing was raced */
};

struct rt_qemu_user_report {
	/* The module was opened: what happened after is the accessor's. */
	bool has_begun;
	uint64_t module; /* where it lies */
	enum rt_qemu_user_form form;
	/* Their seconds stay 0, and first is the subject's alone. */
	struct rt_field_count control, sound, subject;
};

/*
 * Reads @length bytes of @text, of a field of @width bits. True when the
 * report is whole, each line what the driver's comment says in that order,
 * nothing behind it, and the counts go together; only then is more than
 * @has_begun and @module of use. Lines before the first of it are passed over:
 * the emulator warns there, and constructors of the module may print.
 */
bool rt_qemu_user_report_parse(struct rt_qemu_user_report *report,
			       const char *text, size_t length, unsigned width);

#endif
