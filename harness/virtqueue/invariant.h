/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every invariant that a real device or driver checks, and what it prints.
 *
 * One table names the system and quotes its message exactly. Sources: QEMU
 * hw/virtio/virtio.c, Linux drivers/virtio/virtio_ring.c and
 * drivers/vhost/vhost.c, rust-vmm virtio-queue; DPDK has none that matter here.
 * Constant data and pure functions, thread-safe.
 */
#ifndef RT_VIRTQUEUE_INVARIANT_H
#define RT_VIRTQUEUE_INVARIANT_H

#include <stddef.h>
#include <stdint.h>

enum rt_vq_invariant {
	RT_VQ_NO_INVARIANT,
	RT_VQ_QEMU_SIZE_EXCEEDED,
	RT_VQ_QEMU_MOVED_INDEX,
	RT_VQ_QEMU_HEAD,
	RT_VQ_QEMU_DESC_NEXT,
	RT_VQ_QEMU_LOOPED,
	RT_VQ_QEMU_INDIRECT_SIZE,
	RT_VQ_QEMU_INDIRECT_MAP,
	RT_VQ_QEMU_ORDER,
	RT_VQ_QEMU_ZERO_SIZED,
	RT_VQ_QEMU_TOO_MANY,
	RT_VQ_QEMU_BOGUS,
	RT_VQ_QEMU_MIGRATION,
	RT_VQ_LINUX_ID_RANGE,
	RT_VQ_LINUX_NOT_HEAD,
	RT_VQ_VHOST_USED_INDEX,	 /* the message until 2024 */
	RT_VQ_VHOST_AVAIL_INDEX, /* since March 2024 */
	RT_VQ_VHOST_INDEX,	 /* since April 2024; what the model prints */
	RT_VQ_VHOST_HEAD,
	RT_VQ_VHOST_DESC_INDEX,
	RT_VQ_VHOST_LOOP,
	RT_VQ_VHOST_TRANSLATION,
	RT_VQ_VHOST_ORDER,
	RT_VQ_VHOST_INDIRECT_LENGTH,
	RT_VQ_VHOST_INDIRECT_TRANSLATION,
	RT_VQ_VHOST_INDIRECT_LOOP,
	RT_VQ_RUST_VMM_AVAIL_INDEX,
	RT_VQ_RUST_VMM_USED_HEAD,
	RT_VQ_INVARIANTS,
};

enum {
	RT_VQ_MESSAGE_SIZE = 160,
	RT_VQ_MESSAGE_ARGUMENTS = 5,
};

/* A stable name, for records: "qemu-size-exceeded". */
const char *rt_vq_invariant_name(enum rt_vq_invariant invariant);

/* "QEMU", "Linux", "vhost" or "rust-vmm"; "" for no invariant. */
const char *rt_vq_invariant_system(enum rt_vq_invariant invariant);

/* The format as the source has it, final newline included. */
const char *rt_vq_invariant_format(enum rt_vq_invariant invariant);

/*
 * Writes the message as a log has it, without a final newline, cut to @size
 * bytes. The directives take @arguments in order; %d reads its argument as
 * signed.
 */
void rt_vq_invariant_message(char *message, size_t size,
			     enum rt_vq_invariant invariant,
			     const uint32_t arguments[RT_VQ_MESSAGE_ARGUMENTS]);

#endif
