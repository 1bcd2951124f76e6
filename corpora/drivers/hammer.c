/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The hammer of another machine: a program for it, run by qemu-user, that
 * opens a module and races its accessor against a C11 atomic access.
 *
 *     program MODULE SYMBOL load|store WIDTH OFFSET START STRIDE MILLISECONDS
 *
 * It is docs/hammer.md's bare field: one thread publishes START, START +
 * STRIDE, … and counts around each store; a value that comes back and was not
 * published during the load is torn. Beside the subject two controls race in
 * turn with it: one that touches a byte at a time, and one that is atomic.
 * However late the scheduler lets one of the two threads begin, each turn has
 * some stores, and some loads after the first of them: what every store, or
 * every eighth load, does wrong is found in the first turn.
 *
 * Its caller has the emulator translate one instruction at a time, which
 * decides how often it tears (docs/cross.md). Counters are 32 bits wide, since
 * some machines have no wider atomic.
 *
 * Prints, before the accessor is called for the first time, the first two of
 * these lines, and the others at the end:
 *
 *     ringtear-hammer 1
 *     module ADDRESS
 *     form same|swapped|neither
 *     control STORES LOADS CHANGES TORN UNJUDGED
 *     sound STORES LOADS CHANGES TORN UNJUDGED
 *     subject STORES LOADS CHANGES TORN UNJUDGED
 *     first OLD NEW SEEN          (only if the subject tore)
 *     end
 *
 * Exit status: 0 when it raced; 2 for wrong words; 3 when the module cannot be
 * opened or has no such function; 4 when this machine has no atomic access of
 * that width; 5 when a thread cannot be started.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <inttypes.h>
#include <pthread.h>
#include <sched.h>
#include <stdalign.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
	line_size = 128,
	judged_window = 4096, /* a wider one is not looked through */
	turns_a_look = 64,
	status_words = 2,
	status_module = 3,
	status_width = 4,
	status_thread = 5,
	milliseconds_control = 3,
	milliseconds_sound = 2,
	milliseconds_subject = 6,
};

static const uint32_t most_stores = UINT32_MAX / 2;

/* Turns of an empty loop between two stores: which tears best differs. */
static const unsigned gaps[] = {0, 8, 40, 200, 1000};

/* Who touches the field on the side under test. */
enum who { the_subject, the_control, the_sound };

/* Each member has a line of its own, and one thread that writes it. */
struct shared {
	alignas(line_size) _Atomic uint32_t started;
	alignas(line_size) _Atomic uint32_t finished;
	alignas(line_size) unsigned char field[2 * line_size];
	alignas(line_size) atomic_bool stop;
};

struct count {
	uint64_t stores, loads, changes, torn, unjudged;
};

struct tear {
	uint64_t old_value, new_value, seen;
};

struct race {
	void *function; /* of the module */
	bool stores;	/* the side under test stores; else it loads */
	bool swaps;	/* the subject has the bytes in the other order */
	unsigned width;
	uint64_t start, stride;
	void *field;
	enum who who;
	unsigned gap;
	struct count *count;
	struct tear *first; /* of the subject */
};

static struct shared shared;

static uint64_t mask_of(unsigned width)
{
	return width == 64 ? UINT64_MAX : ((uint64_t)1 << width) - 1;
}

static uint64_t swap_bytes(uint64_t value, unsigned width)
{
	return __builtin_bswap64(value) >> (64 - width);
}

static uint64_t value_of(const struct race *race, uint32_t count)
{
	return (race->start + count * race->stride) & mask_of(race->width);
}

/* One access that is sound, whatever the accessor is. */
static uint64_t atomic_load_of(const struct race *race)
{
	if (race->width == 16)
		return __atomic_load_n((uint16_t *)race->field,
				       __ATOMIC_RELAXED);
	if (race->width == 32)
		return __atomic_load_n((uint32_t *)race->field,
				       __ATOMIC_RELAXED);
#if __GCC_ATOMIC_LLONG_LOCK_FREE == 2
	return __atomic_load_n((uint64_t *)race->field, __ATOMIC_RELAXED);
#else
	return 0;
#endif
}

