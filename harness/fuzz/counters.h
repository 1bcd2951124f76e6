/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The feedback that steers libFuzzer: not the coverage of our own code, which
 * says nothing about a compiler, but what a build turned out to be.
 *
 * libFuzzer reads the bytes of the section __libfuzzer_extra_counters after
 * each input and keeps an input that lights one never lit before
 * (FuzzerExtraCounters.h of LLVM). Each kind of news has a region of its own
 * there; a digest picks the counter, the same one in every process, so that
 * -fork and -merge agree. This is the one mutable global of the tree, since
 * libFuzzer finds it by its address. One thread.
 *
 * Nothing that depends on the timing of threads may light a counter.
 */
#ifndef RT_FUZZ_COUNTERS_H
#define RT_FUZZ_COUNTERS_H

#include <stddef.h>
#include <stdint.h>

enum rt_news {
	RT_NEWS_SHAPE,	 /* of an accessor's machine code */
	RT_NEWS_PATTERN, /* of its accesses to the field */
	RT_NEWS_VERDICT, /* of this accessor */
	RT_NEWS_MESSAGE, /* of a virtqueue that was given the torn value */
	RT_NEWS_KINDS,
};

/* Lights the counter of @digest; any number of times is as good as once. */
void rt_counters_light(enum rt_news news, uint64_t digest);

/* How many counters of @news are lit; libFuzzer clears them before an input. */
size_t rt_counters_lit(enum rt_news news);

/* Clears them all, as libFuzzer does. */
void rt_counters_clear(void);

#endif
