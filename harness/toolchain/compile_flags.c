/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/toolchain/compile_flags.h"

#include <stdbool.h>
#include <string.h>

#include "harness/base/file.h"
#include "harness/toolchain/flags.h"

/* Removes the last component of the path that begins at @start. */
static void drop_part(struct rt_text *text, size_t start)
{
	while (text->length > start && text->data[text->length - 1] != '/')
		text->length--;
	if (text->length > start)
		text->length--;
	text->data[text->length] = '\0';
}

static void add_parts(struct rt_text *text, size_t start, const char *path)
{
	while (*path) {
		size_t length = strcspn(path, "/");

		if (length == 2 && !strncmp(path, "..", 2)) {
			if (text->length > start)
				drop_part(text, start);
		} else if (length && !(length == 1 && *path == '.')) {
			rt_text_add(text, "/");
			rt_text_append(text, path, length);
		}
		path += length + (path[length] == '/');
	}
}

void rt_compile_flags_absolute(struct rt_text *text, const char *folder,
			       const char *path)
{
	size_t start = text->length;

	if (*path != '/')
		add_parts(text, start, folder);
	add_parts(text, start, path);
	if (text->length == start)
		rt_text_add(text, "/");
}

/* How an argument is handled. */
enum handling {
	WITH_PATH,  /* the value is a path, in this word or the next */
	WITH_VALUE, /* kept; the value is in this word or the next */
	KEEP,	    /* kept when a cell may have it too */
	DROP,	    /* does not affect the code */
	DROP_NEXT,  /* the same, with the next word */
	LEAVE_OUT,  /* affects the code, but cannot be taken */
	LEAVE_NEXT, /* the same, with the next word */
};

static const struct rule {
	const char *prefix;
	bool is_whole; /* the argument equals the prefix */
	enum handling handling;
} rules[] = {
	/* The first match counts, so longer prefixes come first. */
	{"-I-", true, DROP},
	{"-I", false, WITH_PATH},
	{"-isysroot", false, LEAVE_NEXT},
	{"-isystem", false, WITH_PATH},
	{"-iquote", false, WITH_PATH},
	{"-idirafter", false, WITH_PATH},
	{"-include", true, WITH_PATH},
	{"-imacros", true, WITH_PATH},
	{"-D", false, WITH_VALUE},
	{"-U", false, WITH_VALUE},
	/* A module is position independent, with this program's code model. */
	{"-fPIE", true, DROP},
	{"-fpie", true, DROP},
	{"-fPIC", true, DROP},
	{"-fpic", true, DROP},
	{"-fno-pic", true, LEAVE_OUT},
	{"-fno-PIC", true, LEAVE_OUT},
	{"-fno-pie", true, LEAVE_OUT},
	{"-fno-PIE", true, LEAVE_OUT},
	{"-mcmodel=kernel", true, LEAVE_OUT},
	{"-mcmodel=large", true, LEAVE_OUT},
	{"-fdiagnostics", false, DROP},
	{"-fcolor-diagnostics", false, DROP},
	{"-fdebug-prefix-map", false, DROP},
	{"-fmacro-prefix-map", false, DROP},
	{"-ffile-prefix-map", false, DROP},
	{"-ftest-coverage", false, DROP},
	{"-mllvm", true, LEAVE_NEXT},
	{"-O", false, KEEP},
	{"-f", false, KEEP},
	{"-m", false, KEEP},
	{"-std=", false, KEEP},
	{"--param=", false, KEEP},
	{"-ansi", true, KEEP},
	{"-pthread", true, KEEP},
	{"-Wp,-D", false, KEEP},
	{"-Wp,-U", false, KEEP},
	{"-W", false, DROP},
	{"-w", true, DROP},
	{"-g", false, DROP},
	{"-pedantic", false, DROP},
	{"-pipe", true, DROP},
	{"-c", true, DROP},
	{"-S", true, DROP},
	{"-E", true, DROP},
	{"-o", true, DROP_NEXT},
	{"-o", false, DROP},
	{"-MF", true, DROP_NEXT},
	{"-MT", true, DROP_NEXT},
	{"-MQ", true, DROP_NEXT},
	{"-MJ", true, DROP_NEXT},
	{"-M", false, DROP},
	{"-x", true, DROP_NEXT},
	{"-x", false, DROP},
	{"-l", false, DROP},
	{"-L", true, DROP_NEXT},
	{"-L", false, DROP},
	{"-arch", true, LEAVE_NEXT},
	{"-target", true, LEAVE_NEXT},
	{"--sysroot", true, LEAVE_NEXT},
	{"--param", true, LEAVE_NEXT},
	{"-Xclang", true, LEAVE_NEXT},
	{"-Xpreprocessor", true, LEAVE_NEXT},
	{"-Xassembler", true, LEAVE_NEXT},
	{"-wrapper", true, LEAVE_NEXT},
	{"-B", true, LEAVE_NEXT},
	{"-specs", true, LEAVE_NEXT},
	{"-", false, LEAVE_OUT},
	{"@", false, LEAVE_OUT},
};

