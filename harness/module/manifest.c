/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/module/manifest.h"

#include <stdlib.h>
#include <string.h>

#include "harness/base/file.h"
#include "harness/module/look.h"

/* The state of writing a list. */
struct writing {
	struct rt_text *list;
	const struct rt_inputs *inputs;
	bool has_compiled;
};

/* Whether a compiled header was taken, and will be, is not known. */
static bool note_there(const char *path, int ending, void *data)
{
	struct writing *writing = data;

	if (ending)
		writing->has_compiled = true;
	else if (!rt_strings_has(&writing->inputs->read, path))
		rt_text_format(writing->list, "there %s\n", path);
	return false;
}

/*
 * Appends the line of one folder. Of one that is not there the line of the one
 * above says enough. Beside a compiled header the state is one that never
 * holds.
 */
static void list_folder(struct writing *writing, size_t index,
			const char *parent, struct rt_text *at)
{
	const struct rt_inputs *inputs = writing->inputs;
	const char *folder = inputs->folders.word[index];
	struct rt_text path = RT_TEXT_INIT;
	struct rt_text state = RT_TEXT_INIT;
	bool is_missing;

	rt_look_join(&path, folder, parent);
	rt_look_state(&state, rt_text_string(&path), &inputs->began);
	is_missing = !strcmp(rt_text_string(&state), "-");
	writing->has_compiled = false;
	if (!is_missing)
		rt_look_in(&inputs->names, folder, parent, note_there, writing);
	if (!is_missing || !*parent)
		rt_text_format(at, "at %s %zu %s\n",
			       writing->has_compiled ? "*"
						     : rt_text_string(&state),
			       index, parent);
	at->failed |= path.failed || state.failed;
	rt_text_free(&path);
	rt_text_free(&state);
}

static void list_folders(struct writing *writing,
			 const struct rt_strings *parents, struct rt_text *at)
{
	for (size_t i = 0; i < writing->inputs->folders.count; i++)
		for (size_t j = 0; j < parents->count; j++)
			list_folder(writing, i, parents->word[j], at);
}

static int list_read(struct rt_text *list, const struct rt_strings *paths,
		     struct rt_error *error)
{
	struct rt_digest digest;
	int code = RT_OK;

	for (size_t i = 0; !code && i < paths->count; i++) {
		code = rt_hash_file(&digest, paths->word[i], error);
		if (!code)
			rt_text_format(list, "read %s %s\n", digest.text,
				       paths->word[i]);
	}
	return code;
}

static void list_words(struct rt_text *list, const char *kind,
		       const struct rt_strings *words)
{
	for (size_t i = 0; i < words->count; i++)
		rt_text_format(list, "%s %s\n", kind, words->word[i]);
}

int rt_manifest_write(struct rt_text *list, const struct rt_inputs *inputs,
		      struct rt_digest *name, struct rt_error *error)
{
	struct writing writing = {.list = list, .inputs = inputs};
	struct rt_strings parents = RT_STRINGS_INIT;
	struct rt_text at = RT_TEXT_INIT;
	struct rt_hash hash;
	int code = RT_OK;

	if (inputs) {
		code = list_read(list, &inputs->read, error);
		list_words(list, "folder", &inputs->folders);
		list_words(list, "name", &inputs->names);
		rt_look_parents(&parents, &inputs->names);
		list_folders(&writing, &parents, &at);
	}
	rt_hash_start(&hash);
	rt_hash_string(&hash, rt_text_string(list));
	if (rt_hash_end(&hash, name, code ? NULL : error))
		code = code ? code : RT_SETUP;
	rt_text_add(list, rt_text_string(&at));
	list->failed |= at.failed || parents.failed;
	rt_text_free(&at);
	rt_strings_free(&parents);
	return code;
}

int rt_manifest_end(struct rt_text *list, const char *folder,
		    struct rt_error *error)
{
	struct rt_text path = RT_TEXT_INIT;
	struct rt_digest digest;
	int code;

	rt_text_format(&path, "%s/module.so", folder);
	code = rt_hash_file(&digest, rt_text_string(&path), error);
	if (!code)
		rt_text_format(list, "module %s\n", digest.text);
	rt_text_free(&path);
	return code;
}

