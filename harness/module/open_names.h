/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names that an object leaves open: what runs under such a name in the user's
 * program is not known from the object. Each place in the module's code that
 * refers to one is listed, so that only an accessor that comes there is open.
 *
 * Thread-safe for different lists.
 */
#ifndef RT_MODULE_OPEN_NAMES_H
#define RT_MODULE_OPEN_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "harness/base/error.h"

enum rt_open_why {
	RT_OPEN_MISSING, /* nothing defines it */
	RT_OPEN_WEAK,	 /* defined, and a strong definition would replace it */
	RT_OPEN_TWICE,	 /* several members of an archive define it */
	RT_OPEN_REASONS,
};

struct rt_open_name {
	uint64_t address; /* in the module: of a reference, or the definition */
	enum rt_open_why why;
	char *name;
};

struct rt_open_names {
	/* The module's thread-local data are not there: an executable's. */
	bool lacks_thread_data;
	struct rt_open_name *list;
	size_t count;
};

/* "a weak function, …": goes on after the name and "is". */
const char *rt_open_why(enum rt_open_why why);

/* RT_SETUP without memory. */
int rt_open_names_add(struct rt_open_names *names, uint64_t address,
		      enum rt_open_why why, const char *name,
		      struct rt_error *error);

/*
 * Writes @names to the file @path, or adds those of @path to @names. RT_SETUP
 * or RT_USAGE as for files; a damaged file is RT_SETUP.
 */
int rt_open_names_write(const struct rt_open_names *names, const char *path,
			struct rt_error *error);
int rt_open_names_read(struct rt_open_names *names, const char *path,
		       struct rt_error *error);

void rt_open_names_free(struct rt_open_names *names);

#endif
