/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/agreement/reasons.h"

#include <fnmatch.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "harness/base/file.h"

static const char *const names[AGREEMENT_KINDS] = {"clear", "disagree", "error",
						   "inconclusive", "unread"};

const char *agreement_kind_name(enum agreement_kind kind)
{
	return names[kind];
}

/* The next field of @line, without the blanks around it; NULL at the end. */
static char *next_field(char **line)
{
	char *field = *line, *end;

	if (!field)
		return NULL;
	end = strchr(field, '|');
	*line = end ? end + 1 : NULL;
	if (!end)
		end = field + strlen(field);
	while (end > field && strchr(" \t", end[-1]))
		end--;
	*end = '\0';
	return field + strspn(field, " \t");
}

static bool parse(struct agreement_reason *reason, char *line)
{
	char *kind = next_field(&line);

	reason->accessor = next_field(&line);
	reason->direction = next_field(&line);
	reason->part = next_field(&line);
	reason->cause = next_field(&line);
	for (int i = 0; i < AGREEMENT_KINDS; i++)
		if (!strcmp(kind, names[i]))
			reason->kind = (enum agreement_kind)i;
	return reason->cause && *reason->cause && reason->kind;
}

static int add(struct agreement_reasons *reasons, const char *line,
	       struct rt_error *error)
{
	struct agreement_reason one = {.met = 0};
	char *copy = strdup(line);
	struct agreement_reason *list =
		realloc(reasons->list, (reasons->count + 1) * sizeof(*list));

	if (list)
		reasons->list = list;
	if (!list || !copy || !parse(&one, copy)) {
		free(copy);
		return rt_fail(error, RT_USAGE,
			       "\"%s\" is no reason: KIND | ACCESSOR | "
			       "DIRECTION | PART | CAUSE",
			       line);
	}
	one.line = copy;
	reasons->list[reasons->count++] = one;
	return RT_OK;
}

int agreement_reasons_read(struct agreement_reasons *reasons, const char *path,
			   struct rt_error *error)
{
	struct rt_text text = RT_TEXT_INIT;
	int code = rt_file_read(&text, path, error);
	char *line, *rest = text.data;

	*reasons = (struct agreement_reasons){.count = 0};
	while (!code && (line = strsep(&rest, "\n")))
		if (*line && *line != '#')
			code = add(reasons, line, error);
	rt_text_free(&text);
	return code;
}

void agreement_reasons_free(struct agreement_reasons *reasons)
{
	for (size_t i = 0; i < reasons->count; i++)
		free(reasons->list[i].line);
	free(reasons->list);
	*reasons = (struct agreement_reasons){.count = 0};
}

struct agreement_reason *agreement_reason_of(
	const struct agreement_reasons *reasons, enum agreement_kind kind,
	const char *accessor, const char *direction, const char *reason)
{
	for (size_t i = 0; i < reasons->count; i++) {
		struct agreement_reason *one = &reasons->list[i];

		if (one->kind == kind && !fnmatch(one->accessor, accessor, 0) &&
		    !fnmatch(one->direction, direction, 0) &&
		    strstr(reason, one->part)) {
			one->met++;
			return one;
		}
	}
	return NULL;
}