static void atomic_store_of(const struct race *race, uint64_t value)
{
	if (race->width == 16)
		__atomic_store_n((uint16_t *)race->field, (uint16_t)value,
				 __ATOMIC_RELAXED);
	else if (race->width == 32)
		__atomic_store_n((uint32_t *)race->field, (uint32_t)value,
				 __ATOMIC_RELAXED);
#if __GCC_ATOMIC_LLONG_LOCK_FREE == 2
	else
		__atomic_store_n((uint64_t *)race->field, value,
				 __ATOMIC_RELAXED);
#endif
}

static bool has_atomic(unsigned width)
{
	return width < 64 || __GCC_ATOMIC_LLONG_LOCK_FREE == 2;
}

/* A byte at a time, in the order of the addresses: this tears. */
static uint64_t bytes_load(const struct race *race)
{
	const volatile unsigned char *field = race->field;
	unsigned char bytes[8];
	uint64_t value = 0;

	for (unsigned i = 0; i < race->width / 8; i++)
		bytes[i] = field[i];
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	memcpy((unsigned char *)&value + 8 - race->width / 8, bytes,
	       race->width / 8);
#else
	memcpy(&value, bytes, race->width / 8);
#endif
	return value;
}

static void bytes_store(const struct race *race, uint64_t value)
{
	volatile unsigned char *field = race->field;
	unsigned char bytes[8];

	memcpy(bytes, &value, 8);
	for (unsigned i = 0; i < race->width / 8; i++)
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
		field[i] = bytes[8 - race->width / 8 + i];
#else
		field[i] = bytes[i];
#endif
}

static uint64_t subject_load(const struct race *race)
{
	uint64_t value;

	if (race->width == 16)
		value = ((uint16_t(*)(const void *))race->function)(
			race->field);
	else if (race->width == 32)
		value = ((uint32_t(*)(const void *))race->function)(
			race->field);
	else
		value = ((uint64_t(*)(const void *))race->function)(
			race->field);
	return race->swaps ? swap_bytes(value, race->width) : value;
}

static void subject_store(const struct race *race, uint64_t value)
{
	if (race->swaps)
		value = swap_bytes(value, race->width);
	if (race->width == 16)
		((void (*)(void *, uint16_t))race->function)(race->field,
							     (uint16_t)value);
	else if (race->width == 32)
		((void (*)(void *, uint32_t))race->function)(race->field,
							     (uint32_t)value);
	else
		((void (*)(void *, uint64_t))race->function)(race->field,
							     value);
}

static uint64_t load(const struct race *race)
{
	if (race->stores || race->who == the_sound)
		return atomic_load_of(race);
	return race->who == the_control ? bytes_load(race) : subject_load(race);
}

static void store(const struct race *race, uint64_t value)
{
	if (!race->stores || race->who == the_sound)
		atomic_store_of(race, value);
	else if (race->who == the_control)
		bytes_store(race, value);
	else
		subject_store(race, value);
}

static void wait_turns(unsigned turns)
{
	for (unsigned turn = 0; turn < turns; turn++)
		__asm__ volatile("");
}

static bool is_over(void)
{
	return atomic_load_explicit(&shared.stop, memory_order_relaxed);
}

static void *store_side(void *context)
{
	const struct race *race = context;
	uint32_t count = 0;

	do {
		for (int turn = 0; turn < turns_a_look; turn++) {
			count++;
			atomic_store_explicit(&shared.started, count,
					      memory_order_relaxed);
			/* started before the field: judge()'s fence */
			atomic_thread_fence(memory_order_release);
			store(race, value_of(race, count));
			/* the field before finished: load_side()'s acquire */
			atomic_store_explicit(&shared.finished, count,
					      memory_order_release);
			wait_turns(race->gap);
		}
	} while (!is_over() && count < most_stores);
	race->count->stores += count;
	return NULL;
}

