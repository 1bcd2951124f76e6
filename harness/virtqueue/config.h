/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How one virtqueue is set up and driven. Plain data, pure functions. */
#ifndef RT_VIRTQUEUE_CONFIG_H
#define RT_VIRTQUEUE_CONFIG_H

#include <stdbool.h>
#include <stdint.h>

#include "harness/base/error.h"

struct rt_vq_device_kind;

/* The order in which a device completes the elements popped. */
enum rt_vq_completion {
	RT_VQ_IN_ORDER,
	RT_VQ_REVERSE,
	RT_VQ_RANDOM,
};

enum rt_vq_service {
	/* Pops all it can before it completes any, as virtio-blk does. */
	RT_VQ_ASYNCHRONOUS,
	/* Completes each request before it pops the next. */
	RT_VQ_SYNCHRONOUS,
};

enum {
	RT_VQ_MOST_CHAIN = 128,
};

struct rt_vq_config {
	unsigned ring_size; /* N, a power of two */
	uint16_t start;	    /* initial value of both indexes */
	unsigned burst;	    /* buffers published by one store of avail->idx */
	unsigned in_flight; /* most outstanding requests; 0: as many as fit */
	unsigned chain;	    /* descriptors per request: one readable, the rest
			       writable */
	enum rt_vq_completion completion;
	enum rt_vq_service service;
	bool event_index; /* VIRTIO_F_EVENT_IDX */
	bool indirect;	  /* VIRTIO_F_INDIRECT_DESC */
	bool flush_each;  /* asynchronous: one used->idx store per request
			     instead of one per turn */
	const struct rt_vq_device_kind *kind;
	uint64_t seed;	   /* of the random completion order */
	uint64_t requests; /* the guest stops after this many; 0: never */
};

/* N 256, the rest at its simplest: burst 1, chain 1, QEMU, no end. */
#define RT_VQ_CONFIG_INIT                                                      \
	{                                                                      \
		.ring_size = 256, .burst = 1, .chain = 1                       \
	}

/*
 * RT_USAGE when the members do not fit together; the message names the value
 * and the remedy. A NULL kind means QEMU and is no error.
 */
int rt_vq_config_check(const struct rt_vq_config *config,
		       struct rt_error *error);

/* The most requests that may be outstanding; with in_flight 0 what fits. */
unsigned rt_vq_config_in_flight(const struct rt_vq_config *config);

/*
 * The value of "in-order", "reverse", "random", and of "async", "sync".
 * RT_USAGE, with the valid words, for any other.
 */
int rt_vq_completion_parse(enum rt_vq_completion *completion, const char *word,
			   struct rt_error *error);
int rt_vq_service_parse(enum rt_vq_service *service, const char *word,
			struct rt_error *error);

#endif