/* The state of reading a list. */
struct reading {
	const char *entry;
	struct rt_strings folders, names;
	struct rt_strings there; /* and those that were read */
	bool is_complete;	 /* the line "module" was read */
};

enum { digits = sizeof(struct rt_digest) - 1 };

/* Whether the content of @path still has the digest that @words begin with. */
static bool is_unchanged(const char *words, const char *path)
{
	struct rt_digest now;

	return !rt_hash_file(&now, path, NULL) &&
	       !strncmp(words, now.text, digits);
}

/* @words is "DIGEST PATH". */
static bool was_read(struct reading *reading, const char *words)
{
	const char *path;

	if (strlen(words) < digits + 1 || words[digits] != ' ')
		return false;
	path = words + digits + 1;
	rt_strings_add(&reading->there, path);
	return is_unchanged(words, path);
}

static bool is_new(const char *path, int ending, void *data)
{
	const struct reading *reading = data;

	(void)ending;
	return !rt_strings_has(&reading->there, path);
}

/*
 * @words is "STATE NUMBER PARENT". Where the folder has changed, the names in
 * it are looked for, and those in folders below it, which may be new.
 */
static bool is_as_it_was(struct reading *reading, const char *words)
{
	size_t length = strcspn(words, " ");
	const char *folder;
	struct rt_text path = RT_TEXT_INIT;
	struct rt_text state = RT_TEXT_INIT;
	unsigned long index;
	char *end;
	bool same;

	index = strtoul(words + length, &end, 10);
	if (*end != ' ' || index >= reading->folders.count)
		return false;
	folder = reading->folders.word[index];
	rt_look_join(&path, folder, end + 1);
	rt_look_state(&state, rt_text_string(&path), NULL);
	same = state.length == length &&
	       !memcmp(words, rt_text_string(&state), length);
	if (!same)
		same = !rt_look_below(&reading->names, folder, end + 1, is_new,
				      reading);
	rt_text_free(&path);
	rt_text_free(&state);
	return same;
}

static bool module_holds(struct reading *reading, const char *digest)
{
	struct rt_text path = RT_TEXT_INIT;
	bool same;

	rt_text_format(&path, "%s/module.so", reading->entry);
	same = strlen(digest) == digits &&
	       is_unchanged(digest, rt_text_string(&path));
	reading->is_complete = true;
	rt_text_free(&path);
	return same;
}

static bool take_line(struct reading *reading, const char *line)
{
	size_t length = strcspn(line, " ");
	const char *words = line + length + (line[length] == ' ');

	if (!strncmp(line, "read ", 5))
		return was_read(reading, words);
	if (!strncmp(line, "at ", 3))
		return is_as_it_was(reading, words);
	if (!strncmp(line, "module ", 7))
		return module_holds(reading, words);
	if (!strncmp(line, "folder ", 7))
		rt_strings_add(&reading->folders, words);
	else if (!strncmp(line, "name ", 5))
		rt_strings_add(&reading->names, words);
	else if (!strncmp(line, "there ", 6))
		rt_strings_add(&reading->there, words);
	else
		return false;
	return true;
}

bool rt_manifest_holds(const char *entry)
{
	struct reading reading = {.entry = entry};
	struct rt_text path = RT_TEXT_INIT;
	struct rt_text list = RT_TEXT_INIT;
	bool holds = true;
	char *rest;
	const char *line;

	rt_text_format(&path, "%s/inputs", entry);
	if (rt_file_read(&list, rt_text_string(&path), NULL) != RT_OK)
		holds = false;
	rest = list.data;
	while (holds && rest && (line = strsep(&rest, "\n")) && *line)
		holds = take_line(&reading, line);
	holds &= reading.is_complete && !reading.folders.failed &&
		 !reading.names.failed && !reading.there.failed;
	rt_strings_free(&reading.folders);
	rt_strings_free(&reading.names);
	rt_strings_free(&reading.there);
	rt_text_free(&path);
	rt_text_free(&list);
	return holds;
}
