/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Finds the commit of a range that changed the outcome of each row: a bisection
 * as git-bisect(1) does it, for all rows at once. The outcomes at the commit in
 * the middle divide the rows into those that changed up to it and those that
 * change after it. The commits are those of the first parents; behind a merge
 * that changed something, the side that it took in is searched the same way.
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

/* Checks out @commit; builds and judges the rows of @part there. */
static int judge_commit(struct bisection *bisection, const struct part *part,
			const char *commit, struct rt_compare_job *jobs,
			struct rt_error *error)
{
	int code = rt_compare_tree_middle(bisection->compare, commit, error);

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
 * Records that @commit changed each row of @part, from part->older[] to
 * @newer[]. No more than RT_COMPARED_COMMITS commits are kept.
 */
static int name_commit(struct bisection *bisection, const struct part *part,
		       const char *commit, const enum rt_outcome *newer,
		       struct rt_error *error)
{
	struct rt_comparison *comparison = &bisection->compare->comparison;
	struct rt_compared_commit *named;
	struct rt_text text = RT_TEXT_INIT;
	int code;

	if (!part->count || comparison->commits == RT_COMPARED_COMMITS)
		return RT_OK;
	named = &comparison->commit[comparison->commits++];
	*named = (struct rt_compared_commit){.text = ""};
	for (size_t i = 0; i < part->count; i++)
		rt_change_count(&named->tally, part->older[i], newer[i]);
	code = rt_tree_describe(&bisection->compare->tree, commit, &text,
				error);
	strncat(named->text, rt_text_string(&text), sizeof(named->text) - 1);
	rt_text_free(&text);
	return code;
}

static int search(struct bisection *bisection, const struct part *part,
		  size_t first, size_t last, const enum rt_outcome *newer,
		  struct rt_error *error);

/*
 * Moves from @part to @moved, with their @newer, the rows whose outcome at
 * @commit is the newer one or, with @is_older, the older one.
 */
static int move_rows(struct bisection *bisection, struct part *part,
		     enum rt_outcome *newer, const char *commit, bool is_older,
		     struct part *moved, enum rt_outcome *moved_newer,
		     struct rt_error *error)
{
	struct rt_compare_job *jobs = calloc(part->count + 1, sizeof(*jobs));
	size_t count = part->count;
	int code = jobs ? judge_commit(bisection, part, commit, jobs, error)
			: rt_no_memory(error);

	part->count = code ? count : 0;
	for (size_t i = 0; !code && i < count; i++) {
		enum rt_outcome older = part->older[i], end = newer[i];
		bool fits = jobs[i].answer.outcome == (is_older ? older : end);
		struct part *to = fits ? moved : part;

		(fits ? moved_newer : newer)[to->count] = end;
		part_add(to, part->row[i], older);
	}
	free(jobs);
	return code;
}

/*
 * Looks on the side that a merge took in, from its @first parent's point of
 * view, for the rows of @part that changed there: new at the @tip, and old
 * where the side left. What is left in @part changed in the merge itself, or on
 * another side.
 */
static int descend(struct bisection *bisection, struct part *part,
		   enum rt_outcome *newer, const char *first, const char *tip,
		   struct rt_error *error)
{
	struct bisection side = {.compare = bisection->compare};
	enum rt_outcome *ends = calloc(part->count + 1, sizeof(*ends));
	enum rt_outcome *tip_ends = calloc(part->count + 1, sizeof(*ends));
	struct part at_tip, changed;
	struct rt_text base = RT_TEXT_INIT;
	int code = part_new(&at_tip, part->count, error);
	int other = part_new(&changed, part->count, error);

	code = code ? code : other;
	if (!code && (!ends || !tip_ends))
		code = rt_no_memory(error);
	if (!code)
		code = rt_tree_between(&bisection->compare->tree, first, tip,
				       &side.commits, error);
	if (!code && side.commits.count)
		code = move_rows(bisection, part, newer, tip, false, &at_tip,
				 tip_ends, error);
	if (!code && at_tip.count)
		rt_text_format(&base, "%s^", side.commits.word[0]);
	if (!code && at_tip.count)
		code = move_rows(bisection, &at_tip, tip_ends,
				 rt_text_string(&base), true, &changed, ends,
				 error);
	/* New already where the side left: the merge itself is named. */
	for (size_t i = 0; !code && i < at_tip.count; i++) {
		newer[part->count] = tip_ends[i];
		part_add(part, at_tip.row[i], at_tip.older[i]);
	}
	if (!code && changed.count)
		code = search(&side, &changed, 0, side.commits.count - 1, ends,
			      error);
	part_free(&at_tip);
	part_free(&changed);
	free(ends);
	free(tip_ends);
	rt_text_free(&base);
	rt_strings_free(&side.commits);
	return code;
}

/* Blames @commit for @part, or what it merged, as git-bisect(1) would. */
static int blame(struct bisection *bisection, const struct part *part,
		 const char *commit, const enum rt_outcome *newer,
		 struct rt_error *error)
{
	struct rt_strings parents = RT_STRINGS_INIT;
	enum rt_outcome *ends = calloc(part->count + 1, sizeof(*ends));
	struct part left;
	int code = part_new(&left, part->count, error);

	if (!code && !ends)
		code = rt_no_memory(error);
	for (size_t i = 0; !code && i < part->count; i++) {
		ends[i] = newer[i];
		part_add(&left, part->row[i], part->older[i]);
	}
	if (!code)
		code = rt_tree_parents(&bisection->compare->tree, commit,
				       &parents, error);
	for (size_t i = 1; !code && i < parents.count && left.count; i++)
		if (!bisection->compare->interrupt)
			code = descend(bisection, &left, ends, parents.word[0],
				       parents.word[i], error);
	if (!code && !bisection->compare->interrupt)
		code = name_commit(bisection, &left, commit, ends, error);
	part_free(&left);
	free(ends);
	rt_strings_free(&parents);
	return code;
}

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
		return blame(bisection, part, bisection->commits.word[first],
			     newer, error);
	jobs = calloc(part->count, sizeof(*jobs));
	if (!jobs)
		return rt_no_memory(error);
	code = judge_commit(bisection, part,
			    bisection->commits.word[first + (last - first) / 2],
			    jobs, error);
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
