/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The real CPU and the emulated one over the same module: both must see the
 * same accesses, the same gaps, the same values and the same witness. One
 * thread, in a process with no other.
 */
#ifndef RT_TESTS_TWINS_TWINS_H
#define RT_TESTS_TWINS_TWINS_H

#include "harness/base/text.h"
#include "harness/engine/step/step.h"

enum twins {
	TWINS_AGREE,
	/*
	 * The emulator says that it cannot: the module calls what is outside
	 * it, or has an instruction that libunicorn does not know.
	 */
	TWINS_CANNOT,
	/* The real CPU's engine does not trust what it read; nor must it. */
	TWINS_DOUBT,
	TWINS_DIFFER,
	TWINS_ANSWERS,
};

/*
 * Explores @plan, whose cpu is not looked at, on both. Where they differ @why
 * gets what each of them says.
 */
enum twins twins_compare(struct rt_question plan, struct rt_text *why);

/* "agree", "cannot", "doubt" or "DIFFER". */
const char *twins_word(enum twins answer);

#endif
