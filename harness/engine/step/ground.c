/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/engine/step/ground.h"

#include <dlfcn.h>
#include <link.h>

#include "harness/engine/account/account.h"
#include "harness/module/loaded.h"

struct lookup {
	uint64_t address; /* in the object that is looked for */
	struct rt_step_ground *ground;
};

static int find_object(struct dl_phdr_info *object, size_t size, void *data)
{
	struct lookup *lookup = data;
	uint64_t end = 0;

	(void)size;
	for (int i = 0; i < object->dlpi_phnum; i++) {
		const ElfW(Phdr) *segment = &object->dlpi_phdr[i];

		if (segment->p_type == PT_LOAD &&
		    end < segment->p_vaddr + segment->p_memsz)
			end = segment->p_vaddr + segment->p_memsz;
	}
	if (lookup->address < object->dlpi_addr ||
	    lookup->address - object->dlpi_addr >= end)
		return 0;
	lookup->ground->begin = object->dlpi_addr;
	lookup->ground->end = object->dlpi_addr + end;
	return 1;
}

void rt_ground_find(struct rt_step_ground ground[RT_STEP_GROUNDS],
		    uint64_t entry)
{
	struct lookup module = {entry, &ground[0]};
	void *handle = dlopen("libc.so.6", RTLD_LAZY | RTLD_NOLOAD);
	void *any = handle ? dlsym(handle, "abort") : NULL;
	struct lookup libc = {(uint64_t)(uintptr_t)any, &ground[1]};

	ground[0].accounted = RT_LOADED_BASE;
	ground[1].accounted = RT_ACCOUNT_LIBC;
	dl_iterate_phdr(find_object, &module);
	dl_iterate_phdr(find_object, &libc);
	if (handle)
		dlclose(handle);
}

uint64_t rt_ground_accounted(
	const struct rt_step_ground ground[RT_STEP_GROUNDS], uint64_t pc)
{
	for (unsigned i = 0; i < RT_STEP_GROUNDS; i++)
		if (pc >= ground[i].begin && pc < ground[i].end)
			return pc - ground[i].begin + ground[i].accounted;
	return 0;
}

uint64_t rt_ground_loaded(const struct rt_step_ground ground[RT_STEP_GROUNDS],
			  uint64_t address)
{
	for (unsigned i = 0; i < RT_STEP_GROUNDS; i++)
		if (address >= ground[i].accounted &&
		    address - ground[i].accounted <
			    ground[i].end - ground[i].begin)
			return address - ground[i].accounted + ground[i].begin;
	return 0;
}
