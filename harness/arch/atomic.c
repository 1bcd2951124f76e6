/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/arch/atomic.h"

#include <stdio.h>
#include <string.h>

#include "harness/base/text.h"

/* Whether @word, of @length bytes, stands for @name. */
static bool matches(const char *word, size_t length, const char *name)
{
	if (word[length - 1] == '*')
		return !strncmp(word, name, length - 1);
	return !strncmp(word, name, length) && !name[length];
}

/* Whether @name is one of the words of @list, which @gap separates. */
static bool is_among(const char *list, const char *gap, const char *name)
{
	while (*list) {
		size_t length = strcspn(list, gap);

		if (length && matches(list, length, name))
			return true;
		list += length;
		list += strspn(list, gap);
	}
	return false;
}

static bool is_row(const struct rt_arch *arch, const struct rt_arch_atomic *row,
		   const char *name, const uint8_t *code)
{
	if (name)
		return !row->code.mask && is_among(row->names, " ", name);
	return row->code.mask &&
	       (rt_arch_number(arch, code, 4) & row->code.mask) ==
		       row->code.value &&
	       (!row->tail || row->tail == code[5]);
}

/* A facility is one of @facilities, "*": any, or NULL: none. */
static bool has_facility(const char *facilities, const char *facility)
{
	return facilities && (!strcmp(facilities, "*") ||
			      is_among(facilities, ",", facility));
}

const struct rt_arch_atomic *rt_arch_atomic_of(const struct rt_arch *arch,
					       const char *name,
					       const uint8_t *code,
					       const char *facilities)
{
	const struct rt_arch_atomic *row = arch->atomic, *best = NULL;

	for (; row && row->names; row++)
		if ((!row->facility ||
		     has_facility(facilities, row->facility)) &&
		    is_row(arch, row, name, code) &&
		    (!best || row->bytes > best->bytes))
			best = row;
	return best;
}

const struct rt_arch_atomic *rt_arch_atomic_best(const struct rt_arch *arch,
						 const char *name,
						 const uint8_t *code)
{
	return rt_arch_atomic_of(arch, name, code, "*");
}

const char *rt_arch_fallback_of(const struct rt_arch *arch, const char *name,
				const char *facilities)
{
	const struct rt_arch_fallback *row = arch->fallbacks;
	size_t length = strlen(name);

	for (; row && row->facility; row++) {
		size_t end = strlen(row->end);

		if (!strncmp(name, row->begin, strlen(row->begin)) &&
		    length > end && !strcmp(name + length - end, row->end) &&
		    has_facility(facilities, row->facility))
			return row->facility;
	}
	return NULL;
}

/* Facility @number, from 0, of all machines, some more than once; or NULL. */
static const char *facility_at(size_t number)
{
	for (size_t i = 0; rt_arch_at(i); i++) {
		const struct rt_arch *arch = rt_arch_at(i);
		const struct rt_arch_fallback *other = arch->fallbacks;

		for (const struct rt_arch_atomic *row = arch->atomic;
		     row && row->names; row++)
			if (row->facility && !number--)
				return row->facility;
		for (; other && other->facility; other++)
			if (!number--)
				return other->facility;
	}
	return NULL;
}

static bool is_first(size_t number)
{
	for (size_t i = 0; i < number; i++)
		if (!strcmp(facility_at(i), facility_at(number)))
			return false;
	return true;
}

const char *rt_arch_facility(size_t index)
{
	const char *known;

	for (size_t i = 0; (known = facility_at(i)); i++)
		if (is_first(i) && !index--)
			return known;
	return NULL;
}

static bool is_facility(const char *name, size_t length)
{
	const char *known;

	for (size_t i = 0; (known = rt_arch_facility(i)); i++)
		if (strlen(known) == length && !strncmp(known, name, length))
			return true;
	return false;
}

static void list_facilities(struct rt_text *text)
{
	const char *known;

	for (size_t i = 0; (known = rt_arch_facility(i)); i++)
		rt_text_format(text, "%s%s", i ? ", " : "", known);
}

int rt_arch_check_facilities(const char *facilities, struct rt_error *error)
{
	struct rt_text known = RT_TEXT_INIT;

	while (*facilities) {
		size_t length = strcspn(facilities, ",");

		if (!is_facility(facilities, length)) {
			list_facilities(&known);
			rt_fail(error, RT_USAGE,
				"no machine has a facility '%.*s' that makes "
				"an access atomic; there are %s",
				(int)length, facilities,
				rt_text_string(&known));
			rt_text_free(&known);
			return RT_USAGE;
		}
		facilities += length;
		facilities += *facilities == ',';
	}
	return RT_OK;
}

const char *rt_target_other_side(const struct rt_target *target,
				 const char *before, const char *after)
{
	const struct rt_arch_atomic *row;
	char name[16];

	if (!target || !target->is_bare)
		return "the other side";
	snprintf(name, sizeof(name), "%.*s", (int)strcspn(before, " "), before);
	row = *name ? rt_arch_atomic_of(target->arch, name, NULL, NULL) : NULL;
	return row && row->is_made_of && !strcmp(before, after)
		       ? "DMA or another core"
		       : "an interrupt";
}
