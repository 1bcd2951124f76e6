/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a virtqueue device says when one read of avail->idx comes back torn.
 *
 * No race is run: the device model of the trial is given the torn value in
 * the calling thread (harness/virtqueue/trace.h), so that the same trial has
 * the same message each time. Any thread.
 */
#ifndef RT_FUZZ_RING_MESSAGE_H
#define RT_FUZZ_RING_MESSAGE_H

#include <stdint.h>

#include "harness/base/error.h"
#include "harness/fuzz/tried.h"
#include "harness/trial/trial.h"
#include "harness/virtqueue/trace.h"

/*
 * Lets @trial's device read the mixture of its start and start + burst.
 * Nothing is violated where no half of the index differs. RT_USAGE for a
 * ring that cannot be, RT_SETUP without memory.
 */
int rt_ring_message(struct rt_vq_ending *ending, const struct rt_trial *trial,
		    enum rt_mixture mixture, struct rt_error *error);

#endif
