/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What each real build of a header has before it or beside it. */
#include <string.h>

#include "harness/base/file.h"
#include "harness/run/advice_private.h"
#include "harness/toolchain/pkg_config.h"

/* Types that headers leave to those who include them, and whose they are. */
static const struct {
	const char *type, *header;
} leant_on[] = {
	{"uint8_t", "<stdint.h>"},   {"uint16_t", "<stdint.h>"},
	{"uint32_t", "<stdint.h>"},  {"uint64_t", "<stdint.h>"},
	{"int8_t", "<stdint.h>"},    {"int16_t", "<stdint.h>"},
	{"int32_t", "<stdint.h>"},   {"int64_t", "<stdint.h>"},
	{"uintptr_t", "<stdint.h>"}, {"intptr_t", "<stdint.h>"},
	{"size_t", "<stddef.h>"},    {"ptrdiff_t", "<stddef.h>"},
	{"bool", "<stdbool.h>"},     {"ssize_t", "<sys/types.h>"},
	{"off_t", "<sys/types.h>"},  {"pid_t", "<sys/types.h>"},
};

/*
 * The type in "unknown type name X", between the quotes of a compiler, ASCII or
 * not. Its length; 0 where nothing is said of one.
 */
static size_t unknown_type(const char *said, const char **type)
{
	static const char mark[] = "unknown type name ";
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789";
	const char *at = strstr(said, mark);

	if (!at)
		return 0;
	at += sizeof(mark) - 1;
	at += strcspn(at, letters);
	*type = at;
	return strspn(at, letters);
}

static void advise_types(const struct rt_advising *work)
{
	const char *type = "";
	size_t length = unknown_type(work->said, &type);

	for (size_t i = 0; i < sizeof(leant_on) / sizeof(*leant_on); i++) {
		const char *header = leant_on[i].header;

		if (strlen(leant_on[i].type) != length ||
		    strncmp(leant_on[i].type, type, length) ||
		    rt_strings_has(&work->subject->words->includes, header))
			continue;
		rt_advice_hint(work->text,
			       "%s is of %s, which a source has to include "
			       "before this header: --include '%s' before it",
			       leant_on[i].type, header, header);
	}
}

/*
 * The name that the first #include of the source @text has, and its length,
 * with the brackets where it has some; 0 for none.
 */
static size_t first_include(const char *text, const char **name)
{
	static const char word[] = "include";

	for (const char *line = text; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		line += strspn(line, " \t");
		if (*line != '#')
			continue;
		line++;
		line += strspn(line, " \t");
		if (strncmp(line, word, sizeof(word) - 1))
			continue;
		*name = line + sizeof(word) - 1;
		*name += strspn(*name, " \t");
		if (**name == '<')
			return strcspn(*name, ">\n") + 1;
		if (*(*name)++ == '"')
			return strcspn(*name, "\"\n");
	}
	return 0;
}

/*
 * A tree whose sources all begin with one header (config.h, qemu/osdep.h) has
 * headers that rely on it.
 */
static bool advise_first(const struct rt_advising *work)
{
	const struct rt_text *file = &work->subject->command.file;
	struct rt_text text = RT_TEXT_INIT, first = RT_TEXT_INIT;
	const char *name;
	size_t length = 0;

	/* Not where the source itself is what is included. */
	if (file->length &&
	    !rt_strings_has(&work->files, rt_text_string(file)) &&
	    !rt_file_read(&text, rt_text_string(file), NULL))
		length = first_include(rt_text_string(&text), &name);
	if (length)
		rt_text_append(&first, name, length);
	if (length && work->subject->words->includes.count &&
	    strcmp(work->subject->words->includes.word[0],
		   rt_text_string(&first)))
		rt_advice_hint(work->text,
			       "%s includes %s before all others: --include "
			       "'%s' before yours",
			       work->subject->words->file,
			       rt_text_string(&first), rt_text_string(&first));
	rt_text_free(&text);
	rt_text_free(&first);
	return length > 0;
}

/* The package whose name holds the folder's in which a header was found. */
static void advise_package(const struct rt_advising *work)
{
	struct rt_text name = RT_TEXT_INIT;
	bool found = work->subject->words->pkg_config ||
		     work->subject->words->compile_commands;

	for (size_t i = 0; !found && i < work->files.count; i++) {
		struct rt_text folder = RT_TEXT_INIT;
		const char *file = work->files.word[i];
		const char *slash = strrchr(file, '/');

		if (slash) {
			rt_text_append(&folder, file, (size_t)(slash - file));
			found = rt_pkg_config_near(&name,
						   rt_text_string(&folder));
		}
		rt_text_free(&folder);
	}
	if (name.length)
		rt_advice_hint(work->text,
			       "the flags that these headers want: "
			       "--pkg-config %s",
			       rt_text_string(&name));
	rt_text_free(&name);
}

/* Code for instructions that the compiler may not use without being told. */
static void advise_machine(const struct rt_advising *work)
{
	if (strstr(work->said, "target specific option mismatch") ||
	    strstr(work->said, "requires target feature"))
		rt_advice_hint(work->text,
			       "the header has instructions that these flags "
			       "do not allow; take its build's -m flags, or "
			       "such as --flags '-O2 -march=native'");
}

void rt_advise_flags(const struct rt_advising *work, bool is_first_told)
{
	/* What comes first in a tree has such types, and more. */
	if (!advise_first(work) && !is_first_told)
		advise_types(work);
	advise_package(work);
	advise_machine(work);
}
