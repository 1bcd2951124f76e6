/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/run/origin.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "harness/base/git.h"
#include "harness/base/process.h"
#include "harness/module/read.h"

/* A package manager that has to read all its lists from a slow disk. */
static const double patience = 20; /* seconds */

/* The header that is looked for among the files that were read. */
struct looking {
	struct rt_text *path;
	const char *name;
};

/* Whether @path ends in the part @name, or is it. */
static bool ends_in(const char *path, const char *name)
{
	size_t length = strlen(path), size = strlen(name);

	return length >= size && !strcmp(path + length - size, name) &&
	       (length == size || path[length - size - 1] == '/');
}

static void take_header(void *data, const char *path, const char *digest)
{
	struct looking *looking = data;

	(void)digest;
	if (!looking->path->length && ends_in(path, looking->name))
		rt_text_add(looking->path, path);
}

/* The last header is the accessor's: those before it are what it relies on. */
static void add_header(struct rt_text *path, const struct rt_subject *subject)
{
	const struct rt_strings *includes = &subject->words->includes;
	struct looking looking = {.path = path};
	struct rt_text name = RT_TEXT_INIT;

	if (!includes->count)
		return;
	looking.name = includes->word[includes->count - 1];
	looking.name += strspn(looking.name, "<./");
	rt_text_append(&name, looking.name, strcspn(looking.name, ">"));
	looking.name = rt_text_string(&name);
	rt_module_each_read(rt_text_string(&subject->build.module), take_header,
			    &looking);
	rt_text_free(&name);
}

void rt_subject_file(struct rt_text *path, const struct rt_subject *subject)
{
	const struct rt_subject_words *words = subject->words;

	if (words->objects.count)
		rt_text_add(path, words->objects.word[0]);
	else if (rt_subject_has_code(words))
		add_header(path, subject);
	else if (subject->is_users && subject->cell.source)
		rt_text_add(path, subject->cell.source);
	if (!path->length && words->prelude)
		rt_text_add(path, words->prelude);
}

static void cut_line(struct rt_text *text)
{
	if (!text->data)
		return;
	text->length = strcspn(text->data, "\n");
	text->data[text->length] = '\0';
}

/* What git says in @folder to @words; false when it says nothing. */
static bool ask_git(struct rt_text *answer, const char *folder,
		    const char *const *words)
{
	int code = rt_git(folder, NULL, words, "tell a commit", answer, NULL);

	cut_line(answer);
	return !code && answer->length && !rt_text_failed(answer);
}

/* " (v3.1.0-2-g0123456789ab)", but no more of what was said than a tag. */
static void add_tag(struct rt_text *origin, const char *described)
{
	const char *dirty = strstr(described, "-dirty");
	int length =
		(int)(dirty ? (size_t)(dirty - described) : strlen(described));

	rt_text_format(origin, " (%.*s)", length, described);
}

/* Of a tracked file: the commit, its subject, and the tag below it. */
static void add_commit(struct rt_text *origin, const char *folder)
{
	const char *log[] = {"log", "-1", "--abbrev=12", "--format=%h %s",
			     NULL};
	const char *describe[] = {"describe",	 "--tags",  "--always",
				  "--abbrev=12", "--dirty", NULL};
	struct rt_text commit = RT_TEXT_INIT, tag = RT_TEXT_INIT;
	size_t hash;

	if (ask_git(&commit, folder, log)) {
		ask_git(&tag, folder, describe);
		hash = strcspn(commit.data, " ");
		rt_text_format(
			origin, ", commit %.*s%s", (int)hash, commit.data,
			strstr(rt_text_string(&tag), "-dirty") ? "-dirty" : "");
		if (commit.data[hash])
			rt_text_format(origin, " \"%s\"",
				       commit.data + hash + 1);
		if (tag.length && strncmp(tag.data, commit.data, hash) != 0)
			add_tag(origin, tag.data);
	} else {
		rt_text_add(origin, ", which has no commit yet");
	}
	rt_text_free(&commit);
	rt_text_free(&tag);
}

