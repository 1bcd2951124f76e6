/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The program that ThreadSanitizer watches: one thread calls the accessor on
 * a field, another one touches the same field, and nothing orders the two.
 *
 *     program load|store WIDTH OFFSET ROUNDS atomic|plain
 *
 * The first word is what the accessor does; the other side does the opposite.
 * "atomic" is a relaxed C11 access: a race is then the accessor's fault.
 * "plain" races with any access that ThreadSanitizer can see, an atomic one
 * too: it is the control that shows whether the accessor is in its sight.
 *
 * Exit status: 0, or what TSAN_OPTIONS says after a report; 2 for wrong words;
 * 3 when the accessor is not defined.
 *
 * No barrier starts the threads together: for a race it is enough that no
 * order is set between two accesses, whichever comes first.
 */
#include <pthread.h>
#include <stdalign.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OPTIONAL __attribute__((weak))

/* C has no type of 128 bits for machines of 32, where no field is so wide. */
#ifdef __SIZEOF_INT128__
__extension__ typedef unsigned __int128 wide;

/*
 * ThreadSanitizer's own functions: without an instruction for 16 bytes clang
 * calls libatomic, which ThreadSanitizer does not see. The order is
 * memory_order_relaxed.
 */
wide __tsan_atomic128_load(const volatile wide *p, int order);
void __tsan_atomic128_store(volatile wide *p, wide v, int order);
#define WIDE_LOAD() (other_sink = (uint64_t)__tsan_atomic128_load(field, 0))
#define WIDE_STORE() __tsan_atomic128_store(field, value, 0)
#else
typedef uint64_t wide;
#define WIDE_LOAD() (void)field
#define WIDE_STORE() (void)field
#endif

OPTIONAL uint16_t ringtear_load16(const void *p);
OPTIONAL uint32_t ringtear_load32(const void *p);
OPTIONAL uint64_t ringtear_load64(const void *p);
OPTIONAL wide ringtear_load128(const void *p);
OPTIONAL void ringtear_store16(void *p, uint16_t v);
OPTIONAL void ringtear_store32(void *p, uint32_t v);
OPTIONAL void ringtear_store64(void *p, uint64_t v);
OPTIONAL void ringtear_store128(void *p, wide v);

struct race {
	unsigned char *field;
	unsigned long width;
	unsigned long rounds;
	bool subject_stores;
	bool is_plain;
};

/* Each belongs to one thread; volatile keeps what is loaded in use. */
static volatile uint64_t subject_sink;
static volatile uint64_t other_sink;

#define OF_WIDTH(race, of16, of32, of64, of128)                                \
	do {                                                                   \
		if ((race)->width == 16)                                       \
			of16;                                                  \
		else if ((race)->width == 32)                                  \
			of32;                                                  \
		else if ((race)->width == 64)                                  \
			of64;                                                  \
		else                                                           \
			of128;                                                 \
	} while (0)

static void subject_load(const struct race *race)
{
	OF_WIDTH(race, subject_sink = ringtear_load16(race->field),
		 subject_sink = ringtear_load32(race->field),
		 subject_sink = ringtear_load64(race->field),
		 subject_sink = (uint64_t)ringtear_load128(race->field));
}

static void subject_store(const struct race *race, uint64_t value)
{
	OF_WIDTH(race, ringtear_store16(race->field, (uint16_t)value),
		 ringtear_store32(race->field, (uint32_t)value),
		 ringtear_store64(race->field, value),
		 ringtear_store128(race->field, value));
}

static void *subject_side(void *context)
{
	const struct race *race = context;

	for (uint64_t i = 0; i < race->rounds; i++) {
		if (race->subject_stores)
			subject_store(race, i * 0x0101010101010101u);
		else
			subject_load(race);
	}
	return NULL;
}

#define ATOMIC_LOAD(type)                                                      \
	(other_sink = (uint64_t)atomic_load_explicit((_Atomic type *)field,    \
						     memory_order_relaxed))
#define ATOMIC_STORE(type)                                                     \
	atomic_store_explicit((_Atomic type *)field, (type)value,              \
			      memory_order_relaxed)
#define PLAIN_LOAD(type)                                                       \
	(other_sink = (uint64_t) * (const volatile type *)field)
#define PLAIN_STORE(type) (*(volatile type *)field = (type)value)

static void other_load(const struct race *race)
{
	void *field = race->field;

	OF_WIDTH(race, ATOMIC_LOAD(uint16_t), ATOMIC_LOAD(uint32_t),
		 ATOMIC_LOAD(uint64_t), WIDE_LOAD());
}

static void other_store(const struct race *race, uint64_t value)
{
	void *field = race->field;

	OF_WIDTH(race, ATOMIC_STORE(uint16_t), ATOMIC_STORE(uint32_t),
		 ATOMIC_STORE(uint64_t), WIDE_STORE());
}

static void other_plain_load(const struct race *race)
{
	const void *field = race->field;

	OF_WIDTH(race, PLAIN_LOAD(uint16_t), PLAIN_LOAD(uint32_t),
		 PLAIN_LOAD(uint64_t), PLAIN_LOAD(wide));
}

static void other_plain_store(const struct race *race, uint64_t value)
{
	void *field = race->field;

	OF_WIDTH(race, PLAIN_STORE(uint16_t), PLAIN_STORE(uint32_t),
		 PLAIN_STORE(uint64_t), PLAIN_STORE(wide));
}

static void *other_side(void *context)
{
	const struct race *race = context;

	for (uint64_t i = 0; i < race->rounds; i++) {
		if (race->subject_stores && race->is_plain)
			other_plain_load(race);
		else if (race->subject_stores)
			other_load(race);
		else if (race->is_plain)
			other_plain_store(race, i * 0x0101010101010101u);
		else
			other_store(race, i * 0x0101010101010101u);
	}
	return NULL;
}

static bool is_defined(const struct race *race)
{
	bool stores = race->subject_stores;

	OF_WIDTH(race,
		 return stores ? ringtear_store16 != NULL
			       : ringtear_load16 != NULL,
		 return stores ? ringtear_store32 != NULL
			       : ringtear_load32 != NULL,
		 return stores ? ringtear_store64 != NULL
			       : ringtear_load64 != NULL,
		 return stores ? ringtear_store128 != NULL
			       : ringtear_load128 != NULL);
}

static int run(struct race *race)
{
	pthread_t subject, other;

	if (pthread_create(&subject, NULL, subject_side, race))
		return 2;
	if (pthread_create(&other, NULL, other_side, race))
		return 2;
	pthread_join(subject, NULL);
	pthread_join(other, NULL);
	return 0;
}

int main(int count, char **word)
{
	static alignas(64) unsigned char line[128];
	struct race race;
	unsigned long offset;

	if (count != 6)
		return 2;
	offset = strtoul(word[3], NULL, 10);
	race = (struct race){
		.width = strtoul(word[2], NULL, 10),
		.rounds = strtoul(word[4], NULL, 10),
		.subject_stores = !strcmp(word[1], "store"),
		.is_plain = !strcmp(word[5], "plain"),
	};
	if (offset > sizeof(line) - sizeof(wide))
		return 2;
	race.field = line + offset;
	if (!is_defined(&race))
		return 3;
	return run(&race);
}
