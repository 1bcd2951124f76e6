/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reports/baseline.h"

#include <stdio.h>

#include "harness/base/file.h"
#include "harness/record/baseline.h"

static int check_cells(const char *path, struct rt_error *error)
{
	struct rt_baseline baseline;
	int code;

	if (!rt_file_exists(path))
		return rt_fail(error, RT_SUBJECT,
			       "the baseline %s is not there: write it with "
			       "--update, and keep it with the code",
			       path);
	code = rt_baseline_read(&baseline, path, error);
	if (!code && !baseline.count)
		code = rt_fail(error, RT_SUBJECT,
			       "the baseline %s has no cells: write it anew "
			       "with --update",
			       path);
	rt_baseline_free(&baseline);
	return code;
}

int rt_compare_check_baseline(const struct rt_compare_options *options,
			      struct rt_error *error)
{
	if (options->update && !options->baseline)
		return rt_fail(error, RT_USAGE,
			       "--update writes the file of --baseline; give "
			       "it");
	if (options->update && options->shard)
		return rt_fail(error, RT_USAGE,
			       "a shard has not all cells for the baseline; "
			       "write it from the merged store: compare --from "
			       "STORE --baseline FILE --update");
	if (!options->baseline || options->update)
		return RT_OK;
	return check_cells(options->baseline, error);
}

/* What was not built, or not looked at, would be excused for good. */
static int check_whole(const struct rt_comparison *comparison,
		       struct rt_error *error)
{
	if (rt_change_is_unbuilt(&comparison->tally))
		return rt_fail(error, RT_SUBJECT,
			       "none of %zu cells was built: no baseline is "
			       "written",
			       comparison->count);
	if (comparison->shards_missing || comparison->rows_missing)
		return rt_fail(error, RT_SUBJECT,
			       "shards or rows are missing: no baseline is "
			       "written; merge all of them first");
	return RT_OK;
}

static int write_baseline(const struct rt_compare *compare,
			  struct rt_error *error)
{
	const char *path = compare->options->baseline;
	const struct rt_change_tally *tally = &compare->comparison.tally;
	struct rt_text text = RT_TEXT_INIT;
	int code = check_whole(&compare->comparison, error);

	if (code)
		return code;
	rt_baseline_print(&compare->comparison, &text);
	code = rt_text_failed(&text)
		       ? rt_no_memory(error)
		       : rt_file_write(path, rt_text_string(&text), text.length,
				       error);
	rt_text_free(&text);
	if (!code)
		fprintf(stderr, "ringtear: %s written: %zu cells, %zu torn\n",
			path, tally->cells, tally->after[RT_OUTCOME_TORN]);
	return code;
}

int rt_compare_use_baseline(struct rt_compare *compare, struct rt_error *error)
{
	const char *path = compare->options->baseline;
	struct rt_comparison *comparison = &compare->comparison;
	struct rt_baseline baseline;
	int code;

	if (!path)
		return RT_OK;
	if (compare->options->update)
		return write_baseline(compare, error);
	code = rt_baseline_read(&baseline, path, error);
	if (!code) {
		snprintf(comparison->baseline, sizeof(comparison->baseline),
			 "%s", path);
		code = rt_baseline_apply(&baseline, comparison, error);
		comparison->has_before = false;
	}
	rt_baseline_free(&baseline);
	return code;
}

bool rt_baseline_is_unmet(const struct rt_comparison *comparison)
{
	if (!comparison->is_baseline)
		return false;
	return comparison->shard.count ? comparison->added == comparison->count
				       : comparison->gone > 0;
}
