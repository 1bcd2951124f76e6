/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The two CPUs over every accessor, toolchain of this machine, width and
 * direction, and over COUNT accessors of the torture: whole [COUNT [SEED]].
 * Prints how often they agreed; exits 1 when they ever differed.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "harness/accessor/list.h"
#include "harness/base/file.h"
#include "harness/module/build.h"
#include "tests/torture/accessor.h"
#include "tests/torture/assemble.h"
#include "tests/twins/twins.h"

enum { batch_most = 50 }; /* accessors of one module */

static const char *const flags[] = {"-O0", "-O2", "-O2 -fno-builtin", "-Os",
				    "-O2 -fstack-protector-all"};

enum { flags_count = sizeof(flags) / sizeof(*flags) };

struct whole {
	char folder[64];
	struct rt_toolchains toolchains;
	struct rt_accessors accessors;
	unsigned zoo[TWINS_ANSWERS], torture[TWINS_ANSWERS];
};

static void compare(const struct rt_question *plan, const char *name,
		    unsigned counts[TWINS_ANSWERS])
{
	struct rt_text why = RT_TEXT_INIT;
	enum twins answer = twins_compare(*plan, &why);

	counts[answer]++;
	if (answer == TWINS_DIFFER)
		printf("%s, %s of %u bits:\n%s\n", name,
		       plan->stores ? "store" : "load", plan->width,
		       rt_text_string(&why));
	rt_text_free(&why);
}

/* What a toolchain cannot build is no cell. */
static void compare_cell(struct whole *whole, const struct rt_cell *cell)
{
	struct rt_build built = {.from_cache = false};
	char name[512];

	snprintf(name, sizeof(name), "%s %s %s", cell->source,
		 rt_text_string(&cell->toolchain->name), cell->flags);
	if (!rt_build(&built, cell, whole->folder, NULL))
		for (unsigned i = 0; i < 6; i++) {
			const struct rt_question plan = {
				.module = rt_text_string(&built.module),
				.width = 16u << i / 2,
				.stores = i % 2,
				.offset = -1,
			};

			compare(&plan, name, whole->zoo);
		}
	rt_build_free(&built);
}

static void compare_zoo(struct whole *whole)
{
	for (size_t i = 0; i < whole->accessors.count; i++)
		for (size_t j = 0; j < whole->toolchains.count; j++)
			for (int k = 0; k < flags_count; k++) {
				const struct rt_cell cell = {
					.source = rt_text_string(
						&whole->accessors.list[i].path),
					.include = "corpora/include",
					.toolchain = &whole->toolchains.list[j],
					.flags = flags[k],
				};

				compare_cell(whole, &cell);
			}
}

static int compare_batch(struct whole *whole, uint64_t seed, unsigned count)
{
	static struct torture_accessor accessors[batch_most];
	struct rt_build built = {.from_cache = false};
	const struct rt_toolchain *gcc =
		rt_toolchains_named(&whole->toolchains, "gcc", NULL);
	int code;

	for (unsigned i = 0; i < count; i++)
		torture_generate(&accessors[i], seed + i);
	code = gcc ? torture_assemble(&built, accessors, count, gcc,
				      whole->folder)
		   : RT_SETUP;
	for (unsigned i = 0; i < count; i++) {
		const struct rt_question plan = {
			.module = rt_text_string(&built.module),
			.symbol = accessors[i].symbol,
			.width = accessors[i].width,
			.stores = accessors[i].stores,
			.offset = -1,
		};

		if (!code)
			compare(&plan, rt_text_string(&accessors[i].code),
				whole->torture);
		torture_free(&accessors[i]);
	}
	rt_build_free(&built);
	return code;
}

static void report(const char *name, const unsigned counts[TWINS_ANSWERS])
{
	printf("%-8s", name);
	for (int i = 0; i < TWINS_ANSWERS; i++)
		printf(" %7u %s", counts[i], twins_word((enum twins)i));
	putchar('\n');
}

static int run(struct whole *whole, unsigned count, uint64_t seed)
{
	int code = rt_toolchains_find(&whole->toolchains, NULL);

	if (!code)
		code = rt_accessors_load(&whole->accessors, "corpora/accessors",
					 NULL);
	if (!code)
		compare_zoo(whole);
	for (unsigned done = 0; !code && done < count; done += batch_most)
		code = compare_batch(whole, seed + done,
				     count - done < batch_most ? count - done
							       : batch_most);
	report("zoo", whole->zoo);
	report("torture", whole->torture);
	return code || whole->zoo[TWINS_DIFFER] || whole->torture[TWINS_DIFFER];
}

int main(int argc, char **argv)
{
	unsigned count = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 1000;
	uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
	struct whole whole = {.folder = "/tmp/ringtear-twins.XXXXXX"};
	int code;

	if (!mkdtemp(whole.folder))
		return 2;
	code = run(&whole, count, seed);
	rt_accessors_free(&whole.accessors);
	rt_toolchains_free(&whole.toolchains);
	rt_folder_remove(whole.folder);
	return code != 0;
}
