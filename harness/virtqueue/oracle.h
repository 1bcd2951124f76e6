/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reads an index through the accessor under test and judges whether the value
 * was ever in memory.
 *
 * The writer of an index counts in 64 bits what it publishes: `started` before
 * the store, `finished` after it. The reader loads `finished`, runs the
 * accessor, loads `started`. Both only grow, so an earlier value is still a
 * bound: to spare the shared cache line, `finished` is not loaded again while
 * the reader only polls, nor `started` if its last value explains the index. No
 * false alarm is possible, because
 *
 *   finished: release store after the idx store | acquire load before the idx
 *     load. The idx load cannot return a value older than `finished`.
 *   started: stored before the idx store, which is a release (or follows a
 *     release fence) | loaded after an acquire fence behind the idx load.
 *     Whatever the idx load saw of a store, its `started` is seen as well.
 *
 * Indexes step one store at a time, so a value outside [finished, started]
 * modulo 2^16 was not in memory during the load. Where stores move the idx by a
 * fixed burst, a value inside that no store published was not either; where the
 * step varies (used->idx), only the window is judged. What it was instead:
 *
 *   torn: nobody has published it since the queue was set up, nor in a race
 * that the accessor was in before. No cache can hold it. stale: published
 * before, and no mixture of what is in the window. A cache in the accessor,
 * which holds it for longer than memory does. unjudged: published before, but a
 * mixture too, as after 2^16 requests each mixture is; or the window is of 2^16
 * or more, and holds every value.
 *
 * With a non-atomic accessor C11 promises nothing, but the fences still order
 * the compiler's and the CPU's loads and stores as written here.
 *
 * Except for the sequence, a struct is only for the thread that reads the
 * index.
 */
#ifndef RT_VIRTQUEUE_ORACLE_H
#define RT_VIRTQUEUE_ORACLE_H

#include <stdalign.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "corpora/drivers/judge.h"
#include "harness/virtqueue/checks.h"

/*
 * How the device reads avail->idx and writes used->idx: the code under test,
 * and the only access to the ring that need not be atomic. A NULL member stands
 * for a relaxed C11 access, which does not tear.
 */
struct rt_vq_access {
	uint16_t (*load16)(const void *field);
	void (*store16)(void *field, uint16_t value);
};

/* Two cache lines of its own, since CPUs fetch lines in pairs. */
struct rt_vq_sequence {
	alignas(128) _Atomic uint64_t started; /* in index units */
	_Atomic uint64_t finished;
};

/* The first value of its kind. */
struct rt_vq_sight {
	uint16_t value;
	uint64_t before; /* finished, before the load */
	uint64_t after;	 /* started, after it */
	uint64_t call;	 /* the pop call (or get_buf call) that read it */
};

/* In the words of the comment above. */
enum rt_vq_judgement {
	RT_VQ_HELD,
	RT_VQ_TORN,
	RT_VQ_STALE,
	RT_VQ_UNJUDGED,
};

enum {
	/* After this many reads without a change the reader is polling. */
	RT_VQ_POLLING = 2,
};

struct rt_vq_observer {
	const void *idx;
	uint16_t (*load16)(const void *field);
	const struct rt_vq_sequence *sequence;
	uint64_t burst;
	uint64_t reciprocal; /* of burst, times 2^32, rounded up */
	uint16_t value;	     /* of the last read */
	unsigned still;	     /* reads since value last changed */
	uint64_t before;     /* finished, as last loaded before a read */
	uint64_t after;	     /* started, as last loaded after a read */
	uint64_t first;	     /* the position that the index began at */
	/* The race before the queue's, if its values may be cached; or NULL. */
	const struct rt_field_judge *met;
	uint64_t reads, changes, torn, stale, unjudged;
	struct rt_vq_sight first_torn, first_stale;
};

/*
 * @burst is the fixed step of the stores, 1 to 32768, or 1 if the step varies.
 * @position is the present value of the sequence.
 */
