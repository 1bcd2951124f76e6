/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One run of the driver under the emulator; for guest.c alone. */
#ifndef RT_ENGINE_GUEST_RUN_H
#define RT_ENGINE_GUEST_RUN_H

#include "harness/engine/guest/guest.h"

struct rt_guest_program {
	const char *emulator; /* path */
	const char *driver;   /* path, built */
	const char *sysroot;  /* "/usr/aarch64-linux-gnu" */
	const char *libraries;
};

/*
 * Runs @program as @plan says and reads its report into @guest. With @log the
 * emulator writes there which instructions it met. Errors as rt_guest_run().
 */
int rt_guest_run_once(struct rt_guest *guest, const struct rt_guest_plan *plan,
		      const struct rt_guest_program *program, const char *log,
		      struct rt_error *error);

#endif
