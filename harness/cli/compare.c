/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads the command line of `compare`, and goes through its steps. */
#include "harness/compare/compare.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/base/file.h"
#include "harness/base/places.h"
#include "harness/cli/commands.h"
#include "harness/cli/options.h"
#include "harness/cli/screen.h"
#include "harness/module/command.h"
#include "harness/record/store.h"
#include "reports/comparison.h"

/* What does not change the comparison, and so is no part of its command. */
static const struct {
	const char *name;
	bool has_value;
} left_out[] = {
	{"shard", true}, {"jobs", true},     {"junit", true}, {"tap", true},
	{"json", false}, {"no-cost", false}, {"list", false},
};

/* The words of argv that @word leaves out with it: 0, 1 or 2. */
static int words_left_out(const char *word)
{
	size_t length = strcspn(word, "=");

	if (strncmp(word, "--", 2))
		return 0;
	for (size_t i = 0; i < sizeof(left_out) / sizeof(*left_out); i++)
		if (strlen(left_out[i].name) == length - 2 &&
		    !strncmp(left_out[i].name, word + 2, length - 2))
			return left_out[i].has_value && !word[length] ? 2 : 1;
	return 0;
}

/* The shard comes last: so the parts of one comparison know each other. */
static int write_command(struct rt_compare *compare, int argc, char **argv,
			 struct rt_error *error)
{
	struct rt_words words = RT_WORDS_INIT;

	rt_words_add(&words, "compare");
	for (int i = 1; i < argc; i++) {
		int skip = words_left_out(argv[i]);

		if (skip)
			i += skip - 1;
		else
			rt_words_add(&words, argv[i]);
	}
	rt_text_format(&compare->command, "%s ", compare->places.command);
	rt_command_text(&compare->command, &words);
	snprintf(compare->comparison.command,
		 sizeof(compare->comparison.command), "%s",
		 rt_text_string(&compare->command));
	if (compare->shard.count)
		rt_text_format(&compare->command, " --shard %zu/%zu",
			       compare->shard.index + 1, compare->shard.count);
	/* A comment to a shell; to us, whether it came to its end. */
	rt_text_format(&compare->command, " # %zu rows",
		       compare->comparison.count);
	rt_words_free(&words);
	if (compare->shard.count &&
	    compare->command.length >= sizeof(((struct rt_run *)0)->command))
		return rt_fail(error, RT_USAGE,
			       "a command of %zu bytes is too long for its "
			       "shards to be told apart; put expressions into "
			       "a header or a prelude",
			       compare->command.length);
	if (words.failed || rt_text_failed(&compare->command))
		return rt_no_memory(error);
	return RT_OK;
}

/* One of the corpora, or, with a slash or as it is there, a file. */
static int read_matrix(struct rt_compare *compare, struct rt_error *error)
{
	const char *name = compare->options->matrix;
	struct rt_text path = RT_TEXT_INIT;
	int code;

	name = name ? name : "default";
	rt_text_format(&path, "%s/matrices/%s",
		       rt_text_string(&compare->places.corpora), name);
	if (strchr(name, '/') || !rt_file_exists(rt_text_string(&path))) {
		rt_text_free(&path);
		rt_text_add(&path, name);
	}
	code = rt_matrix_read(&compare->matrix, rt_text_string(&path), error);
	rt_text_free(&path);
	return code;
}

static int find_cells(struct rt_compare *compare, struct rt_error *error)
{
	struct rt_text include = RT_TEXT_INIT;
	int code = read_matrix(compare, error);

	rt_text_format(&include, "%s/include",
		       rt_text_string(&compare->places.corpora));
	if (!code)
		code = rt_matrix_cells(&compare->cells, &compare->matrix,
				       &compare->here.toolchains,
				       rt_text_string(&include), error);
	rt_text_free(&include);
	return code;
}

static int read_jobs(struct rt_compare *compare, struct rt_error *error)
{
	const char *word = compare->options->jobs;
	char *end;
	long jobs;

	if (!word)
		return RT_OK;
	jobs = strtol(word, &end, 10);
	if (!*word || *end || jobs < 1 || jobs > 256)
		return rt_fail(error, RT_USAGE,
			       "--jobs cannot be '%s'; give how many processes "
			       "work at once, 1 to 256",
			       word);
	compare->jobs = (unsigned)jobs;
	return RT_OK;
}

static int prepare(struct rt_compare *compare, int argc, char **argv,
		   struct rt_error *error)
{
	const struct rt_compare_options *options = compare->options;
	int code = rt_places_check_corpora(&compare->places, error);

