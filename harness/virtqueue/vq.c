/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/virtqueue/vq.h"

#include <errno.h>
#include <string.h>

#include "harness/base/apart.h"

enum {
	AREA_ALIGNMENT = 128, /* no two areas share a pair of cache lines */
	PAGE = 4096,
};

/* Byte offsets of the areas. */
struct areas {
	size_t desc, avail, used, avail_sequence, used_sequence;
	size_t next, outstanding, popped, memory, memory_size, total;
};

static size_t take(struct areas *areas, size_t bytes)
{
	size_t offset = areas->total;

	areas->total +=
		(bytes + AREA_ALIGNMENT - 1) & ~(size_t)(AREA_ALIGNMENT - 1);
	return offset;
}

static struct areas lay_out(const struct rt_vq_config *config)
{
	size_t size = config->ring_size;
	size_t tables = config->indirect ? size * config->chain : 0;
	struct areas areas = {.total = 0};

	areas.desc = take(&areas, rt_vring_desc_bytes((unsigned)size));
	areas.avail = take(&areas, rt_vring_avail_bytes((unsigned)size));
	areas.used = take(&areas, rt_vring_used_bytes((unsigned)size));
	areas.avail_sequence = take(&areas, sizeof(struct rt_vq_sequence));
	areas.used_sequence = take(&areas, sizeof(struct rt_vq_sequence));
	areas.next = take(&areas, size * sizeof(uint16_t));
	areas.outstanding = take(&areas, size * sizeof(uint16_t));
	areas.popped = take(&areas, (size + 1) * sizeof(struct rt_vq_element));
	areas.memory_size = (size + tables) * RT_VQ_BUFFER_BYTES;
	areas.memory = take(&areas, areas.memory_size);
	areas.total = (areas.total + PAGE - 1) & ~(size_t)(PAGE - 1);
	return areas;
}

size_t rt_vq_size(const struct rt_vq_config *config)
{
	return lay_out(config).total;
}

static void point(struct rt_vq *vq, const struct areas *areas,
		  unsigned char *memory)
{
	vq->desc = (void *)(memory + areas->desc);
	vq->avail = (void *)(memory + areas->avail);
	vq->used = (void *)(memory + areas->used);
	vq->avail_sequence = (void *)(memory + areas->avail_sequence);
	vq->used_sequence = (void *)(memory + areas->used_sequence);
	vq->next = (void *)(memory + areas->next);
	vq->outstanding = (void *)(memory + areas->outstanding);
	vq->popped = (void *)(memory + areas->popped);
	vq->memory = memory + areas->memory;
	vq->memory_size = areas->memory_size;
}

void rt_vq_indirect_write(const struct rt_vq *vq, unsigned i)
{
	uint64_t offset = rt_vq_indirect_table(vq, i);
	struct rt_vring_desc *table = (void *)(vq->memory + offset);
	unsigned chain = vq->config.chain;

	for (unsigned k = 0; k < chain; k++)
		rt_vq_descriptor_write(
			&table[k], rt_vq_buffer((i + k) & vq->mask),
			RT_VQ_BUFFER_BYTES, rt_vq_chain_flags(k, chain),
			(uint16_t)(k + 1));
	rt_vq_descriptor_write(&vq->desc[i], offset,
			       chain * sizeof(struct rt_vring_desc),
			       RT_VRING_DESC_INDIRECT, 0);
}

/*
 * Chains of consecutive descriptors, and single descriptors in the remainder.
 */
static void prime_descriptors(const struct rt_vq *vq)
{
	unsigned size = vq->config.ring_size;
	unsigned chain = rt_vq_request_descriptors(&vq->config);
	unsigned whole = size - size % chain;

	for (unsigned i = 0; i < size; i++) {
		unsigned k = i < whole ? i % chain : 0;
		unsigned length = i < whole ? chain : 1;

		vq->next[i] = (uint16_t)((i + 1) & vq->mask);
		rt_vq_descriptor_write(
			&vq->desc[i], rt_vq_buffer(i), RT_VQ_BUFFER_BYTES,
			rt_vq_chain_flags(k, length), vq->next[i]);
		if (vq->config.indirect)
			rt_vq_indirect_write(vq, i);
	}
}

/* The last lap of both rings, as a guest without pauses would leave them. */
static void prime_rings(const struct rt_vq *vq)
{
	unsigned chain = rt_vq_request_descriptors(&vq->config);
	unsigned chains = vq->config.ring_size / chain;

	for (uint64_t p = vq->base - vq->config.ring_size; p < vq->base; p++) {
		unsigned slot = p & vq->mask;
		uint16_t head = (uint16_t)(p % chains * chain);
		struct rt_vring_used_elem *element = &vq->used->ring[slot];

		atomic_init(&vq->avail->ring[slot], head);
		atomic_init(&element->id, head);
		atomic_init(&element->len, 0);
	}
}

static void prime(const struct rt_vq *vq)
{
	uint16_t start = vq->config.start;

	prime_descriptors(vq);
	prime_rings(vq);
	atomic_init(&vq->avail->idx, start);
	atomic_init(&vq->used->idx, start);
	atomic_init(rt_vring_used_event(vq->avail, vq->config.ring_size),
		    start);
	atomic_init(rt_vring_avail_event(vq->used, vq->config.ring_size),
		    start);
	atomic_init(&vq->avail_sequence->started, vq->base);
	atomic_init(&vq->avail_sequence->finished, vq->base);
	atomic_init(&vq->used_sequence->started, vq->base);
	atomic_init(&vq->used_sequence->finished, vq->base);
}

static int map(struct rt_vq *vq, size_t size, struct rt_error *error)
{
	void *mapping = rt_apart_map(size);

	if (!mapping)
		return rt_fail_errno(error, RT_SETUP, errno,
				     "no memory for a ring of %u (%zu bytes): "
				     "choose a smaller one or free some",
				     vq->config.ring_size, size);
	vq->mapping = mapping;
	vq->mapping_size = size;
	return RT_OK;
}

int rt_vq_init(struct rt_vq *vq, const struct rt_vq_config *config,
	       void *memory, struct rt_error *error)
{
	struct areas areas;
	int code;

	*vq = (struct rt_vq){.config = *config};
	code = rt_vq_config_check(config, error);
	if (code)
		return code;
	areas = lay_out(config);
	if (!memory) {
		code = map(vq, areas.total, error);
		if (code)
			return code;
		memory = vq->mapping;
	}
	memset(memory, 0, areas.total);
	point(vq, &areas, memory);
	vq->config.in_flight = rt_vq_config_in_flight(config);
	vq->mask = (uint16_t)(config->ring_size - 1);
	vq->base = (UINT64_C(1) << 16) + config->start;
	prime(vq);
	return RT_OK;
}

void rt_vq_release(struct rt_vq *vq)
{
	if (vq->mapping)
		rt_apart_unmap(vq->mapping, vq->mapping_size);
	*vq = (struct rt_vq){.mapping = NULL};
}
