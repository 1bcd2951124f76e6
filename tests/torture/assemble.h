/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A module of many accessors of the torture at once. One thread (libelf). */
#ifndef RT_TESTS_TORTURE_ASSEMBLE_H
#define RT_TESTS_TORTURE_ASSEMBLE_H

#include "harness/module/build.h"
#include "tests/torture/accessor.h"

/*
 * Builds @count accessors with @toolchain into a module in the cache @folder.
 * Prints what went wrong; the codes are rt_build()'s. Release @built with
 * rt_build_free() in every case.
 */
int torture_assemble(struct rt_build *built,
		     const struct torture_accessor *accessors, unsigned count,
		     const struct rt_toolchain *toolchain, const char *folder);

#endif
