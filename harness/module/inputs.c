/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/module/inputs.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "harness/base/file.h"
#include "harness/module/scan.h"
#include "harness/module/search.h"

void rt_inputs_begin(struct rt_inputs *inputs)
{
	*inputs = (struct rt_inputs){.is_complete = true};
	clock_gettime(CLOCK_REALTIME, &inputs->began);
}

void rt_inputs_free(struct rt_inputs *inputs)
{
	rt_strings_free(&inputs->read);
	rt_strings_free(&inputs->folders);
	rt_strings_free(&inputs->names);
}

/* Whether a word that @cell or the user gives begins with @start. */
static bool has_word(const struct rt_cell *cell, const struct rt_strings *flags,
		     const char *start)
{
	size_t length = strlen(start);

	for (size_t i = 0; i < flags->count; i++)
		if (!strncmp(flags->word[i], start, length))
			return true;
	for (const char *const *at = cell->own_flags; at && *at; at++)
		if (!strncmp(*at, start, length))
			return true;
	return false;
}

/* With -flto the assembler of the code is run by the linker. */
static bool assembler_lists(const struct rt_cell *cell,
			    const struct rt_strings *flags)
{
	return cell->toolchain->compiler->family == RT_GCC &&
	       !has_word(cell, flags, "-flto");
}

void rt_inputs_listen(struct rt_strings *compile, const struct rt_cell *cell,
		      const struct rt_strings *flags, const char *made)
{
	if (!assembler_lists(cell, flags))
		return;
	rt_strings_add(compile, "-Xassembler");
	rt_strings_add(compile, "--MD");
	rt_strings_add(compile, "-Xassembler");
	rt_strings_format(compile, "%s/assembled.d", made);
}

/* Variables that name programs, or files that are written. */
static bool environment_is_beyond_reach(void)
{
	static const char *const variables[] = {
		"COMPILER_PATH", "GCC_EXEC_PREFIX",	"CCC_OVERRIDE_OPTIONS",
		"CCC_ADD_ARGS",	 "DEPENDENCIES_OUTPUT", "SUNPRO_DEPENDENCIES",
	};

	for (size_t i = 0; i < sizeof(variables) / sizeof(*variables); i++) {
		const char *value = getenv(variables[i]);

		if (value && *value)
			return true;
	}
	return false;
}

/*
 * What makes a compiler run programs, or read files that it does not list, that
 * no #include names. Most of them no cell can have: flags.c, compile_flags.c.
 */
