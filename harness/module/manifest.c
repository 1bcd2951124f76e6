/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/module/manifest.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "harness/base/file.h"

/* Beside a header a compiler looks for one that was compiled before. */
static const char *const endings[] = {"", ".gch", ".pch"};

enum { ending_count = sizeof(endings) / sizeof(*endings) };

/* Appends @folder/@name, or what there is of the two. */
static void join(struct rt_text *path, const char *folder, const char *name)
{
	rt_text_format(path, "%s%s%s", folder, *name ? "/" : "", name);
}

/*
 * Appends a text that changes whenever something is added to the folder @path:
 * its time of change, unlike that of modification, cannot be set back. "*",
 * which is never the same, when it changed after @began.
 */
static void add_state(struct rt_text *state, const char *path,
		      const struct timespec *began)
{
	struct stat about;

	if (stat(path, &about))
		rt_text_add(state, "-");
	else if (began && about.st_ctim.tv_sec >= began->tv_sec)
		rt_text_add(state, "*");
	else
		rt_text_format(state, "%lld.%09ld.%llu.%llu",
			       (long long)about.st_ctim.tv_sec,
			       about.st_ctim.tv_nsec,
			       (unsigned long long)about.st_ino,
			       (unsigned long long)about.st_dev);
}

/* A folder of this name is passed over, unless it holds compiled headers. */
static bool is_there(const char *path, int ending)
{
	struct stat about;

	return !stat(path, &about) && (ending || S_ISREG(about.st_mode));
}

/* The part of @name before its last slash; "" for none. */
static void add_parent(struct rt_text *parent, const char *name)
{
	const char *slash = strrchr(name, '/');

	if (slash)
		rt_text_append(parent, name, (size_t)(slash - name));
}

static void list_parents(struct rt_strings *parents,
			 const struct rt_strings *names)
{
	for (size_t i = 0; i < names->count; i++) {
		struct rt_text parent = RT_TEXT_INIT;

		add_parent(&parent, names->word[i]);
		if (!rt_strings_has(parents, rt_text_string(&parent)))
			rt_strings_add(parents, rt_text_string(&parent));
		rt_text_free(&parent);
	}
}

/* What is done with each name below the folder @at that is there. */
typedef bool visit(const char *path, int ending, void *data);

/*
 * Visits the names of @names that are found in the folder @folder/@parent; true
 * when a visit was.
 */
static bool find_in(const struct rt_strings *names, const char *folder,
		    const char *parent, visit *visits, void *data)
{
	bool is_over = false;

	for (size_t i = 0; !is_over && i < names->count; i++) {
		struct rt_text own = RT_TEXT_INIT;
		bool is_here;

		add_parent(&own, names->word[i]);
		is_here = !strcmp(rt_text_string(&own), parent);
		rt_text_free(&own);
		for (int j = 0; is_here && !is_over && j < ending_count; j++) {
			struct rt_text path = RT_TEXT_INIT;

			join(&path, folder, names->word[i]);
			rt_text_add(&path, endings[j]);
			is_over = is_there(rt_text_string(&path), j) &&
				  visits(rt_text_string(&path), j, data);
			rt_text_free(&path);
		}
	}
	return is_over;
}

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
 * Appends the line of one folder. Beside a compiled header its state is one
 * that never holds, and the header found is no name that was there.
 */
static void list_folder(struct writing *writing, const char *folder,
			const char *parent, struct rt_text *at)
{
	struct rt_text path = RT_TEXT_INIT;
	struct rt_text state = RT_TEXT_INIT;

	join(&path, folder, parent);
	add_state(&state, rt_text_string(&path), &writing->inputs->began);
	writing->has_compiled = false;
	if (strcmp(rt_text_string(&state), "-"))
		find_in(&writing->inputs->names, folder, parent, note_there,
			writing);
	rt_text_format(at, "at %s %s\n",
		       writing->has_compiled ? "*" : rt_text_string(&state),
		       rt_text_string(&path));
	at->failed |= path.failed || state.failed;
	rt_text_free(&path);
	rt_text_free(&state);
}

static void list_folders(struct writing *writing,
			 const struct rt_strings *parents, struct rt_text *at)
{
	const struct rt_strings *folders = &writing->inputs->folders;

	for (size_t i = 0; i < folders->count; i++)
		for (size_t j = 0; j < parents->count; j++)
			list_folder(writing, folders->word[i], parents->word[j],
				    at);
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
		list_parents(&parents, &inputs->names);
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

/* Looks for the names in the folder @path, which has changed. */
static bool has_new(struct reading *reading, const char *path)
{
	struct rt_strings parents = RT_STRINGS_INIT;
	bool found = false;

	list_parents(&parents, &reading->names);
	for (size_t i = 0; !found && i < reading->folders.count; i++)
		for (size_t j = 0; !found && j < parents.count; j++) {
			const char *folder = reading->folders.word[i];
			struct rt_text one = RT_TEXT_INIT;

			join(&one, folder, parents.word[j]);
			found = !strcmp(rt_text_string(&one), path) &&
				find_in(&reading->names, folder,
					parents.word[j], is_new, reading);
			rt_text_free(&one);
		}
	found |= parents.failed;
	rt_strings_free(&parents);
	return found;
}

/* @words is "STATE PATH". */
static bool is_as_it_was(struct reading *reading, const char *words)
{
	size_t length = strcspn(words, " ");
	struct rt_text state = RT_TEXT_INIT;
	const char *path;
	bool same;

	if (!words[length])
		return false;
	path = words + length + 1;
	add_state(&state, path, NULL);
	same = state.length == length &&
	       !memcmp(words, rt_text_string(&state), length);
	rt_text_free(&state);
	return same || !has_new(reading, path);
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