	if (!code && options->shard)
		code = rt_shard_parse(&compare->shard, options->shard, error);
	if (!code)
		code = read_jobs(compare, error);
	if (!code)
		code = rt_inventory_find(&compare->here, &compare->places,
					 error);
	if (!code)
		code = find_cells(compare, error);
	if (!code)
		code = rt_compare_sides(compare, error);
	if (!code && !options->list)
		code = rt_compare_tree(compare, error);
	if (!code)
		code = rt_compare_rows(compare, error);
	if (!code)
		code = write_command(compare, argc, argv, error);
	return code;
}

static void release(struct rt_compare *compare)
{
	rt_compare_tree_free(compare);
	for (int i = 0; i < RT_COMPARE_SIDES; i++)
		rt_compare_side_free(&compare->side[i]);
	rt_comparison_free(&compare->comparison);
	free(compare->row);
	rt_matrix_cells_free(&compare->cells);
	rt_matrix_free(&compare->matrix);
	rt_inventory_free(&compare->here);
	rt_text_free(&compare->command);
}

static int list_rows(const struct rt_compare *compare)
{
	for (size_t i = 0; i < compare->comparison.count; i++) {
		struct rt_text name = RT_TEXT_INIT;

		rt_compared_name(&compare->comparison.row[i], &name);
		puts(rt_text_string(&name));
		rt_text_free(&name);
	}
	return RT_OK;
}

static int compare_now(struct rt_compare *compare, int *status,
		       struct rt_error *error)
{
	int code;

	if (compare->options->list)
		return list_rows(compare);
	code = rt_compare_run(compare, error);
	if (!code && !compare->interrupt && compare->options->range)
		code = rt_compare_bisect(compare, error);
	if (!code && !compare->interrupt && !compare->options->no_cost)
		rt_compare_cost(compare);
	if (!code && !compare->interrupt)
		code = rt_compare_report(compare, status, error);
	return code;
}

/* A comparison that was made before, here or elsewhere. */
static int compare_from_store(struct rt_compare *compare, int *status,
			      struct rt_error *error)
{
	const char *word = compare->options->run;
	struct rt_store *store;
	char *end = NULL;
	long long id = word ? strtoll(word, &end, 10) : 0;
	int code;

	if (word && (!*word || *end || id < 1))
		return rt_fail(error, RT_USAGE,
			       "--run cannot be '%s'; give the number of a "
			       "run, as `runs` lists it",
			       word);
	code = rt_store_open_readonly(compare->options->from, &store, error);
	if (!code)
		code = rt_comparison_read(&compare->comparison, store, id,
					  error);
	rt_store_close(store);
	if (!code)
		code = rt_compare_report(compare, status, error);
	return code;
}

static int compare(struct rt_compare *compare, int argc, char **argv,
		   int *status, struct rt_error *error)
{
	int code;

	if (compare->options->from)
		return compare_from_store(compare, status, error);
	code = prepare(compare, argc, argv, error);
	if (!code)
		code = compare_now(compare, status, error);
	return code;
}

static void print_help(const struct rt_places *places,
		       const struct rt_option *options)
{
	printf("usage: %s compare --before X --after Y [OPTIONS]\n"
	       "       %s compare --tree DIR --patch FILE --load X [OPTIONS]\n"
	       "       %s compare --baseline FILE --load X [OPTIONS]\n\n"
	       "Says what a change to an accessor does in every cell of a "
	       "matrix of builds:\nfixed, still torn, regressed, unchanged, no "
	       "longer builds. X is an accessor that\n`list` names, a function "
	       "of memcpy's shape, C over p (a load), over p and v (a\nstore), "
	       "over dst, src and len (a copy whose length only the run "
	       "knows), "
	       "or a\nC file.\n\nExit codes: 0 nothing is torn "
	       "afterwards, 1 something is torn or got worse,\n2 usage or "
	       "set-up, 125 something is not known. With --baseline, 1 only "
	       "for what\ngot worse. Words for one side alone begin with "
	       "before- or after-.\n\n",
	       places->command, places->command, places->command);
	rt_options_print(options, false);
}

