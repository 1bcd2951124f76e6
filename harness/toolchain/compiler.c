/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/toolchain/compiler.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "harness/base/process.h"
#include "harness/toolchain/answers.h"
#include "harness/toolchain/programs.h"
#include "harness/toolchain/tool.h"

static const double seconds_to_answer = 10;

static const struct family {
	const char *stem;
	enum rt_compiler_family family;
} families[] = {
	{"gcc", RT_GCC},
	{"clang", RT_CLANG},
	{"tcc", RT_TCC},
};

static const struct family *family_of(const char *name)
{
	rt_target_of_tool(name, &name);
	for (size_t i = 0; i < sizeof(families) / sizeof(*families); i++) {
		size_t length = strlen(families[i].stem);
		const char *rest = name + length;

		if (strncmp(name, families[i].stem, length))
			continue;
		if (!*rest)
			return &families[i];
		if (*rest == '-' && isdigit((unsigned char)rest[1]) &&
		    strspn(rest + 1, "0123456789.") == strlen(rest + 1))
			return &families[i];
	}
	return NULL;
}

bool rt_compiler_name_valid(const char *name)
{
	return family_of(name) != NULL;
}

static void add_stamp(struct rt_text *identity, const char *path)
{
	rt_text_add(identity, "; ");
	rt_answers_stamp(identity, path);
}

/* Puts the rest of the line after @label into @value. */
static void take_line(struct rt_text *value, const char *answer,
		      const char *label)
{
	const char *at = strstr(answer, label);

	if (at && !value->length) {
		at += strlen(label);
		rt_text_append(value, at, strcspn(at, "\n"));
	}
}

/* The number after "version " in a line like "gcc version 12.2.0 (…)". */
static void take_version(struct rt_compiler *compiler, const char *answer)
{
	static const char label[] = "version ";
	const char *at = strstr(answer, label);
	const char *line = at;

	if (!at) {
		rt_text_add(&compiler->version, "unknown");
		return;
	}
	at += strlen(label);
	rt_text_append(&compiler->version, at, strcspn(at, " \n"));
	while (line > answer && line[-1] != '\n')
		line--;
	rt_text_append(&compiler->identity, line, strcspn(line, "\n"));
}

/* The program that is asked, and the folder of earlier answers. */
struct asked {
	const char *real;   /* path with links resolved */
	const char *memory; /* as in rt_compilers_find() */
	/* Set where the machine had no more of something to give. */
	struct rt_error *why;
};

/* All that an answer depends on: gcc(1) "Environment Variables". */
static void word_question(struct rt_text *question, const struct asked *asked,
			  char *const argv[])
{
	static const char *const variables[] = {
		"COMPILER_PATH", "GCC_EXEC_PREFIX", "CCC_OVERRIDE_OPTIONS"};

	for (size_t i = 0; argv[i]; i++)
		rt_text_format(question, "%s\n", argv[i]);
	for (size_t i = 0; i < sizeof(variables) / sizeof(*variables); i++) {
		const char *value = getenv(variables[i]);

		rt_text_format(question, "%s\n", value ? value : "");
	}
	rt_answers_stamp(question, asked->real);
}

/*
 * Appends what a program prints, nothing when it cannot be run, which is said
 * of the machine alone: the program may be for another one. The stamp of
 * gcc's cc1 is no part of the question: stamp_cc1() adds it each time.
 */
static void ask(struct rt_text *answer, const struct asked *asked,
		char *const argv[])
{
	struct rt_text question = RT_TEXT_INIT;
	struct rt_error error = RT_ERROR_INIT;
	struct rt_process process;
	const char *said;

	word_question(&question, asked, argv);
	if (!rt_answers_find(answer, asked->memory,
			     rt_text_string(&question))) {
		int code = rt_tool_ask(&process, argv, NULL, seconds_to_answer,
				       &error);

		if (error.is_exhausted)
			rt_fail(asked->why, RT_SETUP, "%s", error.message);
		rt_error_clear(&error);
		said = rt_text_string(&process.output);
		if (!code)
			rt_text_add(answer, said);
		if (!code && !process.exit_status && !process.timed_out)
			rt_answers_keep(asked->memory,
					rt_text_string(&question), said);
		rt_process_free(&process);
	}
	rt_text_free(&question);
}

/* gcc names cc1 in the only line of -### that begins with a blank. */
static void stamp_cc1(struct rt_compiler *compiler, const char *answer)
{
	const char *at = strstr(answer, "\n /");
	struct rt_text path = RT_TEXT_INIT;

	if (!at)
		return;
	at += 2;
	rt_text_append(&path, at, strcspn(at, " \n"));
	add_stamp(&compiler->identity, rt_text_string(&path));
	rt_text_free(&path);
}

