/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The hammer for other machines: two threads under qemu-user race, one of them
 * with the accessor, and controls are raced too (corpora/drivers/hammer.c).
 *
 * An emulator is not the machine. A race without tears says nothing about a
 * real machine. A tear proves that the code makes several accesses, unless QEMU
 * itself splits one of the instructions that ran. So a tear is believed only
 * when no splittable instruction ran (harness/engine/qemu_user/split.h), or
 * when another engine has a witness. docs/cross.md has the reasoning.
 *
 * Not thread-safe (libelf).
 */
#ifndef RT_ENGINE_QEMU_USER_GUEST_H
#define RT_ENGINE_QEMU_USER_GUEST_H

#include <stdbool.h>
#include <stdint.h>

#include "harness/arch/arch.h"
#include "harness/base/error.h"
#include "harness/engine/engine.h"
#include "harness/engine/qemu_user/report.h"
#include "harness/toolchain/toolchain.h"

/* The hammer's row in the table of engines. */
extern const struct rt_engine rt_engine_hammer;

struct rt_qemu_user_plan {
	/* Must have symbol, target, toolchains and cache. */
	struct rt_question question;
	const char *driver; /* the path of corpora/drivers/hammer.c */
	unsigned offset;    /* of the field, bytes, to RT_OBJECT_BYTES */
	/* stride 0: every byte changes with every store */
	uint64_t start, stride;
	double seconds; /* duration of the race, unless it tears earlier */
	/* Added to three times `seconds` as the time limit; 0 stands for 10. */
	double grace_seconds;
	/* Another engine has a witness: any tear is believed. */
	bool is_known_to_tear;
};

struct rt_qemu_user {
	const char *emulator; /* "qemu-aarch64" */
	unsigned width;
	struct rt_qemu_user_report report;
	bool is_believed; /* the subject tore, and its code is the cause */
	char doubt[96];	  /* why a tear is not believed, or "" */
};

/*
 * The path of @target's emulator in PATH, appended to @path; false when it is
 * not installed.
 */
bool rt_qemu_user_find(const struct rt_target *target, struct rt_text *path);

/*
 * Races as @plan says. RT_SETUP when the emulator, a compiler with a glibc for
 * the driver, or an atomic access of that width is missing, or when the
 * driver's output cannot be parsed; RT_USAGE for a field that is not aligned;
 * RT_BUILD when the module cannot be loaded under the emulator; RT_CRASH when
 * the accessor crashed or hung. @raced holds what was learnt before, in each
 * case.
 */
int rt_qemu_user_run(struct rt_qemu_user *raced,
		     const struct rt_qemu_user_plan *plan,
		     struct rt_error *error);

/*
 * The observation of the race. @code and @error are the result of
 * rt_qemu_user_run().
 */
void rt_qemu_user_observe(const struct rt_qemu_user *raced, int code,
			  const struct rt_error *error,
			  struct rt_observation *observation);

#endif
