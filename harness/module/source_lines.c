/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/module/source_lines.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <elfutils/libdwfl.h>
#include <errno.h>
#include <gelf.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "harness/base/child.h"
#include "harness/module/machine.h"

/* Of CPU time: reading the lines of a large library takes a tenth of it. */
static const double most_seconds = 3;

/* What the child is to look up; @place is shared with it. */
struct task {
	const char *path;
	const uint64_t *address;
	struct rt_source_place *place;
	size_t count;
};

/* One address, in the file that has it. */
struct lookup {
	Dwfl_Module *module;
	Dwarf_Addr address;
	struct rt_source_place *place;
};

static bool is_utf8(const char *text)
{
	json_t *string = json_string(text);
	bool is_text = string != NULL;

	json_decref(string);
	return is_text;
}

/* Copies @from, which others wrote, so that it can be printed. */
static void take_text(char *to, size_t size, const char *from)
{
	bool is_text;

	snprintf(to, size, "%s", from ? from : "");
	is_text = is_utf8(to);
	for (unsigned char *at = (unsigned char *)to; *at; at++) {
		if (*at < ' ' || *at == 0x7f || (*at > 0x7f && !is_text))
			*at = '?';
		/* U+0080 to U+009f, of which one begins a sequence as well. */
		if (*at == 0xc2 && at[1] < 0xa0)
			at[0] = at[1] = '?';
	}
}

static void take_line(struct rt_source_place *place, const char *file,
		      unsigned line)
{
	struct rt_source_line *at = &place->at[place->depth++];

	take_text(at->file, sizeof(at->file), file);
	at->line = line;
}

/* Names the function of the line that was taken last. */
static void take_function(struct rt_source_place *place, Dwarf_Die *die)
{
	struct rt_source_line *at = &place->at[place->depth - 1];

	take_text(at->function, sizeof(at->function), dwarf_diename(die));
}

static bool get_number(Dwarf_Die *die, unsigned name, Dwarf_Word *number)
{
	Dwarf_Attribute attribute;

	return dwarf_attr(die, name, &attribute) &&
	       !dwarf_formudata(&attribute, number);
}

/* Where @inlined was inlined; false when that is not known. */
static bool take_call(struct rt_source_place *place, Dwarf_Die *unit,
		      Dwarf_Die *inlined)
{
	Dwarf_Word file, line;
	Dwarf_Files *files;
	const char *name;
	size_t count;

	if (place->depth == RT_SOURCE_INLINED ||
	    !get_number(inlined, DW_AT_call_file, &file) ||
	    !get_number(inlined, DW_AT_call_line, &line) ||
	    dwarf_getsrcfiles(unit, &files, &count) || file >= count)
		return false;
	name = dwarf_filesrc(files, file, NULL, NULL);
	if (!name || !line || line > INT32_MAX)
		return false;
	take_line(place, name, (unsigned)line);
	return true;
}

/* The functions around the address, from @scopes, the innermost first. */
static void take_scopes(struct rt_source_place *place, Dwarf_Die *unit,
			Dwarf_Die *scopes, int count)
{
	for (int i = 0; i < count; i++) {
		int tag = dwarf_tag(&scopes[i]);

		if (tag == DW_TAG_inlined_subroutine) {
			take_function(place, &scopes[i]);
			if (!take_call(place, unit, &scopes[i]))
				return;
		} else if (tag == DW_TAG_subprogram) {
			take_function(place, &scopes[i]);
			return;
		}
	}
}

/*
 * libdw's scopes go from an inlined function to the one that defines it; those
 * that it lies in are found from its own entry.
 */
static void take_functions(struct rt_source_place *place, Dwarf_Die *unit,
			   Dwarf_Addr address)
{
	Dwarf_Die *scopes = NULL, *outer = NULL;
	int count = dwarf_getscopes(unit, address, &scopes), outers, i = 0;

	while (i < count && dwarf_tag(&scopes[i]) != DW_TAG_subprogram &&
	       dwarf_tag(&scopes[i]) != DW_TAG_inlined_subroutine)
		i++;
	if (i < count) {
		outers = dwarf_getscopes_die(&scopes[i], &outer);
		take_scopes(place, unit, outer, outers);
	}
	free(outer);
	free(scopes);
}

/* The unit that has the functions: of a skeleton, the split one. */
static Dwarf_Die *whole_unit(Dwarf_Die *unit, Dwarf_Die *split)
{
	uint8_t kind;

	if (dwarf_cu_info(unit->cu, NULL, &kind, NULL, split, NULL, NULL, NULL))
		return unit;
	return kind == DW_UT_skeleton && split->cu ? split : unit;
}

/*
 * The unit that has the address, by .debug_aranges, or, since clang writes no
 * such table, by what each unit says.
 */
