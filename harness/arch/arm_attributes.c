/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/arch/arm_attributes.h"

#include <stdbool.h>
#include <string.h>

enum {
	version = 'A',
	tag_file = 1,
	tag_cpu_raw_name = 4,
	tag_cpu_name = 5,
	tag_cpu_arch = 6,
	tag_compatibility = 32,
	tag_virtualization = 68,
	cpu_arch_v8_a = 14,
	virtualization_bit = 2,
};

struct reader {
	const uint8_t *at, *end;
};

static uint64_t read_number(struct reader *reader)
{
	uint64_t number = 0;

	for (unsigned shift = 0; reader->at < reader->end; shift += 7) {
		uint8_t byte = *reader->at++;

		if (shift < 64)
			number |= (uint64_t)(byte & 0x7f) << shift;
		if (!(byte & 0x80))
			break;
	}
	return number;
}

static void skip_text(struct reader *reader)
{
	const uint8_t *zero =
		memchr(reader->at, 0, (size_t)(reader->end - reader->at));

	reader->at = zero ? zero + 1 : reader->end;
}

/*
 * The part at the reader, behind its @head bytes and its size, which counts
 * both.
 */
static struct reader read_part(struct reader *reader, size_t head)
{
	size_t left = (size_t)(reader->end - reader->at), size = 0;
	const uint8_t *begin = reader->at;

	if (left < head + 4) {
		reader->at = reader->end;
		return *reader;
	}
	for (unsigned i = 0; i < 4; i++)
		size |= (size_t)begin[head + i] << 8 * i;
	if (size > left || size < head + 4)
		size = left;
	reader->at += size;
	return (struct reader){begin + head + 4, begin + size};
}

static bool is_text(uint64_t tag)
{
	return tag == tag_cpu_raw_name || tag == tag_cpu_name ||
	       (tag > tag_compatibility && tag % 2);
}

/* The attributes of the whole file. */
static bool permits_lpae_only(struct reader reader)
{
	while (reader.at < reader.end) {
		uint64_t tag = read_number(&reader), number;

		if (is_text(tag)) {
			skip_text(&reader);
			continue;
		}
		number = read_number(&reader);
		if (tag == tag_compatibility)
			skip_text(&reader);
		if (tag == tag_cpu_arch && number == cpu_arch_v8_a)
			return true;
		if (tag == tag_virtualization && number & virtualization_bit)
			return true;
	}
	return false;
}

static bool vendor_permits_lpae_only(struct reader vendor)
{
	if (vendor.end - vendor.at < 6 || memcmp(vendor.at, "aeabi", 6) != 0)
		return false;
	vendor.at += 6;
	while (vendor.at < vendor.end) {
		uint8_t tag = *vendor.at;

		if (permits_lpae_only(read_part(&vendor, 1)) && tag == tag_file)
			return true;
	}
	return false;
}

const char *rt_arm_built_for(const uint8_t *bytes, size_t count)
{
	struct reader all = {bytes, bytes + count};

	if (!count || *all.at++ != version)
		return NULL;
	while (all.at < all.end)
		if (vendor_permits_lpae_only(read_part(&all, 0)))
			return "lpae";
	return NULL;
}
