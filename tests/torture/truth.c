/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What must be seen of an accessor, from its accesses alone. */
#include "tests/torture/accessor.h"

static unsigned field_bytes(const struct torture_accessor *accessor)
{
	return accessor->width / 8;
}

unsigned torture_count(const struct torture_accessor *accessor, bool only_parts)
{
	unsigned count = 0;

	for (unsigned i = 0; i < accessor->access_count; i++) {
		bool part = accessor->access[i].size != field_bytes(accessor);

		count += !accessor->access[i].is_read && (part || !only_parts);
	}
	return count;
}

bool torture_is_weak(const struct torture_accessor *accessor)
{
	for (unsigned i = 0; i < accessor->access_count; i++)
		if (accessor->access[i].is_weak &&
		    torture_count(accessor, false) > 1)
			return true;
	return false;
}

static enum torture_truth untorn(const struct torture_accessor *accessor)
{
	if (!torture_count(accessor, true))
		return TORTURE_WHOLE;
	return accessor->stores ? TORTURE_REWRITTEN : TORTURE_DISCARDED;
}

/* A store between two sources leaves bytes of the old and of the new value. */
static enum torture_truth truth_of_load(const struct torture_accessor *accessor)
{
	const unsigned *source = accessor->source;
	const struct torture_access *access = accessor->access;
	bool mixes = false;

	for (unsigned i = 1; i < field_bytes(accessor); i++) {
		if (access[source[i]].instruction !=
		    access[source[0]].instruction)
			return TORTURE_TEARS;
		mixes |= source[i] != source[0];
	}
	return mixes ? TORTURE_ROUNDS : untorn(accessor);
}

/*
 * After some but not all of the bytes were stored, a load shows both; it may
 * come wherever the next access is another instruction's.
 */
static enum torture_truth truth_of_store(
	const struct torture_accessor *accessor)
{
	unsigned all = (1u << field_bytes(accessor)) - 1, stored = 0;
	const struct torture_access *access = accessor->access;
	bool mixes = false;

	for (unsigned i = 0; i < accessor->access_count; i++) {
		if (!access[i].is_read)
			stored |= ((1u << access[i].size) - 1)
				  << access[i].offset;
		if (!stored || stored == all)
			continue;
		if (access[i].instruction != access[i + 1].instruction)
			return TORTURE_TEARS;
		mixes = true;
	}
	return mixes ? TORTURE_ROUNDS : untorn(accessor);
}

enum torture_truth torture_truth(const struct torture_accessor *accessor)
{
	return accessor->stores ? truth_of_store(accessor)
				: truth_of_load(accessor);
}

const char *torture_truth_name(enum torture_truth truth)
{
	static const char *const names[TORTURE_TRUTHS] = {
		"whole", "tears", "rounds", "discarded", "rewritten"};

	return names[truth];
}
