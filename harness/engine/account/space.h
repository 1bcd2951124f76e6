/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The memory of an accessor's process before it runs: the module, and the libc
 * of this machine where the module calls it, each relocated as the dynamic
 * linker would, the module's own symbols first. Nothing is run.
 *
 * Every byte is at the address that the code believes it to be at, since
 * libVEX reads the surroundings of an instruction (Thumb's IT block, the target
 * of s390x's EXRL): open a space in a child process. Not thread-safe.
 */
#ifndef RT_ENGINE_ACCOUNT_SPACE_H
#define RT_ENGINE_ACCOUNT_SPACE_H

#include <stdbool.h>
#include <stdint.h>

#include "harness/base/error.h"
#include "harness/module/loaded.h"

enum {
	RT_SPACE_OBJECTS = 2, /* the module and the libc */
	RT_SPACE_RANGES = 64, /* of constant memory, per object */
	RT_SPACE_BINDINGS = 512,
	RT_SPACE_NAME = 96,
	/* Behind each object: libVEX may read past an instruction's end. */
	RT_SPACE_MARGIN = 4096,
};

struct rt_space_range {
	uint64_t begin, end;
};

struct rt_space_object {
	struct rt_loaded loaded;
	uint64_t end;
	/* Memory that nothing writes once the object is loaded. */
	struct rt_space_range constant[RT_SPACE_RANGES];
	size_t constants;
	/* Memory with code. */
	struct rt_space_range code[RT_SPACE_RANGES];
	size_t codes;
};

/* A function of the libc that the module refers to, or that the libc chose. */
struct rt_space_binding {
	char name[RT_SPACE_NAME]; /* without its version */
	char version[32];	  /* that was asked for, "" for none */
	bool is_old;		  /* a version that is not the default one */
	bool is_chosen;		  /* by a resolver (ifunc), for this CPU */
	uint64_t address;
};

struct rt_space {
	const struct rt_arch *arch;
	struct rt_space_object object[RT_SPACE_OBJECTS];
	size_t objects;
	uint64_t libc; /* where this process has the libc; 0: not looked up */
	struct rt_error libc_error;
	/* The first RT_SPACE_BINDINGS of them. */
	struct rt_space_binding binding[RT_SPACE_BINDINGS];
	size_t bindings;
};

/*
 * Loads the module at @path. With @has_libc, what it does not define is looked
 * up in the libc of this process. Errors are those of rt_loaded_open(), and
 * RT_SETUP when an address is taken. Release with rt_space_close() in every
 * case.
 */
int rt_space_open(struct rt_space *space, const char *path, bool has_libc,
		  struct rt_error *error);
void rt_space_close(struct rt_space *space);

/* The @size bytes at @address; NULL when not all of them are loaded. */
const uint8_t *rt_space_bytes(const struct rt_space *space, uint64_t address,
			      uint64_t size);
/* Whether the @size bytes at @address never change, or are code. */
bool rt_space_is_constant(const struct rt_space *space, uint64_t address,
			  uint64_t size);
/* The constant memory around @address; false when it may change. */
bool rt_space_constant(const struct rt_space *space, uint64_t address,
		       struct rt_space_range *around);
bool rt_space_is_code(const struct rt_space *space, uint64_t address);

/* The function whose answer the slot at @address has; false: not a slot. */
bool rt_space_resolver(const struct rt_space *space, uint64_t address,
		       uint64_t *resolver);
/* The missing symbol that has @address; NULL: none. */
const char *rt_space_missing(const struct rt_space *space, uint64_t address);
/* The function that contains @address, and its name; NULL without one. */
const char *rt_space_function(const struct rt_space *space, uint64_t address,
			      struct rt_space_range *function);
/*
 * The variable of the module around @address: its name, of at most 95 bytes,
 * and from where to where it goes; false without one.
 */
bool rt_space_datum(const struct rt_space *space, uint64_t address,
		    uint64_t *begin, uint64_t *end, char name[96]);
/* Whether they are of a variable that only the module itself can name. */
bool rt_space_is_private(const struct rt_space *space, uint64_t address,
			 uint64_t size);
/* The file that @address is of: 0 the module, 1 the libc. */
size_t rt_space_object(const struct rt_space *space, uint64_t address);
/* The function that begins at @address, "" when it has no name. */
const char *rt_space_name(const struct rt_space *space, uint64_t address);

#endif
