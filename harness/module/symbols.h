/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The symbols of an object file, a static library or a shared object.
 *
 * Read with libelf (elf(3)); the file is not trusted. Not for two threads at
 * once, as libelf is not; what was read is constant.
 */
#ifndef RT_MODULE_SYMBOLS_H
#define RT_MODULE_SYMBOLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "harness/base/error.h"

enum rt_object_kind {
	RT_OBJECT_RELOCATABLE, /* .o */
	RT_OBJECT_ARCHIVE,     /* .a of relocatable ones */
	RT_OBJECT_SHARED,      /* .so */
};

struct rt_symbol {
	char *name; /* without a version */
	uint64_t address;
	bool is_defined;
	bool is_function; /* or of no type, as a label of assembly is */
	bool is_local;	  /* static, or hidden in a shared object */
	bool is_hidden;	  /* in an object: others may link to it, not load it */
	bool is_weak;
};

struct rt_symbols {
	struct rt_symbol *list; /* named ones, in the file's order */
	size_t count;
	enum rt_object_kind kind;
	unsigned int machine; /* e_machine of elf(5); of the last member */
	bool is_lto; /* some of it is a compiler's own code, for -flto */
};

/*
 * Reads all symbols of @path. RT_USAGE when it is none of the three; RT_SETUP
 * without memory. Release with rt_symbols_free() in every case.
 */
int rt_symbols_read(struct rt_symbols *symbols, const char *path,
		    struct rt_error *error);
void rt_symbols_free(struct rt_symbols *symbols);

/*
 * The function @name that @symbols, read from @path, define for others to
 * call. NULL and RT_USAGE when there is none: with the names near it, or why
 * the one there is out of reach.
 */
const struct rt_symbol *rt_symbols_function(const struct rt_symbols *symbols,
					    const char *path, const char *name,
					    struct rt_error *error);

#endif
