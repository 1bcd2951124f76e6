/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/record/record.h"

#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

#include "harness/base/file.h"

#if defined(__x86_64__) || defined(__i386__)
#include <cpuid.h>

/* Call only if CPUID has the hypervisor bit: else the leaf is undefined. */
static void read_signature(char signature[13])
{
	unsigned int word[4] = {0};

	__cpuid(0x40000000, word[0], word[1], word[2], word[3]);
	memcpy(signature, word + 1, 12);
	signature[12] = '\0';
}
#else
static void read_signature(char signature[13])
{
	signature[0] = '\0';
}
#endif

struct hypervisor {
	const char *signature;
	const char *name;
};

static const struct hypervisor hypervisors[] = {
	{"KVMKVMKVM", "KVM"},		{"Linux KVM Hv", "KVM"},
	{"Microsoft Hv", "Hyper-V"},	{"VMwareVMware", "VMware"},
	{"XenVMMXenVMM", "Xen"},	{"TCGTCGTCGTCG", "QEMU TCG"},
	{"VBoxVBoxVBox", "VirtualBox"}, {"bhyve bhyve ", "bhyve"},
	{"ACRNACRNACRN", "ACRN"},
};

static void copy(char *to, size_t size, const char *from)
{
	snprintf(to, size, "%s", from);
}

/* Reads @root/@path into @content, which stays empty on failure. */
static const char *read_below(struct rt_text *content, const char *root,
			      const char *path)
{
	struct rt_text name = RT_TEXT_INIT;

	rt_text_format(&name, "%s/%s", root, path);
	rt_file_read(content, rt_text_string(&name), NULL);
	rt_text_free(&name);
	return rt_text_string(content);
}

/* Copies the first line of @root/@path; false when there is none. */
static bool read_line(char *to, size_t size, const char *root, const char *path)
{
	struct rt_text content = RT_TEXT_INIT;
	const char *line = read_below(&content, root, path);

	snprintf(to, size, "%.*s", (int)strcspn(line, "\n"), line);
	rt_text_free(&content);
	return *to != '\0';
}

/*
 * Copies the value of the first "@key : value" line of /proc/cpuinfo; false,
 * with @to unchanged, when there is no such line.
 */
static bool find_value(char *to, size_t size, const char *cpuinfo,
		       const char *key)
{
	size_t length = strlen(key);

	for (const char *line = cpuinfo; *line;) {
		const char *end = strchrnul(line, '\n');
		const char *colon = memchr(line, ':', (size_t)(end - line));

		if (colon && !strncmp(line, key, length) &&
		    line + length + strspn(line + length, " \t") == colon) {
			colon += 1 + strspn(colon + 1, " \t");
			snprintf(to, size, "%.*s",
				 colon < end ? (int)(end - colon) : 0, colon);
			return *to != '\0';
		}
		line = *end ? end + 1 : end;
	}
	return false;
}

/* AArch64 kernels show no model name, only implementer and part number. */
static void describe_arm(char *to, size_t size, const char *cpuinfo)
{
	char maker[16];
	char part[16];

	if (find_value(maker, sizeof(maker), cpuinfo, "CPU implementer") &&
	    find_value(part, sizeof(part), cpuinfo, "CPU part"))
		snprintf(to, size, "Arm, implementer %s, part %s", maker, part);
	else
		copy(to, size, "unknown");
}

static void describe_cpu(struct rt_machine *machine, const char *cpuinfo)
{
	static const char *const keys[] = {"model name", "cpu model", "uarch",
					   "isa", "cpu"};
	bool found = false;

	for (size_t i = 0; !found && i < sizeof(keys) / sizeof(*keys); i++)
		found = find_value(machine->cpu, sizeof(machine->cpu), cpuinfo,
				   keys[i]);
	if (!found)
		describe_arm(machine->cpu, sizeof(machine->cpu), cpuinfo);
	if (!find_value(machine->microcode, sizeof(machine->microcode), cpuinfo,
			"microcode"))
		copy(machine->microcode, sizeof(machine->microcode), "unknown");
}

static void describe_kernel(struct rt_machine *machine)
{
	struct utsname name;

	if (uname(&name))
		copy(machine->kernel, sizeof(machine->kernel), "unknown");
	else
		snprintf(machine->kernel, sizeof(machine->kernel),
			 "%.16s %.60s %.16s %.32s", name.sysname, name.release,
			 name.machine, name.version);
}

static const char *name_of(const char *signature)
{
	for (size_t i = 0; i < sizeof(hypervisors) / sizeof(*hypervisors); i++)
		if (!strcmp(signature, hypervisors[i].signature))
			return hypervisors[i].name;
	return *signature ? signature : "yes, of unknown kind";
}

static bool is_virtual(const char *cpuinfo)
{
	char flags[8192];

	return find_value(flags, sizeof(flags), cpuinfo, "flags") &&
	       strstr(flags, " hypervisor");
}

static bool lists_flags(const char *cpuinfo)
{
	char flags[8];

	return find_value(flags, sizeof(flags), cpuinfo, "flags");
}

/* Adds the firmware's product name, such as the name of a cloud. */
static void add_product(struct rt_machine *machine, const char *root)
{
	size_t used = strlen(machine->hypervisor);
	char vendor[24];
	char product[24];

	if (!read_line(vendor, sizeof(vendor), root,
		       "sys/class/dmi/id/sys_vendor"))
		return;
	read_line(product, sizeof(product), root,
		  "sys/class/dmi/id/product_name");
	snprintf(machine->hypervisor + used, sizeof(machine->hypervisor) - used,
		 " (%s%s%s)", vendor, *product ? " " : "", product);
}

static void describe_hypervisor(struct rt_machine *machine, const char *root,
				const char *cpuinfo, const char *signature)
{
	size_t size = sizeof(machine->hypervisor);

	if (is_virtual(cpuinfo))
		copy(machine->hypervisor, size, name_of(signature));
	else if (!read_line(machine->hypervisor, size, root,
			    "sys/hypervisor/type")) {
		copy(machine->hypervisor, size,
		     lists_flags(cpuinfo) ? "none" : "unknown");
		return;
	}
	add_product(machine, root);
}

void rt_machine_describe_at(struct rt_machine *machine, const char *root,
			    const char *signature)
{
	struct rt_text content = RT_TEXT_INIT;
	const char *cpuinfo = read_below(&content, root, "proc/cpuinfo");

	describe_cpu(machine, cpuinfo);
	describe_kernel(machine);
	describe_hypervisor(machine, root, cpuinfo, signature);
	rt_text_free(&content);
}

void rt_machine_describe(struct rt_machine *machine)
{
	struct rt_text content = RT_TEXT_INIT;
	char signature[13] = "";

	if (is_virtual(read_below(&content, "", "proc/cpuinfo")))
		read_signature(signature);
	rt_text_free(&content);
	rt_machine_describe_at(machine, "", signature);
}
