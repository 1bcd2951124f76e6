/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/base/hash.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <xxhash.h>

#include "harness/base/file.h"

void rt_hash_start(struct rt_hash *hash)
{
	XXH3_state_t *state = XXH3_createState();

	if (state)
		XXH3_128bits_reset(state);
	hash->state = state;
}

void rt_hash_bytes(struct rt_hash *hash, const void *bytes, size_t length)
{
	uint64_t number = length;

	if (!hash->state)
		return;
	XXH3_128bits_update(hash->state, &number, sizeof(number));
	XXH3_128bits_update(hash->state, length ? bytes : "", length);
}

void rt_hash_string(struct rt_hash *hash, const char *string)
{
	rt_hash_bytes(hash, string, strlen(string));
}

int rt_hash_end(struct rt_hash *hash, struct rt_digest *digest,
		struct rt_error *error)
{
	XXH128_hash_t value;

	if (!hash->state)
		return rt_no_memory(error);
	value = XXH3_128bits_digest(hash->state);
	XXH3_freeState(hash->state);
	hash->state = NULL;
	snprintf(digest->text, sizeof(digest->text), "%016llx%016llx",
		 (unsigned long long)value.high64,
		 (unsigned long long)value.low64);
	return RT_OK;
}

int rt_hash_file(struct rt_digest *digest, const char *path,
		 struct rt_error *error)
{
	struct rt_text content = RT_TEXT_INIT;
	struct rt_hash hash;
	int code = rt_file_read(&content, path, error);

	if (!code) {
		rt_hash_start(&hash);
		rt_hash_bytes(&hash, rt_text_string(&content), content.length);
		code = rt_hash_end(&hash, digest, error);
	}
	rt_text_free(&content);
	return code;
}
