/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/base/near.h"

#include <stdbool.h>
#include <string.h>

enum { longest_name = 64, most_chosen = 16 };

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/*
 * The number of letters to insert, drop or replace to turn @a into @b
 * (Levenshtein), computed row by row. Longer names are cut.
 */
static size_t edit_distance(const char *a, const char *b)
{
	size_t row[longest_name + 1];
	size_t length = strnlen(b, longest_name);

	for (size_t j = 0; j <= length; j++)
		row[j] = j;
	for (size_t i = 0; a[i] && i < longest_name; i++) {
		size_t diagonal = row[0];

		row[0] = i + 1;
		for (size_t j = 0; j < length; j++) {
			size_t replaced = diagonal + (a[i] != b[j]);

			diagonal = row[j + 1];
			row[j + 1] =
				least(replaced, least(row[j], diagonal) + 1);
		}
	}
	return row[length];
}

/* Similar: a few letters differ, or one name contains the other. */
static bool is_near(const char *name, const char *wanted, size_t distance)
{
	return distance <= 1 + strlen(wanted) / 3 ||
	       (*wanted && strstr(name, wanted)) ||
	       (*name && strstr(wanted, name));
}

/* The names chosen so far, nearest first. */
struct chosen {
	struct {
		const char *name;
		size_t distance;
	} list[most_chosen];
	size_t count;
	size_t most;
};

static bool has_name(const struct chosen *chosen, const char *name)
{
	for (size_t i = 0; i < chosen->count; i++)
		if (!strcmp(chosen->list[i].name, name))
			return true;
	return false;
}

/* Inserts @name after names at the same distance; the last may drop out. */
static void choose(struct chosen *chosen, const char *name, size_t distance)
{
	size_t at = chosen->count;

	while (at && chosen->list[at - 1].distance > distance)
		at--;
	if (at == chosen->most || has_name(chosen, name))
		return;
	if (chosen->count < chosen->most)
		chosen->count++;
	memmove(&chosen->list[at + 1], &chosen->list[at],
		(chosen->count - at - 1) * sizeof(*chosen->list));
	chosen->list[at].name = name;
	chosen->list[at].distance = distance;
}

void rt_near_names(struct rt_text *text, const char *const *names, size_t count,
		   const char *wanted, size_t most)
{
	struct chosen chosen = {.most = least(most, most_chosen)};

	for (size_t i = 0; i < count; i++) {
		size_t distance = edit_distance(names[i], wanted);

		if (is_near(names[i], wanted, distance))
			choose(&chosen, names[i], distance);
	}
	for (size_t i = 0; i < chosen.count; i++)
		rt_text_format(text, "%s%s", i ? ", " : "",
			       chosen.list[i].name);
}
