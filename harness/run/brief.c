/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/run/brief.h"

#include <stdlib.h>
#include <string.h>

#include "harness/accessor/shim_brief.h"
#include "harness/base/file.h"
#include "harness/base/process.h"
#include "harness/module/command.h"
#include "harness/toolchain/flags.h"
#include "harness/toolchain/tool.h"

/* More of the user's headers would push the race out of a short file. */
enum { most_lines = 14 };

static const double preprocess_seconds = 30;

/* What is printed by -E -dI, as far as it was read. */
struct reading {
	struct rt_text *out;
	bool is_systems;     /* the lines are of a system's header */
	const char *include; /* the last line of #include, or NULL */
	size_t include_length;
	unsigned int lines;
};

static void put_line(struct reading *reading, const char *line, size_t length)
{
	rt_text_append(reading->out, line, length);
	rt_text_add(reading->out, "\n");
	reading->lines++;
}

/*
 * `# 1 "/usr/include/stdint.h" 1 3 4`: 1 begins a file, 3 is a system's (gcc's
 * manual of the preprocessor, "Preprocessor Output").
 */
static void take_marker(struct reading *reading, const char *line,
			size_t length)
{
	const char *end = memrchr(line, '"', length);
	size_t rest = end ? length - (size_t)(end - line) : 0;
	bool begins = end && memmem(end, rest, " 1", 2);
	bool is_systems = end && memmem(end, rest, " 3", 2);

	if (begins && is_systems && !reading->is_systems && reading->include)
		put_line(reading, reading->include, reading->include_length);
	if (begins)
		reading->include = NULL;
	reading->is_systems = is_systems;
}

static void take_line(struct reading *reading, const char *line, size_t length)
{
	static const char include[] = "#include";

	if (length > 2 && line[0] == '#' && line[1] == ' ') {
		take_marker(reading, line, length);
	} else if (reading->is_systems || strspn(line, " \t") >= length) {
		return;
	} else if (length > strlen(include) &&
		   !strncmp(line, include, strlen(include))) {
		reading->include = line;
		reading->include_length = length;
	} else if (line[0] != '#') {
		put_line(reading, line, length);
	}
}

/* Appends the lines that are the user's; false: they are too many. */
static bool take_users(struct rt_text *out, const char *printed)
{
	struct reading reading = {.out = out};

	while (*printed) {
		size_t length = strcspn(printed, "\n");

		take_line(&reading, printed, length);
		printed += length + (printed[length] != 0);
	}
	return reading.lines && reading.lines <= most_lines;
}

/* Appends what is left when the user's headers are put in; false without. */
static bool flatten(struct rt_text *out, const struct rt_subject *subject,
		    const char *path)
{
	struct rt_cell cell = subject->cell;
	struct rt_process process = {.exit_status = -1};
	struct rt_strings argv = RT_STRINGS_INIT, flags = RT_STRINGS_INIT;
	struct rt_text taken = RT_TEXT_INIT;
	bool is_short = false;

	cell.source = path;
	if (!rt_flags_parse(&flags, cell.flags, NULL)) {
		rt_command_preprocess(&argv, &cell, &flags);
		if (!argv.failed && !rt_tool_ask(&process, argv.word, NULL,
						 preprocess_seconds, NULL))
			is_short = process.exit_status == 0 &&
				   take_users(&taken,
					      rt_text_string(&process.output));
	}
	if (is_short)
		rt_text_append(out, rt_text_string(&taken), taken.length);
	rt_text_free(&taken);
	rt_process_free(&process);
	rt_strings_free(&argv);
	rt_strings_free(&flags);
	return is_short;
}

void rt_brief_folders(struct rt_strings *words, const char *flags,
		      const char *include)
{
	struct rt_strings list = RT_STRINGS_INIT;

	rt_strings_split(&list, flags ? flags : "");
	for (size_t i = 0; i < list.count; i++) {
		struct rt_text path = RT_TEXT_INIT;
		char *folder;

		if (!rt_command_is_own_folder(list.word[i], include))
			continue;
		rt_text_format(&path, "%s/%s", include, list.word[i] + 2);
		folder = realpath(rt_text_string(&path), NULL);
		rt_strings_format(words, "-I%s",
				  folder ? folder : rt_text_string(&path));
		free(folder);
		rt_text_free(&path);
	}
	rt_strings_free(&list);
}

/* The user's own flags decide the code; the folders only find headers. */
static void add_needs(struct rt_text *out, const struct rt_cell *cell,
		      bool is_flat)
{
	struct rt_strings words = RT_STRINGS_INIT;
	char *folder;

	if (!is_flat)
		rt_brief_folders(&words, cell->flags, cell->include);
	for (const char *const *at = cell->include_folders;
	     !is_flat && at && *at; at++) {
		folder = realpath(*at, NULL);
		rt_strings_format(&words, "-I%s", folder ? folder : *at);
		free(folder);
	}
	for (const char *const *at = cell->own_flags; at && *at; at++)
		rt_strings_add(&words, *at);
	if (words.count) {
		rt_text_add(out, rt_shim_brief_needs);
		rt_command_text(out, &words);
		rt_text_add(out, " */\n");
	}
	out->failed |= words.failed;
	rt_strings_free(&words);
}

static bool can_be_told(const struct rt_subject *subject)
{
	const char *language = subject->cell.language;

	return rt_subject_has_code(subject->words) &&
	       !subject->words->objects.count &&
	       !subject->object.unresolved.count &&
	       (!language || !strcmp(language, "c"));
}

static int write(struct rt_text *out, const struct rt_subject *subject,
		 const struct rt_text *brief, const char *folder,
		 struct rt_error *error)
{
	struct rt_text path = RT_TEXT_INIT, flat = RT_TEXT_INIT;
	bool is_flat;
	int code;

	rt_text_format(&path, "%s/tear.c", folder);
	code = rt_file_write_text(&path, brief, error);
	if (!code) {
		is_flat = flatten(&flat, subject, rt_text_string(&path));
		rt_text_add(out, rt_shim_brief_mark);
		add_needs(out, &subject->cell, is_flat);
		rt_text_add(out, rt_text_string(is_flat ? &flat : brief));
	}
	if (!code && (rt_text_failed(out) || rt_text_failed(&flat)))
		code = rt_no_memory(error);
	rt_text_free(&path);
	rt_text_free(&flat);
	return code;
}

int rt_subject_brief(struct rt_text *out, const struct rt_subject *subject,
		     const struct rt_places *places,
		     const struct rt_trial *trial, struct rt_error *error)
{
	struct rt_text brief = RT_TEXT_INIT, folder = RT_TEXT_INIT;
	struct rt_shim shim;
	int code;

	if (!can_be_told(subject))
		return RT_OK;
	shim = rt_subject_shim_of(subject->words, trial);
	/* The field's line in its page is what chooses the place. */
	rt_shim_brief(&brief, &shim, rt_trial_stores(trial),
		      (unsigned)(rt_trial_place(trial) / 64 % 8));
	code = rt_folder_make_temporary(&folder, rt_text_string(&places->cache),
					error);
	if (!code) {
		code = write(out, subject, &brief, rt_text_string(&folder),
			     error);
		rt_folder_remove(rt_text_string(&folder));
	}
	rt_text_free(&brief);
	rt_text_free(&folder);
	return code;
}