static const struct rule *find_rule(const char *word)
{
	for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++) {
		const struct rule *rule = &rules[i];

		if (rule->is_whole ? !strcmp(word, rule->prefix)
				   : !strncmp(word, rule->prefix,
					      strlen(rule->prefix)))
			return rule;
	}
	return NULL;
}

/* The arguments still to be sorted. */
struct words {
	const struct rt_strings *argv;
	size_t at;
};

static const char *next(struct words *words)
{
	if (words->at == words->argv->count)
		return NULL;
	return words->argv->word[words->at++];
}

/*
 * A file to include is looked for in the build's folder, and then as by an
 * #include: one that is not in the folder stays for the latter.
 */
static bool is_searched(const struct rule *rule, const char *folder,
			const struct rt_text *path)
{
	return (!strcmp(rule->prefix, "-include") ||
		!strcmp(rule->prefix, "-imacros")) &&
	       rt_file_exists(folder) && !rt_file_exists(rt_text_string(path));
}

/* A path "=/x" is relative to the sysroot and is kept as it is. */
static void take_path(struct rt_compile_command *command,
		      const struct rule *rule, const char *value)
{
	const char *folder = rt_text_string(&command->folder);
	struct rt_text path = RT_TEXT_INIT;

	if (!value || !*value)
		return;
	if (*value == '=')
		rt_text_add(&path, value);
	else
		rt_compile_flags_absolute(&path, folder, value);
	rt_strings_add(&command->flags, rule->prefix);
	rt_strings_add(&command->flags, is_searched(rule, folder, &path)
						? value
						: rt_text_string(&path));
	command->flags.failed |= path.failed;
	rt_text_free(&path);
}

/* "-Wp,-D_FORTIFY_SOURCE=2" is the preprocessor's -D. */
static void keep(struct rt_compile_command *command, const char *word)
{
	const char *bare = strncmp(word, "-Wp,", 4) ? word : word + 4;

	if (rt_flags_allow(bare) && (bare == word || !strchr(bare, ',')))
		rt_strings_add(&command->flags, bare);
	else
		rt_strings_add(&command->left_out, word);
}

static void take_value(struct rt_compile_command *command, const char *word,
		       struct words *words)
{
	const char *value = word[2] ? "" : next(words);
	struct rt_text both = RT_TEXT_INIT;

	if (!value)
		return;
	rt_text_format(&both, "%s%s", word, value);
	keep(command, rt_text_string(&both));
	command->flags.failed |= both.failed;
	rt_text_free(&both);
}

static void leave_out(struct rt_compile_command *command, const char *word,
		      const char *value)
{
	rt_strings_add(&command->left_out, word);
	if (value)
		rt_strings_add(&command->left_out, value);
}

/* An argument without a rule is a source file. */
static void sort_word(struct rt_compile_command *command, const char *word,
		      struct words *words)
{
	const struct rule *rule = find_rule(word);
	const char *rest;

	if (!rule)
		return;
	rest = word + strlen(rule->prefix);
	switch (rule->handling) {
	case WITH_PATH:
		take_path(command, rule, *rest ? rest : next(words));
		break;
	case WITH_VALUE:
		take_value(command, word, words);
		break;
	case KEEP:
		keep(command, word);
		break;
	case LEAVE_OUT:
		leave_out(command, word, NULL);
		break;
	case LEAVE_NEXT:
		leave_out(command, word, *rest ? NULL : next(words));
		break;
	case DROP_NEXT:
		next(words);
		break;
	case DROP:
		break;
	}
}

static bool is_front(const char *word)
{
	static const char *const fronts[] = {"ccache", "distcc", "sccache",
					     "icecc"};
	const char *slash = strrchr(word, '/');
	const char *name = slash ? slash + 1 : word;

	for (size_t i = 0; i < sizeof(fronts) / sizeof(*fronts); i++)
		if (!strcmp(name, fronts[i]))
			return true;
	return false;
}

static void take_compiler(struct rt_compile_command *command,
			  struct words *words)
{
	const char *word = next(words);

	if (word && is_front(word))
		word = next(words);
	if (!word)
		return;
	if (strchr(word, '/'))
		rt_compile_flags_absolute(&command->compiler,
					  rt_text_string(&command->folder),
					  word);
	else
		rt_text_add(&command->compiler, word);
}

bool rt_compile_flags_path_follows(const char *word)
{
	for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++)
		if (!strcmp(word, rules[i].prefix))
			return rules[i].handling == WITH_PATH;
	return false;
}

void rt_compile_flags_sort(struct rt_compile_command *command,
			   const struct rt_strings *argv)
{
	struct words words = {.argv = argv};
	const char *word;

	take_compiler(command, &words);
	while ((word = next(&words)))
		sort_word(command, word, &words);
}
