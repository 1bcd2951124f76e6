/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reports/twin.h"

#include <stdbool.h>
#include <string.h>

#include "reports/spread.h"
#include "reports/wording.h"

/* A word among others, parted by blanks; length 0: there is none. */
struct word {
	const char *at;
	size_t length;
};

/* What two lists of flags do not share between their ends. */
struct apart {
	struct word one, other;
	bool is_more; /* than a word on a side */
};

static struct word next_word(const char *text)
{
	struct word word = {.at = text + strspn(text, " ")};

	word.length = strcspn(word.at, " ");
	return word;
}

static bool same_word(struct word one, struct word other)
{
	return one.length == other.length &&
	       !strncmp(one.at, other.at, one.length);
}

/* Whether the same words follow @one and @other. */
static bool same_rest(const char *one, const char *other)
{
	for (;;) {
		struct word left = next_word(one), right = next_word(other);

		if (!same_word(left, right))
			return false;
		if (!left.length)
			return true;
		one = left.at + left.length;
		other = right.at + right.length;
	}
}

static struct apart flags_apart(const char *one, const char *other)
{
	struct word left = next_word(one), right = next_word(other);
	const char *behind_left, *behind_right;

	while (left.length && same_word(left, right)) {
		left = next_word(left.at + left.length);
		right = next_word(right.at + right.length);
	}
	behind_left = left.at + left.length;
	behind_right = right.at + right.length;
	if (same_rest(behind_left, behind_right))
		return (struct apart){.one = left, .other = right};
	if (same_rest(behind_left, right.at))
		return (struct apart){.one = left, .other = {right.at, 0}};
	if (same_rest(left.at, behind_right))
		return (struct apart){.one = {left.at, 0}, .other = right};
	return (struct apart){.is_more = true};
}

/* -O1 and -O2, -DX=1 and -DX=2: one flag of two values. */
static bool same_kind(struct word one, struct word other)
{
	size_t name = 0;

	if (one.length < 2 || other.length < 2)
		return false;
	if (!strncmp(one.at, "-O", 2))
		return !strncmp(other.at, "-O", 2);
	while (name < one.length && one.at[name] != '=')
		name++;
	return name < one.length && name < other.length &&
	       !strncmp(one.at, other.at, name + 1);
}

static bool is_one_flag(struct apart apart)
{
	if (apart.is_more || (!apart.one.length && !apart.other.length))
		return false;
	return !apart.one.length || !apart.other.length ||
	       same_kind(apart.one, apart.other);
}

static const char *libc_of(const struct rt_run *run)
{
	const char *plus = strchr(run->toolchain, '+');

	return plus ? plus + 1 : "";
}

static bool same_compiler(const struct rt_run *one, const struct rt_run *other)
{
	size_t length = strcspn(one->toolchain, "+");

	return length == strcspn(other->toolchain, "+") &&
	       !strncmp(one->toolchain, other->toolchain, length);
}

/* Whether @other is the same cell of the same comparison, before the change. */
static bool is_before(const struct rt_run *run, const struct rt_run *other)
{
	return !strcmp(run->kind, "compare") && !strcmp(run->side, "after") &&
	       !strcmp(other->side, "before") && run->row &&
	       run->row == other->row && run->campaign == other->campaign;
}

enum rt_difference rt_difference_of(const struct rt_run *run,
				    const struct rt_run *other)
{
	bool accessor = rt_same_subject(run, other);
	bool flags = !strcmp(run->flags, other->flags);
	bool compiler, libc;

	if (is_before(run, other))
		return RT_DIFFERENCE_CHANGE;
	if (!accessor && !flags)
		return RT_DIFFERENCE_MANY;
	compiler = same_compiler(run, other);
	libc = !strcmp(libc_of(run), libc_of(other));
	if (accessor && compiler && libc &&
	    is_one_flag(flags_apart(run->flags, other->flags)))
		return RT_DIFFERENCE_FLAG;
	if (!flags || compiler + libc + accessor != 2)
		return RT_DIFFERENCE_MANY;
	if (!libc)
		return RT_DIFFERENCE_LIBC;
	if (!compiler)
		return RT_DIFFERENCE_COMPILER;
	/* Of another subject of the user's too much may be different. */
	return *other->subject ? RT_DIFFERENCE_MANY : RT_DIFFERENCE_ACCESSOR;
}

