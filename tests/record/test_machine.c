/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Machines are described from what they say, this one and recorded ones. */
#include <string.h>

#include "tests/record/folder.h"

static void put(const struct folder *folder, const char *name,
		const char *content)
{
	char path[600];
	char *slash;

	snprintf(path, sizeof(path), "%s/%s", rt_text_string(&folder->path),
		 name);
	slash = strrchr(path, '/');
	*slash = '\0';
	assert_int_equal(rt_folder_make(path, NULL), 0);
	*slash = '/';
	assert_int_equal(rt_file_write(path, content, strlen(content), NULL),
			 0);
}

static void this_machine_is_known(void **state)
{
	struct rt_machine machine = {.topology = "kept", .tools = "kept too"};

	(void)state;
	rt_machine_describe(&machine);
	assert_true(*machine.cpu && *machine.microcode && *machine.hypervisor);
	assert_int_equal(strncmp(machine.kernel, "Linux ", 6), 0);
	assert_string_equal(machine.topology, "kept");
	assert_string_equal(machine.tools, "kept too");
}

static void cloud_guest(void **state)
{
	struct rt_machine machine;
	struct folder folder;

	(void)state;
	folder_make(&folder);
	put(&folder, "proc/cpuinfo",
	    "processor\t: 0\nmodel\t\t: 17\nmodel name\t: AMD EPYC 9R14\n"
	    "microcode\t: 0xa101148\nflags\t\t: fpu vme hypervisor lahf_lm\n");
	put(&folder, "sys/class/dmi/id/sys_vendor", "Amazon EC2\n");
	put(&folder, "sys/class/dmi/id/product_name", "c7a.large\n");
	rt_machine_describe_at(&machine, rt_text_string(&folder.path),
			       "KVMKVMKVM");
	assert_string_equal(machine.cpu, "AMD EPYC 9R14");
	assert_string_equal(machine.microcode, "0xa101148");
	assert_string_equal(machine.hypervisor, "KVM (Amazon EC2 c7a.large)");
	folder_remove(&folder);
}

static void bare_metal(void **state)
{
	struct rt_machine machine;
	struct folder folder;

	(void)state;
	folder_make(&folder);
	put(&folder, "proc/cpuinfo",
	    "model name : Intel(R) Core(TM)\nflags : fpu vme\n");
	put(&folder, "sys/class/dmi/id/sys_vendor", "Dell Inc.\n");
	rt_machine_describe_at(&machine, rt_text_string(&folder.path), "");
	assert_string_equal(machine.hypervisor, "none");
	assert_string_equal(machine.microcode, "unknown");
	folder_remove(&folder);
}

static void arm_has_part_numbers(void **state)
{
	struct rt_machine machine;
	struct folder folder;

	(void)state;
	folder_make(&folder);
	put(&folder, "proc/cpuinfo",
	    "processor : 0\nCPU implementer\t: 0x41\nCPU part\t: 0xd40\n");
	put(&folder, "sys/hypervisor/type", "xen\n");
	rt_machine_describe_at(&machine, rt_text_string(&folder.path), "");
	assert_string_equal(machine.cpu, "Arm, implementer 0x41, part 0xd40");
	assert_string_equal(machine.hypervisor, "xen");
	folder_remove(&folder);
}

static void nothing_to_read_is_unknown(void **state)
{
	struct rt_machine machine;
	struct folder folder;

	(void)state;
	folder_make(&folder);
	rt_machine_describe_at(&machine, rt_text_string(&folder.path), "");
	assert_string_equal(machine.cpu, "unknown");
	assert_string_equal(machine.microcode, "unknown");
	assert_string_equal(machine.hypervisor, "unknown");
	folder_remove(&folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(this_machine_is_known),
		cmocka_unit_test(cloud_guest),
		cmocka_unit_test(bare_metal),
		cmocka_unit_test(arm_has_part_numbers),
		cmocka_unit_test(nothing_to_read_is_unknown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
