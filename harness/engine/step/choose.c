/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Chooses the CPU that runs a module. */
#include <string.h>

#include "harness/engine/step/cpu.h"
#include "harness/module/image.h"

static int fail_machine(const struct rt_arch *arch, unsigned int machine,
			struct rt_error *error)
{
	const char *title = rt_arch_title(machine);

	if (!arch && title)
		return rt_fail(error, RT_SETUP,
			       "the module is for a kind of %s that is not "
			       "known here",
			       title);
	return rt_fail(error, RT_SETUP,
		       "the module is for %s, which libunicorn does not "
		       "emulate: codegen reads it; where qemu-user is "
		       "installed, `check` races it",
		       title ? title : "a machine that is not known");
}

int rt_step_cpu_for(const struct rt_step_cpu_kind **cpu, const char *wanted,
		    const char *path, struct rt_error *error)
{
	struct rt_image *image;
	const struct rt_arch *arch;
	unsigned int machine;
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
	arch = rt_image_arch(image);
	/* -mx32 is x86-64 with 32-bit pointers: no CPU here runs it. */
	if (wanted || !arch || arch != rt_arch_own())
		*cpu = rt_step_unicorn(arch);
	rt_image_close(image);
	return *cpu ? RT_OK : fail_machine(arch, machine, error);
}