/* Whether each byte of @seen is that byte of one of the two. */
static bool mixes(uint64_t seen, uint64_t one, uint64_t other)
{
	for (unsigned shift = 0; shift < 64; shift += 8) {
		uint64_t byte = 0xffull << shift;

		if ((seen & byte) != (one & byte) &&
		    (seen & byte) != (other & byte))
			return false;
	}
	return true;
}

/* Two neighbours that @seen is a mixture of; else the ends of the window. */
static void explain(const struct race *race, uint64_t seen, uint32_t finished,
		    uint32_t started)
{
	struct tear *first = race->first;

	first->seen = seen;
	for (uint32_t at = finished; at != started; at++) {
		first->old_value = value_of(race, at);
		first->new_value = value_of(race, at + 1);
		if (mixes(seen, first->old_value, first->new_value))
			return;
	}
	first->old_value = value_of(race, finished);
	first->new_value = value_of(race, started);
}

/* A value that differs from the last one: was it published meanwhile? */
static void judge(const struct race *race, uint64_t seen, uint32_t finished)
{
	struct count *count = race->count;
	uint32_t started;

	/* the field before started: pairs with store_side()'s fence */
	atomic_thread_fence(memory_order_acquire);
	started = atomic_load_explicit(&shared.started, memory_order_relaxed);
	count->changes++;
	if (started - finished >= judged_window) {
		count->unjudged++;
		return;
	}
	for (uint32_t at = finished;; at++) {
		if (value_of(race, at) == seen)
			return;
		if (at == started)
			break;
	}
	if (!count->torn++ && race->who == the_subject)
		explain(race, seen, finished, started);
}

/* Else a late store side would leave a whole turn without a change. */
static void wait_for_first_store(void)
{
	while (!atomic_load_explicit(&shared.finished, memory_order_relaxed))
		sched_yield();
}

static void *load_side(void *context)
{
	const struct race *race = context;
	uint64_t last = value_of(race, 0);
	uint32_t finished = 0;

	wait_for_first_store();
	do {
		for (int turn = 0; turn < turns_a_look; turn++) {
			uint64_t seen = load(race);

			race->count->loads++;
			if (seen == last)
				continue;
			judge(race, seen, finished);
			last = seen;
			/* pairs with store_side()'s release */
			finished = atomic_load_explicit(&shared.finished,
							memory_order_acquire);
		}
	} while (!is_over());
	return NULL;
}

static void sleep_milliseconds(long milliseconds)
{
	struct timespec left = {.tv_sec = milliseconds / 1000,
				.tv_nsec = milliseconds % 1000 * 1000000};

	while (nanosleep(&left, &left))
		continue;
}

static bool race_once(struct race *race, enum who who, struct count *count,
		      long milliseconds)
{
	pthread_t storer, loader;

	race->who = who;
	race->count = count;
	atomic_store(&shared.stop, false);
	atomic_store(&shared.started, 0);
	atomic_store(&shared.finished, 0);
	atomic_store_of(race, value_of(race, 0));
	if (pthread_create(&storer, NULL, store_side, race))
		return false;
	if (pthread_create(&loader, NULL, load_side, race)) {
		atomic_store(&shared.stop, true);
		pthread_join(storer, NULL);
		return false;
	}
	sleep_milliseconds(milliseconds);
	atomic_store(&shared.stop, true);
	pthread_join(storer, NULL);
	pthread_join(loader, NULL);
	return true;
}

/* What comes out where @value goes in. */
static uint64_t pass_through(struct race *race, uint64_t value)
{
	/* What was there before is not to be taken for what was stored. */
	atomic_store_of(race, race->stores ? ~value : value);
	if (!race->stores)
		return subject_load(race);
	subject_store(race, value);
	return atomic_load_of(race);
}

