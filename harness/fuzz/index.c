/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/fuzz/index.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct rt_index_slot {
	struct rt_digest key; /* "" for a free slot */
	size_t number;
};

enum { first_size = 1024 }; /* a power of two */

/* A key may be any text, not only a digest. */
static size_t place_of(const struct rt_digest *key, size_t size)
{
	uint64_t hash = 14695981039346656037u; /* FNV-1a */

	for (const char *at = key->text; *at; at++)
		hash = (hash ^ (unsigned char)*at) * 1099511628211u;
	return hash & (size - 1);
}

/* The slot of @key, or the free slot where it belongs. */
static struct rt_index_slot *seek(const struct rt_index *index,
				  const struct rt_digest *key)
{
	size_t at = place_of(key, index->size);

	while (index->slot[at].key.text[0] &&
	       strcmp(index->slot[at].key.text, key->text))
		at = (at + 1) & (index->size - 1);
	return &index->slot[at];
}

bool rt_index_find(const struct rt_index *index, const struct rt_digest *key,
		   size_t *number)
{
	const struct rt_index_slot *slot;

	if (!index->size)
		return false;
	slot = seek(index, key);
	*number = slot->number;
	return slot->key.text[0] != '\0';
}

static bool grow(struct rt_index *index)
{
	size_t size = index->size ? 2 * index->size : first_size;
	struct rt_index larger = {.slot = calloc(size, sizeof(*index->slot)),
				  .size = size,
				  .count = index->count};

	if (!larger.slot)
		return false;
	for (size_t i = 0; i < index->size; i++)
		if (index->slot[i].key.text[0])
			*seek(&larger, &index->slot[i].key) = index->slot[i];
	free(index->slot);
	*index = larger;
	return true;
}

bool rt_index_put(struct rt_index *index, const struct rt_digest *key,
		  size_t number)
{
	struct rt_index_slot *slot;

	if (2 * index->count >= index->size && !grow(index))
		return false;
	slot = seek(index, key);
	index->count += !slot->key.text[0];
	slot->key = *key;
	slot->number = number;
	return true;
}

void rt_index_free(struct rt_index *index)
{
	free(index->slot);
	*index = (struct rt_index){.slot = NULL};
}
