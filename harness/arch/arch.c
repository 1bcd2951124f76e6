/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/arch/arch.h"

#include <link.h>
#include <string.h>

/* Of the machines that share an e_machine the first represents all. */
static const struct rt_arch *const all[] = {
	&rt_arch_x86_64, &rt_arch_i386,	   &rt_arch_aarch64, &rt_arch_arm,
	&rt_arch_armv6m, &rt_arch_armv7m,  &rt_arch_riscv64, &rt_arch_riscv32,
	&rt_arch_s390x,	 &rt_arch_ppc64le, &rt_arch_mips,    &rt_arch_mipsel,
};

const struct rt_arch *rt_arch_at(size_t number)
{
	return number < sizeof(all) / sizeof(*all) ? all[number] : NULL;
}

const struct rt_arch *rt_arch_of_elf(unsigned int elf_machine, bool is_64,
				     bool is_big_endian)
{
	const struct rt_arch *at;

	for (size_t i = 0; (at = rt_arch_at(i)); i++)
		if (at->elf.machine == elf_machine && at->elf.is_64 == is_64 &&
		    at->elf.is_big_endian == is_big_endian)
			break;
	return at;
}

const struct rt_arch *rt_arch_of_machine(unsigned int elf_machine)
{
	const struct rt_arch *at;

	for (size_t i = 0; (at = rt_arch_at(i)); i++)
		if (at->elf.machine == elf_machine)
			break;
	return at;
}

static bool has_cpu(const struct rt_arch *arch, const char *name, size_t length)
{
	for (const char *const *at = arch->cpus; *at; at++)
		if (strlen(*at) == length && !strncmp(*at, name, length))
			return true;
	return false;
}

const struct rt_arch *rt_arch_of_triplet(const char *triplet)
{
	size_t length = strcspn(triplet, "-");
	const struct rt_arch *at;

	for (size_t i = 0; (at = rt_arch_at(i)); i++)
		if (has_cpu(at, triplet, length))
			break;
	return at;
}

/* This program's ELF header, a symbol that the linker defines: ld(1). */
extern const ElfW(Ehdr) __ehdr_start __attribute__((visibility("hidden")));

const struct rt_arch *rt_arch_own(void)
{
	const ElfW(Ehdr) *own = &__ehdr_start;

	return rt_arch_of_elf(own->e_machine,
			      own->e_ident[EI_CLASS] == ELFCLASS64,
			      own->e_ident[EI_DATA] == ELFDATA2MSB);
}

const char *rt_arch_title(unsigned int elf_machine)
{
	const struct rt_arch *arch = rt_arch_of_machine(elf_machine);

	return arch ? arch->elf.title : NULL;
}

/* The first 32 bits of @code in the machine's order. */
static uint32_t word_of(const struct rt_arch *arch, const uint8_t *code,
			size_t length)
{
	uint32_t word = 0;

	for (size_t i = 0; i < 4 && i < length; i++)
		word |= (uint32_t)code[i]
			<< 8 * (arch->elf.is_big_endian ? 3 - i : i);
	return word;
}

static bool is_among(const struct rt_arch_code *list, uint32_t word)
{
	for (; list && list->mask; list++)
		if ((word & list->mask) == list->value)
			return true;
	return false;
}

bool rt_arch_is_block(const struct rt_arch *arch, const uint8_t *code,
		      size_t length)
{
	if (!length)
		return arch->blocks;
	return is_among(arch->blocks, word_of(arch, code, length));
}

bool rt_arch_is_mask(const struct rt_arch *arch, const uint8_t *code,
		     size_t length)
{
	return length && is_among(arch->masks, word_of(arch, code, length));
}

const struct rt_target *rt_target_at(size_t number)
{
	const struct rt_arch *arch;

	for (size_t i = 0; (arch = rt_arch_at(i)); i++)
		for (const struct rt_target *at = arch->targets; at->triplet;
		     at++)
			if (!number--)
				return at;
	return NULL;
}

const struct rt_target *rt_target_of_tool(const char *name, const char **tool)
{
	const struct rt_target *at;

	for (size_t i = 0; (at = rt_target_at(i)); i++) {
		size_t length = strlen(at->triplet);

		if (strncmp(name, at->triplet, length) || name[length] != '-')
			continue;
		*tool = name + length + 1;
		break;
	}
	return at;
}

uint64_t rt_arch_number(const struct rt_arch *arch, const uint8_t *bytes,
			unsigned int size)
{
	uint64_t value = 0;

	for (unsigned int i = 0; i < size; i++)
		value = value << 8 |
			bytes[arch->elf.is_big_endian ? i : size - 1 - i];
	return value;
}

void rt_arch_put(const struct rt_arch *arch, uint8_t *bytes, unsigned int size,
		 uint64_t value)
{
	for (unsigned int i = 0; i < size; i++) {
		bytes[arch->elf.is_big_endian ? size - 1 - i : i] =
			(uint8_t)value;
		value >>= 8;
	}
}

rt_value rt_arch_value(const struct rt_arch *arch, const uint8_t *bytes)
{
	bool is_big = arch->elf.is_big_endian;

	return rt_value_of(rt_arch_number(arch, bytes + (is_big ? 0 : 8), 8),
			   rt_arch_number(arch, bytes + (is_big ? 8 : 0), 8));
}

void rt_arch_put_value(const struct rt_arch *arch, uint8_t *bytes,
		       rt_value value)
{
	bool is_big = arch->elf.is_big_endian;

	rt_arch_put(arch, bytes + (is_big ? 8 : 0), 8, rt_value_low(value));
	rt_arch_put(arch, bytes + (is_big ? 0 : 8), 8, rt_value_high(value));
}

bool rt_arch_has_width(const struct rt_arch *arch, unsigned int width)
{
	/* C has no unsigned __int128 for machines of 32 bits. */
	return rt_is_width(width) && (width < 128 || arch->elf.is_64);
}