/* What the accessor makes of a value: race->swaps, or false: anything else. */
static bool probe(struct race *race)
{
	static const uint64_t values[] = {
		0x0102030405060708, 0,	  0xf0e1d2c3b4a59687,
		UINT64_MAX,	    0xff, 0x8000000000000001};
	bool same = true, swapped = true;

	for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++) {
		uint64_t value = values[i] & mask_of(race->width);
		uint64_t seen = pass_through(race, value);

		same &= seen == value;
		swapped &= seen == swap_bytes(value, race->width);
	}
	race->swaps = !same && swapped;
	return same || swapped;
}

static void print_count(const char *who, const struct count *count)
{
	printf("%s %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64
	       "\n",
	       who, count->stores, count->loads, count->changes, count->torn,
	       count->unjudged);
}

static double seconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Until subject and control have torn, or the time is up. */
static int race_in_turn(struct race *race, double seconds)
{
	struct count count[3] = {{0}};
	struct tear first = {0};
	double until = seconds_now() + seconds;

	race->first = &first;
	for (size_t turn = 0;; turn++) {
		race->gap = gaps[turn % (sizeof(gaps) / sizeof(*gaps))];
		if (!race_once(race, the_control, &count[the_control],
			       milliseconds_control) ||
		    !race_once(race, the_sound, &count[the_sound],
			       milliseconds_sound) ||
		    !race_once(race, the_subject, &count[the_subject],
			       milliseconds_subject))
			return status_thread;
		if ((count[the_subject].torn && count[the_control].torn) ||
		    seconds_now() >= until)
			break;
	}
	print_count("control", &count[the_control]);
	print_count("sound", &count[the_sound]);
	print_count("subject", &count[the_subject]);
	if (count[the_subject].torn)
		printf("first 0x%" PRIx64 " 0x%" PRIx64 " 0x%" PRIx64 "\n",
		       first.old_value, first.new_value, first.seen);
	return 0;
}

static int run(struct race *race, double seconds)
{
	int status = 0;

	if (!probe(race)) {
		puts("form neither");
	} else {
		puts(race->swaps ? "form swapped" : "form same");
		status = race_in_turn(race, seconds);
	}
	if (!status)
		puts("end");
	return fflush(stdout) ? status_thread : status;
}

/* What the module defines itself comes before the libc's of the same name. */
#ifdef RTLD_DEEPBIND
enum { own_first = RTLD_DEEPBIND };
#else
enum { own_first = 0 };
#endif

/* Finds the function; says where its module lies. */
static bool open_module(struct race *race, const char *path, const char *symbol)
{
	void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL | own_first);
	Dl_info place;

	if (handle)
		race->function = dlsym(handle, symbol);
	if (!race->function || !dladdr(race->function, &place)) {
		const char *why = dlerror();

		fprintf(stderr, "%s\n", why ? why : "it has no such symbol");
		return false;
	}
	printf("ringtear-hammer 1\nmodule 0x%" PRIx64 "\n",
	       (uint64_t)(uintptr_t)place.dli_fbase);
	return !fflush(stdout);
}

int main(int count, char **word)
{
	struct race race = {.function = NULL};
	unsigned long offset;

	if (count != 9)
		return status_words;
	race.stores = !strcmp(word[3], "store");
	race.width = (unsigned)strtoul(word[4], NULL, 10);
	offset = strtoul(word[5], NULL, 10);
	race.start = strtoull(word[6], NULL, 0);
	race.stride = strtoull(word[7], NULL, 0);
	if (offset >= line_size ||
	    (race.width != 16 && race.width != 32 && race.width != 64) ||
	    offset % (race.width / 8))
		return status_words;
	if (!has_atomic(race.width))
		return status_width;
	race.field = shared.field + offset;
	if (!open_module(&race, word[1], word[2]))
		return status_module;
	return run(&race, (double)strtoul(word[8], NULL, 10) / 1000);
}
