/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the search finds, and how soon.
 *
 *     hunt RINGTEAR needles|causes|kills
 *
 * HUNT_RUNS and HUNT_SECONDS make it shorter or longer, HUNT_OPTIONS is added
 * to every campaign: "--toolchain gcc-12 --toolchain clang-14". Exits 0 when
 * every bar was met, 1 when one was missed, else as ringtear does for an error.
 */
#include "harness/cli/commands.h"
#include "bench/hunt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/base/file.h"
#include "reports/screen.h"

static const struct part {
	const char *name;
	int (*run)(const struct rt_hunt *hunt, bool *met,
		   struct rt_error *error);
} parts[] = {
	{"needles", rt_hunt_needles},
	{"causes", rt_hunt_causes},
	{"kills", rt_hunt_kills},
};

static const struct part *find_part(const char *name)
{
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		if (!strcmp(parts[i].name, name))
			return &parts[i];
	return NULL;
}

/* 0 where the environment has none. */
static int read_number(const char *name, double most, double *number,
		       struct rt_error *error)
{
	const char *text = getenv(name);
	char *end;

	*number = 0;
	if (!text || !*text)
		return RT_OK;
	*number = strtod(text, &end);
	if (*end || !(*number >= 1 && *number <= most))
		return rt_fail(error, RT_USAGE,
			       "%s is \"%s\"; give a number from 1 to %.0f",
			       name, text, most);
	return RT_OK;
}

static int open_hunt(struct rt_hunt *hunt, struct rt_error *error)
{
	const char *also = getenv("HUNT_OPTIONS");
	double runs;
	int code = read_number("HUNT_RUNS", 200, &runs, error);

	hunt->runs = (unsigned)runs;
	if (!code)
		code = read_number("HUNT_SECONDS", 3600, &hunt->seconds, error);
	if (!code && also && !rt_strings_split(&hunt->also, also))
		code = rt_fail(error, RT_USAGE,
			       "HUNT_OPTIONS has a quote that is not closed");
	if (!code)
		code = rt_folder_make_temporary(&hunt->folder, "/tmp", error);
	return code;
}

int main(int argc, char **argv)
{
	const struct part *part = argc == 3 ? find_part(argv[2]) : NULL;
	struct rt_error error = RT_ERROR_INIT;
	struct rt_hunt hunt = {.program = argv[1]};
	bool met = true;
	int status, code;

	if (!part) {
		fprintf(stderr, "usage: hunt RINGTEAR needles|causes|kills "
				"(`make bench-fuzz` does it)\n");
		return rt_exit_code(RT_USAGE);
	}
	code = open_hunt(&hunt, &error);
	if (!code)
		code = part->run(&hunt, &met, &error);
	status = code ? rt_cli_fail(&error) : !met;
	if (hunt.folder.length)
		rt_folder_remove(rt_text_string(&hunt.folder));
	rt_text_free(&hunt.folder);
	rt_strings_free(&hunt.also);
	rt_error_clear(&error);
	return status;
}
