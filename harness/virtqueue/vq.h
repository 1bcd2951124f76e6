/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One virtqueue in memory: the split ring, the oracle's sequences, the guest's
 * buffers, and a private area for each side.
 *
 * The struct is a read-only map of that memory once it is set up, so that guest
 * and device may share it across threads, or across processes if the memory is
 * MAP_SHARED and lies at the same address (after fork).
 */
#ifndef RT_VIRTQUEUE_VQ_H
#define RT_VIRTQUEUE_VQ_H

#include <stddef.h>
#include <stdint.h>

#include "harness/base/error.h"
#include "harness/virtqueue/config.h"
#include "harness/virtqueue/layout.h"
#include "harness/virtqueue/oracle.h"

enum {
	RT_VQ_BUFFER_BYTES = 16, /* size of the buffer of a descriptor */
};

/* What a device took from the ring. */
struct rt_vq_element {
	uint32_t head;
	uint32_t in_bytes; /* writable by the device */
	uint32_t out_bytes;
	uint16_t writable; /* numbers of descriptors */
	uint16_t readable;
};

struct rt_vq {
	struct rt_vq_config config; /* in_flight is never 0 here */
	uint16_t mask;		    /* ring size - 1 */
	/*
	 * The 64-bit position that the indexes begin at: start plus 2^16, as if
	 * they had wrapped once before the run.
	 */
	uint64_t base;
	struct rt_vring_desc *desc;
	struct rt_vring_avail *avail;
	struct rt_vring_used *used;
	struct rt_vq_sequence *avail_sequence; /* written by the guest */
	struct rt_vq_sequence *used_sequence;  /* written by the device */
	unsigned char *memory; /* the descriptors' addresses are offsets here */
	uint64_t memory_size;
	/*
	 * Of the guest: free list; chain length of each outstanding head, or 0.
	 */
	uint16_t *next;
	uint16_t *outstanding;
	/* Of the device: the elements popped, at most ring size + 1. */
	struct rt_vq_element *popped;
	void *mapping; /* NULL when the caller provided the memory */
	size_t mapping_size;
};

/* Bytes of memory that a valid @config needs, in whole pages. */
size_t rt_vq_size(const struct rt_vq_config *config);

/*
 * Lays out the queue in @memory, rt_vq_size() bytes on a 128-byte boundary that
 * the caller owns, or, for NULL, in a new shared mapping. The ring is left as
 * after several laps without a tear: every slot holds a valid head of the last
 * lap, every descriptor is a valid chain, nothing is outstanding.
 *
 * RT_USAGE for a bad @config, RT_SETUP without memory. No thread may use the
 * queue yet.
 */
int rt_vq_init(struct rt_vq *vq, const struct rt_vq_config *config,
	       void *memory, struct rt_error *error);

/* Unmaps what rt_vq_init() mapped; a zeroed struct is allowed. */
void rt_vq_release(struct rt_vq *vq);

/* Offsets of the guest's buffer and indirect table of descriptor @i. */
static inline uint64_t rt_vq_buffer(unsigned i)
{
	return (uint64_t)i * RT_VQ_BUFFER_BYTES;
}

static inline uint64_t rt_vq_indirect_table(const struct rt_vq *vq, unsigned i)
{
	return ((uint64_t)vq->config.ring_size +
		(uint64_t)i * vq->config.chain) *
	       RT_VQ_BUFFER_BYTES;
}

/* Descriptors of the ring that one request takes. */
static inline unsigned rt_vq_request_descriptors(const struct rt_vq_config *c)
{
	return c->indirect ? 1 : c->chain;
}

/*
 * Writes one descriptor, as the guest. It becomes visible with the release
 * store of avail->idx.
 */
static inline void rt_vq_descriptor_write(struct rt_vring_desc *desc,
					  uint64_t addr, uint32_t len,
					  uint16_t flags, uint16_t next)
{
	atomic_store_explicit(&desc->addr, addr, memory_order_relaxed);
	atomic_store_explicit(&desc->len, len, memory_order_relaxed);
	atomic_store_explicit(&desc->flags, flags, memory_order_relaxed);
	atomic_store_explicit(&desc->next, next, memory_order_relaxed);
}

/* The flags of the @k-th of @chain descriptors: the first one is readable. */
static inline uint16_t rt_vq_chain_flags(unsigned k, unsigned chain)
{
	return (uint16_t)((k ? RT_VRING_DESC_WRITE : 0) |
			  (k + 1 < chain ? RT_VRING_DESC_NEXT : 0));
}

/* Writes the indirect table of ring descriptor @i and @i itself. */
void rt_vq_indirect_write(const struct rt_vq *vq, unsigned i);

#endif