void rt_vq_observer_init(struct rt_vq_observer *observer, const void *idx,
			 uint16_t (*load16)(const void *field),
			 const struct rt_vq_sequence *sequence, unsigned burst,
			 uint64_t position);

/* "whole", "torn", "stale" or "unknown". */
const char *rt_vq_judgement_word(enum rt_vq_judgement judgement);

/* What the last value read was. */
enum rt_vq_judgement rt_vq_observer_judge(
	const struct rt_vq_observer *observer);

/* The rare results: counts the last value as torn, stale or unjudged. */
void rt_vq_observer_blame(struct rt_vq_observer *observer, uint64_t call);

/*
 * Whether @value could be read while the index went from @before to @after.
 * False also when this window is too wide to tell.
 */
static inline bool rt_vq_value_held(const struct rt_vq_observer *observer,
				    uint16_t value, uint64_t before,
				    uint64_t after)
{
	uint64_t offset = (uint16_t)(value - (uint16_t)before);
	uint64_t window = after - before;
	uint64_t stores = (offset * observer->reciprocal) >> 32;

	if (window > UINT16_MAX || offset > window)
		return false;
	/* The last burst of a run may be a short one: it ends the window. */
	return stores * observer->burst == offset || offset == window;
}

/*
 * Before the load: keeps the last `finished`, which is as good a bound, while
 * the reader only polls an index that does not change.
 */
static inline void rt_vq_observer_before(struct rt_vq_observer *observer)
{
	if (observer->still >= RT_VQ_POLLING &&
	    (uint16_t)observer->before == observer->value)
		return;
	/* Pairs with the release in rt_vq_sequence_finish(). */
	observer->before = atomic_load_explicit(&observer->sequence->finished,
						memory_order_acquire);
}

/* After the load: keeps the last `started` if it explains the value. */
static inline void rt_vq_observer_after(struct rt_vq_observer *observer,
					uint64_t call)
{
	if (rt_vq_value_held(observer, observer->value, observer->before,
			     observer->after))
		return;
	/* Ordered by the acquire fence behind the load of the index. */
	observer->after = atomic_load_explicit(&observer->sequence->started,
					       memory_order_relaxed);
	if (!rt_vq_value_held(observer, observer->value, observer->before,
			      observer->after))
		rt_vq_observer_blame(observer, call);
}

static inline void rt_vq_observer_note(struct rt_vq_observer *observer,
				       uint16_t value)
{
	bool changed = value != observer->value;

	observer->value = value;
	observer->changes += changed;
	observer->still = changed ? 0 : observer->still + 1;
}

/*
 * Reads the index; @call is recorded if the value is torn. All that the other
 * side wrote before it stored the value is visible afterwards.
 */
static inline uint16_t rt_vq_observe(struct rt_vq_observer *observer,
				     uint64_t call)
{
	const _Atomic uint16_t *sound = observer->idx;
	uint16_t value;

	if (RT_VQ_CHECKS)
		rt_vq_observer_before(observer);
	if (observer->load16)
		value = observer->load16(observer->idx);
	else
		value = atomic_load_explicit(sound, memory_order_relaxed);
	/* Pairs with the release before or in the store of the index. */
	atomic_thread_fence(memory_order_acquire);
	observer->reads++;
	rt_vq_observer_note(observer, value);
	if (RT_VQ_CHECKS)
		rt_vq_observer_after(observer, call);
	return value;
}

/* To be called by the writer of an index, around its store. */
static inline void rt_vq_sequence_start(struct rt_vq_sequence *sequence,
					uint64_t position)
{
	/* Ordered by the release before or in the idx store. */
	if (RT_VQ_CHECKS)
		atomic_store_explicit(&sequence->started, position,
				      memory_order_relaxed);
}

static inline void rt_vq_sequence_finish(struct rt_vq_sequence *sequence,
					 uint64_t position)
{
	/* Pairs with the acquire load in rt_vq_observer_before(). */
	if (RT_VQ_CHECKS)
		atomic_store_explicit(&sequence->finished, position,
				      memory_order_release);
}

#endif
