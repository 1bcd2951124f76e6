/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/toolchain/compile_commands.h"

#include <jansson.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "harness/base/file.h"
#include "harness/base/near.h"
#include "harness/toolchain/compile_flags.h"
#include "harness/toolchain/programs.h"

enum {
	most_listed = 8,
	most_suggestions = 3,
	most_words = 1 << 16,
	most_mebibytes = 1024, /* the largest known, a browser's, has 500 */
};

/* A search of a database. */
struct search {
	const json_t *database;
	const char *path; /* for messages */
	const char *wanted;
	struct rt_error *error;
};

static const char *member(const json_t *entry, const char *name)
{
	return json_string_value(json_object_get(entry, name));
}

/* The entry's file, absolute; empty when it has none. */
static void name_file(struct rt_text *name, const json_t *entry)
{
	const char *folder = member(entry, "directory");
	const char *file = member(entry, "file");

	if (folder && file)
		rt_compile_flags_absolute(name, folder, file);
}

/* True when @name ends in @wanted, after a slash; equals it if absolute. */
static bool ends_in(const struct rt_text *name, const char *wanted)
{
	size_t length = strlen(wanted);
	const char *text = rt_text_string(name);

	if (!length || length > name->length ||
	    strcmp(text + name->length - length, wanted))
		return false;
	return length == name->length ||
	       (*wanted != '/' && text[name->length - length - 1] == '/');
}

/* The matching files, each once, and the first entry of the first file. */
struct matches {
	struct rt_strings files;
	const json_t *first;
	size_t entries; /* of the first file */
};

static void add_match(struct matches *matches, const json_t *entry,
		      const char *file)
{
	if (!matches->first)
		matches->first = entry;
	if (!matches->files.count || !strcmp(matches->files.word[0], file))
		matches->entries++;
	/* Files beyond those listed need not be compared. */
	if (matches->files.count <= most_listed &&
	    !rt_strings_has(&matches->files, file))
		rt_strings_add(&matches->files, file);
}

static int match_all(struct matches *matches, const struct search *search)
{
	size_t index;
	json_t *entry;

	json_array_foreach(search->database, index, entry)
	{
		struct rt_text name = RT_TEXT_INIT;

		name_file(&name, entry);
		if (ends_in(&name, search->wanted))
			add_match(matches, entry, rt_text_string(&name));
		matches->files.failed |= name.failed;
		rt_text_free(&name);
	}
	return matches->files.failed ? rt_no_memory(search->error) : RT_OK;
}