/* @folder and @name make the absolute path of a file. */
static bool add_tree(struct rt_text *origin, const char *folder,
		     const char *name)
{
	const char *top[] = {"rev-parse", "--show-toplevel", NULL};
	const char *list[] = {"ls-files", "--full-name", "--", name, NULL};
	struct rt_text tree = RT_TEXT_INIT, file = RT_TEXT_INIT;
	bool found = ask_git(&tree, folder, top);
	const char *slash = strrchr(rt_text_string(&tree), '/');

	found = found && slash && slash[1];
	if (found && ask_git(&file, folder, list))
		rt_text_format(origin, "%s of %s", file.data, slash + 1);
	else if (found)
		rt_text_format(origin, "%s, which is not tracked, in %s", name,
			       slash + 1);
	if (found)
		add_commit(origin, folder);
	rt_text_free(&tree);
	rt_text_free(&file);
	return found;
}

/* The first line that a program prints which ends well; else nothing. */
static bool ask(struct rt_text *line, const char *const *argv)
{
	struct rt_process process = {.exit_status = -1};
	struct rt_strings words = RT_STRINGS_INIT;

	rt_strings_add(&words, "env");
	rt_strings_add(&words, "LC_ALL=C");
	for (; *argv; argv++)
		rt_strings_add(&words, *argv);
	if (!words.failed &&
	    !rt_process_run(&process, words.word, NULL, patience, NULL) &&
	    !process.exit_status)
		rt_text_add(line, rt_text_string(&process.output));
	cut_line(line);
	rt_process_free(&process);
	rt_strings_free(&words);
	return line->length > 0;
}

/* dpkg(1) keeps the paths of before /lib became a link to /usr/lib. */
static bool ask_dpkg(struct rt_text *package, const char *path)
{
	const char *search[] = {"dpkg-query", "-S", path, NULL};
	const char *show[] = {"dpkg-query", "-W",
			      "-f",	    "${binary:Package} ${Version}\n",
			      NULL,	    NULL};
	struct rt_text owner = RT_TEXT_INIT;

	if (!ask(&owner, search) && !strncmp(path, "/usr/", 5)) {
		search[2] = path + 4;
		ask(&owner, search);
	}
	if (owner.length) {
		/* "libc6-dev:amd64: /usr/include/string.h" */
		owner.data[strcspn(owner.data, " ,")] = '\0';
		owner.length = strlen(owner.data);
		if (owner.length && owner.data[owner.length - 1] == ':')
			owner.data[--owner.length] = '\0';
		show[4] = owner.data;
		ask(package, show);
	}
	rt_text_free(&owner);
	return package->length > 0;
}

/* "/usr/lib/libc.a is owned by musl-dev-1.2.3-r4" */
static bool ask_apk(struct rt_text *package, const char *path)
{
	static const char mark[] = " is owned by ";
	const char *words[] = {"apk", "info", "--who-owns", path, NULL};
	struct rt_text line = RT_TEXT_INIT;
	const char *at;

	if (ask(&line, words) && (at = strstr(line.data, mark)))
		rt_text_add(package, at + sizeof(mark) - 1);
	rt_text_free(&line);
	return package->length > 0;
}

static bool add_package(struct rt_text *origin, const char *path)
{
	const char *rpm[] = {"rpm", "-qf", path, NULL};
	struct rt_text package = RT_TEXT_INIT;
	bool found = ask_dpkg(&package, path) || ask_apk(&package, path) ||
		     ask(&package, rpm);

	if (found)
		rt_text_format(origin, "%s of the package %s", path,
			       rt_text_string(&package));
	rt_text_free(&package);
	return found;
}

void rt_file_origin(struct rt_text *origin, const char *path)
{
	char real[PATH_MAX];
	char *slash;

	if (!realpath(path, real))
		return;
	slash = strrchr(real, '/');
	if (!slash || slash == real)
		return;
	*slash = '\0';
	if (add_tree(origin, real, slash + 1))
		return;
	*slash = '/';
	add_package(origin, real);
}
