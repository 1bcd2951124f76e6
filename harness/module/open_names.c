/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/module/open_names.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "harness/base/file.h"

const char *rt_open_why(enum rt_open_why why)
{
	static const char *const reasons[] = {
		[RT_OPEN_MISSING] = "defined nowhere here: give an object that "
				    "has it too",
		[RT_OPEN_WEAK] = "weak: a strong definition elsewhere in the "
				 "program would run in its place",
		[RT_OPEN_TWICE] = "defined by several members of the archive: "
				  "which one runs depends on the program; name "
				  "the .o",
	};

	return (unsigned)why < RT_OPEN_REASONS ? reasons[why] : "";
}

int rt_open_names_add(struct rt_open_names *names, uint64_t address,
		      enum rt_open_why why, const char *name,
		      struct rt_error *error)
{
	struct rt_open_name *grown =
		realloc(names->list, (names->count + 1) * sizeof(*names->list));
	char *copy = strdup(name);

	if (grown)
		names->list = grown;
	if (!grown || !copy) {
		free(copy);
		return rt_no_memory(error);
	}
	grown[names->count++] = (struct rt_open_name){
		.address = address, .why = why, .name = copy};
	return RT_OK;
}

int rt_open_names_write(const struct rt_open_names *names, const char *path,
			struct rt_error *error)
{
	struct rt_text text = RT_TEXT_INIT;
	int code;

	for (size_t i = 0; i < names->count; i++)
		rt_text_format(&text, "%" PRIx64 " %d %s\n",
			       names->list[i].address, names->list[i].why,
			       names->list[i].name);
	code = rt_text_failed(&text)
		       ? rt_no_memory(error)
		       : rt_file_write(path, rt_text_string(&text), text.length,
				       error);
	rt_text_free(&text);
	return code;
}

static int damaged(const char *path, struct rt_error *error)
{
	return rt_fail(error, RT_SETUP, "%s is damaged; remove it", path);
}

static int take_line(struct rt_open_names *names, const char *line,
		     const char *path, struct rt_error *error)
{
	char *end;
	uint64_t address = strtoull(line, &end, 16);
	unsigned long why = *end == ' ' ? strtoul(end + 1, &end, 10) : 0;

	if (*end != ' ' || !end[1] || why >= RT_OPEN_REASONS)
		return damaged(path, error);
	return rt_open_names_add(names, address, (enum rt_open_why)why, end + 1,
				 error);
}

int rt_open_names_read(struct rt_open_names *names, const char *path,
		       struct rt_error *error)
{
	struct rt_text text = RT_TEXT_INIT;
	int code = rt_file_read(&text, path, error);
	char *rest = text.data;
	const char *line;

	while (!code && rest && (line = strsep(&rest, "\n")) && *line)
		code = take_line(names, line, path, error);
	rt_text_free(&text);
	return code;
}

void rt_open_names_free(struct rt_open_names *names)
{
	for (size_t i = 0; i < names->count; i++)
		free(names->list[i].name);
	free(names->list);
	*names = (struct rt_open_names){.list = NULL};
}
