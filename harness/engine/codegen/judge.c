/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/engine/codegen/judge.h"

#include <stdio.h>
#include <string.h>

/* Single copies that any of these machines makes are no wider. */
enum { widest_copy = 8 };

struct tally {
	size_t whole;
	size_t parts;
	bool is_doubtful;
};

static bool overlaps(int64_t offset, uint64_t size, unsigned int bytes)
{
	return offset < (int64_t)bytes &&
	       (offset >= 0 || (uint64_t) - (offset + 1) + 1 < size);
}

static void tally_one(struct tally *tally, int64_t offset, unsigned int width,
		      unsigned int bytes)
{
	if (!overlaps(offset, width, bytes))
		return;
	if (offset > 0 || offset + (int64_t)width < (int64_t)bytes)
		tally->parts++;
	else
		tally->whole++;
}

/* The accesses that one instruction makes, each as wide as the others. */
static void tally_access(struct tally *tally,
			 const struct rt_codegen_access *access,
			 unsigned int bytes)
{
	int64_t offset = access->offset;
	uint64_t count = access->count;

	if (!access->is_offset_known || !access->is_count_known ||
	    offset < -4096 || offset > 4096 || access->width > 4096) {
		tally->is_doubtful = true;
		return;
	}
	/* Of more than a byte, who knows in which pieces: s390x mvc. */
	if (access->is_string && !access->is_repeated && access->width > 1 &&
	    access->is_block && overlaps(offset, access->width, bytes)) {
		tally->is_doubtful = true;
		return;
	}
	/* A wide copy may be made of smaller ones. */
	if (access->width > bytes && access->width > widest_copy &&
	    overlaps(offset, access->width, bytes))
		tally->is_doubtful = true;
	for (uint64_t i = 0; i < count && offset < (int64_t)bytes; i++) {
		tally_one(tally, offset, access->width, bytes);
		offset += access->width;
	}
}

static enum rt_emission emission_of(const struct tally *tally,
				    const char *unknown)
{
	if (tally->parts)
		return RT_EMITTED_PARTS;
	if (unknown[0] || tally->is_doubtful || !tally->whole)
		return RT_EMITTED_UNKNOWN;
	return tally->whole == 1 ? RT_EMITTED_WHOLE : RT_EMITTED_TWICE;
}

static const char *doubt(const struct tally *tally, const char *unknown)
{
	if (unknown[0])
		return unknown;
	if (tally->is_doubtful)
		return "an access is wider than what is copied in one piece, "
		       "or how much it copies is not known";
	return "the field is not accessed on every path";
}

void rt_judge_path(struct rt_codegen *codegen, const uint16_t *touch,
		   size_t count, const char *unknown)
{
	struct tally tally = {.whole = 0};
	enum rt_emission emission;

	for (size_t i = 0; i < count; i++) {
		const struct rt_codegen_access *access =
			&codegen->accesses[touch[i]];

		if (codegen->is_store ? access->is_write : access->is_read)
			tally_access(&tally, access, codegen->width / 8);
	}
	emission = emission_of(&tally, unknown);
	codegen->paths++;
	codegen->ending[emission]++;
	if (emission == RT_EMITTED_UNKNOWN && !codegen->reason[0])
		snprintf(codegen->reason, sizeof(codegen->reason), "%s",
			 doubt(&tally, unknown));
}

/*
 * Parts on some paths make the code one that can tear, unless another path
 * was lost: then which paths are real is not known either.
 */
static enum rt_emission together(const struct rt_codegen *codegen)
{
	const unsigned int *ending = codegen->ending;

	if (!codegen->paths)
		return RT_EMITTED_UNKNOWN;
	if (ending[RT_EMITTED_PARTS] == codegen->paths)
		return RT_EMITTED_PARTS;
	if (ending[RT_EMITTED_UNKNOWN])
		return RT_EMITTED_UNKNOWN;
	if (ending[RT_EMITTED_PARTS])
		return RT_EMITTED_PARTS;
	return ending[RT_EMITTED_TWICE] ? RT_EMITTED_TWICE : RT_EMITTED_WHOLE;
}

/* The first access that shows it. */
static const struct rt_codegen_access *example(const struct rt_codegen *codegen)
{
	unsigned int bytes = codegen->width / 8;

	for (size_t i = 0; i < codegen->access_count; i++) {
		const struct rt_codegen_access *access = &codegen->accesses[i];
		struct tally tally = {.whole = 0};

		if (!(codegen->is_store ? access->is_write : access->is_read))
			continue;
		tally_access(&tally, access, bytes);
		if (codegen->emission == RT_EMITTED_PARTS ? tally.parts
							  : tally.whole)
			return access;
	}
	return NULL;
}

static void explain(struct rt_codegen *codegen)
{
	static const char *const what[] = {
		[RT_EMITTED_WHOLE] = "one access of the full width",
		[RT_EMITTED_PARTS] = "accesses of parts of the field",
		[RT_EMITTED_TWICE] = "more than one access of the full width",
	};
	const struct rt_codegen_access *access = example(codegen);

	snprintf(codegen->reason, sizeof(codegen->reason),
		 "%s on %u of %u paths%s%.80s%s%.60s", what[codegen->emission],
		 codegen->ending[codegen->emission], codegen->paths,
		 access ? ", first '" : "", access ? access->text : "",
		 access ? "' in " : "", access ? access->function : "");
}

void rt_judge_all(struct rt_codegen *codegen)
{
	codegen->emission = together(codegen);
	if (codegen->emission != RT_EMITTED_UNKNOWN)
		explain(codegen);
	else if (!codegen->paths)
		snprintf(codegen->reason, sizeof(codegen->reason),
			 "no path through it returns");
}
