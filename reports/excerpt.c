/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reports/excerpt.h"

#include <stdio.h>
#include <string.h>

enum { accessor_lines = 10 };

static const char *after_line(const char *at)
{
	at = strchrnul(at, '\n');
	return *at ? at + 1 : at;
}

/* Whether the line at @at is @instruction, blanks apart. */
static bool is_same(const char *at, const char *instruction)
{
	at += strspn(at, " \t");
	while (*instruction && *at && *at != '\n') {
		if (*at == ' ' || *at == '\t' || *instruction == ' ') {
			at += strspn(at, " \t");
			instruction += strspn(instruction, " \t");
		}
		if (*at != *instruction)
			break;
		at += *at != '\0';
		instruction += *instruction != '\0';
	}
	return !*instruction && (*at == '\n' || !*at);
}

static bool holds(const char *line, const char *word)
{
	return memmem(line, strcspn(line, "\n"), word, strlen(word));
}

static bool is_marked(const char *line, const struct rt_run *run)
{
	const struct rt_witness *witness = &run->witness;

	if (holds(line, "call"))
		return witness->seen || (run->called && *run->called);
	if (witness->seen)
		return (*witness->before && is_same(line, witness->before)) ||
		       (*witness->after && is_same(line, witness->after));
	return holds(line, "movsb") || holds(line, "movzbl") ||
	       holds(line, "movb ");
}

static void add(struct rt_excerpt *excerpt, const char *line, bool marked)
{
	struct rt_excerpt_line *to;

	if (excerpt->count == RT_EXCERPT_LINES)
		return;
	to = &excerpt->line[excerpt->count++];
	snprintf(to->text, sizeof(to->text), "%.*s", (int)strcspn(line, "\n"),
		 line);
	to->marked = marked;
}

/* A walk through a listing that knows the line before and the one behind. */
struct walk {
	const struct rt_run *run;
	const char *before; /* NULL at the first line */
	const char *line;
	bool gap; /* the last line was left out */
};

static void step(struct walk *walk)
{
	walk->before = walk->line;
	walk->line = after_line(walk->line);
}

static bool is_near(const struct walk *walk)
{
	const char *behind = after_line(walk->line);

	return is_marked(walk->line, walk->run) ||
	       (walk->before && is_marked(walk->before, walk->run)) ||
	       (*behind && is_marked(behind, walk->run));
}

static void take(struct rt_excerpt *excerpt, struct walk *walk, bool wanted)
{
	if (wanted)
		add(excerpt, walk->line, is_marked(walk->line, walk->run));
	else if (!walk->gap)
		add(excerpt, "...", false);
	walk->gap = !wanted;
	step(walk);
}

void rt_excerpt(struct rt_excerpt *excerpt, const struct rt_run *run)
{
	struct walk accessor = {.run = run, .line = run->instructions};
	struct walk called = {.run = run, .line = run->called};

	excerpt->count = 0;
	for (size_t index = 0; accessor.line && *accessor.line; index++)
		take(excerpt, &accessor,
		     index < accessor_lines || is_near(&accessor));
	if (called.line && *called.line)
		add(excerpt, "memcpy:", false);
	while (called.line && *called.line)
		take(excerpt, &called, is_near(&called));
}