static const char *last_part(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static int fail_missing(const struct search *search)
{
	size_t count = json_array_size(search->database);
	const char **names = calloc(count + 1, sizeof(*names));
	struct rt_text near = RT_TEXT_INIT;
	size_t kept = 0;

	for (size_t i = 0; names && i < count; i++) {
		const char *file =
			member(json_array_get(search->database, i), "file");

		if (file)
			names[kept++] = last_part(file);
	}
	if (names)
		rt_near_names(&near, names, kept, last_part(search->wanted),
			      most_suggestions);
	rt_fail(search->error, RT_SUBJECT,
		"%s has no file %s among its %zu entries%s%s%s", search->path,
		search->wanted, count,
		near.length ? "; did you mean " : "; check the name",
		rt_text_string(&near), near.length ? "?" : "");
	rt_text_free(&near);
	free(names);
	return RT_SUBJECT;
}

static int fail_ambiguous(const struct search *search,
			  const struct rt_strings *files)
{
	struct rt_text list = RT_TEXT_INIT;

	for (size_t i = 0; i < files->count && i < most_listed; i++)
		rt_text_format(&list, "%s%s", i ? ", " : "", files->word[i]);
	rt_fail(search->error, RT_USAGE,
		"%s is more than one file of %s; name more of its path: %s%s",
		search->wanted, search->path, rt_text_string(&list),
		files->count > most_listed ? ", …" : "");
	rt_text_free(&list);
	return RT_USAGE;
}

static int find_entry(const struct search *search,
		      struct rt_compile_command *found, const json_t **entry)
{
	struct matches matches = {.files = RT_STRINGS_INIT};
	int code = match_all(&matches, search);

	if (!code && !matches.files.count)
		code = fail_missing(search);
	else if (!code && matches.files.count > 1)
		code = fail_ambiguous(search, &matches.files);
	else if (!code)
		rt_text_add(&found->file, matches.files.word[0]);
	found->entries = matches.entries;
	*entry = matches.first;
	rt_strings_free(&matches.files);
	return code;
}

/* "arguments" is a list of arguments, "command" a line for a shell. */
static bool split_entry(struct rt_strings *argv, const json_t *entry)
{
	const json_t *list = json_object_get(entry, "arguments");
	const char *line = member(entry, "command");
	size_t count = json_array_size(list);

	if (!count)
		return line && rt_strings_split(argv, line) && argv->count;
	for (size_t i = 0; i < count && count <= most_words; i++) {
		const char *word = json_string_value(json_array_get(list, i));

		if (!word)
			return false;
		rt_strings_add(argv, word);
	}
	return argv->count == count;
}

static bool command_failed(const struct rt_compile_command *command)
{
	return rt_text_failed(&command->file) ||
	       rt_text_failed(&command->folder) ||
	       rt_text_failed(&command->compiler) || command->flags.failed ||
	       command->left_out.failed;
}

static int read_entry(struct rt_compile_command *found, const json_t *entry,
		      const struct search *search)
{
	struct rt_strings argv = RT_STRINGS_INIT;
	bool readable = split_entry(&argv, entry);
	bool failed = argv.failed;

	rt_compile_flags_absolute(&found->folder, "/",
				  member(entry, "directory"));
	if (readable)
		rt_compile_flags_sort(found, &argv);
	rt_strings_free(&argv);
	if (failed || command_failed(found))
		return rt_no_memory(search->error);
	if (!readable)
		return rt_fail(search->error, RT_SUBJECT,
			       "%s: the entry of %s has neither a list of "
			       "\"arguments\" nor a \"command\" whose quotes "
			       "are closed; let the build write it again",
			       search->path, rt_text_string(&found->file));
	return RT_OK;
}

static int find_in(struct rt_compile_command *found,
		   const struct search *search)
{
	const json_t *entry;
	int code;

	if (!json_is_array(search->database))
		return rt_fail(search->error, RT_SUBJECT,
			       "%s is JSON but no list of compile commands; "
			       "name a compile_commands.json",
			       search->path);
	code = find_entry(search, found, &entry);
	if (!code)
		code = read_entry(found, entry, search);
	return code;
}

int rt_compile_commands_parse(struct rt_compile_command *found,
			      const char *json, size_t length, const char *path,
			      const char *file, struct rt_error *error)
{
	struct search search = {.path = path, .error = error};
	json_error_t reason;
	/* jansson itself bounds the depth, and refuses \u0000 in strings. */
	json_t *database = json_loadb(json, length, 0, &reason);
	int code;

	*found = (struct rt_compile_command){.entries = 0};
	if (!database)
		return rt_fail(error, RT_SUBJECT,
			       "%s:%d: %s; let the build write it again", path,
			       reason.line, reason.text);
	search.database = database;
	search.wanted = file;
	while (!strncmp(search.wanted, "./", 2))
		search.wanted += 2;
	code = find_in(found, &search);
	json_decref(database);
	return code;
}

int rt_compile_commands_find(struct rt_compile_command *found, const char *path,
			     const char *file, struct rt_error *error)
{
	struct rt_text json = RT_TEXT_INIT;
	int code = rt_blame_subject(
		error, rt_file_read_large(&json, path, most_mebibytes, error));

	*found = (struct rt_compile_command){.entries = 0};
	if (!code)
		code = rt_compile_commands_parse(found, rt_text_string(&json),
						 json.length, path, file,
						 error);
	rt_text_free(&json);
	return code;
}

void rt_compile_command_free(struct rt_compile_command *command)
{
	rt_text_free(&command->file);
	rt_text_free(&command->folder);
	rt_text_free(&command->compiler);
	rt_strings_free(&command->flags);
	rt_strings_free(&command->left_out);
}

/* The path of program @name, links resolved, for free(); NULL without one. */
static char *find_program(const char *name)
{
	struct rt_text path = RT_TEXT_INIT;
	char *real = NULL;

	if (strchr(name, '/'))
		real = realpath(name, NULL);
	else if (rt_program_find(name, &path))
		real = realpath(rt_text_string(&path), NULL);
	rt_text_free(&path);
	return real;
}

static bool is_same_program(const char *path, const char *real)
{
	char resolved[PATH_MAX];

	return real && realpath(path, resolved) && !strcmp(resolved, real);
}

/* A clang that is told its target by a flag is in PATH as the host's. */
static bool is_named_alone(const struct rt_toolchain *toolchain)
{
	return toolchain->compiler->target
		       ? !toolchain->compiler->is_told_target
		       : rt_libc_is_host(toolchain->libc);
}

const struct rt_toolchain *rt_compile_command_toolchain(
	const struct rt_compile_command *command,
	const struct rt_toolchains *toolchains)
{
	const char *name = rt_text_string(&command->compiler);
	char *real = *name ? find_program(name) : NULL;
	const struct rt_toolchain *found = NULL;

	for (size_t i = 0; !found && i < toolchains->total; i++) {
		const struct rt_toolchain *one = &toolchains->list[i];

		if (is_named_alone(one) &&
		    is_same_program(one->compiler->path, real))
			found = one;
	}
	free(real);
	return found;
}
