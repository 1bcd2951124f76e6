/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One run of the driver under the emulator; for raced.c alone. */
#ifndef RT_ENGINE_QEMU_USER_RUN_H
#define RT_ENGINE_QEMU_USER_RUN_H

#include "harness/engine/qemu_user/qemu_user.h"

struct rt_qemu_user_program {
	const char *emulator; /* path */
	const char *driver;   /* path, built */
	const char *sysroot;  /* "/usr/aarch64-linux-gnu" */
	const char *libraries;
};

/*
 * Runs @program as @plan says and reads its report into @raced. With @log the
 * emulator writes there which instructions it met. Errors as
 * rt_qemu_user_run().
 */
int rt_qemu_user_run_once(struct rt_qemu_user *raced,
			  const struct rt_qemu_user_plan *plan,
			  const struct rt_qemu_user_program *program,
			  const char *log, struct rt_error *error);

#endif
