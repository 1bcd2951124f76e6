/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which CPU runs a module. */
#include <string.h>

#include "harness/engine/step/cpu.h"
#include "harness/module/image.h"
#include "harness/toolchain/target.h"

static int fail_machine(unsigned int machine, const char *path,
			struct rt_error *error)
{
	const char *word = rt_machine_word(machine);

	return rt_fail(error, RT_SETUP,
		       "%s is for %s, which libunicorn does not emulate: "
		       "codegen reads it; where qemu-user is installed, "
		       "`check` races it",
		       path, word ? word : "a machine that is not known");
}

int rt_step_cpu_for(const struct rt_step_cpu_kind **cpu, const char *wanted,
		    const char *path, struct rt_error *error)
{
	struct rt_image *image;
	unsigned int machine;
	bool is_own, is_64;
	int code;

	*cpu = &rt_step_native;
	if (wanted && !strcmp(wanted, "native"))
		return RT_OK;
	if (wanted && strcmp(wanted, "unicorn"))
		return rt_fail(error, RT_USAGE,
			       "there is no CPU \"%s\"; there are native and "
			       "unicorn",
			       wanted);
	code = rt_image_open(&image, path, error);
	if (code)
		return code;
	machine = rt_image_machine(image);
	is_64 = rt_image_is_64(image);
	/* -mx32 is x86-64 in 32 bits: neither of the two. */
	is_own = machine == rt_own_machine() && is_64 == (sizeof(long) == 8);
	if (wanted || !is_own)
		*cpu = rt_step_unicorn(machine, is_64,
				       rt_image_is_big_endian(image));
	rt_image_close(image);
	return *cpu ? RT_OK : fail_machine(machine, path, error);
}
