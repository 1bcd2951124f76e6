/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/run/advice.h"

#include <glob.h>
#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "harness/base/file.h"
#include "harness/run/advice_private.h"
#include "harness/toolchain/commands_near.h"
#include "harness/toolchain/complaint.h"

/* Headers that no checkout has: the end of the name, and what makes it. */
static const struct {
	const char *name, *maker;
} generated[] = {
	{"config-host.h", "QEMU's ./configure, in the folder of the build"},
	{"config-target.h", "QEMU's ./configure, in the folder of the build"},
	{"config-all-devices.h", "QEMU's build"},
	{"qapi-types.h", "QEMU's build"},
	{"trace.h", "QEMU's build"},
	{"qapi/", "QEMU's build, in the folder qapi of the build"},
	{"trace/", "QEMU's build, in the folder trace of the build"},
	{"generated/",
	 "`make defconfig prepare` of Linux, in include/generated and "
	 "arch/*/include/generated"},
	{"asm/", "`make headers_install` or `make defconfig prepare` of Linux, "
		 "beside arch/*/include"},
	{"rte_build_config.h", "`meson setup build` of DPDK"},
	{"rte_config.h", "`meson setup build` of DPDK"},
	{"autoconf.h", "the tree's configuration, such as `make defconfig`"},
	{"config.h", "the tree's ./configure, cmake or meson"},
};

/* What an -I that points too deep hides. */
static const char *const libc_headers[] = {
	"stdio.h",  "stdlib.h", "string.h", "stdint.h", "stddef.h",
	"limits.h", "errno.h",	"time.h",   "signal.h", "features.h",
};

void rt_advice_hint(struct rt_text *text, const char *format, ...)
{
	va_list arguments;

	rt_text_add(text, "hint: ");
	va_start(arguments, format);
	rt_text_vformat(text, format, arguments);
	va_end(arguments);
	rt_text_add(text, "\n");
}

static bool add_file(struct rt_strings *files, const char *folder,
		     const char *name)
{
	struct rt_text path = RT_TEXT_INIT;
	char real[PATH_MAX];
	bool found;

	rt_text_format(&path, "%s%s%s", folder, *folder ? "/" : "", name);
	found = realpath(rt_text_string(&path), real) != NULL;
	if (found)
		rt_strings_add(files, real);
	rt_text_free(&path);
	return found;
}

/*
 * The folder of the @at-th place where a header may lie: those of -I, those of
 * a real build's -I and its like, those of a system; NULL behind the last.
 */
static const char *folder_of(const struct rt_advising *work, size_t at)
{
	static const char *const systems[] = {"/usr/include",
					      "/usr/local/include"};
	const struct rt_strings *folders = &work->subject->words->folders;
	const struct rt_strings *flags = &work->subject->command.flags;

	if (at < folders->count)
		return folders->word[at];
	at -= folders->count;
	/* A flag of a word that is no folder finds nothing there. */
	if (at < flags->count)
		return flags->word[at];
	at -= flags->count;
	return at < sizeof(systems) / sizeof(*systems) ? systems[at] : NULL;
}

/* The headers where the folders have them, the source and the prelude. */
static void find_files(struct rt_advising *work)
{
	const struct rt_subject_words *words = work->subject->words;
	const char *source = work->subject->cell.source, *folder;

	for (size_t i = 0; i < words->includes.count; i++) {
		const char *name = words->includes.word[i];
		bool found = false;

		for (size_t j = 0; !found && (folder = folder_of(work, j)); j++)
			found = add_file(&work->files, folder, name);
		if (!found && strchr(name, '/'))
			add_file(&work->files, "", name);
		work->header = name;
	}
	for (size_t i = 0; i < words->folders.count; i++)
		add_file(&work->files, words->folders.word[i], ".");
	if (words->prelude)
		add_file(&work->files, "", words->prelude);
	if (source && !words->load && !words->store && !words->copy)
		add_file(&work->files, "", source);
}

/* The length of the folder that file[0] to file[length] lies in; 0: none. */
static size_t parent(const char *file, size_t length)
{
	while (length && file[length - 1] != '/')
		length--;
	return length ? length - 1 : 0;
}

static bool is_below(struct rt_text *folder, const char *file, size_t length,
		     const char *below, const char *name)
{
	struct rt_text at = RT_TEXT_INIT;
	bool found;

	rt_text_format(&at, "%.*s%s/%s", (int)length, file, below, name);
	found = rt_file_exists(rt_text_string(&at));
	if (found)
		rt_text_format(folder, "%.*s%s", (int)length, file, below);
	rt_text_free(&at);
	return found;
}

