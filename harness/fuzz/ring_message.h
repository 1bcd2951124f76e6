/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a virtqueue says to a torn index: a device to a read of avail->idx that
 * comes back torn, a Linux guest to a store of used->idx that it sees torn.
 *
 * No race is run: the model of the reader is given the torn value in the
 * calling thread (harness/virtqueue/trace.h), so that the same trial has
 * the same message each time. Any thread.
 */
#ifndef RT_FUZZ_RING_MESSAGE_H
#define RT_FUZZ_RING_MESSAGE_H

#include <stdint.h>

#include "harness/base/error.h"
#include "harness/fuzz/evaluation.h"
#include "harness/trial/trial.h"
#include "harness/virtqueue/trace.h"

/*
 * Lets the reader see the mixture of @trial's start and start + burst: of a
 * load the trial's device, once; of a store the guest, for as long as it takes
 * to use up what is really there, so that @ending tells of completions where
 * it says pops.
 * Nothing is violated where no half of the index differs. RT_USAGE for a
 * ring that cannot be, RT_SETUP without memory.
 */
int rt_ring_message(struct rt_vq_ending *ending, const struct rt_trial *trial,
		    enum rt_mixture mixture, struct rt_error *error);

/* Who that is: "qemu", …, or "Linux guest". */
const char *rt_ring_reader(const struct rt_trial *trial);

#endif