static bool is_beyond_reach(const struct rt_cell *cell,
			    const struct rt_strings *flags)
{
	static const char *const words[] = {
		"-B",
		"-specs",
		"--specs",
		"@",
		"-fplugin",
		"-Xclang",
		"-Xassembler",
		"-Xpreprocessor",
		"-Wa,",
		"-wrapper",
		"-include-pch",
		"-fmodule",
		"-fpch",
		"-fprofile",
		"-fauto-profile",
		"--config",
		"-fpass-plugin",
		"-fxray",
		"-mllvm",
		"--embed-dir",
		"-fsanitize-ignorelist",
		"-fsanitize-blacklist",
		"-fsanitize-coverage-",
		"-frandomize-layout-seed-file",
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (has_word(cell, flags, words[i]))
			return true;
	return environment_is_beyond_reach();
}

/* A relative -include or -imacros is looked for beside the usual folders. */
static bool includes_by_flag(const struct rt_cell *cell)
{
	for (const char *const *at = cell->own_flags; at && *at; at++) {
		bool is_one = !strncmp(*at, "-include", 8) ||
			      !strncmp(*at, "-imacros", 8);

		if (is_one && ((*at)[8] || !at[1] || at[1][0] != '/'))
			return true;
	}
	return false;
}

/*
 * Takes the next file name from a rule of make: names are separated by blanks
 * and by line ends, with or without a backslash; "\ " is a blank in a name and
 * "$$" a dollar. False at the end.
 */
static bool next_name(struct rt_text *name, const char **at)
{
	const char *c = *at;

	while (*c == ' ' || *c == '\n' || *c == '\t' ||
	       (*c == '\\' && c[1] == '\n'))
		c++;
	for (; *c && *c != ' ' && *c != '\n' && *c != '\t'; c++) {
		if (*c == '\\' && c[1] == '\n')
			break;
		if ((*c == '\\' && (c[1] == ' ' || c[1] == '#')) ||
		    (*c == '$' && c[1] == '$'))
			c++;
		rt_text_append(name, c, 1);
	}
	*at = c;
	return name->length > 0;
}

/* Adds the files that the rule of make @made/@file has on its right side. */
static int read_rule(struct rt_strings *names, const char *made,
		     const char *file, struct rt_error *error)
{
	struct rt_text path = RT_TEXT_INIT;
	struct rt_text rule = RT_TEXT_INIT;
	const char *at;
	bool more = true;
	int code;

	rt_text_format(&path, "%s/%s", made, file);
	code = rt_file_read(&rule, rt_text_string(&path), error);
	at = strstr(rt_text_string(&rule), ": ");
	at = at ? at + 2 : "";
	while (!code && more) {
		struct rt_text name = RT_TEXT_INIT;

		more = next_name(&name, &at);
		if (more)
			rt_strings_add(names, rt_text_string(&name));
		rt_text_free(&name);
	}
	rt_text_free(&path);
	rt_text_free(&rule);
	return code;
}

/*
 * The compiler's output, a temporary file, comes last; the name that its .file
 * gives stands before it. A file that has this very name and is read would not
 * be seen, so that the source itself is searched too.
 */
static bool assembler_read_more(const struct rt_cell *cell, const char *made)
{
	struct rt_strings names = RT_STRINGS_INIT;
	const char *slash = strrchr(cell->source, '/');
	const char *own = slash ? slash + 1 : cell->source;
	bool more = read_rule(&names, made, "assembled.d", NULL) != RT_OK;

	for (size_t i = 0; i + 1 < names.count; i++)
		more |= strcmp(names.word[i], own) != 0;
	more |= names.failed;
	rt_strings_free(&names);
	return more;
}

static bool is_later(const struct timespec *one, const struct timespec *other)
{
	return one->tv_sec > other->tv_sec ||
	       (one->tv_sec == other->tv_sec && one->tv_nsec > other->tv_nsec);
}

/* A file that changed while the compiler ran may have been another one. */
static bool is_settled(const struct rt_inputs *inputs, const char *path)
{
	struct stat about;

	return !strchr(path, '\n') && !stat(path, &about) &&
	       !is_later(&about.st_ctim, &inputs->began);
}

/* Adds what the file @path asks for to @asked. */
static bool scan(struct rt_strings *asked, const char *path, bool assembly)
{
	struct rt_text text = RT_TEXT_INIT;
	/* Behind a byte 0 nothing would be seen. */
	bool known = !rt_file_read(&text, path, NULL) &&
		     strlen(rt_text_string(&text)) == text.length &&
		     rt_scan_queries(asked, rt_text_string(&text)) &&
		     !(assembly && rt_scan_reads_in_assembly(
					   rt_text_string(&text), text.length));

	rt_text_free(&text);
	return known;
}

static void add_once(struct rt_strings *words, const char *word)
{
	if (!rt_strings_has(words, word))
		rt_strings_add(words, word);
}

/* The folder of each file that was read: where #include "..." looks first. */
static void add_own_folders(struct rt_inputs *inputs)
{
	for (size_t i = 0; i < inputs->read.count; i++) {
		const char *path = inputs->read.word[i];
		const char *slash = strrchr(path, '/');
		struct rt_text folder = RT_TEXT_INIT;

		if (slash)
			rt_text_append(&folder, path, (size_t)(slash - path));
		else
			rt_text_add(&folder, ".");
		add_once(&inputs->folders, rt_text_string(&folder));
		rt_text_free(&folder);
	}
}

/* The name by which @path is found in @folder; NULL when it is not there. */
static const char *name_in(const char *path, const char *folder)
{
	size_t length = strlen(folder);

	if (!strcmp(folder, ".") && !strchr(path, '/'))
		return path;
	while (length > 1 && folder[length - 1] == '/')
		length--;
	if (strncmp(path, folder, length) || path[length] != '/')
		return NULL;
	return path + length + strspn(path + length, "/");
}

static void add_names(struct rt_inputs *inputs)
{
	for (size_t i = 0; i < inputs->read.count; i++)
		for (size_t j = 0; j < inputs->folders.count; j++) {
			const char *name = name_in(inputs->read.word[i],
						   inputs->folders.word[j]);

			if (name)
				add_once(&inputs->names, name);
		}
}

static bool is_file(const char *path)
{
	struct stat about;

	return !stat(path, &about) && S_ISREG(about.st_mode);
}

/* The answer of __has_include is what is there: as if it were read. */
static void add_asked(struct rt_inputs *inputs, const struct rt_strings *asked)
{
	for (size_t i = 0; i < asked->count; i++) {
		add_once(&inputs->names, asked->word[i]);
		for (size_t j = 0; j < inputs->folders.count; j++) {
			struct rt_text path = RT_TEXT_INIT;

			rt_text_format(&path, "%s/%s", inputs->folders.word[j],
				       asked->word[i]);
			if (is_file(rt_text_string(&path)))
				add_once(&inputs->read, rt_text_string(&path));
			rt_text_free(&path);
		}
	}
}

static void look_into(struct rt_inputs *inputs, struct rt_strings *asked,
		      const struct rt_cell *cell,
		      const struct rt_strings *flags, const char *made)
{
	bool lists = assembler_lists(cell, flags);

	if (lists && assembler_read_more(cell, made))
		inputs->is_complete = false;
	for (size_t i = 0; inputs->is_complete && i < inputs->read.count; i++)
		inputs->is_complete =
			is_settled(inputs, inputs->read.word[i]) &&
			scan(asked, inputs->read.word[i], !lists || !i);
}

/* Asks the compiler where it looks, and derives what it looked for. */
static int look_around(struct rt_inputs *inputs, const struct rt_strings *asked,
		       const struct rt_cell *cell,
		       const struct rt_strings *flags, struct rt_error *error)
{
	struct rt_strings folders = RT_STRINGS_INIT;
	int code = rt_search_folders(&folders, &inputs->is_complete, cell,
				     flags, error);

	for (size_t i = 0; i < folders.count; i++)
		add_once(&inputs->folders, folders.word[i]);
	add_own_folders(inputs);
	add_names(inputs);
	add_asked(inputs, asked);
	inputs->folders.failed |= folders.failed || asked->failed;
	rt_strings_free(&folders);
	if (!code && (inputs->read.failed || inputs->folders.failed ||
		      inputs->names.failed))
		code = rt_no_memory(error);
	return code;
}

int rt_inputs_find(struct rt_inputs *inputs, const struct rt_cell *cell,
		   const struct rt_strings *flags, const char *made,
		   struct rt_error *error)
{
	struct rt_strings asked = RT_STRINGS_INIT;
	int code = read_rule(&inputs->read, made, "module.d", error);

	inputs->is_complete &=
		!is_beyond_reach(cell, flags) && !includes_by_flag(cell);
	if (!code && inputs->is_complete)
		look_into(inputs, &asked, cell, flags, made);
	if (!code && inputs->is_complete)
		code = look_around(inputs, &asked, cell, flags, error);
	rt_strings_free(&asked);
	return code;
}
