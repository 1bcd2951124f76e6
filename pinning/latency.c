/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pinning/latency.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "harness/base/clock.h"
#include "pinning/bind.h"
#include "pinning/private.h"

enum {
	SAMPLES = 400,
	BATCH = 16,   /* round trips per sample: the clock costs little */
	WARM_UP = 20, /* samples dropped while the CPUs speed up */
	SPINS = 256,  /* loads of the line between two clock reads */
};

static const uint64_t patience = 120 * 1000 * 1000; /* nanoseconds */

/* Members are two cache lines apart, since x86 fetches lines in pairs. */
struct rally {
	/* Odd: the returner's turn; even: the server's. */
	_Alignas(128) _Atomic uint32_t ball;
	/* Set by the thread that stops first. */
	_Alignas(128) _Atomic bool over;
	_Alignas(128) const struct rt_topology *topology;
	uint64_t deadline;
	double sample[SAMPLES]; /* the server's, until joined */
	size_t samples;
};

struct player {
	struct rally *rally;
	int cpu;
	int code;
	struct rt_error error;
	pthread_t thread;
};

#if defined(__x86_64__) || defined(__i386__)
static void relax(void)
{
	__builtin_ia32_pause();
}
#elif defined(__aarch64__)
static void relax(void)
{
	__asm__ volatile("yield");
}
#else
static void relax(void)
{
}
#endif

static bool is_over(struct rally *rally)
{
	/* Only a hint to stop; what the threads wrote is read after join. */
	if (atomic_load_explicit(&rally->over, memory_order_relaxed))
		return true;
	return rt_clock_nanoseconds() >= rally->deadline;
}

static void stop(struct rally *rally)
{
	/* Pairs with nothing: see is_over(). */
	atomic_store_explicit(&rally->over, true, memory_order_relaxed);
}

/* False when the rally ended before the ball showed @wanted. */
static bool await(struct rally *rally, uint32_t wanted)
{
	for (;;) {
		for (int i = 0; i < SPINS; i++) {
			/* Pairs with the release in hit(). */
			if (atomic_load_explicit(&rally->ball,
						 memory_order_acquire) ==
			    wanted)
				return true;
			relax();
		}
		if (is_over(rally))
			return false;
	}
}

static void hit(struct rally *rally, uint32_t value)
{
	/* Pairs with the acquire in await(). */
	atomic_store_explicit(&rally->ball, value, memory_order_release);
}

/* Nanoseconds per round trip; negative when the rally ended. */
static double play_batch(struct rally *rally, uint32_t *ball)
{
	uint64_t start = rt_clock_nanoseconds();

	for (int i = 0; i < BATCH; i++) {
		hit(rally, *ball + 1);
		*ball += 2;
		if (!await(rally, *ball))
			return -1;
	}
	return (double)(rt_clock_nanoseconds() - start) / BATCH;
}

static void serve(struct rally *rally)
{
	uint32_t ball = 0;

	for (int i = -WARM_UP; i < SAMPLES; i++) {
		double sample = play_batch(rally, &ball);

		if (sample < 0)
			return;
		if (i >= 0)
			rally->sample[rally->samples++] = sample;
	}
}

static void give_back(struct rally *rally)
{
	for (uint32_t ball = 1; await(rally, ball); ball += 2)
		hit(rally, ball + 1);
}

static void play(struct player *player, void (*role)(struct rally *rally))
{
	struct rally *rally = player->rally;

	player->code =
		rt_bind_thread(rally->topology, player->cpu, &player->error);
	if (!player->code)
		role(rally);
	stop(rally);
}

static void *server_main(void *player)
{
	play(player, serve);
	return NULL;
}

static void *returner_main(void *player)
{
	play(player, give_back);
	return NULL;
}

static int start(struct player *player, void *(*body)(void *),
		 struct rt_error *error)
{
	int number = pthread_create(&player->thread, NULL, body, player);

	if (!number)
		return 0;
	return rt_fail_errno(error, RT_SETUP, number,
			     "a thread cannot be started to measure a "
			     "latency; raise `ulimit -u`");
}

static int run(struct player *server, struct player *returner,
	       struct rt_error *error)
{
	int code = start(returner, returner_main, error);

	if (code)
		return code;
	code = start(server, server_main, error);
	if (code)
		stop(server->rally);
	else
		pthread_join(server->thread, NULL);
	pthread_join(returner->thread, NULL);
	return code;
}

static int compare(const void *left, const void *right)
{
	const double *a = left;
	const double *b = right;

	return (*a > *b) - (*a < *b);
}

static int summarise(struct rally *rally, const struct rt_pair *pair,
		     struct rt_latency *latency, struct rt_error *error)
{
	size_t count = rally->samples;

	if (!count)
		return rt_fail(error, RT_SETUP,
			       "CPUs %d and %d did not answer each other "
			       "within %d ms; try again when they are less "
			       "busy",
			       pair->first, pair->second,
			       (int)(patience / 1000000));
	qsort(rally->sample, count, sizeof(rally->sample[0]), compare);
	latency->minimum = rally->sample[0];
	latency->median = rally->sample[count / 2];
	latency->p95 = rally->sample[count * 95 / 100];
	latency->samples = count;
	return 0;
}

/* Copies the failure of a player to @error. */
static int hand_over(struct player *player, struct rt_error *error)
{
	if (player->code)
		rt_fail(error, player->code, "%s", player->error.message);
	rt_error_clear(&player->error);
	return player->code;
}

int rt_latency_measure(const struct rt_topology *topology,
		       const struct rt_pair *pair, struct rt_latency *latency,
		       struct rt_error *error)
{
	struct rally rally = {
		.topology = topology,
		.deadline = rt_clock_nanoseconds() + patience,
	};
	struct player server = {.rally = &rally, .cpu = pair->first};
	struct player returner = {.rally = &rally, .cpu = pair->second};
	int code = rt_topology_require_here(
		topology, "a latency cannot be measured", error);

	memset(latency, 0, sizeof(*latency));
	if (!code)
		code = run(&server, &returner, error);
	if (code)
		return code;
	code = hand_over(&server, error);
	if (!code)
		code = hand_over(&returner, error);
	return code ? code : summarise(&rally, pair, latency, error);
}