#define WORDS(side, words, which)                                              \
	{side "source", NULL, &(words).source,                                 \
	 "a C or C++ file that defines the accessor" which, NULL},             \
		{side "load", NULL, &(words).subject.load,                     \
		 "an expression over p, or a function of --object" which,      \
		 NULL},                                                        \
		{side "store", NULL, &(words).subject.store,                   \
		 "a statement over p and v, or a function of it" which, NULL}, \
		{side "copy", NULL, &(words).subject.copy,                     \
		 "a statement over dst, src and len" which, NULL},             \
		{side "object", NULL, &(words).subject.object,                 \
		 "a .o, .a or .so that holds the accessor" which, NULL},       \
		{side "include", NULL, NULL,                                   \
		 "a header for the expressions" which,                         \
		 &(words).subject.includes},                                   \
		{side "I", NULL, NULL, "a folder of headers" which,            \
		 &(words).subject.folders},                                    \
		{side "define", NULL, NULL, "NAME or NAME=VALUE" which,        \
		 &(words).subject.defines},                                    \
	{                                                                      \
		side "prelude", NULL, &(words).subject.prelude,                \
			"a file of C before the expressions" which, NULL       \
	}

static void free_words(struct rt_compare_words *words)
{
	rt_words_free(&words->subject.includes);
	rt_words_free(&words->subject.folders);
	rt_words_free(&words->subject.defines);
}

/* As if it had not been caught: a shell then knows why it ended. */
static void die_of(int interrupt)
{
	signal(interrupt, SIG_DFL);
	raise(interrupt);
}

int rt_cli_compare(const struct rt_places *places, int argc, char **argv)
{
	struct rt_compare_options wanted = {.matrix = NULL};
	struct rt_compare state = {.places = *places, .options = &wanted};
	struct rt_error error = RT_ERROR_INIT;
	const struct rt_option options[] = {
		{"before", NULL, &wanted.side[RT_BEFORE].what,
		 "the accessor as it is", NULL},
		{"after", NULL, &wanted.side[RT_AFTER].what,
		 "the accessor as it shall be", NULL},
		{"tree", NULL, &wanted.tree,
		 "a git repository; it is only read", NULL},
		{"patch", NULL, &wanted.patch,
		 "compare its HEAD with this patch applied", NULL},
		{"range", NULL, &wanted.range,
		 "A..B: compare its commit A with B", NULL},
		{"matrix", NULL, &wanted.matrix,
		 "default, alpine, debian, cross or a file [default]", NULL},
		WORDS("", wanted.both, ""),
		{"language", NULL, &wanted.both.subject.language, "c or c++",
		 NULL},
		{"compile-commands", NULL,
		 &wanted.both.subject.compile_commands,
		 "take the flags of a real build", NULL},
		{"file", NULL, &wanted.both.subject.file,
		 "whose flags: the end of a path in it", NULL},
		WORDS("before-", wanted.side[RT_BEFORE], ", before"),
		WORDS("after-", wanted.side[RT_AFTER], ", after"),
		{"width", NULL, &wanted.width, "16, 32, 64, or several [16]",
		 NULL},
		{"len", NULL, &wanted.len, "the same in bytes: 2,4,8", NULL},
		{"direction", NULL, &wanted.direction,
		 "load, store or both [what there is]", NULL},
		{"unaligned", &wanted.unaligned, NULL,
		 "look at the field one byte off its alignment too", NULL},
		{"baseline", NULL, &wanted.baseline,
		 "compare with the outcomes in this file; make it if it is "
		 "not there",
		 NULL},
		{"junit", NULL, &wanted.junit, "write JUnit XML to this file",
		 NULL},
		{"tap", NULL, &wanted.tap, "write TAP to this file, - for here",
		 NULL},
		{"shard", NULL, &wanted.shard, "I/N: only part I of N", NULL},
		{"from", NULL, &wanted.from,
		 "print the newest comparison of a store, its shards joined",
		 NULL},
		{"run", NULL, &wanted.run, "with --from: that of this run",
		 NULL},
		{"jobs", NULL, &wanted.jobs,
		 "processes at work [one a usable CPU]", NULL},
		{"no-cost", &wanted.no_cost, NULL, "do not measure the cost",
		 NULL},
		{"list", &wanted.list, NULL, "print the cells, and end", NULL},
		{"json", &wanted.json, NULL, "print JSON", NULL},
		{"help", &wanted.help, NULL, "print this text", NULL},
		{.name = NULL},
	};
	int status = 0;
	int code = rt_options_read(options, NULL, argc, argv, NULL, 0, &error);

	if (!code && wanted.help)
		print_help(places, options);
	else if (!code)
		code = compare(&state, argc, argv, &status, &error);
	if (code)
		status = rt_cli_fail(&error);
	release(&state);
	free_words(&wanted.both);
	for (int i = 0; i < RT_SIDES; i++)
		free_words(&wanted.side[i]);
	rt_error_clear(&error);
	if (state.interrupt)
		die_of(state.interrupt);
	return status;
}
