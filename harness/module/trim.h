/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How much the cache of modules may hold: what was used longest ago goes first.
 *
 * An entry is used when it is stored and when it is found (cache.h), and its
 * folder's time says when that was, to the minute. One that was used since the
 * oldest process that has a workplace in the cache began (workplace.h) stays,
 * as that process may load it yet. How much there is, is counted as it is
 * stored, in FOLDER/size, and measured again when something is removed. Safe
 * for any number of processes that have a workplace.
 */
#ifndef RT_MODULE_TRIM_H
#define RT_MODULE_TRIM_H

#include <stddef.h>
#include <stdint.h>

#include "harness/base/error.h"
#include "harness/module/workplace.h"

struct rt_trim_held {
	size_t modules;
	uint64_t bytes; /* on disk */
	int64_t oldest; /* last use of the one that goes first; 0: no module */
};

/*
 * RINGTEAR_CACHE_SIZE, in bytes, with K, M, G or T for powers of 1,024; 0 is no
 * limit. 1 GiB where it is not set. RT_USAGE when it is no size.
 */
int rt_trim_limit(uint64_t *bytes, struct rt_error *error);

/*
 * Until the file that is returned is closed nothing is removed: for one who has
 * found an entry and has not noted its use yet. -1 where that cannot be, or
 * nothing has been counted yet, so that nobody removes anything.
 */
int rt_trim_hold_off(const char *folder);

/* Counts the entry @entry, which was stored in @folder. Ignores errors. */
void rt_trim_count(const char *folder, const char *entry);

/* What the cache @folder holds now, measured. */
void rt_trim_measure(struct rt_trim_held *held, const char *folder);

/*
 * Removes modules until nine tenths of @limit are left, if there are counted
 * more than that. What others are at work with stays. Ignores errors: the next
 * one comes.
 */
void rt_trim(const char *folder, const struct rt_workplace *workplace,
	     uint64_t limit);

/*
 * Removes all that nobody else is at work with. RT_SETUP when it cannot be told
 * who is.
 */
int rt_trim_all(const char *folder, const struct rt_workplace *workplace,
		struct rt_error *error);

#endif
