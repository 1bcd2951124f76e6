/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/module/executable.h"

#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/module/dynamic.h"

#ifndef DF_1_PIE
#define DF_1_PIE 0x08000000
#endif

/* Encodings of pointers (Linux Standard Base 5.0, 10.5.1). */
enum { pe_udata4 = 0x03, pe_pcrel_sdata4 = 0x1b, pe_datarel_sdata4 = 0x3b };

/* An entry with the mark, which is taken out of it. */
static bool unmark(GElf_Dyn *entry)
{
	if (entry->d_tag != DT_FLAGS_1 || !(entry->d_un.d_val & DF_1_PIE))
		return false;
	entry->d_un.d_val &= ~(GElf_Xword)DF_1_PIE;
	return true;
}

bool rt_executable_is_marked(const char *path)
{
	return rt_dynamic_has(path, unmark);
}

int rt_executable_unmark(const char *path, struct rt_error *error)
{
	return rt_dynamic_write(path, unmark)
		       ? RT_OK
		       : rt_fail(error, RT_SETUP,
				 "cannot change the copy %s of the "
				 "executable; is the cache writable?",
				 path);
}

static Elf *open_elf(int file)
{
	if (file < 0 || elf_version(EV_CURRENT) == EV_NONE)
		return NULL;
	return elf_begin(file, ELF_C_READ, NULL);
}

static void close_elf(Elf *elf, int file)
{
	elf_end(elf);
	if (file >= 0)
		close(file);
}

/* The first one of @type. */
static bool find_segment(GElf_Phdr *segment, Elf *elf, uint32_t type)
{
	size_t count = 0;

	elf_getphdrnum(elf, &count);
	for (size_t i = 0; i < count; i++)
		if (gelf_getphdr(elf, (int)i, segment) &&
		    segment->p_type == type)
			return true;
	return false;
}

bool rt_executable_has_thread_data(const char *path)
{
	int file = open(path, O_RDONLY | O_CLOEXEC);
	Elf *elf = open_elf(file);
	GElf_Phdr segment;
	bool has = elf && find_segment(&segment, elf, PT_TLS);

	close_elf(elf, file);
	return has;
}

bool rt_executable_address(const char *name, uint64_t *address)
{
	char *end;

	if (!name || strncmp(name, "0x", 2) != 0)
		return false;
	errno = 0;
	*address = strtoull(name, &end, 16);
	return !errno && end > name + 2 && !*end;
}

/* The bytes of the file that are loaded at @address; NULL: fewer than @size. */
static const unsigned char *bytes_at(Elf *elf, uint64_t address, size_t size)
{
	size_t count = 0;
	GElf_Phdr segment;

	elf_getphdrnum(elf, &count);
	for (size_t i = 0; i < count; i++) {
		Elf_Data *data;

		if (!gelf_getphdr(elf, (int)i, &segment) ||
		    segment.p_type != PT_LOAD || address < segment.p_vaddr ||
		    address - segment.p_vaddr > segment.p_filesz ||
		    segment.p_filesz - (address - segment.p_vaddr) < size)
			continue;
		data = elf_getdata_rawchunk(
			elf,
			(int64_t)(segment.p_offset + address - segment.p_vaddr),
			size, ELF_T_BYTE);
		return data && data->d_size >= size ? data->d_buf : NULL;
	}
	return NULL;
}

/* A number of 4 bytes at @bytes, in the order of the file. */
static uint32_t word_at(Elf *elf, const unsigned char *bytes)
{
	GElf_Ehdr header;
	uint32_t word = 0;
	bool is_big = gelf_getehdr(elf, &header) &&
		      header.e_ident[EI_DATA] == ELFDATA2MSB;

	for (int i = 0; i < 4; i++)
		word |= (uint32_t)bytes[i] << 8 * (is_big ? 3 - i : i);
	return word;
}

