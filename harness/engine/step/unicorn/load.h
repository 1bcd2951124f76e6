/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A module as an emulator needs it: its segments in memory, relocated for the
 * address where it will lie, without running anything.
 *
 * Read with libelf (elf(3)); the file is not trusted. One thread at a time
 * (libelf); what was read is constant but for @bytes.
 */
#ifndef RT_ENGINE_STEP_UNICORN_LOAD_H
#define RT_ENGINE_STEP_UNICORN_LOAD_H

#include <gelf.h>

#include "harness/base/error.h"
#include "harness/engine/step/unicorn/machine.h"

enum {
	RT_EMULATED_BASE = 0x10000000, /* where the module lies */
	RT_EMULATED_MOST = 0x04000000, /* bytes of it */
	/* Calls of what the module lacks lead here: nothing is mapped. */
	RT_EMULATED_MISSING = 0x18000000,
	RT_EMULATED_RESOLVERS = 256, /* in one module */
};

/* A word that gets what the function @resolver gives back. */
struct rt_resolved {
	uint64_t slot, resolver;
};

struct rt_emulated_image {
	const struct rt_emulated *machine;
	Elf *elf;
	int file;
	unsigned char *bytes; /* at RT_EMULATED_BASE */
	uint64_t size;	      /* of @bytes, whole pages */
	struct rt_resolved resolved[RT_EMULATED_RESOLVERS];
	size_t resolved_count;
	bool has_thread_data; /* thread-local, which is not set up */
};

/*
 * Loads the module at @path. RT_SETUP when its machine, a relocation or its
 * size is not one that can be emulated; RT_BUILD when it is damaged. Release
 * with rt_emulated_unload() in every case.
 */
int rt_emulated_load(struct rt_emulated_image *image, const char *path,
		     struct rt_error *error);
void rt_emulated_unload(struct rt_emulated_image *image);

/* The address of the symbol @name, if it is defined; with thumb's low bit. */
bool rt_emulated_find(const struct rt_emulated_image *image, const char *name,
		      uint64_t *address);

/* The name of the function at @address, "" when it has none. */
const char *rt_emulated_name(const struct rt_emulated_image *image,
			     uint64_t address);

/* For relocate.c: applies all relocations of a module that is in memory. */
int rt_emulated_relocate(struct rt_emulated_image *image, const char *path,
			 struct rt_error *error);

#endif
