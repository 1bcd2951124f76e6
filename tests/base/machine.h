/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a test needs from the machine that it runs on. What is missing is said
 * in a TAP comment, "# lacks WHAT: PART", which tests/one.sh collects and
 * tests/all.sh prints as the last lines of the suite: docs/suite.md has the
 * list of all that a test may ask for.
 */
#ifndef RT_TESTS_BASE_MACHINE_H
#define RT_TESTS_BASE_MACHINE_H

#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Says that this machine has no @what, and that @part of the test did not run.
 */
static inline void machine_lacks(const char *what, const char *part)
{
	printf("# lacks %s: %s\n", what, part);
	fflush(stdout);
}

/* The CPUs that this process may use: what taskset and cpusets leave of them.
 */
static inline int machine_cpus(void)
{
	cpu_set_t cpus;

	return sched_getaffinity(0, sizeof(cpus), &cpus) ? 1 : CPU_COUNT(&cpus);
}

/*
 * Whether the environment takes @feature away: RINGTEAR_TEST_WITHOUT is a list
 * such as "avx2,avx512f". It makes a test behave as on a CPU without it.
 */
static inline bool machine_is_without(const char *feature)
{
	const char *list = getenv("RINGTEAR_TEST_WITHOUT");
	size_t length = strlen(feature);

	for (const char *at = list; at && (at = strstr(at, feature)); at++)
		if ((at == list || at[-1] == ',') &&
		    (!at[length] || at[length] == ','))
			return true;
	return false;
}

/*
 * Whether this CPU has the x86 feature @name, as gcc calls it in
 * __builtin_cpu_supports(); another architecture has none.
 */
static inline bool machine_has_cpu(const char *name)
{
	if (machine_is_without(name))
		return false;
#if defined(__x86_64__) || defined(__i386__)
	if (!strcmp(name, "avx"))
		return __builtin_cpu_supports("avx");
	if (!strcmp(name, "avx2"))
		return __builtin_cpu_supports("avx2");
	if (!strcmp(name, "avx512f"))
		return __builtin_cpu_supports("avx512f");
#endif
	return false;
}

/* Skips the test, whose name is @part, on a machine without @what. */
#define machine_skip(what, part)                                               \
	do {                                                                   \
		machine_lacks(what, part);                                     \
		skip();                                                        \
	} while (0)

#endif