static void say_flags(struct rt_text *out, struct apart apart)
{
	if (!apart.other.length)
		rt_text_format(out, "without %.*s", (int)apart.one.length,
			       apart.one.at);
	else if (!apart.one.length)
		rt_text_format(out, "with %.*s as well",
			       (int)apart.other.length, apart.other.at);
	else
		rt_text_format(out, "with %.*s in place of %.*s",
			       (int)apart.other.length, apart.other.at,
			       (int)apart.one.length, apart.one.at);
}

static void say_other(struct rt_text *out, const char *now, size_t now_length,
		      const char *before, size_t before_length)
{
	rt_text_format(out, "with %.*s in place of %.*s", (int)now_length, now,
		       (int)before_length, before);
}

void rt_say_difference(struct rt_text *out, const struct rt_run *run,
		       const struct rt_run *other)
{
	switch (rt_difference_of(run, other)) {
	case RT_DIFFERENCE_CHANGE:
		rt_text_add(out, "before the change");
		return;
	case RT_DIFFERENCE_FLAG:
		say_flags(out, flags_apart(run->flags, other->flags));
		return;
	case RT_DIFFERENCE_LIBC:
		say_other(out, libc_of(other), strlen(libc_of(other)),
			  libc_of(run), strlen(libc_of(run)));
		return;
	case RT_DIFFERENCE_COMPILER:
		say_other(out, other->toolchain, strcspn(other->toolchain, "+"),
			  run->toolchain, strcspn(run->toolchain, "+"));
		return;
	case RT_DIFFERENCE_ACCESSOR:
		say_other(out, other->accessor, strlen(other->accessor),
			  run->accessor, strlen(run->accessor));
		return;
	case RT_DIFFERENCE_MANY:
		rt_text_add(out, "with ");
		rt_say_build(out, other);
	}
}

static bool is_sound(const struct rt_run *candidate, const struct rt_run *run)
{
	enum rt_outcome outcome = rt_run_outcome(candidate);
	bool has_code = candidate->instructions && *candidate->instructions;

	return (outcome == RT_OUTCOME_ATOMIC ||
		outcome == RT_OUTCOME_NO_TEAR) &&
	       (has_code || is_before(run, candidate));
}

/* Of the same width and direction, which are read from the trials. */
static bool is_alike(const struct rt_run *candidate, const struct rt_run *run)
{
	return rt_run_width(candidate) == rt_run_width(run) &&
	       rt_run_stores(candidate) == rt_run_stores(run);
}

/*
 * Keeps in @found the run that says most; the first of those that say alike.
 * A report may have ten thousand runs: what is cheap to ask is asked first.
 */
static void consider(const struct rt_run **found, const struct rt_run *runs,
		     size_t count, const struct rt_run *run)
{
	enum rt_difference best =
		*run->side ? RT_DIFFERENCE_CHANGE : RT_DIFFERENCE_FLAG;
	enum rt_difference least =
		*found ? rt_difference_of(run, *found) : RT_DIFFERENCE_MANY;

	for (size_t i = 0; i < count && least > best; i++) {
		enum rt_difference now =
			is_sound(&runs[i], run)
				? rt_difference_of(run, &runs[i])
				: RT_DIFFERENCE_MANY;

		if (now >= least || !is_alike(&runs[i], run))
			continue;
		least = now;
		*found = &runs[i];
	}
}

const struct rt_run *rt_report_sound(const struct rt_report *report,
				     const struct rt_run *run)
{
	const struct rt_run *found = NULL;

	if (report->sound)
		consider(&found, report->sound, 1, run);
	consider(&found, report->runs, report->count, run);
	consider(&found, report->others, report->other_count, run);
	return found;
}
