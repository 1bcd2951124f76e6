/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Drives one virtqueue over sound access for a while and prints how many
 * requests a second it made. Built twice, with the checks of the virtqueue
 * and without: the benchmark `checks` runs the two in turn.
 *
 *     ring_rate threads|lockstep SECONDS GUEST-CPU DEVICE-CPU
 *
 * prints "CHECKS RATE": CHECKS is 1 when a torn index was noticed in this
 * build and 0 when it was not, found out by showing it one.
 */
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "harness/base/clock.h"
#include "harness/engine/hammer/duel.h"
#include "harness/virtqueue/device.h"
#include "harness/virtqueue/guest.h"
#include "pinning/bind.h"
#include "pinning/topology.h"

enum { turns_a_check = 64 };

struct rate {
	struct rt_topology *topology;
	struct rt_vq queue;
	struct rt_vq_guest guest;
	struct rt_vq_device device;
	double wanted_seconds;
	int cpu[2];
	double seconds;
	/* Looked at once in turns_a_check turns; relaxed: orders nothing. */
	_Alignas(128) _Atomic bool stop;
};

static inline bool stopped(struct rate *rate)
{
	return atomic_load_explicit(&rate->stop, memory_order_relaxed);
}

static void guest_side(void *data)
{
	struct rate *rate = data;

	while (!stopped(rate))
		for (int i = 0; i < turns_a_check; i++)
			rt_vq_guest_turn(&rate->guest);
}

static void device_side(void *data)
{
	struct rate *rate = data;

	while (!stopped(rate))
		for (int i = 0; i < turns_a_check; i++)
			rt_vq_device_turn(&rate->device);
}

static void wait_a_while(void *data)
{
	struct rate *rate = data;
	struct timespec pause = {
		.tv_sec = (time_t)rate->wanted_seconds,
		.tv_nsec = (long)((rate->wanted_seconds -
				   (double)(time_t)rate->wanted_seconds) *
				  1e9),
	};
	double began = rt_clock_seconds();

	nanosleep(&pause, NULL);
	rate->seconds = rt_clock_seconds() - began;
}

static void stop_sides(void *data)
{
	struct rate *rate = data;

	atomic_store_explicit(&rate->stop, true, memory_order_relaxed);
}

static int drive_threads(struct rate *rate, struct rt_error *error)
{
	const struct rt_duel duel = {
		.topology = rate->topology,
		.cpu = {rate->cpu[0], rate->cpu[1]},
		.pinned = true,
		.side = {guest_side, device_side},
		.wait = wait_a_while,
		.stop = stop_sides,
		.data = rate,
	};

	return rt_duel_run(&duel, error);
}

/* One thread takes both sides' turns: no line moves between cores. */
static int drive_lockstep(struct rate *rate, struct rt_error *error)
{
	double began, spent;
	int code = rt_bind_thread(rate->topology, rate->cpu[1], error);

	if (code)
		return code;
	began = rt_clock_seconds();
	do {
		for (int i = 0; i < turns_a_check; i++) {
			rt_vq_guest_turn(&rate->guest);
			rt_vq_device_turn(&rate->device);
		}
		spent = rt_clock_seconds() - began;
	} while (spent < rate->wanted_seconds);
	rate->seconds = spent;
	return RT_OK;
}

static int open_queue(struct rate *rate, const struct rt_vq_access *access,
		      struct rt_error *error)
{
	const struct rt_vq_config config = RT_VQ_CONFIG_INIT;
	int code = rt_vq_init(&rate->queue, &config, NULL, error);

	if (code)
		return code;
	rt_vq_guest_init(&rate->guest, &rate->queue);
	rt_vq_device_init(&rate->device, &rate->queue, access);
	return RT_OK;
}

static uint16_t load_what_never_was(const void *field)
{
	(void)field;
	return 0x7fff;
}

/* Whether the virtqueue notices an index that was never in memory. */
static int ask_for_checks(struct rate *rate, bool *checks,
			  struct rt_error *error)
{
	const struct rt_vq_access access = {.load16 = load_what_never_was};
	struct rt_vq_element element;
	int code = open_queue(rate, &access, error);

	if (code)
		return code;
	rt_vq_device_pop(&rate->device, &element);
	*checks = rate->device.avail.torn != 0;
	rt_vq_release(&rate->queue);
	return RT_OK;
}

static int trust(const struct rate *rate, struct rt_error *error)
{
	if (rate->guest.broken || rate->device.broken)
		return rt_fail(error, RT_INTERNAL,
			       "a sound ring was broken: a bug in ringtear, "
			       "please report it");
	return RT_OK;
}

static int measure(struct rate *rate, const char *mode, struct rt_error *error)
{
	int code = open_queue(rate, NULL, error);

	if (!code)
		code = strcmp(mode, "threads") ? drive_lockstep(rate, error)
					       : drive_threads(rate, error);
	if (!code)
		code = trust(rate, error);
	rt_vq_release(&rate->queue);
	return code;
}

static int run(struct rate *rate, char **argv, struct rt_error *error)
{
	bool checks = false;
	int code = rt_topology_load(&rate->topology, error);

	rate->wanted_seconds = strtod(argv[2], NULL);
	rate->cpu[0] = atoi(argv[3]);
	rate->cpu[1] = atoi(argv[4]);
	if (!code)
		code = ask_for_checks(rate, &checks, error);
	if (!code)
		code = measure(rate, argv[1], error);
	rt_topology_free(rate->topology);
	if (!code)
		printf("%d %.0f\n", checks,
		       (double)rate->guest.completed / rate->seconds);
	return code;
}

int main(int argc, char **argv)
{
	struct rt_error error = RT_ERROR_INIT;
	struct rate *rate;
	int code;

	if (argc != 5) {
		fprintf(stderr, "usage: ring_rate threads|lockstep SECONDS "
				"GUEST-CPU DEVICE-CPU\n");
		return 2;
	}
	rate = aligned_alloc(_Alignof(struct rate), sizeof(*rate));
	if (!rate) {
		fprintf(stderr, "ring_rate: out of memory\n");
		return 2;
	}
	memset(rate, 0, sizeof(*rate));
	code = run(rate, argv, &error);
	if (code)
		fprintf(stderr, "ring_rate: %s\n", error.message);
	free(rate);
	rt_error_clear(&error);
	return rt_exit_code(code);
}
