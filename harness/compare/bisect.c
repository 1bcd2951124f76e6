/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Finds the commit of a range that changed the outcome of each row: a bisection
 * as git-bisect(1) does it, for all rows at once. The outcomes at the commit in
 * the middle divide the rows into those that changed up to it and those that
 * change after it.
 */
#include <stdlib.h>
#include <string.h>

#include "harness/compare/compare.h"

struct bisection {
	struct rt_compare *compare;
	struct rt_strings commits; /* of FROM..TO, without FROM; oldest first */
};

/* A subset of the rows; older[]: outcomes at the older end of the range. */
struct part {
	size_t *row;
	enum rt_outcome *older;
	size_t count;
};

static int part_new(struct part *part, size_t most, struct rt_error *error)
{
	*part = (struct part){
		.row = calloc(most + 1, sizeof(*part->row)),
		.older = calloc(most + 1, sizeof(*part->older)),
	};
	if (part->row && part->older)
		return RT_OK;
	return rt_no_memory(error);
}

static void part_free(struct part *part)
{
	free(part->row);
	free(part->older);
}

static void part_add(struct part *part, size_t row, enum rt_outcome older)
{
	part->row[part->count] = row;
	part->older[part->count++] = older;
}

/* Checks out commit @index; builds and judges the rows of @part there. */
static int judge_commit(struct bisection *bisection, const struct part *part,
			size_t index, struct rt_compare_job *jobs,
			struct rt_error *error)
{
	int code = rt_compare_tree_middle(
		bisection->compare, bisection->commits.word[index], error);

	for (size_t i = 0; i < part->count; i++)
		jobs[i] = (struct rt_compare_job){.row = part->row[i],
						  .side = RT_MIDDLE};
	if (!code)
		code = rt_compare_judge(bisection->compare, jobs, part->count,
					NULL, NULL, "looking for the commit",
					error);
	return code;
}

/*
 * Records that commit @index changed each row of @part, from part->older[] to
 * @newer[]. No more than RT_COMPARED_COMMITS commits are kept.
 */
static int blame(struct bisection *bisection, const struct part *part,
		 size_t index, const enum rt_outcome *newer,
		 struct rt_error *error)
{
	struct rt_comparison *comparison = &bisection->compare->comparison;
	struct rt_compared_commit *commit;
	struct rt_text text = RT_TEXT_INIT;
	int code;

	if (!part->count || comparison->commits == RT_COMPARED_COMMITS)
		return RT_OK;
	commit = &comparison->commit[comparison->commits++];
	*commit = (struct rt_compared_commit){.text = ""};
	for (size_t i = 0; i < part->count; i++)
		rt_change_count(&commit->tally, part->older[i], newer[i]);
	code = rt_tree_describe(&bisection->compare->tree,
				bisection->commits.word[index], &text, error);
	strncat(commit->text, rt_text_string(&text), sizeof(commit->text) - 1);
	rt_text_free(&text);
	return code;
}

static int search(struct bisection *bisection, const struct part *part,
		  size_t first, size_t last, const enum rt_outcome *newer,
		  struct rt_error *error);

/*
 * Searches for the rows that differ from the older end in the commits up to the
 * middle one, and for those that differ from the newer end in the commits after
 * it. A row that changed more than once may be in both.
 */
static int divide(struct bisection *bisection, const struct part *part,
		  size_t first, size_t last, const enum rt_outcome *newer,
		  const struct rt_compare_job *jobs, struct rt_error *error)
{
	size_t middle = first + (last - first) / 2;
	struct part early, late;
	enum rt_outcome *early_end = calloc(part->count + 1, sizeof(*newer));
	enum rt_outcome *late_end = calloc(part->count + 1, sizeof(*newer));
	int code = part_new(&early, part->count, error);
	int other = part_new(&late, part->count, error);

	code = code ? code : other;
	if (!code && (!early_end || !late_end))
		code = rt_no_memory(error);
	for (size_t i = 0; !code && i < part->count; i++) {
		enum rt_outcome now = jobs[i].answer.outcome;

		if (now != part->older[i]) {
			early_end[early.count] = now;
			part_add(&early, part->row[i], part->older[i]);
		}
		if (now != newer[i]) {
			late_end[late.count] = newer[i];
			part_add(&late, part->row[i], now);
		}
	}
	if (!code)
		code = search(bisection, &early, first, middle, early_end,
			      error);
	if (!code)
		code = search(bisection, &late, middle + 1, last, late_end,
			      error);
	part_free(&early);
	part_free(&late);
	free(early_end);
	free(late_end);
	return code;
}

/*
 * For each row of @part, finds the commit among @first to @last that changed it
 * from part->older[] to @newer[]; it may be another one for each row.
 */
static int search(struct bisection *bisection, const struct part *part,
		  size_t first, size_t last, const enum rt_outcome *newer,
		  struct rt_error *error)
{
	struct rt_compare_job *jobs;
	int code;

	if (!part->count || bisection->compare->interrupt)
		return RT_OK;
	if (first == last)
		return blame(bisection, part, first, newer, error);
	jobs = calloc(part->count, sizeof(*jobs));
	if (!jobs)
		return rt_no_memory(error);
	code = judge_commit(bisection, part, first + (last - first) / 2, jobs,
			    error);
	if (!code && !bisection->compare->interrupt)
		code = divide(bisection, part, first, last, newer, jobs, error);
	free(jobs);
	return code;
}

static int search_all(struct bisection *bisection, struct rt_error *error)
{
	const struct rt_comparison *comparison =
		&bisection->compare->comparison;
	enum rt_outcome *newer = calloc(comparison->count + 1, sizeof(*newer));
	struct part part;
	int code = part_new(&part, comparison->count, error);

	if (!newer)
		code = rt_no_memory(error);
	for (size_t i = 0; !code && i < comparison->count; i++) {
		const struct rt_compared_answer *answers =
			comparison->row[i].answer;

		if (answers[RT_BEFORE].outcome == answers[RT_AFTER].outcome)
			continue;
		newer[part.count] = answers[RT_AFTER].outcome;
		part_add(&part, i, answers[RT_BEFORE].outcome);
	}
	if (!code && bisection->commits.count)
		code = search(bisection, &part, 0, bisection->commits.count - 1,
			      newer, error);
	part_free(&part);
	free(newer);
	return code;
}

int rt_compare_bisect(struct rt_compare *compare, struct rt_error *error)
{
	struct bisection bisection = {.compare = compare};
	int code = rt_tree_between(&compare->tree,
				   rt_text_string(&compare->commit[RT_BEFORE]),
				   rt_text_string(&compare->commit[RT_AFTER]),
				   &bisection.commits, error);

	if (!code)
		code = search_all(&bisection, error);
	rt_strings_free(&bisection.commits);
	return code;
}
