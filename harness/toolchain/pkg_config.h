/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The flags that an installed library's headers want, from pkg-config(1).
 * Thread-safe.
 */
#ifndef RT_TOOLCHAIN_PKG_CONFIG_H
#define RT_TOOLCHAIN_PKG_CONFIG_H

#include <stdbool.h>

#include "harness/base/error.h"
#include "harness/base/text.h"
#include "harness/toolchain/compile_commands.h"

/*
 * Asks pkg-config for the --cflags of @names, packages with spaces between
 * them, and sorts them into the flags and left_out of @found as those of a real
 * build; its other members stay empty. RT_SUBJECT, with what pkg-config said,
 * for a package that it does not know; RT_SETUP without the program or memory.
 * Release with rt_compile_command_free() in every case.
 */
int rt_pkg_config(struct rt_compile_command *found, const char *names,
		  struct rt_error *error);

/*
 * Appends the name of the installed package that is named as the last part of
 * @folder, an absolute path: libdpdk or libdpdk-libs for /usr/include/dpdk; of
 * several the shortest. False for none.
 * For advice: nothing is run.
 */
bool rt_pkg_config_near(struct rt_text *name, const char *folder);

#endif