static Dwarf_Die *find_unit(const struct lookup *lookup, Dwarf_Addr *bias)
{
	Dwarf_Die *unit =
		dwfl_module_addrdie(lookup->module, lookup->address, bias);

	if (unit)
		return unit;
	while ((unit = dwfl_module_nextcu(lookup->module, unit, bias)))
		if (dwarf_haspc(unit, lookup->address - *bias) > 0)
			return unit;
	return NULL;
}

static void look_up(const struct lookup *lookup)
{
	Dwarf_Die *unit, split = {.cu = NULL};
	Dwarf_Addr bias = 0;
	Dwarf_Line *line;
	const char *file;
	int number = 0;

	unit = find_unit(lookup, &bias);
	if (!unit)
		return;
	line = dwarf_getsrc_die(unit, lookup->address - bias);
	file = line ? dwarf_linesrc(line, NULL, NULL) : NULL;
	if (!file || dwarf_lineno(line, &number) || number <= 0)
		return;
	take_line(lookup->place, file, (unsigned)number);
	take_functions(lookup->place, whole_unit(unit, &split),
		       lookup->address - bias);
}

/*
 * The file's address of @address: Thumb's bit is in one of Arm's code, and in
 * no line.
 */
static Dwarf_Addr in_file(Dwfl_Module *module, uint64_t address)
{
	GElf_Addr bias;
	Elf *elf = dwfl_module_getelf(module, &bias);
	GElf_Ehdr header;

	if (!elf || !gelf_getehdr(elf, &header))
		return address;
	if (header.e_machine == EM_ARM)
		address &= ~(uint64_t)1;
	return address + rt_module_linked(&header);
}

/* In the child. */
static void look_up_all(void *data)
{
	static char *folders; /* NULL: the usual ones of libdwfl */
	static const Dwfl_Callbacks callbacks = {
		.find_elf = dwfl_build_id_find_elf,
		.find_debuginfo = dwfl_standard_find_debuginfo,
		.section_address = dwfl_offline_section_address,
		.debuginfo_path = &folders,
	};
	const struct task *task = data;
	Dwfl *session;
	Dwfl_Module *module;

	/* What libdwfl would ask a server for (debuginfod-find(1)). */
	unsetenv("DEBUGINFOD_URLS");
	session = dwfl_begin(&callbacks);
	if (!session)
		return;
	module = dwfl_report_elf(session, "module", task->path, -1, 0, true);
	dwfl_report_end(session, NULL, NULL);
	for (size_t i = 0; module && i < task->count; i++) {
		const struct lookup lookup = {
			.module = module,
			.address = in_file(module, task->address[i]),
			.place = &task->place[i],
		};

		look_up(&lookup);
	}
	dwfl_end(session);
}

/* Copies @from, into which a child wrote that damaged bytes may have led. */
static void take_place(struct rt_source_place *place,
		       const struct rt_source_place *from)
{
	*place = *from;
	if (place->depth > RT_SOURCE_INLINED)
		place->depth = RT_SOURCE_INLINED;
	for (unsigned i = 0; i < place->depth; i++) {
		place->at[i].file[RT_SOURCE_FILE - 1] = '\0';
		place->at[i].function[RT_SOURCE_NAME - 1] = '\0';
	}
}

int rt_source_find(const char *path, const uint64_t *address,
		   struct rt_source_place *place, size_t count,
		   struct rt_error *error)
{
	size_t size = (count + !count) * sizeof(*place);
	struct task task = {.path = path, .address = address, .count = count};
	const struct rt_child child = {
		.body = look_up_all,
		.data = &task,
		.what = "libdw",
		.seconds = most_seconds,
	};
	struct rt_error crash = RT_ERROR_INIT;
	int code;

	task.place = mmap(NULL, size, PROT_READ | PROT_WRITE,
			  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (task.place == MAP_FAILED)
		return rt_no_memory(error);
	code = RT_INTERRUPTED;
	for (int i = 0; i < RT_CHILD_TRIES && code == RT_INTERRUPTED; i++)
		code = rt_child_run(&child, &crash);
	memset(place, 0, count * sizeof(*place));
	for (size_t i = 0; !code && i < count; i++)
		take_place(&place[i], &task.place[i]);
	if (code == RT_CRASH || code == RT_INTERRUPTED)
		code = RT_OK;
	else if (code)
		rt_fail(error, code, "%s", crash.message);
	rt_error_clear(&crash);
	munmap(task.place, size);
	return code;
}

static const char *short_name(const char *file)
{
	const char *slash = strrchr(file, '/');

	return slash && slash[1] ? slash + 1 : file;
}

void rt_source_text(const struct rt_source_place *place, struct rt_text *text)
{
	for (unsigned i = 0; i < place->depth; i++) {
		const struct rt_source_line *at = &place->at[i];

		rt_text_format(text, "%s%s:%u", i ? ", inlined at " : "",
			       short_name(at->file), at->line);
		/* The last one is the function that has a symbol. */
		if (i + 1 < place->depth && *at->function)
			rt_text_format(text, " in %s", at->function);
	}
}
