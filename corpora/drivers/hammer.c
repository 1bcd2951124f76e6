/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The hammer of another machine: a program for it, run by qemu-user, that
 * opens a module and races its accessor against a C11 atomic access.
 *
 *     program MODULE SYMBOL load|store WIDTH OFFSET START STRIDE MILLISECONDS
 *         WITHIN BESIDE
 *
 * The field lies WITHIN bytes in an object that holds BESIDE, in hex; "-": none
 * but zeros.
 *
 * The race is that of the harness (bare_field.h, docs/hammer.md). Beside the
 * subject two controls race in turn with it: one that touches a byte at a time,
 * and one that is atomic. However late the scheduler lets one of the two
 * threads begin, each turn has some stores, and some loads after the first of
 * them: what every store, or every eighth load, does wrong is found in the
 * first turn.
 *
 * Its caller has the emulator translate one instruction at a time, which
 * decides how often it tears (docs/cross.md).
 *
 * Prints, before the accessor is called for the first time, the first two of
 * these lines, and the others at the end:
 *
 *     ringtear-hammer 3
 *     module ADDRESS
 *     form same|derived|stateful|writes|neither
 *
 * and where it was the first or the second of the forms
 *
 *     control STORES LOADS CHANGES TORN STALE UNJUDGED
 *     sound STORES LOADS CHANGES TORN STALE UNJUDGED
 *     subject STORES LOADS CHANGES TORN STALE UNJUDGED
 *     first OLD NEW SEEN          (only if the subject tore)
 *     end
 *
 * Exit status: 0 when it raced; 2 for wrong words; 3 when the module cannot be
 * opened or has no such function; 4 when this machine has no atomic access of
 * that width; 5 when a thread cannot be started.
 */
#define _GNU_SOURCE 1
#include <dlfcn.h>
#include <fcntl.h>
#include <inttypes.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "bare_field.h"
#include "bare_probe.h"

enum {
	status_words = 2,
	status_module = 3,
	status_width = 4,
	status_thread = 5,
};

/* Turns of an empty loop between two stores: which tears best differs. */
static const unsigned gaps[] = {0, 8, 40, 200, 1000};

/* Who touches the field on the side under test. */
enum who { the_control, the_sound, the_subject };

/* What the two sides share; each knows whether it is the one that stores. */
struct rt_side {
	void *function; /* of the module */
	bool stores;	/* the side under test stores; else it loads */
	unsigned width;
	void *field;
	enum who who;
};

struct contest {
	struct rt_side side;
	struct rt_bare_race race[3]; /* of each who, its turns together */
	struct rt_field_images images;
};

static struct rt_bare_field shared;
static FILE *report;

/* Where byte @number from the lowest address stands in a value. */
static unsigned shift_of(unsigned number, unsigned bytes)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	return 8 * (bytes - 1 - number);
#else
	(void)bytes;
	return 8 * number;
#endif
}

/* A byte at a time, in the order of the addresses: this tears. */
static rt_field_value bytes_load(const struct rt_side *side)
{
	const volatile unsigned char *field = side->field;
	unsigned bytes = side->width / 8;
	rt_field_value value = 0;

	for (unsigned i = 0; i < bytes; i++)
		value |= (rt_field_value)field[i] << shift_of(i, bytes);
	return value;
}

static void bytes_store(const struct rt_side *side, rt_field_value value)
{
	volatile unsigned char *field = side->field;
	unsigned bytes = side->width / 8;

	for (unsigned i = 0; i < bytes; i++)
		field[i] = (unsigned char)(value >> shift_of(i, bytes));
}

#define LOAD(type) ((type(*)(const void *))side->function)(side->field)
#define STORE(type)                                                            \
	((void (*)(void *, type))side->function)(side->field, (type)value)

static rt_field_value subject_load(const struct rt_side *side)
{
	if (side->width == 16)
		return LOAD(uint16_t);
	if (side->width == 32)
		return LOAD(uint32_t);
	if (side->width == 64)
		return LOAD(uint64_t);
	return LOAD(rt_field_value);
}

static void subject_store(const struct rt_side *side, rt_field_value value)
{
	if (side->width == 16)
		STORE(uint16_t);
	else if (side->width == 32)
		STORE(uint32_t);
	else if (side->width == 64)
		STORE(uint64_t);
	else
		STORE(rt_field_value);
}

static inline rt_field_value rt_side_load(const struct rt_side *side)
{
	if (side->stores || side->who == the_sound)
		return rt_sound_load(side->field, side->width);
	return side->who == the_control ? bytes_load(side) : subject_load(side);
}