static void ask_gcc(struct rt_compiler *compiler, const struct asked *asked,
		    const char *answer)
{
	char *argv[] = {compiler->path, "-print-file-name=include", NULL};
	struct rt_text include = RT_TEXT_INIT;

	stamp_cc1(compiler, answer);
	ask(&include, asked, argv);
	rt_text_append(&compiler->include, rt_text_string(&include),
		       strcspn(rt_text_string(&include), "\n"));
	rt_text_free(&include);
}

static void ask_clang(struct rt_compiler *compiler, const char *answer)
{
	static const char label[] = "\"-resource-dir\" \"";
	const char *at = strstr(answer, label);

	if (!at)
		return;
	at += strlen(label);
	rt_text_append(&compiler->include, at, strcspn(at, "\""));
	rt_text_add(&compiler->include, "/include");
}

static void ask_tcc(struct rt_compiler *compiler, const char *answer)
{
	const char *at = strstr(answer, "(");

	take_line(&compiler->include, answer, "install: ");
	rt_text_add(&compiler->include, "/include");
	/* tcc says only "(x86_64 Linux)" of its target. */
	if (at)
		rt_text_append(&compiler->machine, at + 1,
			       strcspn(at + 1, " )"));
	rt_text_add(&compiler->machine, "-linux");
}

/*
 * One run with -### prints version, target, cc1 and clang's headers, and
 * executes nothing else; LC_ALL keeps the labels in English.
 */
static void describe(struct rt_compiler *compiler, const struct asked *asked)
{
	char *dry_run[] = {"env", "LC_ALL=C", compiler->path, "-###", "-c",
			   "-x",  "c",	      "/dev/null",    NULL};
	char *verbose[] = {"env", "LC_ALL=C", compiler->path, "-vv", NULL};
	struct rt_text answer = RT_TEXT_INIT;
	const char *said;

	ask(&answer, asked, compiler->family == RT_TCC ? verbose : dry_run);
	said = rt_text_string(&answer);
	take_version(compiler, said);
	take_line(&compiler->machine, said, "Target: ");
	add_stamp(&compiler->identity, asked->real);
	if (compiler->family == RT_GCC)
		ask_gcc(compiler, asked, said);
	else if (compiler->family == RT_CLANG)
		ask_clang(compiler, said);
	else
		ask_tcc(compiler, said);
	rt_text_free(&answer);
}

static void add_aliases(struct rt_compiler *compiler,
			const struct rt_programs *programs,
			const struct rt_program *best)
{
	for (size_t i = 0; i < programs->count; i++)
		if (&programs->list[i] != best &&
		    !strcmp(programs->list[i].real, best->real))
			rt_strings_add(&compiler->alias,
				       programs->list[i].name);
}

static void compiler_free(struct rt_compiler *compiler)
{
	free(compiler->name);
	free(compiler->path);
	rt_strings_free(&compiler->alias);
	rt_text_free(&compiler->version);
	rt_text_free(&compiler->machine);
	rt_text_free(&compiler->include);
	rt_text_free(&compiler->identity);
}

static bool compiler_failed(const struct rt_compiler *compiler)
{
	return !compiler->name || !compiler->path || compiler->alias.failed ||
	       rt_text_failed(&compiler->version) ||
	       rt_text_failed(&compiler->machine) ||
	       rt_text_failed(&compiler->include) ||
	       rt_text_failed(&compiler->identity);
}

static const struct rt_target *foreign_target(const char *name)
{
	const char *tool;
	const struct rt_target *target = rt_target_of_tool(name, &tool);

	return target && target->arch != rt_arch_own() ? target : NULL;
}

static int compilers_add(struct rt_compilers *found, const char *memory,
			 const struct rt_programs *programs,
			 const struct rt_program *best, struct rt_error *why)
{
	const struct asked asked = {
		.real = best->real, .memory = memory, .why = why};
	struct rt_compiler *one = &found->list[found->total];

	*one = (struct rt_compiler){
		.family = family_of(best->name)->family,
		.name = strdup(best->name),
		.path = strdup(best->path),
		.target = foreign_target(best->name),
	};
	found->total++;
	if (!one->name || !one->path)
		return RT_SETUP;
	add_aliases(one, programs, best);
	describe(one, &asked);
	return compiler_failed(one) || why->code ? RT_SETUP : RT_OK;
}

static int compare(const void *a, const void *b)
{
	const struct rt_compiler *left = a;
	const struct rt_compiler *right = b;

	if (!left->target != !right->target)
		return left->target ? 1 : -1;
	return strverscmp(left->name, right->name);
}

