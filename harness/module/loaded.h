/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A shared object as it lies in memory: its segments at an address, relocated
 * as the dynamic linker would; or a fixed image (harness/module/machine.h) as
 * it would be written to a bare machine. Nothing is run.
 *
 * Read with libelf (elf(3)); the file is not trusted. Not thread-safe (libelf).
 * A loaded object is constant but for @bytes.
 */
#ifndef RT_MODULE_LOADED_H
#define RT_MODULE_LOADED_H

#include <gelf.h>
#include <stdbool.h>
#include <stdint.h>

#include "harness/arch/arch.h"
#include "harness/base/error.h"
#include "harness/module/machine.h"

enum {
	RT_LOADED_BASE = RT_MODULE_BASE, /* the usual load address */
	RT_LOADED_MOST = 0x04000000,	 /* the maximal size in bytes */
	/* Undefined symbols get addresses from here on: nothing is there. */
	RT_LOADED_MISSING = RT_MODULE_MISSING - 1,
	RT_LOADED_MISSING_STEP = 16, /* from one symbol to the next */
	RT_LOADED_RESOLVERS = 256,   /* per object */
};

/* A GOT slot that gets the address that the function @resolver returns. */
struct rt_resolved {
	uint64_t slot, resolver;
};

/* Where to load, and where to look for what the object does not define. */
struct rt_loading {
	uint64_t base;
	/*
	 * May be NULL. Sets @address to that of the symbol @name in @version,
	 * which is NULL when the object names none (harness/module/version.h);
	 * false: it is missing, and gets an address of RT_LOADED_MISSING.
	 */
	bool (*resolve)(void *data, const char *name, const char *version,
			uint64_t *address);
	void *data;
};

struct rt_loaded {
	const struct rt_arch *arch;
	struct rt_loading loading;
	Elf *elf;
	int file;
	/* What is added to an address of the file: 0 of a fixed image. */
	uint64_t bias;
	unsigned char *bytes; /* memory from loading.base on */
	uint64_t size;	      /* of @bytes, whole pages */
	struct rt_resolved resolved[RT_LOADED_RESOLVERS];
	size_t resolved_count;
	/*
	 * Data of another object belongs into memory that is constant later,
	 * and is not known here: what the segments say of constants is not so.
	 */
	bool has_constant_copy;
	bool has_thread_data; /* thread-local data, which is not initialised */
	uint64_t stand_ins, stand_ins_end; /* stand_in.h; equal: none */
};

/*
 * Loads the object at @path; a NULL @loading stands for RT_LOADED_BASE without
 * resolve(). RT_SETUP when the machine is not in the table, or a relocation,
 * the size or a fixed image's address cannot be loaded; RT_BUILD when the
 * object is damaged. Release with rt_loaded_close() in every case.
 */
int rt_loaded_open(struct rt_loaded *loaded, const char *path,
		   const struct rt_loading *loading, struct rt_error *error);
void rt_loaded_close(struct rt_loaded *loaded);

/*
 * The address of the defined symbol @name, with thumb's low bit, or of what is
 * at the address that @name is, as "0x4a10"; false when there is none.
 * @is_resolver, unless NULL: its code chooses the function.
 */
bool rt_loaded_find(const struct rt_loaded *loaded, const char *name,
		    uint64_t *address, bool *is_resolver);

/* The name of the function at @address, "" when it has none. */
const char *rt_loaded_name(const struct rt_loaded *loaded, uint64_t address);
/* The same of the function whose resolver (ifunc) is at @address. */
const char *rt_loaded_chosen_name(const struct rt_loaded *loaded,
				  uint64_t address);

/*
 * The function around @address: its name, and from where to where it goes; NULL
 * without one.
 */
const char *rt_loaded_around(const struct rt_loaded *loaded, uint64_t address,
			     uint64_t *begin, uint64_t *end);

/* The same of the variable around @address. */
const char *rt_loaded_datum(const struct rt_loaded *loaded, uint64_t address,
			    uint64_t *begin, uint64_t *end);
/*
 * Whether the @size bytes at @address are of a variable that no other file of
 * the program can name.
 */
bool rt_loaded_is_private(const struct rt_loaded *loaded, uint64_t address,
			  uint64_t size);

/*
 * The name of the undefined symbol that got @address, or that has its stand-in
 * (stand_in.h) there; NULL: none has.
 */
const char *rt_loaded_missing(const struct rt_loaded *loaded, uint64_t address);

/* Private to relocate.c and loaded.c: applies all relocations to @bytes. */
int rt_loaded_relocate(struct rt_loaded *loaded, const char *path,
		       struct rt_error *error);

#endif
