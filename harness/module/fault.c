/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/module/fault.h"

#include <inttypes.h>
#include <string.h>
#include <ucontext.h>

#include "harness/module/loaded.h"

enum {
	near_null = 0x10000,  /* an offset from a null pointer is less */
	near_field = 0x10000, /* farther off it is another thing's */
};

static uint64_t counter_of(const void *context)
{
	const ucontext_t *at = context;

#if defined(__x86_64__)
	return (uint64_t)at->uc_mcontext.gregs[REG_RIP];
#elif defined(__aarch64__)
	return at->uc_mcontext.pc;
#else
	(void)at;
	return 0;
#endif
}

void rt_fault_take(struct rt_fault *fault, int number, const siginfo_t *info,
		   const void *context)
{
	fault->number = number;
	fault->counter = counter_of(context);
	fault->address = (uint64_t)(uintptr_t)info->si_addr;
	fault->is_mapped = info->si_code == SEGV_ACCERR;
}

/* The section around @address, which is that in the file. */
static const char *section_at(const struct rt_loaded *loaded, uint64_t address)
{
	Elf_Scn *section = NULL;
	GElf_Shdr header;
	size_t names;

	if (elf_getshdrstrndx(loaded->elf, &names))
		return NULL;
	while ((section = elf_nextscn(loaded->elf, section)))
		if (gelf_getshdr(section, &header) &&
		    header.sh_flags & SHF_ALLOC && address >= header.sh_addr &&
		    address - header.sh_addr < header.sh_size)
			return elf_strptr(loaded->elf, names, header.sh_name);
	return NULL;
}

/* False when it does not lie in the module. */
static bool say_in_module(struct rt_text *out, const struct rt_loaded *loaded,
			  uint64_t address)
{
	uint64_t begin, end;
	const char *datum = rt_loaded_datum(loaded, address, &begin, &end);
	const char *section =
		section_at(loaded, address - loaded->loading.base);

	if (datum)
		rt_text_format(out, "%s + %" PRIu64 " in the module's %s",
			       datum, address - begin,
			       section ? section : "data");
	else if (section)
		rt_text_format(out, "the module's %s", section);
	return datum || section;
}

static void say_place(struct rt_text *out, const struct rt_fault *fault,
		      const struct rt_loaded *loaded)
{
	int64_t from_field = (int64_t)(fault->address - fault->field);

	rt_text_format(out, ", at address 0x%" PRIx64 ": ", fault->address);
	/* The module may lie beside the field. */
	if (loaded && say_in_module(out, loaded, fault->address))
		return;
	if (fault->field && from_field > -near_field && from_field < near_field)
		rt_text_format(out, "the field %c %" PRId64 " bytes",
			       from_field < 0 ? '-' : '+',
			       from_field < 0 ? -from_field : from_field);
	else if (fault->address < near_null)
		rt_text_add(out, "a null pointer");
	else
		rt_text_add(out, fault->is_mapped ? "memory that forbids it"
						  : "nothing is mapped there");
}

static void say_signal(struct rt_text *out, const struct rt_fault *fault,
		       const struct rt_loaded *loaded)
{
	uint64_t begin, end;
	const char *function =
		loaded ? rt_loaded_around(loaded, fault->counter, &begin, &end)
		       : NULL;

	rt_text_format(out, "crashed: signal %d (%s)", fault->number,
		       strsignal(fault->number));
	if (function)
		rt_text_format(out, " in %s", function);
	if (fault->number == SIGSEGV || fault->number == SIGBUS)
		say_place(out, fault, loaded);
}

void rt_fault_say(struct rt_text *out, const struct rt_fault *fault,
		  const char *module)
{
	const struct rt_loading loading = {.base = fault->base};
	struct rt_loaded loaded;
	bool is_known =
		fault->base && !rt_loaded_open(&loaded, module, &loading, NULL);
	const char *missing =
		is_known ? rt_loaded_missing(&loaded, fault->counter) : NULL;

	if (missing)
		rt_text_format(out, "called %s, which is not in the object",
			       missing);
	else
		say_signal(out, fault, is_known ? &loaded : NULL);
	if (fault->base)
		rt_loaded_close(&loaded);
}