/* The table: pairs of a function's begin and its entry, sorted. */
struct table {
	Elf *elf;
	uint64_t header; /* address of .eh_frame_hdr */
	uint64_t first;	 /* of the table */
	uint64_t count;
};

static bool find_table(struct table *table, Elf *elf)
{
	const unsigned char *bytes;
	GElf_Phdr segment;

	if (!find_segment(&segment, elf, PT_GNU_EH_FRAME))
		return false;
	bytes = bytes_at(elf, segment.p_vaddr, 12);
	if (!bytes || bytes[0] != 1 || bytes[1] != pe_pcrel_sdata4 ||
	    bytes[2] != pe_udata4 || bytes[3] != pe_datarel_sdata4)
		return false;
	*table = (struct table){
		.elf = elf,
		.header = segment.p_vaddr,
		.first = segment.p_vaddr + 12,
		.count = word_at(elf, bytes + 8),
	};
	return table->count && bytes_at(elf, table->first, 8 * table->count);
}

static uint64_t relative(const struct table *table, uint64_t at, uint64_t to)
{
	const unsigned char *bytes = bytes_at(table->elf, at, 4);

	return bytes ? to + (uint64_t)(int64_t)(int32_t)word_at(table->elf,
								bytes)
		     : 0;
}

/* The entry of .eh_frame has the size behind its length, CIE and begin. */
static uint64_t size_of(const struct table *table, uint64_t entry)
{
	const unsigned char *bytes = bytes_at(table->elf, entry, 16);

	return bytes ? word_at(table->elf, bytes + 12) : 0;
}

bool rt_executable_around(Elf *elf, uint64_t address, uint64_t *begin,
			  uint64_t *end)
{
	struct table table;
	uint64_t low = 0, high, entry;

	if (!find_table(&table, elf))
		return false;
	high = table.count;
	while (high - low > 1) {
		uint64_t middle = low + (high - low) / 2;

		if (relative(&table, table.first + 8 * middle, table.header) >
		    address)
			high = middle;
		else
			low = middle;
	}
	*begin = relative(&table, table.first + 8 * low, table.header);
	entry = relative(&table, table.first + 8 * low + 4, table.header);
	*end = *begin + size_of(&table, entry);
	return address >= *begin && address < *end;
}

static bool is_code(Elf *elf, uint64_t address)
{
	size_t count = 0;
	GElf_Phdr segment;

	elf_getphdrnum(elf, &count);
	for (size_t i = 0; i < count; i++)
		if (gelf_getphdr(elf, (int)i, &segment) &&
		    segment.p_type == PT_LOAD && segment.p_flags & PF_X &&
		    address >= segment.p_vaddr &&
		    address - segment.p_vaddr < segment.p_filesz)
			return true;
	return false;
}

static int judge(Elf *elf, const char *path, uint64_t address,
		 struct rt_error *error)
{
	uint64_t begin = 0, end = 0;

	if (!is_code(elf, address))
		return rt_fail(error, RT_SUBJECT,
			       "0x%" PRIx64 " is no code of %s; give the "
			       "address in the file, as `objdump -d` prints it",
			       address, path);
	/* Without tables the user is believed. */
	if (!rt_executable_around(elf, address, &begin, &end) ||
	    begin == address)
		return RT_OK;
	return rt_fail(error, RT_SUBJECT,
		       "no function of %s begins at 0x%" PRIx64 ": it lies in "
		       "that from 0x%" PRIx64 " to 0x%" PRIx64
		       "; give 0x%" PRIx64,
		       path, address, begin, end, begin);
}

int rt_executable_check(const char *path, uint64_t address,
			struct rt_error *error)
{
	int file = open(path, O_RDONLY | O_CLOEXEC);
	Elf *elf = open_elf(file);
	int code = elf ? judge(elf, path, address, error)
		       : rt_fail(error, RT_SUBJECT, "cannot read %s", path);

	close_elf(elf, file);
	return code;
}
