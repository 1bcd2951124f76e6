/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Private to qemu_user.c: one run of the driver under the emulator. */
#ifndef RT_ENGINE_QEMU_USER_RUN_H
#define RT_ENGINE_QEMU_USER_RUN_H

#include "harness/engine/qemu_user/qemu_user.h"

struct rt_qemu_user_program {
	const char *emulator; /* path */
	const char *driver;   /* path of the built driver */
	const char *sysroot;  /* "/usr/aarch64-linux-gnu" */
	const char *libraries;
};

/*
 * Runs @program as @plan says and parses its report into @raced. With @log, a
 * path, the emulator logs there which instructions it translated. Errors as
 * rt_qemu_user_run().
 */
int rt_qemu_user_run_once(struct rt_qemu_user *raced,
			  const struct rt_qemu_user_plan *plan,
			  const struct rt_qemu_user_program *program,
			  const char *log, struct rt_error *error);

#endif
