/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The feedback that steers libFuzzer: not the coverage of ringtear's own code,
 * which says nothing about a compiler, but the properties of a build.
 *
 * libFuzzer reads the bytes of the section __libfuzzer_extra_counters after
 * each input and keeps an input that sets a counter never set before
 * (FuzzerExtraCounters.h of LLVM). Each kind of news has a region of counters
 * there; a digest selects the counter, the same one in every process, so that
 * -fork and -merge agree. The counters are global, since libFuzzer finds them
 * by their address. Not thread-safe.
 *
 * Nothing that depends on the timing of threads may set a counter.
 */
#ifndef RT_FUZZ_COUNTERS_H
#define RT_FUZZ_COUNTERS_H

#include <stddef.h>
#include <stdint.h>

enum rt_news {
	RT_NEWS_SHAPE,	 /* of an accessor's machine code */
	RT_NEWS_PATTERN, /* of its accesses to the field */
	RT_NEWS_VERDICT, /* of this accessor */
	RT_NEWS_MESSAGE, /* of a virtqueue whose reader gets the torn value */
	RT_NEWS_KINDS,
};

/* Sets the counter of @digest; setting it again changes nothing. */
void rt_counters_hit(enum rt_news news, uint64_t digest);

/* The number of counters of @news that are set since the last clearing. */
size_t rt_counters_count(enum rt_news news);

/* Clears all counters, as libFuzzer does before each input. */
void rt_counters_clear(void);

#endif
