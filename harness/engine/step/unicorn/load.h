/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Loads a module for an emulator: its segments, relocated for the address where
 * the emulator has them. Nothing is run.
 *
 * Read with libelf (elf(3)); the file is not trusted. Not thread-safe (libelf).
 * A loaded image is constant but for @bytes.
 */
#ifndef RT_ENGINE_STEP_UNICORN_LOAD_H
#define RT_ENGINE_STEP_UNICORN_LOAD_H

#include <gelf.h>

#include "harness/base/error.h"
#include "harness/engine/step/unicorn/machine.h"

enum {
	RT_EMULATED_BASE = 0x10000000, /* load address of the module */
	RT_EMULATED_MOST = 0x04000000, /* its maximal size in bytes */
	/* Undefined symbols get addresses from here on: nothing is mapped. */
	RT_EMULATED_MISSING = 0x18000000,
	RT_EMULATED_RESOLVERS = 256, /* per module */
};

/* A GOT slot that gets the address that the function @resolver returns. */
struct rt_resolved {
	uint64_t slot, resolver;
};

struct rt_emulated_image {
	const struct rt_emulated *machine;
	Elf *elf;
	int file;
	unsigned char *bytes; /* memory from RT_EMULATED_BASE on */
	uint64_t size;	      /* of @bytes, whole pages */
	struct rt_resolved resolved[RT_EMULATED_RESOLVERS];
	size_t resolved_count;
	bool has_thread_data; /* thread-local data, which is not initialised */
};

/*
 * Loads the module at @path. RT_SETUP when its machine, a relocation or its
 * size cannot be emulated; RT_BUILD when it is damaged. Release with
 * rt_emulated_unload() in every case.
 */
int rt_emulated_load(struct rt_emulated_image *image, const char *path,
		     struct rt_error *error);
void rt_emulated_unload(struct rt_emulated_image *image);

/*
 * The address of the defined symbol @name, with thumb's low bit; false when
 * there is none.
 */
bool rt_emulated_find(const struct rt_emulated_image *image, const char *name,
		      uint64_t *address);

/* The name of the function at @address, "" when it has none. */
const char *rt_emulated_name(const struct rt_emulated_image *image,
			     uint64_t address);

/* Private to relocate.c and load.c: applies all relocations to image->bytes. */
int rt_emulated_relocate(struct rt_emulated_image *image, const char *path,
			 struct rt_error *error);

#endif
