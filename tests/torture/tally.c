/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/torture/tally.h"

#include <stdio.h>

typedef unsigned counts[TORTURE_CLAIMS][RT_OUTCOMES];

void torture_tally_note(struct torture_tally *tally,
			const struct torture_source *source,
			enum rt_outcome outcome)
{
	enum torture_claim claim = torture_claim(source);
	counts *bodies = tally->bodies[source->stores];

	tally->guards[source->guard][claim][outcome]++;
	bodies[source->rare][claim][outcome]++;
	if (source->common != source->rare)
		bodies[source->common][claim][outcome]++;
}

void torture_tally_add(struct torture_tally *all,
		       const struct torture_tally *tally)
{
	unsigned *to = (unsigned *)all;
	const unsigned *from = (const unsigned *)tally;

	for (size_t i = 0; i < sizeof(*all) / sizeof(*to); i++)
		to[i] += from[i];
}

static unsigned sum(const unsigned outcomes[RT_OUTCOMES])
{
	unsigned all = 0;

	for (int i = 0; i < RT_OUTCOMES; i++)
		all += outcomes[i];
	return all;
}

static void print_row(const char *name, counts row)
{
	const unsigned *sound = row[TORTURE_SOUND];
	const unsigned *tearing = row[TORTURE_TEARING];

	if (sum(sound) + sum(tearing) + sum(row[TORTURE_OPENED]))
		printf("%-46.46s %6u %6u %6u %6u %6u\n", name, sum(sound),
		       sound[RT_OUTCOME_ATOMIC], sum(row[TORTURE_OPENED]),
		       sum(tearing), tearing[RT_OUTCOME_TORN]);
}

static void print_head(const char *name)
{
	printf("\n%-46s %6s %6s %6s %6s %6s\n", name, "sound", "atomic",
	       "opened", "tears", "torn");
}

static void print_all(const struct torture_tally *tally)
{
	counts all = {{0}};

	for (int i = 0; i < torture_rows; i++)
		for (int j = 0; j < TORTURE_CLAIMS; j++)
			for (int k = 0; k < RT_OUTCOMES; k++)
				all[j][k] += tally->guards[i][j][k];
	print_row("all", all);
}

static void print_bodies(const struct torture_tally *tally, bool stores)
{
	const struct torture_body *bodies =
		stores ? torture_store_bodies : torture_load_bodies;
	unsigned count =
		stores ? torture_store_body_count : torture_load_body_count;

	print_head(stores ? "a way of a store" : "a way of a load");
	for (unsigned i = 0; i < count; i++) {
		counts row;

		__builtin_memcpy(row, tally->bodies[stores][i], sizeof(row));
		print_row(bodies[i].name, row);
	}
}

void torture_tally_print(const struct torture_tally *tally)
{
	print_head("what decides between two ways");
	for (unsigned i = 0; i < torture_guard_count; i++) {
		counts row;

		__builtin_memcpy(row, tally->guards[i], sizeof(row));
		print_row(torture_guards[i].name, row);
	}
	print_all(tally);
	print_bodies(tally, false);
	print_bodies(tally, true);
}
