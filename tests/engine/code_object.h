/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A shared object of a few bytes of code, for any machine, as a file in memory:
 * one segment, and a symbol "accessor" at the code's beginning.
 */
#ifndef RT_TESTS_ENGINE_CODE_OBJECT_H
#define RT_TESTS_ENGINE_CODE_OBJECT_H

#include <elf.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "harness/arch/arch.h"

enum {
	code_object_at = 0x1000, /* of the code, in the file and in memory */
	code_object_most = 4096, /* bytes of code */
	code_object_size = code_object_at + code_object_most,
};

/* Words of the file, in the machine's size and byte order. */
static inline void code_object_put(const struct rt_arch *arch, uint8_t **at,
				   unsigned size, uint64_t value)
{
	rt_arch_put(arch, *at, size, value);
	*at += size;
}

static inline void code_object_section(const struct rt_arch *arch, uint8_t **at,
				       uint32_t name, uint32_t type,
				       uint64_t flags, uint64_t place,
				       uint64_t size, uint32_t link,
				       uint64_t entry)
{
	unsigned word = arch->elf.is_64 ? 8 : 4;

	code_object_put(arch, at, 4, name);
	code_object_put(arch, at, 4, type);
	code_object_put(arch, at, word, flags);
	code_object_put(arch, at, word, place);
	code_object_put(arch, at, word, place);
	code_object_put(arch, at, word, size);
	code_object_put(arch, at, 4, link);
	code_object_put(arch, at, 4, 0);
	code_object_put(arch, at, word, 1);
	code_object_put(arch, at, word, entry);
}

static inline void code_object_segment(const struct rt_arch *arch, uint8_t **at)
{
	unsigned word = arch->elf.is_64 ? 8 : 4;

	code_object_put(arch, at, 4, PT_LOAD);
	if (arch->elf.is_64)
		code_object_put(arch, at, 4, PF_R | PF_X);
	for (int i = 0; i < 3; i++) /* offset, address, physical address */
		code_object_put(arch, at, word, 0);
	code_object_put(arch, at, word, code_object_size);
	code_object_put(arch, at, word, code_object_size);
	if (!arch->elf.is_64)
		code_object_put(arch, at, 4, PF_R | PF_X);
	code_object_put(arch, at, word, 0x1000);
}

static inline void code_object_symbol(const struct rt_arch *arch, uint8_t **at,
				      uint64_t size, bool is_odd)
{
	uint8_t info = STB_GLOBAL << 4 | STT_FUNC;
	unsigned word = arch->elf.is_64 ? 8 : 4;

	memset(*at, 0, arch->elf.is_64 ? 24 : 16);
	*at += arch->elf.is_64 ? 24 : 16;
	code_object_put(arch, at, 4, 1); /* the name */
	if (arch->elf.is_64) {
		code_object_put(arch, at, 1, info);
		code_object_put(arch, at, 1, 0);
		code_object_put(arch, at, 2, 1);
	}
	code_object_put(arch, at, word, code_object_at + is_odd);
	code_object_put(arch, at, word, size);
	if (!arch->elf.is_64) {
		code_object_put(arch, at, 1, info);
		code_object_put(arch, at, 1, 0);
		code_object_put(arch, at, 2, 1);
	}
}

static inline void code_object_header(const struct rt_arch *arch, uint8_t **at,
				      uint64_t sections)
{
	bool is_64 = arch->elf.is_64;
	unsigned word = is_64 ? 8 : 4;
	const uint8_t identity[EI_NIDENT] = {
		ELFMAG0,
		ELFMAG1,
		ELFMAG2,
		ELFMAG3,
		is_64 ? ELFCLASS64 : ELFCLASS32,
		arch->elf.is_big_endian ? ELFDATA2MSB : ELFDATA2LSB,
		EV_CURRENT,
	};

	memcpy(*at, identity, sizeof(identity));
	*at += sizeof(identity);
	code_object_put(arch, at, 2, ET_DYN);
	code_object_put(arch, at, 2, arch->elf.machine);
	code_object_put(arch, at, 4, EV_CURRENT);
	code_object_put(arch, at, word, 0);
	code_object_put(arch, at, word, is_64 ? 64 : 52);
	code_object_put(arch, at, word, sections);
	code_object_put(arch, at, 4, 0);
	code_object_put(arch, at, 2, is_64 ? 64 : 52);
	code_object_put(arch, at, 2, is_64 ? 56 : 32);
	code_object_put(arch, at, 2, 1);
	code_object_put(arch, at, 2, is_64 ? 64 : 40);
	code_object_put(arch, at, 2, 4);
	code_object_put(arch, at, 2, 3);
}

/*
 * Opens the object: a file descriptor, whose path is written to @path; -1 when
 * it cannot be made. @is_odd: the symbol is Thumb's.
 */
static inline int code_object_open(const struct rt_arch *arch,
				   const uint8_t *code, size_t size,
				   bool is_odd, char *path, size_t path_size)
{
	enum { symbols = 0x400, names = 0x600, sections = 0x800 };
	static const char text[] = "\0accessor\0.text\0.dynsym\0.dynstr";
	uint8_t file[code_object_size] = {0}, *at = file;
	unsigned entry = arch->elf.is_64 ? 24 : 16;
	int handle;

	code_object_header(arch, &at, sections);
	code_object_segment(arch, &at);
	at = file + symbols;
	code_object_symbol(arch, &at, size, is_odd);
	memcpy(file + names, text, sizeof(text));
	at = file + sections;
	code_object_section(arch, &at, 0, SHT_NULL, 0, 0, 0, 0, 0);
	code_object_section(arch, &at, 10, SHT_PROGBITS,
			    SHF_ALLOC | SHF_EXECINSTR, code_object_at, size, 0,
			    0);
	code_object_section(arch, &at, 16, SHT_DYNSYM, SHF_ALLOC, symbols,
			    2 * entry, 3, entry);
	code_object_section(arch, &at, 24, SHT_STRTAB, SHF_ALLOC, names,
			    sizeof(text), 0, 0);
	if (size > code_object_most)
		size = code_object_most;
	memcpy(file + code_object_at, code, size);
	handle = memfd_create("code", MFD_CLOEXEC);
	if (handle >= 0 &&
	    write(handle, file, sizeof(file)) != (ssize_t)sizeof(file)) {
		close(handle);
		return -1;
	}
	snprintf(path, path_size, "/proc/%d/fd/%d", (int)getpid(), handle);
	return handle;
}

#endif
