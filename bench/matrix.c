/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How long `compare` takes over the default matrix of one gcc and one clang,
 * 40 cells: with an empty cache, and again when all its modules are there.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/bench.h"
#include "harness/base/child.h"
#include "harness/base/clock.h"
#include "harness/base/file.h"
#include "harness/base/places.h"
#include "harness/cli/commands.h"

enum { cached_runs = 3 };

static const double patience = 300;

struct comparing {
	struct rt_places places;
	const char *matrix;
};

/* In a child: as a user would have it, but for what it prints. */
static void compare(void *data)
{
	struct comparing *comparing = data;
	char *argv[] = {(char *)"compare",
			(char *)"--before",
			(char *)"memcpy",
			(char *)"--after",
			(char *)"__builtin_memcpy",
			(char *)"--no-cost",
			(char *)"--matrix",
			(char *)comparing->matrix,
			NULL};
	int nothing = open("/dev/null", O_RDWR);

	dup2(nothing, STDOUT_FILENO);
	if (rt_command_run(&rt_command_compare, &comparing->places, argv) == 2)
		_exit(2);
}

static int time_one(struct comparing *comparing, double *seconds,
		    struct rt_error *error)
{
	const struct rt_child child = {
		.body = compare,
		.data = comparing,
		.what = "the comparison",
		.seconds = patience,
	};
	double began = rt_clock_seconds();
	int code = rt_child_run(&child, error);

	*seconds = rt_clock_seconds() - began;
	return code;
}

/* The default matrix has every compiler here; this has one of a kind. */
static int write_matrix(const struct rt_places *places, const char *path,
			struct rt_error *error)
{
	struct rt_text usual = RT_TEXT_INIT, text = RT_TEXT_INIT;
	struct rt_text name = RT_TEXT_INIT;
	int code;

	rt_text_format(&name, "%s/matrices/default",
		       rt_text_string(&places->corpora));
	code = rt_file_read(&usual, rt_text_string(&name), error);
	for (const char *at = rt_text_string(&usual); *at; at++)
		if (*at != '*')
			rt_text_append(&text, at, 1);
	if (!code)
		code = rt_file_write(path, rt_text_string(&text), text.length,
				     error);
	rt_text_free(&usual);
	rt_text_free(&text);
	rt_text_free(&name);
	return code;
}

static void add_rows(struct rt_bench *bench, double cold,
		     const struct rt_samples *cached)
{
	double again = rt_samples_quantile(cached, 0.5);

	rt_rows_add(&bench->rows,
		    (struct rt_row){"matrix", "40 cells, cold", cold, "s",
				    RT_BAR_AT_MOST, 30});
	rt_rows_add(&bench->rows,
		    (struct rt_row){"matrix", "40 cells, cached", again, "s",
				    RT_BAR_AT_MOST, 3});
	rt_rows_add(&bench->rows,
		    (struct rt_row){"matrix", "cold against cached",
				    cold / again, "x", RT_BAR_NONE, 0});
}

static int time_all(struct rt_bench *bench, struct comparing *comparing,
		    struct rt_error *error)
{
	struct rt_samples cached = {.count = 0};
	double cold, seconds;
	int code;

	rt_bench_progress(bench, "comparing with an empty cache", 0, 4);
	code = time_one(comparing, &cold, error);
	for (unsigned i = 0; i < cached_runs && !code; i++) {
		rt_bench_progress(bench, "comparing again", i + 1, 4);
		code = time_one(comparing, &seconds, error);
		rt_samples_add(&cached, seconds);
	}
	if (code)
		return code;
	add_rows(bench, cold, &cached);
	return rt_bench_keep(bench, "matrix_cached", &cached, error);
}

/* BENCH_MATRIX names another matrix, for a shorter run. */
int rt_bench_matrix(struct rt_bench *bench, struct rt_error *error)
{
	struct comparing comparing = {.places = *bench->session.places,
				      .matrix = getenv("BENCH_MATRIX")};
	struct rt_text folder = RT_TEXT_INIT, matrix = RT_TEXT_INIT;
	struct rt_text cache = RT_TEXT_INIT, store = RT_TEXT_INIT;
	int code = rt_folder_make_temporary(&folder, "/tmp", error);

	rt_text_format(&matrix, "%s/matrix", rt_text_string(&folder));
	rt_text_format(&cache, "%s/cache", rt_text_string(&folder));
	rt_text_format(&store, "%s/runs.db", rt_text_string(&folder));
	comparing.places.cache = cache;
	comparing.places.store = store;
	if (!code && !comparing.matrix) {
		comparing.matrix = rt_text_string(&matrix);
		code = write_matrix(&comparing.places, comparing.matrix, error);
	}
	if (!code)
		code = time_all(bench, &comparing, error);
	rt_folder_remove(rt_text_string(&folder));
	rt_text_free(&folder);
	rt_text_free(&matrix);
	rt_text_free(&cache);
	rt_text_free(&store);
	return code;
}
