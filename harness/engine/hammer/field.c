/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/engine/hammer/field.h"

#if defined(__x86_64__)
#include <cpuid.h>
#endif
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

#include "corpora/drivers/bare_field.h"
#include "harness/base/apart.h"
#include "harness/base/clock.h"
#include "harness/engine/hammer/duel.h"

/* What one of the two threads does to the field. */
struct rt_side {
	const struct rt_module *module; /* NULL: this side is not under test */
	void *field;
	unsigned width; /* race->width */
};

struct run {
	const struct rt_field_race *race;
	struct rt_bare_race bare;
	double seconds;
};

__attribute__((always_inline)) static inline rt_value rt_side_load(
	const struct rt_side *side)
{
	const struct rt_module *module = side->module;

	if (module && side->width == 16)
		return module->load16(side->field);
	if (module && side->width == 32)
		return module->load32(side->field);
	if (module && side->width == 64)
		return module->load64(side->field);
	if (module)
		return module->load128(side->field);
	return rt_sound_load(side->field, side->width);
}

__attribute__((always_inline)) static inline void rt_side_store(
	const struct rt_side *side, rt_value value)
{
	const struct rt_module *module = side->module;

	if (module && side->width == 16)
		module->store16(side->field, (uint16_t)value);
	else if (module && side->width == 32)
		module->store32(side->field, (uint32_t)value);
	else if (module && side->width == 64)
		module->store64(side->field, (uint64_t)value);
	else if (module)
		module->store128(side->field, value);
	else
		rt_sound_store(side->field, side->width, value);
}

/* The code under test may have stores of any kind. */
__attribute__((always_inline)) static inline bool rt_side_stores_in_order(
	const struct rt_side *side)
{
	return !side->module;
}

__attribute__((always_inline)) static inline struct rt_side side_of(
	const struct run *run, const struct rt_module *module, unsigned width)
{
	return (struct rt_side){
		.module = module,
		.field = rt_bare_field_at(run->bare.shared, run->race->offset),
		.width = width,
	};
}

/*
 * @width and whether @module is NULL are constants in each caller, so that the
 * compiler makes one branchless loop for each combination.
 */
__attribute__((always_inline)) static inline void store_as(
	struct run *run, const struct rt_module *module, unsigned width)
{
	const struct rt_side side = side_of(run, module, width);

	rt_bare_race_store(&run->bare, &side);
}

__attribute__((always_inline)) static inline void load_as(
	struct run *run, const struct rt_module *module, unsigned width)
{
	const struct rt_side side = side_of(run, module, width);

	rt_bare_race_load(&run->bare, &side);
}

static void store_side(void *data)
{
	struct run *run = data;
	const struct rt_module *module =
		run->race->store_side ? run->race->module : NULL;

	switch (run->race->width) {
	case 16:
		module ? store_as(run, module, 16) : store_as(run, NULL, 16);
		break;
	case 32:
		module ? store_as(run, module, 32) : store_as(run, NULL, 32);
		break;
	case 64:
		module ? store_as(run, module, 64) : store_as(run, NULL, 64);
		break;
	default:
		module ? store_as(run, module, 128) : store_as(run, NULL, 128);
	}
}

static void load_side(void *data)
{
	struct run *run = data;
	const struct rt_module *module =
		run->race->store_side ? NULL : run->race->module;

	switch (run->race->width) {
	case 16:
		module ? load_as(run, module, 16) : load_as(run, NULL, 16);
		break;
	case 32:
		module ? load_as(run, module, 32) : load_as(run, NULL, 32);
		break;
	case 64:
		module ? load_as(run, module, 64) : load_as(run, NULL, 64);
		break;
	default:
		module ? load_as(run, module, 128) : load_as(run, NULL, 128);
	}
}

static void sleep_for(double seconds)
{
	struct timespec left = {
		.tv_sec = (time_t)seconds,
		.tv_nsec = (long)((seconds - (double)(time_t)seconds) * 1e9),
	};

	while (nanosleep(&left, &left) && errno == EINTR)
		continue;
}

static void wait_race(void *data)
{
	struct run *run = data;
	double began = rt_clock_seconds();

	sleep_for(run->race->seconds);
	run->seconds = rt_clock_seconds() - began;
}

static void stop_race(void *data)
{
	struct run *run = data;

	rt_bare_field_stop(run->bare.shared);
}

