/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/torture/plan.h"

struct chooser {
	struct torture_plan *plan;
	struct torture_accessor *accessor;
	struct torture_random *random;
	unsigned bytes;
};

/* Adds it where the plan has room; at a random place among the others. */
static void insert(const struct chooser *chooser,
		   struct torture_operation operation)
{
	struct torture_plan *plan = chooser->plan;
	unsigned place = torture_below(chooser->random, plan->count + 1);

	if (plan->count == torture_most_operations)
		return;
	for (unsigned i = plan->count++; i > place; i--)
		plan->operation[i] = plan->operation[i - 1];
	plan->operation[place] = operation;
}

/* 1, 2, 4 or 8, at most @limit. */
static unsigned choose_size(const struct chooser *chooser, unsigned limit)
{
	unsigned size = 1u << torture_below(chooser->random, 4);

	while (size > limit)
		size /= 2;
	return size;
}

static struct torture_operation whole(const struct chooser *chooser)
{
	bool rep = torture_chance(chooser->random, 8);

	return (struct torture_operation){
		.form = rep ? TORTURE_REP : TORTURE_ONE,
		.size = chooser->bytes,
		.count = 1,
	};
}

static struct torture_operation part(const struct chooser *chooser)
{
	unsigned size = choose_size(chooser, chooser->bytes / 2);
	unsigned places = chooser->bytes - size + 1;

	return (struct torture_operation){
		.offset = torture_below(chooser->random, places),
		.size = size,
		.count = 1,
	};
}

/* All of the field in equal units, each narrower than it. */
static struct torture_operation units(const struct chooser *chooser,
				      enum torture_form form)
{
	unsigned size = choose_size(chooser, chooser->bytes / 2);

	return (struct torture_operation){
		.form = form,
		.size = size,
		.count = chooser->bytes / size,
		.downwards = form == TORTURE_REP &&
			     torture_chance(chooser->random, 30),
	};
}

/* The field cut into parts of any sizes, in any order. */
static void insert_parts(const struct chooser *chooser)
{
	unsigned size;

	for (unsigned at = 0; at < chooser->bytes; at += size) {
		unsigned room = chooser->bytes - at;

		if (room == chooser->bytes)
			room /= 2;
		/* Few enough that all find a place. */
		size = choose_size(chooser, room);
		insert(chooser, (struct torture_operation){.offset = at,
							   .size = size,
							   .count = 1});
	}
}

/* What covers the field, in parts or whole. */
static void insert_cover(const struct chooser *chooser)
{
	switch (torture_below(chooser->random, 20)) {
	case 0 ... 7:
		insert(chooser, whole(chooser));
		break;
	case 8 ... 13:
		insert_parts(chooser);
		break;
	case 14 ... 16:
		insert(chooser, units(chooser, TORTURE_LOOP));
		break;
	default:
		insert(chooser, units(chooser, TORTURE_REP));
	}
}

/* A store of all, and then of parts of the same: what glibc's memcpy does. */
static void insert_rewrite(const struct chooser *chooser)
{
	struct torture_plan *plan = chooser->plan;
	unsigned parts = 1 + torture_below(chooser->random, 3);

	plan->operation[plan->count++] = whole(chooser);
	for (unsigned i = 0; i < parts; i++)
		plan->operation[plan->count++] = part(chooser);
}

static void insert_more(const struct chooser *chooser, bool parts)
{
	bool is_read = chooser->accessor->stores &&
		       torture_chance(chooser->random, 40);

	while (torture_chance(chooser->random, 35)) {
		struct torture_operation more =
			parts && torture_chance(chooser->random, 60)
				? part(chooser)
				: whole(chooser);

		more.is_read = is_read;
		if (is_read)
			more.form = TORTURE_ONE;
		insert(chooser, more);
	}
}

static void add_accesses(const struct chooser *chooser, unsigned number)
{
	const struct torture_operation *operation =
		&chooser->plan->operation[number];
	struct torture_accessor *accessor = chooser->accessor;

	for (unsigned i = 0; i < operation->count; i++) {
		unsigned unit =
			operation->downwards ? operation->count - 1 - i : i;
		unsigned index = accessor->access_count++;
		bool rep = operation->form == TORTURE_REP;

		accessor->access[index] = (struct torture_access){
			.offset = operation->offset + unit * operation->size,
			.size = operation->size,
			.instruction =
				rep ? number : torture_most_operations + index,
			.repeats = rep,
			.is_read = operation->is_read,
		};
	}
}

static bool covers(const struct torture_access *access, unsigned byte)
{
	return byte >= access->offset && byte < access->offset + access->size;
}

static unsigned choose_cover(const struct chooser *chooser, unsigned byte)
{
	const struct torture_accessor *accessor = chooser->accessor;
	unsigned index;

	do {
		index = torture_below(chooser->random, accessor->access_count);
	} while (!covers(&accessor->access[index], byte));
	return index;
}

/*
 * Mostly one access, or one operation, goes on as long as it covers; now and
 * then each byte comes from anywhere.
 */
static void choose_sources(const struct chooser *chooser)
{
	struct torture_accessor *accessor = chooser->accessor;
	bool steady = torture_chance(chooser->random, 70);

	for (unsigned i = 0; i < chooser->bytes; i++) {
		unsigned last = i ? accessor->source[i - 1] : 0;

		accessor->source[i] =
			i && steady && covers(&accessor->access[last], i)
				? last
				: choose_cover(chooser, i);
	}
}

/* Of one operation only, so that what else there is decides nothing. */
static bool take_from_one(const struct chooser *chooser, unsigned number)
{
	const struct torture_operation *operation = chooser->plan->operation;
	unsigned first = 0;

	if (operation[number].size * operation[number].count != chooser->bytes)
		return false;
	for (unsigned i = 0; i < number; i++)
		first += operation[i].count;
	for (unsigned i = 0; i < chooser->bytes; i++) {
		unsigned unit = i / operation[number].size;

		if (operation[number].downwards)
			unit = operation[number].count - 1 - unit;
		chooser->accessor->source[i] = first + unit;
	}
	return true;
}

static void mark_kept(const struct chooser *chooser)
{
	unsigned index = 0;

	for (unsigned i = 0; i < chooser->plan->count; i++) {
		struct torture_operation *operation =
			&chooser->plan->operation[i];

		for (unsigned j = 0; j < operation->count; j++, index++)
			for (unsigned k = 0; k < chooser->bytes; k++)
				operation->is_kept |=
					chooser->accessor->source[k] == index;
	}
}

void torture_choose(struct torture_plan *plan,
		    struct torture_accessor *accessor,
		    struct torture_random *random)
{
	struct chooser chooser = {plan, accessor, random, 0};
	unsigned one;

	accessor->width = 16u << torture_below(random, 3);
	accessor->stores = torture_chance(random, 30);
	chooser.bytes = accessor->width / 8;
	if (accessor->stores && torture_chance(random, 30)) {
		insert_rewrite(&chooser);
	} else {
		insert_cover(&chooser);
		insert_more(&chooser, torture_chance(random, 50));
	}
	for (unsigned i = 0; i < plan->count; i++)
		add_accesses(&chooser, i);
	one = torture_below(random, plan->count);
	if (!torture_chance(random, 60) || !take_from_one(&chooser, one))
		choose_sources(&chooser);
	mark_kept(&chooser);
}