/* Appends the folder, or its include/, above one of the files with @name. */
static bool find_above(const struct rt_advising *work, const char *name,
		       struct rt_text *folder)
{
	for (size_t i = 0; i < work->files.count; i++) {
		const char *file = work->files.word[i];
		size_t length = strlen(file);

		for (; length; length = parent(file, length))
			if (is_below(folder, file, length, "", name) ||
			    is_below(folder, file, length, "/include", name))
				return true;
	}
	return false;
}

static void advise_commands(const struct rt_advising *work)
{
	struct rt_text path = RT_TEXT_INIT, source = RT_TEXT_INIT;
	bool found = work->subject->words->compile_commands != NULL;

	for (size_t i = 0; !found && i < work->files.count; i++) {
		found = rt_commands_near(&path, work->files.word[i]);
		if (!found)
			continue;
		if (work->header)
			rt_commands_includer(&source, rt_text_string(&path),
					     work->header);
		rt_advice_hint(
			work->text,
			"the tree's own build has its flags in "
			"--compile-commands %s; add --file %s",
			rt_text_string(&path),
			source.length ? rt_text_string(&source)
				      : "with a source of it that includes the "
					"header");
	}
	rt_text_free(&path);
	rt_text_free(&source);
}

/*
 * QEMU's headers rely on what every one of its sources includes first: whether
 * that was said. A real build's source has it too, and says it.
 */
static bool advise_osdep(const struct rt_advising *work)
{
	static const char osdep[] = "qemu/osdep.h";
	struct rt_text folder = RT_TEXT_INIT;

	bool any = !rt_strings_has(&work->subject->words->includes, osdep) &&
		   !work->subject->command.file.length && work->header &&
		   find_above(work, osdep, &folder);

	if (any)
		rt_advice_hint(
			work->text,
			"QEMU's headers want its own first: --include %s, with "
			"-I %s",
			osdep, rt_text_string(&folder));
	rt_text_free(&folder);
	return any;
}

/* Tells the folders that have @name by the pattern @below a part of @file. */
static bool list_folders(const struct rt_advising *work, const char *file,
			 size_t length, const char *below, const char *name)
{
	struct rt_text pattern = RT_TEXT_INIT, list = RT_TEXT_INIT;
	glob_t found;
	bool any;

	rt_text_format(&pattern, "%.*s/%s/%s", (int)length, file, below, name);
	if (!glob(rt_text_string(&pattern), 0, NULL, &found)) {
		for (size_t i = 0; i < found.gl_pathc; i++)
			rt_text_format(&list, "%s%.*s", i ? ", " : "",
				       (int)(strlen(found.gl_pathv[i]) -
					     strlen(name) - 1),
				       found.gl_pathv[i]);
		globfree(&found);
	}
	if (list.length)
		rt_advice_hint(work->text,
			       "%s is in %s; give the folder of the machine "
			       "that is built for as -I",
			       name, rt_text_string(&list));
	any = list.length > 0;
	rt_text_free(&pattern);
	rt_text_free(&list);
	return any;
}

/*
 * The folders of the machines: include/ in other folders of the tree, where
 * none of those that were named has the header.
 */
static bool advise_machines(const struct rt_advising *work, const char *name)
{
	static const char *const below[] = {"*/include", "arch/*/include"};
	bool found = false;

	for (size_t i = 0; !found && i < work->files.count; i++) {
		const char *file = work->files.word[i];
		size_t length = parent(file, strlen(file));

		/* /usr and above are no tree. */
		for (; !found && parent(file, length) > 1;
		     length = parent(file, length))
			for (size_t j = 0; !found && j < 2; j++)
				found = list_folders(work, file, length,
						     below[j], name);
	}
	return found;
}

/* The name in "fatal error: X: No such file" or "fatal error: 'X' file not". */
static bool name_missing(struct rt_text *name, const char *said)
{
	static const char mark[] = "fatal error: ";
	const char *at = strstr(said, mark);
	const char *end;

	if (!at)
		return false;
	at += sizeof(mark) - 1;
	end = strstr(at, *at == '\'' ? "' file not found"
				     : ": No such file or directory");
	if (!end || memchr(at, '\n', (size_t)(end - at)))
		return false;
	at += *at == '\'';
	rt_text_append(name, at, (size_t)(end - at));
	return name->length > 0;
}