static inline void rt_side_store(const struct rt_side *side,
				 rt_field_value value)
{
	if (!side->stores || side->who == the_sound)
		rt_sound_store(side->field, side->width, value);
	else if (side->who == the_control)
		bytes_store(side, value);
	else
		subject_store(side, value);
}

static inline bool rt_side_stores_in_order(const struct rt_side *side)
{
	return !side->stores || side->who != the_subject;
}

static void *store_side(void *context)
{
	struct contest *contest = context;

	rt_bare_race_store(&contest->race[contest->side.who], &contest->side);
	return NULL;
}

/* Else a late store side would leave a whole turn without a change. */
static void wait_for_first_store(void)
{
	while (!atomic_load_explicit(&shared.finished, memory_order_relaxed))
		sched_yield();
}

static void *load_side(void *context)
{
	struct contest *contest = context;

	wait_for_first_store();
	rt_bare_race_load(&contest->race[contest->side.who], &contest->side);
	return NULL;
}

static void sleep_milliseconds(long milliseconds)
{
	struct timespec left = {.tv_sec = milliseconds / 1000,
				.tv_nsec = milliseconds % 1000 * 1000000};

	while (nanosleep(&left, &left))
		continue;
}

static bool race_once(struct contest *contest, enum who who, unsigned gap,
		      long milliseconds)
{
	struct rt_bare_race *race = &contest->race[who];
	pthread_t storer, loader;

	contest->side.who = who;
	race->gap = gap;
	atomic_store(&shared.stop, false);
	atomic_store(&shared.started, 0);
	atomic_store(&shared.finished, 0);
	rt_sound_store(contest->side.field, contest->side.width,
		       contest->side.stores
			       ? rt_field_judge_image(&race->judge, 0)
			       : rt_field_judge_value(&race->judge, 0));
	if (pthread_create(&storer, NULL, store_side, contest))
		return false;
	if (pthread_create(&loader, NULL, load_side, contest)) {
		rt_bare_field_stop(&shared);
		pthread_join(storer, NULL);
		return false;
	}
	sleep_milliseconds(milliseconds);
	rt_bare_field_stop(&shared);
	pthread_join(storer, NULL);
	pthread_join(loader, NULL);
	return true;
}

/* As struct rt_bare_probe has it; @data is the side. */
static rt_field_value call_subject(void *data, rt_field_value value,
				   rt_field_value *field)
{
	const struct rt_side *side = data;
	rt_field_value seen = 0;

	rt_sound_store(side->field, side->width, *field);
	if (side->stores)
		subject_store(side, value);
	else
		seen = subject_load(side);
	*field = rt_sound_load(side->field, side->width);
	return seen;
}

/* What the accessor makes of a value, which its races are then judged by. */
static enum rt_form find_form(struct contest *contest)
{
	const struct rt_bare_probe probe = {
		.stores = contest->side.stores,
		.call = call_subject,
		.data = &contest->side,
	};
	struct rt_field_judge *judge = &contest->race[the_subject].judge;
	enum rt_form form = rt_bare_probe(&probe, judge, &contest->images);

	if (form == RT_FORM_DERIVED)
		judge->images = &contest->images;
	return form;
}

/* The report has our output for itself: the module may print what it likes. */
static bool take_output(void)
{
	int nothing = open("/dev/null", O_WRONLY);

	report = fdopen(fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3), "w");
	return report && nothing >= 0 && dup2(nothing, STDOUT_FILENO) >= 0;
}

static void print_count(const char *who, const struct rt_bare_race *race)
{
	fprintf(report,
		"%s %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64
		" %" PRIu64 "\n",
		who, race->stores, race->loads, race->changes, race->torn,
		race->stale, race->unjudged);
}

static void print_value(rt_field_value value)
{
	if (rt_field_high(value))
		fprintf(report, " 0x%" PRIx64 "%016" PRIx64,
			rt_field_high(value), (uint64_t)value);
	else
		fprintf(report, " 0x%" PRIx64, (uint64_t)value);
}

static void print_first(const struct rt_bare_race *race)
{
	rt_field_value before, after;

	rt_bare_race_explain(race, &before, &after);
	fputs("first", report);
	print_value(before);
	print_value(after);
	print_value(race->first_torn.value);
	fputs("\n", report);
}

static double seconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* A turn of each; false when a thread cannot be started. */
static bool race_each(struct contest *contest, unsigned gap)
{
	static const long milliseconds[] = {
		[the_control] = 3, [the_sound] = 2, [the_subject] = 6};

	for (enum who who = the_control; who <= the_subject; who++)
		if (!race_once(contest, who, gap, milliseconds[who]))
			return false;
	return true;
}

