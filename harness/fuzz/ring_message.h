/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The violation that a torn index causes in a virtqueue: in a device that reads
 * a torn avail->idx, or in a Linux guest that reads a torn used->idx.
 *
 * No race is run: the model of the reader is given the torn value in the
 * calling thread (harness/virtqueue/trace.h), so that the same trial has the
 * same result each time. Thread-safe.
 */
#ifndef RT_FUZZ_RING_MESSAGE_H
#define RT_FUZZ_RING_MESSAGE_H

#include <stdint.h>

#include "harness/base/error.h"
#include "harness/fuzz/evaluation.h"
#include "harness/trial/trial.h"
#include "harness/virtqueue/trace.h"

/*
 * Gives the reader a mixture of @trial's start and start + burst. For a load,
 * the trial's device reads it once. For a store, the guest reads it until all
 * real completions are taken; the pops of @ending are completions then. No
 * violation if the index is not changed by the tear. RT_USAGE for an impossible
 * ring, RT_SETUP without memory.
 */
int rt_ring_message(struct rt_vq_ending *ending, const struct rt_trial *trial,
		    enum rt_mixture mixture, struct rt_error *error);

/* The reader: "qemu", …, or "Linux guest". */
const char *rt_ring_reader(const struct rt_trial *trial);

#endif
