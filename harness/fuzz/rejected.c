/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/fuzz/rejected.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "harness/base/file.h"
#include "harness/base/lines.h"
#include "harness/base/process.h"
#include "harness/toolchain/flags.h"
#include "harness/toolchain/tool.h"

static const double seconds_to_build = 10;

/* The index of @word in the sorted @words, or where to insert it. */
static size_t place_of(const struct rt_strings *words, const char *word)
{
	size_t first = 0, end = words->count;

	while (first < end) {
		size_t middle = first + (end - first) / 2;

		if (strcmp(words->word[middle], word) < 0)
			first = middle + 1;
		else
			end = middle;
	}
	return first;
}

static bool has(const struct rt_strings *words, const char *word)
{
	size_t place = place_of(words, word);

	return place < words->count && !strcmp(words->word[place], word);
}

static void insert(struct rt_strings *words, const char *word)
{
	size_t place = place_of(words, word), last = words->count;
	char *added;

	if (has(words, word))
		return;
	rt_strings_add(words, word);
	if (words->count == last)
		return;
	added = words->word[last];
	memmove(&words->word[place + 1], &words->word[place],
		(last - place) * sizeof(added));
	words->word[place] = added;
}

/* Takes a valid word; ignores the rest of a line that a kill cut off. */
static int take_line(void *data, char *line, unsigned number,
		     struct rt_error *error)
{
	(void)number;
	(void)error;
	if (rt_flags_allow(line))
		insert(data, line);
	return RT_OK;
}

int rt_rejected_open(struct rt_rejected *rejected, const char *folder,
		     struct rt_error *error)
{
	struct rt_text path = RT_TEXT_INIT, text = RT_TEXT_INIT;

	*rejected = (struct rt_rejected){.words = RT_STRINGS_INIT};
	rt_text_add(&rejected->folder, folder);
	rt_text_format(&path, "%s/rejected", folder);
	/* A missing file means that nothing has been learned. */
	if (!rt_file_read(&text, rt_text_string(&path), NULL))
		rt_lines_read(rt_text_string(&text), text.length,
			      rt_text_string(&path), take_line,
			      &rejected->words, NULL);
	rt_text_free(&text);
	rt_text_free(&path);
	if (rejected->words.failed || rejected->folder.failed)
		return rt_no_memory(error);
	return RT_OK;
}

void rt_rejected_close(struct rt_rejected *rejected)
{
	rt_strings_free(&rejected->words);
	rt_strings_free(&rejected->taken);
	rt_text_free(&rejected->folder);
}

bool rt_rejected_has(const struct rt_rejected *rejected, const char *word)
{
	return has(&rejected->words, word);
}

size_t rt_rejected_count(const struct rt_rejected *rejected, const char *prefix)
{
	size_t length = strlen(prefix), count = 0;

	for (size_t i = place_of(&rejected->words, prefix);
	     i < rejected->words.count; i++, count++)
		if (strncmp(rejected->words.word[i], prefix, length))
			break;
	return count;
}

/* Builds @folder/empty.c with @word, or without it; @taken: it builds. */
static int try(const struct rt_compiler *compiler, const char *word,
	       const char *folder, bool *taken, struct rt_error *error)
{
	bool links = compiler->family != RT_TCC && !compiler->target;
	struct rt_strings argv = RT_STRINGS_INIT;
	struct rt_process process;
	int code;

	rt_strings_add(&argv, compiler->path);
	if (compiler->is_told_target)
		rt_strings_format(&argv, "--target=%s",
				  compiler->target->triplet);
	/* As modules are compiled: harness/module/command.c. */
	if (!compiler->target || !compiler->target->is_bare)
		rt_strings_add(&argv, "-fPIC");
	if (word)
		rt_strings_add(&argv, word);
	rt_strings_add(&argv, links ? "-shared" : "-c");
	if (links)
		rt_strings_add(&argv, "-nostartfiles");
	rt_strings_add(&argv, "-o");
	rt_strings_add(&argv, "empty.so");
	rt_strings_add(&argv, "-x");
	rt_strings_add(&argv, "c");
	rt_strings_add(&argv, "empty.c");
	if (argv.failed) {
		rt_strings_free(&argv);
		return rt_no_memory(error);
	}
	code = rt_tool_ask(&process, argv.word, folder, seconds_to_build,
			   error);
	*taken = !code && process.exit_status == 0;
	rt_process_free(&process);
	rt_strings_free(&argv);
	return code;
}

/*
 * If the build fails with @word but not without it, @word is rejected; if both
 * fail, the machine lacks something.
 */
static int try_both(const struct rt_compiler *compiler, const char *word,
		    const char *folder, bool *taken, struct rt_error *error)
{
	bool builds = true;
	int code = try(compiler, word, folder, taken, error);

	if (!code && !*taken)
		code = try(compiler, NULL, folder, &builds, error);
	if (!code && !builds)
		code = rt_fail(error, RT_SETUP,
			       "%s cannot build an empty source in %s; free "
			       "some space or install what it lacks",
			       compiler->name, folder);
	if (code)
		*taken = true;
	return code;
}

static int try_alone(const struct rt_rejected *rejected,
		     const struct rt_compiler *compiler, const char *word,
		     bool *taken, struct rt_error *error)
{
	static const char empty[] = "int ringtear_empty;\n";
	struct rt_text folder = RT_TEXT_INIT, source = RT_TEXT_INIT;
	int code = rt_folder_make_temporary(
		&folder, rt_text_string(&rejected->folder), error);

	*taken = true;
	if (code) {
		rt_text_free(&folder);
		return code;
	}
	rt_text_format(&source, "%s/empty.c", rt_text_string(&folder));
	code = rt_file_write(rt_text_string(&source), empty, strlen(empty),
			     error);
	if (!code)
		code = try_both(compiler, word, rt_text_string(&folder), taken,
				error);
	rt_folder_remove(rt_text_string(&folder));
	rt_text_free(&source);
	rt_text_free(&folder);
	return code;
}

/* One write() per line, so that lines of other processes do not mix in. */
static int keep(const struct rt_rejected *rejected, const char *word,
		struct rt_error *error)
{
	struct rt_text path = RT_TEXT_INIT, line = RT_TEXT_INIT;
	int code = RT_OK, file;

	rt_text_format(&path, "%s/rejected", rt_text_string(&rejected->folder));
	rt_text_format(&line, "%s\n", word);
	file = open(rt_text_string(&path),
		    O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
	if (file < 0 || write(file, rt_text_string(&line), line.length) !=
				(ssize_t)line.length)
		code = rt_fail_errno(error, RT_SETUP, errno,
				     "cannot append to %s; free some space or "
				     "name another cache folder",
				     rt_text_string(&path));
	if (file >= 0)
		close(file);
	rt_text_free(&line);
	rt_text_free(&path);
	return code;
}

int rt_rejected_learn(struct rt_rejected *rejected,
		      const struct rt_compiler *compiler, const char *word,
		      bool *is_new, struct rt_error *error)
{
	bool taken = true;
	int code;

	*is_new = false;
	if (!rt_flags_allow(word) || has(&rejected->words, word) ||
	    has(&rejected->taken, word))
		return RT_OK;
	code = try_alone(rejected, compiler, word, &taken, error);
	if (code)
		return code;
	insert(taken ? &rejected->taken : &rejected->words, word);
	*is_new = !taken;
	return taken ? RT_OK : keep(rejected, word, error);
}