/* Until subject and control have torn, or the time is up. */
static int race_in_turn(struct contest *contest, double seconds)
{
	const struct rt_bare_race *race = contest->race;
	double until = seconds_now() + seconds;

	for (size_t turn = 0;; turn++) {
		if (!race_each(contest,
			       gaps[turn % (sizeof(gaps) / sizeof(*gaps))]))
			return status_thread;
		if ((race[the_subject].torn && race[the_control].torn) ||
		    seconds_now() >= until)
			break;
	}
	print_count("control", &race[the_control]);
	print_count("sound", &race[the_sound]);
	print_count("subject", &race[the_subject]);
	if (race[the_subject].torn)
		print_first(&race[the_subject]);
	return 0;
}

static int run(struct contest *contest, double seconds)
{
	static const char *const forms[RT_FORMS] = {
		[RT_FORM_SAME] = "same",	 [RT_FORM_DERIVED] = "derived",
		[RT_FORM_STATEFUL] = "stateful", [RT_FORM_WRITES] = "writes",
		[RT_FORM_NEITHER] = "neither",
	};
	enum rt_form form = find_form(contest);
	int status = 0;

	fprintf(report, "form %s\n", forms[form]);
	if (form == RT_FORM_SAME || form == RT_FORM_DERIVED)
		status = race_in_turn(contest, seconds);
	if (!status)
		fputs("end\n", report);
	return fflush(report) ? status_thread : status;
}

/* What the module defines itself comes before the libc's of the same name. */
#ifdef RTLD_DEEPBIND
enum { own_first = RTLD_DEEPBIND };
#else
enum { own_first = 0 };
#endif

/* Finds the function; says where its module lies. */
static bool open_module(struct rt_side *side, const char *path,
			const char *symbol)
{
	pid_t self = getpid();
	void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL | own_first);
	Dl_info place;

	/* A constructor has forked: one of the two is enough. */
	if (getpid() != self)
		_exit(0);
	if (handle)
		side->function = dlsym(handle, symbol);
	if (!side->function || !dladdr(side->function, &place)) {
		const char *why = dlerror();

		fprintf(stderr, "%s\n", why ? why : "it has no such symbol");
		return false;
	}
	fprintf(report, "ringtear-hammer 3\nmodule 0x%" PRIx64 "\n",
		(uint64_t)(uintptr_t)place.dli_fbase);
	return !fflush(report);
}

/* Fills the object with the bytes of @hex; false where it has no room. */
static bool lay_object(struct rt_side *side, unsigned offset,
		       const char *within, const char *hex)
{
	unsigned long before = strtoul(within, NULL, 10);
	size_t length = strcmp(hex, "-") != 0 ? strlen(hex) / 2 : 0;

	side->field = rt_bare_field_at(&shared, offset);
	if (before > rt_object_most || length > rt_object_most)
		return false;
	for (size_t i = 0; i < length; i++) {
		const char digits[] = {hex[2 * i], hex[2 * i + 1], '\0'};
		unsigned char *object = (unsigned char *)side->field - before;

		object[i] = (unsigned char)strtoul(digits, NULL, 16);
	}
	return true;
}

static bool is_width(unsigned width)
{
	return width == 16 || width == 32 || width == 64 ||
	       (width == 128 && rt_field_bits_most == 128);
}

int main(int count, char **word)
{
	struct contest contest = {.side = {.function = NULL}};
	struct rt_side *side = &contest.side;
	unsigned long offset;

	if (count != 11)
		return status_words;
	side->stores = !strcmp(word[3], "store");
	side->width = (unsigned)strtoul(word[4], NULL, 10);
	offset = strtoul(word[5], NULL, 10);
	if (offset > rt_object_most || !is_width(side->width) ||
	    offset % (side->width / 8))
		return status_words;
	if (!rt_has_sound(side->width))
		return status_width;
	if (!lay_object(side, (unsigned)offset, word[9], word[10]))
		return status_words;
	for (enum who who = the_control; who <= the_subject; who++)
		rt_bare_race_init(&contest.race[who], &shared, side->width,
				  strtoull(word[6], NULL, 0),
				  strtoull(word[7], NULL, 0));
	if (!take_output())
		return status_words;
	if (!open_module(side, word[1], word[2]))
		return status_module;
	/* Destructors of the module would print behind the report. */
	_exit(run(&contest, (double)strtoul(word[8], NULL, 10) / 1000));
}