static int duel(struct run *run, struct rt_error *error)
{
	const struct rt_field_race *race = run->race;
	const struct rt_duel duel = {
		.topology = race->topology,
		.cpu = {race->storer_cpu, race->loader_cpu},
		.pinned = race->pinned,
		.side = {store_side, load_side},
		.wait = wait_race,
		.stop = stop_race,
		.data = run,
	};

	return rt_duel_run(&duel, error);
}

static struct rt_stale stale_of(const struct rt_bare_race *bare)
{
	const struct rt_bare_sight *first = &bare->first_stale;

	return (struct rt_stale){
		.value = first->value,
		.before = rt_field_judge_image(&bare->judge, first->finished),
		.after = rt_field_judge_image(&bare->judge, first->started),
	};
}

static struct rt_field_count count_of(const struct run *run)
{
	const struct rt_bare_race *bare = &run->bare;
	struct rt_field_count count = {
		.stores = bare->stores,
		.loads = bare->loads,
		.changes = bare->changes,
		.torn = bare->torn,
		.stale = bare->stale,
		.unjudged = bare->unjudged,
		.seconds = run->seconds,
		.first = {.seen = bare->torn, .value = bare->first_torn.value},
		.first_stale = stale_of(bare),
	};

	if (count.first.seen)
		rt_bare_race_explain(bare, &count.first.before,
				     &count.first.after);
	return count;
}

static int race_in(struct rt_bare_field *shared,
		   const struct rt_field_race *race,
		   struct rt_field_count *count, struct rt_error *error)
{
	struct run run = {.race = race};
	unsigned char *field = rt_bare_field_at(shared, race->offset);
	int code;

	rt_bare_race_init(&run.bare, shared, race->width, race->start,
			  race->stride);
	run.bare.gap = race->schedule.gap;
	run.bare.poll = race->schedule.poll;
	run.bare.judge.images = race->images;
	if (race->beside)
		memcpy(field - race->within, race->beside, race->object);
	/* As if the storing side had left it there. */
	rt_sound_store(field, race->width,
		       race->store_side
			       ? rt_field_judge_image(&run.bare.judge, 0)
			       : rt_field_judge_value(&run.bare.judge, 0));
	/* On the loader's NUMA node: the loader waits for the line. */
	if (race->pinned) {
		code = rt_bind_memory(race->topology, shared, sizeof(*shared),
				      race->loader_cpu, NULL, error);
		if (code)
			return code;
	}
	code = duel(&run, error);
	*count = count_of(&run);
	return code;
}

/* Intel SDM volume 2, CPUID: not in the first of AMD's. */
static bool has_pair(void)
{
#if defined(__x86_64__)
	unsigned eax, ebx, ecx, edx;

	return __get_cpuid(1, &eax, &ebx, &ecx, &edx) && ecx & bit_CMPXCHG16B;
#else
	return rt_has_pair();
#endif
}

int rt_field_check(unsigned width, unsigned offset, struct rt_error *error)
{
	if (width <= 64)
		return RT_OK;
	if (offset % (width / 8))
		return rt_fail(error, RT_USAGE,
			       "the other side has no access of %u bits at "
			       "offset %u; choose a multiple of %u, or `check "
			       "--at %u`, which steps it",
			       width, offset, width / 8, offset);
	if (!has_pair())
		return rt_fail(error, RT_SETUP,
			       "the other side has no access of %u bits on "
			       "this CPU; `check` needs none",
			       width);
	return RT_OK;
}

int rt_field_race_run(const struct rt_field_race *race,
		      struct rt_field_count *count, struct rt_error *error)
{
	/* Own pages, as they are bound to a NUMA node, and apart. */
	struct rt_bare_field *shared =
		mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int code;

	if (shared == MAP_FAILED || !rt_apart_keep(shared, sizeof(*shared)))
		return rt_fail_errno(error, RT_SETUP, errno,
				     "no memory for the field");
	code = race_in(shared, race, count, error);
	rt_apart_unmap(shared, sizeof(*shared));
	return code;
}

void rt_field_count_add(struct rt_field_count *sum,
			const struct rt_field_count *one)
{
	sum->stores += one->stores;
	sum->loads += one->loads;
	sum->changes += one->changes;
	sum->torn += one->torn;
	sum->unjudged += one->unjudged;
	sum->seconds += one->seconds;
	if (!sum->stale)
		sum->first_stale = one->first_stale;
	sum->stale += one->stale;
	if (!sum->first.seen)
		sum->first = one->first;
}

uint64_t rt_field_judged(const struct rt_field_count *count)
{
	return count->changes - count->unjudged;
}

double rt_field_rate(const struct rt_field_count *count)
{
	return count->seconds > 0 ? (double)count->torn / count->seconds : 0;
}
