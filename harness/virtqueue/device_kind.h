/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kinds of real devices: their interface, their table, and helpers that
 * only kinds use.
 *
 * A kind is a constant table of functions in a file of its own (qemu.c,
 * vhost.c, rust_vmm.c, dpdk.c). A new kind needs its file and a row in
 * device_kind.c. Functions run on the device's thread.
 */
#ifndef RT_VIRTQUEUE_DEVICE_KIND_H
#define RT_VIRTQUEUE_DEVICE_KIND_H

#include "harness/virtqueue/device.h"

struct rt_vq_device_kind {
	const char *name;
	/* What the device caches and checks, as one line of help. */
	const char *summary;
	/* The most pops of an asynchronous turn; 0: no limit. */
	unsigned most_pops;
	/*
	 * The device is not broken. Advances last_avail_idx, position and
	 * inuse on success; reads avail->idx at most once.
	 */
	bool (*pop)(struct rt_vq_device *device, struct rt_vq_element *element);
	bool (*empty)(struct rt_vq_device *device);
	/* NULL: the device polls. */
	void (*set_notification)(struct rt_vq_device *device, bool on);
	/* NULL: any head may be completed. */
	bool (*accept_used)(struct rt_vq_device *device, uint32_t head);
};

extern const struct rt_vq_device_kind rt_vq_qemu;
extern const struct rt_vq_device_kind rt_vq_vhost;
extern const struct rt_vq_device_kind rt_vq_rust_vmm;
extern const struct rt_vq_device_kind rt_vq_dpdk;

/* All kinds, QEMU first, ended by NULL. */
extern const struct rt_vq_device_kind *const rt_vq_device_kinds[];

/* Finds the kind @name; without one RT_USAGE with the names of all kinds. */
int rt_vq_device_kind_find(const struct rt_vq_device_kind **kind,
			   const char *name, struct rt_error *error);

/* Keeps the violation, breaks the device, returns false. */
bool rt_vq_device_violate(struct rt_vq_device *device,
			  enum rt_vq_invariant invariant,
			  const uint32_t arguments[RT_VQ_MESSAGE_ARGUMENTS]);

/* A descriptor, read once: the guest may change it at any time. */
struct rt_vq_descriptor {
	uint64_t addr;
	uint32_t len;
	uint16_t flags;
	uint16_t next;
};

/* The ring's own descriptors or an indirect table of them. */
struct rt_vq_table {
	const struct rt_vring_desc *entry;
	unsigned size;
};

static inline struct rt_vq_descriptor rt_vq_descriptor_read(
	const struct rt_vq_table *table, unsigned i)
{
	const struct rt_vring_desc *desc = &table->entry[i];

	/* Ordered by the acquire fence behind the read of avail->idx. */
	return (struct rt_vq_descriptor){
		.addr = atomic_load_explicit(&desc->addr, memory_order_relaxed),
		.len = atomic_load_explicit(&desc->len, memory_order_relaxed),
		.flags = atomic_load_explicit(&desc->flags,
					      memory_order_relaxed),
		.next = atomic_load_explicit(&desc->next, memory_order_relaxed),
	};
}

/* Whether the guest has memory at [@addr, @addr + @len). */
static inline bool rt_vq_memory_maps(const struct rt_vq *vq, uint64_t addr,
				     uint64_t len)
{
	return addr <= vq->memory_size && len <= vq->memory_size - addr;
}

/*
 * The indirect table that @descriptor points to. False when it does not map, or
 * its address is not aligned as a descriptor: the model does not read that.
 */
bool rt_vq_table_map(struct rt_vq_table *table, const struct rt_vq *vq,
		     const struct rt_vq_descriptor *descriptor);

/* Counts @descriptor in @element. */
static inline void rt_vq_element_add(struct rt_vq_element *element,
				     const struct rt_vq_descriptor *descriptor)
{
	if (descriptor->flags & RT_VRING_DESC_WRITE) {
		element->in_bytes += descriptor->len;
		element->writable++;
	} else {
		element->out_bytes += descriptor->len;
		element->readable++;
	}
}

/*
 * Fills @element with the chain of @head, like a device that silently drops
 * malformed descriptors: the chain ends before the first one.
 */
void rt_vq_element_gather(struct rt_vq_element *element, const struct rt_vq *vq,
			  uint16_t head);

/* The head in the slot of the next entry; read avail->idx before. */
static inline uint16_t rt_vq_next_head(const struct rt_vq_device *device)
{
	const struct rt_vq *vq = device->vq;

	return atomic_load_explicit(
		&vq->avail->ring[device->last_avail_idx & vq->mask],
		memory_order_relaxed);
}

/* Steps past the next entry. */
static inline void rt_vq_device_advance(struct rt_vq_device *device)
{
	device->last_avail_idx++;
	device->position++;
}

/* Reads avail->idx through the accessor. */
static inline uint16_t rt_vq_read_avail_idx(struct rt_vq_device *device)
{
	return rt_vq_observe(&device->avail, device->pop_calls);
}

/* Writes used->flags and, where event indexes are on, avail_event. */
void rt_vq_device_suppress_kicks(struct rt_vq_device *device);
void rt_vq_device_want_kicks(struct rt_vq_device *device, uint16_t event);

#endif
