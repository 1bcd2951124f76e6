/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Hashes of content: XXH3, 128 bits, as 32 hexadecimal digits.
 *
 * The hash is not cryptographic: contents that collide can be made on purpose.
 * Thread-safe for different objects.
 */
#ifndef RT_BASE_HASH_H
#define RT_BASE_HASH_H

#include <stddef.h>

#include "harness/base/error.h"

struct rt_hash {
	void *state; /* of xxhash; NULL when memory ran out */
};

struct rt_digest {
	char text[33];
};

void rt_hash_start(struct rt_hash *hash);
/* Adds @length and the bytes: "ab", "c" and "a", "bc" differ. */
void rt_hash_bytes(struct rt_hash *hash, const void *bytes, size_t length);
void rt_hash_string(struct rt_hash *hash, const char *string);
/* Finishes and frees @hash. RT_SETUP when memory ran out before. */
int rt_hash_end(struct rt_hash *hash, struct rt_digest *digest,
		struct rt_error *error);

/* The digest of a file's content; RT_USAGE when it cannot be read. */
int rt_hash_file(struct rt_digest *digest, const char *path,
		 struct rt_error *error);

#endif