static const char *maker_of(const char *name)
{
	size_t length = strlen(name);

	for (size_t i = 0; i < sizeof(generated) / sizeof(*generated); i++) {
		const char *known = generated[i].name;
		size_t size = strlen(known);
		const char *end = name + (length > size ? length - size : 0);

		if (known[size - 1] == '/'
			    ? !strncmp(name, known, size)
			    : !strcmp(end, known) &&
				      (end == name || end[-1] == '/'))
			return generated[i].maker;
	}
	return NULL;
}

static void advise_generated(const struct rt_advising *work, const char *name,
			     const char *maker)
{
	const struct rt_text *folder = &work->subject->command.folder;

	if (work->subject->command.file.length)
		rt_advice_hint(work->text,
			       "%s is generated by %s: let the build in %s "
			       "make it",
			       name, maker, rt_text_string(folder));
	else
		rt_advice_hint(work->text,
			       "%s is generated by %s; name the folder where "
			       "it then is with -I",
			       name, maker);
}

static void advise_missing(const struct rt_advising *work)
{
	struct rt_text name = RT_TEXT_INIT, folder = RT_TEXT_INIT;
	const char *maker;

	if (!name_missing(&name, work->said)) {
		rt_text_free(&name);
		return;
	}
	maker = maker_of(rt_text_string(&name));
	if (find_above(work, rt_text_string(&name), &folder))
		rt_advice_hint(work->text, "-I %s has %s",
			       rt_text_string(&folder), rt_text_string(&name));
	else if (!advise_machines(work, rt_text_string(&name)) && maker)
		advise_generated(work, rt_text_string(&name), maker);
	rt_text_free(&name);
	rt_text_free(&folder);
}

/* A folder that ringtear brings, and a matrix names, hides what it wraps. */
static bool is_ours(const struct rt_advising *work, const char *folder)
{
	const char *include = work->subject->cell.include;
	size_t length = include ? strlen(include) : 0;

	return length && !strncmp(folder, include, length);
}

static void advise_hidden(const struct rt_advising *work)
{
	const struct rt_strings *folders = &work->subject->words->folders;
	size_t count = sizeof(libc_headers) / sizeof(*libc_headers);

	for (size_t i = 0; i < folders->count; i++)
		for (size_t j = 0; j < count; j++) {
			struct rt_text at = RT_TEXT_INIT;

			if (is_ours(work, folders->word[i]) ||
			    !is_below(&at, folders->word[i],
				      strlen(folders->word[i]), "",
				      libc_headers[j])) {
				rt_text_free(&at);
				continue;
			}
			rt_advice_hint(
				work->text,
				"-I %s has a %s of its own, which hides the "
				"libc's; name the folder above, and the "
				"headers "
				"with that folder's name",
				folders->word[i], libc_headers[j]);
			rt_text_free(&at);
			break;
		}
}

/* Everything that is said: the messages, shortened, and what may help. */
static void advise(struct rt_advising *work)
{
	struct rt_text *text = work->text;
	bool is_first_told;

	find_files(work);
	rt_complaint_shorten(text, work->said);
	if (text->length && text->data && text->data[text->length - 1] != '\n')
		rt_text_add(text, "\n");
	advise_commands(work);
	is_first_told = advise_osdep(work);
	advise_missing(work);
	advise_hidden(work);
	rt_advise_flags(work, is_first_told);
	text->failed |= work->files.failed;
	rt_strings_free(&work->files);
}

void rt_subject_advise(const struct rt_subject *subject, struct rt_error *error)
{
	struct rt_text text = RT_TEXT_INIT, said = RT_TEXT_INIT;
	struct rt_text message = RT_TEXT_INIT;
	struct rt_advising work = {.subject = subject, .text = &text};

	if (!error->detail)
		return;
	rt_advice_name(subject, error->detail, &said);
	rt_advice_name(subject, error->message, &message);
	work.said = rt_text_string(&said);
	if (!rt_text_failed(&said))
		advise(&work);
	if (!rt_text_failed(&text) && !rt_text_failed(&said) &&
	    !rt_text_failed(&message)) {
		rt_fail(error, error->code, "%s", rt_text_string(&message));
		rt_error_detail(error, rt_text_string(&text), text.length);
	}
	rt_text_free(&text);
	rt_text_free(&said);
	rt_text_free(&message);
}
