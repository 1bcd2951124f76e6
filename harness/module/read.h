/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which files the compile of a module read. Thread-safe. */
#ifndef RT_MODULE_READ_H
#define RT_MODULE_READ_H

/*
 * Calls @take with the path and the digest of each file that the list beside
 * the cached module at @module says was read (manifest.h), in the compiler's
 * order; with none where there is no list.
 */
void rt_module_each_read(const char *module,
			 void (*take)(void *data, const char *path,
				      const char *digest),
			 void *data);

#endif
