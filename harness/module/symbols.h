/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The symbols of an object file, a static library or a shared object.
 *
 * Uses libelf (elf(3)) and, like libelf, is not thread-safe; the result is
 * constant. The file is not trusted.
 */
#ifndef RT_MODULE_SYMBOLS_H
#define RT_MODULE_SYMBOLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "harness/base/error.h"
#include "harness/base/text.h"

enum rt_object_kind {
	RT_OBJECT_RELOCATABLE, /* .o */
	RT_OBJECT_ARCHIVE,     /* .a with .o members */
	RT_OBJECT_SHARED,      /* .so */
};

struct rt_symbol {
	char *name; /* without a version */
	uint64_t address;
	bool is_defined;
	bool is_function; /* or without a type, as labels of assembly */
	bool is_local;	  /* static, or hidden in a shared object */
	bool is_hidden;	  /* in a .o: can be linked to, but not loaded */
	bool is_dynamic;  /* of .dynsym: the dynamic linker knows it */
	bool is_weak;
	/*
	 * In a .o: of several definitions any may stand for all, as of inline
	 * functions (COMDAT) and tentative data (-fcommon).
	 */
	bool is_merged;
	size_t member; /* of the archive or the list of files, from 1 */
};

struct rt_symbols {
	struct rt_symbol *list; /* symbols with a name, in file order */
	size_t count;
	enum rt_object_kind kind;
	unsigned int machine; /* e_machine of elf(5); of the last member */
	bool is_lto;	  /* has intermediate code of a compiler, by -flto */
	bool has_archive; /* of several files, at least one is an archive */
};

/*
 * Reads all symbols of @path. RT_SUBJECT when it is of no rt_object_kind;
 * RT_SETUP without memory. Release with rt_symbols_free() in every case.
 */
int rt_symbols_read(struct rt_symbols *symbols, const char *path,
		    struct rt_error *error);
/*
 * The same of each of @paths, at least one, as if they were members of one:
 * @kind and @machine are those of the first. RT_USAGE also where a shared
 * object is among several, or they are for different machines.
 */
int rt_symbols_read_all(struct rt_symbols *symbols,
			const struct rt_strings *paths, struct rt_error *error);
void rt_symbols_free(struct rt_symbols *symbols);

/*
 * The global function @name of @symbols, which were read from @path. Without
 * one NULL and RT_SUBJECT, with similar names, or with the reason why the
 * function @name cannot be called.
 */
const struct rt_symbol *rt_symbols_function(const struct rt_symbols *symbols,
					    const char *path, const char *name,
					    struct rt_error *error);

#endif
