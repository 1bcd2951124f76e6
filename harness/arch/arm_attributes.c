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
	tag_cpu_arch_profile = 7,
	tag_compatibility = 32,
	tag_virtualization = 68,
	cpu_arch_v7 = 10,
	cpu_arch_v6_m = 11,
	cpu_arch_v6s_m = 12,
	cpu_arch_v7e_m = 13,
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

/* What the attributes of the whole file say, as far as it matters here. */
struct said {
	uint64_t arch, profile, virtualization;
};

static void read_attributes(struct reader reader, struct said *said)
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
		else if (tag == tag_cpu_arch)
			said->arch = number;
		else if (tag == tag_cpu_arch_profile)
			said->profile = number;
		else if (tag == tag_virtualization)
			said->virtualization = number;
	}
}

static void read_vendor(struct reader vendor, struct said *said)
{
	if (vendor.end - vendor.at < 6 || memcmp(vendor.at, "aeabi", 6) != 0)
		return;
	vendor.at += 6;
	while (vendor.at < vendor.end) {
		uint8_t tag = *vendor.at;
		struct reader part = read_part(&vendor, 1);

		if (tag == tag_file)
			read_attributes(part, said);
	}
}

static struct said read_all(const uint8_t *bytes, size_t count)
{
	struct reader all = {bytes, bytes + count};
	struct said said = {.arch = 0};

	if (!count || *all.at++ != version)
		return said;
	while (all.at < all.end)
		read_vendor(read_part(&all, 0), &said);
	return said;
}

const char *rt_arm_built_for(const uint8_t *bytes, size_t count)
{
	struct said said = read_all(bytes, count);

	return said.arch == cpu_arch_v8_a ||
			       said.virtualization & virtualization_bit
		       ? "lpae"
		       : NULL;
}

const struct rt_arch *rt_arm_variant_of(const uint8_t *bytes, size_t count)
{
	struct said said = read_all(bytes, count);

	switch (said.arch) {
	case cpu_arch_v6_m:
	case cpu_arch_v6s_m:
		return &rt_arch_armv6m;
	case cpu_arch_v7e_m:
		return &rt_arch_armv7m;
	case cpu_arch_v7:
		return said.profile == 'M' ? &rt_arch_armv7m : &rt_arch_arm;
	default:
		return said.profile == 'M' ? NULL : &rt_arch_arm;
	}
}