static void copy_text(struct rt_text *to, const struct rt_text *from)
{
	rt_text_append(to, rt_text_string(from), from->length);
}

/* "clang-14" becomes "aarch64-linux-gnu-clang-14", and so do its aliases. */
static char *name_for(const struct rt_target *target, const char *name)
{
	struct rt_text text = RT_TEXT_INIT;

	rt_text_format(&text, "%s-%s", target->triplet, name);
	return text.data;
}

static int compilers_add_told(struct rt_compilers *found,
			      const struct rt_compiler *clang,
			      const struct rt_target *target)
{
	struct rt_compiler *one = &found->list[found->total++];

	*one = (struct rt_compiler){
		.family = clang->family,
		.name = name_for(target, clang->name),
		.path = strdup(clang->path),
		.target = target,
		.is_told_target = true,
	};
	for (size_t i = 0; i < clang->alias.count; i++)
		rt_strings_format(&one->alias, "%s-%s", target->triplet,
				  clang->alias.word[i]);
	rt_text_add(&one->machine, target->triplet);
	copy_text(&one->version, &clang->version);
	copy_text(&one->include, &clang->include);
	copy_text(&one->identity, &clang->identity);
	return compiler_failed(one) ? RT_SETUP : RT_OK;
}

static bool has_gcc_for(const struct rt_compilers *found, size_t count,
			const struct rt_target *target)
{
	for (size_t i = 0; i < count; i++)
		if (found->list[i].target == target &&
		    found->list[i].family == RT_GCC)
			return true;
	return false;
}

static size_t count_targets(void)
{
	size_t count = 0;

	while (rt_target_at(count))
		count++;
	return count;
}

/* Adds every clang for each target that a gcc can link for. */
static int compilers_tell(struct rt_compilers *found)
{
	size_t asked = found->total;
	struct rt_compiler *grown = reallocarray(
		found->list, asked * (1 + count_targets()) + 1, sizeof(*grown));
	const struct rt_target *target;
	int code = RT_OK;

	if (!grown)
		return RT_SETUP;
	found->list = grown;
	for (size_t i = 0; (target = rt_target_at(i)); i++) {
		if (!has_gcc_for(found, asked, target))
			continue;
		for (size_t j = 0; !code && j < asked; j++)
			if (found->list[j].family == RT_CLANG &&
			    !found->list[j].target)
				code = compilers_add_told(
					found, &found->list[j], target);
	}
	return code;
}

static int compilers_fill(struct rt_compilers *found, const char *memory,
			  const struct rt_programs *programs,
			  struct rt_error *why)
{
	int code = RT_OK;

	found->list = calloc(programs->count + 1, sizeof(*found->list));
	if (!found->list)
		return RT_SETUP;
	for (size_t i = 0; !code && i < programs->count; i++) {
		const struct rt_program *one = &programs->list[i];

		if (rt_programs_best(programs, one->real) == one)
			code = compilers_add(found, memory, programs, one, why);
	}
	if (!code)
		code = compilers_tell(found);
	qsort(found->list, found->total, sizeof(*found->list), compare);
	while (found->count < found->total && !found->list[found->count].target)
		found->count++;
	return code;
}

int rt_compilers_find(struct rt_compilers *found, const char *memory,
		      struct rt_error *error)
{
	struct rt_error why = RT_ERROR_INIT;
	struct rt_programs programs;
	int code;

	*found = (struct rt_compilers){.list = NULL};
	code = rt_programs_find(&programs, rt_compiler_name_valid);
	if (!code)
		code = compilers_fill(found, memory, &programs, &why);
	rt_programs_free(&programs);
	if (why.code)
		return rt_fail(error, why.code, "%s", why.message);
	if (code)
		return rt_fail(error, code,
			       "out of memory while looking for compilers; "
			       "free some memory and try again");
	return RT_OK;
}

static bool is_named(const struct rt_compiler *compiler, const char *name)
{
	if (!strcmp(compiler->name, name))
		return true;
	for (size_t i = 0; i < compiler->alias.count; i++)
		if (!strcmp(compiler->alias.word[i], name))
			return true;
	return false;
}

const struct rt_compiler *rt_compilers_named(
	const struct rt_compilers *compilers, const char *name)
{
	for (size_t i = 0; i < compilers->total; i++)
		if (is_named(&compilers->list[i], name))
			return &compilers->list[i];
	return NULL;
}

void rt_compilers_free(struct rt_compilers *compilers)
{
	for (size_t i = 0; i < compilers->total; i++)
		compiler_free(&compilers->list[i]);
	free(compilers->list);
	*compilers = (struct rt_compilers){.list = NULL};
}
