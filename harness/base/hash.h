/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names for content: XXH3, 128 bits, as 32 hexadecimal digits.
 *
 * It tells different content apart; it does not resist somebody who wants to
 * make two contents agree. Any thread, one object by one at a time.
 */
#ifndef RT_BASE_HASH_H
#define RT_BASE_HASH_H

#include <stddef.h>

#include "harness/base/error.h"

struct rt_hash {
	void *state; /* xxhash's; NULL when memory ran out */
};

struct rt_digest {
	char text[33];
};

void rt_hash_start(struct rt_hash *hash);
/* Adds @length bytes and their number, so that parts cannot run together. */
void rt_hash_bytes(struct rt_hash *hash, const void *bytes, size_t length);
void rt_hash_string(struct rt_hash *hash, const char *string);
/* Ends and frees it. RT_SETUP when memory ran out meanwhile. */
int rt_hash_end(struct rt_hash *hash, struct rt_digest *digest,
		struct rt_error *error);

/* The digest of a file's content; RT_USAGE when it cannot be read. */
int rt_hash_file(struct rt_digest *digest, const char *path,
		 struct rt_error *error);

#endif
