/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The hammer for other machines: two threads under qemu-user, one of which
 * calls the accessor, with controls beside it (corpora/drivers/hammer.c).
 *
 * An emulator is no machine. That nothing tore says nothing of a real one.
 * That something tore proves that the code makes several accesses, unless one
 * of its instructions is of those that the emulator itself makes several
 * accesses of; so a tear is believed only when no such instruction ran
 * (harness/engine/qemu_user/split.h), or when another engine has a witness.
 * docs/cross.md has the reasoning.
 *
 * One thread, as libelf is.
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

/* Its row in the table of engines. */
extern const struct rt_engine rt_engine_hammer;

struct rt_qemu_user_plan {
	/* Its symbol, target, toolchains and cache must be there. */
	struct rt_question question;
	const char *driver;	/* the path of corpora/drivers/hammer.c */
	unsigned offset;	/* of the field, bytes, 0 to 127 */
	uint64_t start, stride; /* stride 0: every byte changes */
	double seconds;		/* to race for, unless it tears before */
	/* On top of three times that it may take; 0 stands for 10. */
	double grace_seconds;
	/* Another engine has a witness: what tears here is believed. */
	bool is_known_to_tear;
};

struct rt_qemu_user {
	const char *emulator; /* "qemu-aarch64" */
	unsigned width;
	struct rt_qemu_user_report report;
	bool is_believed; /* the subject tore, and the code is why */
	char doubt[96];	  /* why it is not believed, "" otherwise */
};

/*
 * The path of @target's emulator in PATH, appended to @path; false when it is
 * not installed.
 */
bool rt_qemu_user_find(const struct rt_target *target, struct rt_text *path);

/*
 * Races as @plan says. RT_SETUP when the emulator, a compiler with a glibc for
 * the driver, or an atomic access of that width is missing, or when what the
 * program printed is not understood; RT_USAGE for a field that is not aligned;
 * RT_BUILD when the module cannot be loaded there; RT_CRASH when the accessor
 * crashed or hung. @guest is filled up to there in each case.
 */
int rt_qemu_user_run(struct rt_qemu_user *raced,
		     const struct rt_qemu_user_plan *plan,
		     struct rt_error *error);

/* What it allows to be said; @code and @error are rt_qemu_user_run()'s. */
void rt_qemu_user_observe(const struct rt_qemu_user *raced, int code,
			  const struct rt_error *error,
			  struct rt_observation *observation);

#endif
