/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Accessors whose truth is known by construction: torture [-v] [COUNT [SEED]].
 * Those of even seeds are assembly, judged by step and by codegen; those of odd
 * ones are C, judged as by `check`. Exits 1 when a verdict was wrong, with
 * the accessor's source; its own seed and a COUNT of 1 make it again. -v prints
 * why a sound one was not proved.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/base/file.h"
#include "harness/compare/pool.h"
#include "harness/engine/codegen/codegen.h"
#include "harness/engine/step/step.h"
#include "harness/module/build.h"
#include "tests/torture/accessor.h"
#include "tests/torture/ask.h"
#include "tests/torture/assemble.h"
#include "tests/torture/tally.h"

enum { batch_most = 50 }; /* accessors of one job */

static const double batch_seconds = 600;

/* How many of each truth, and what codegen said of them. */
struct tally {
	unsigned count[TORTURE_TRUTHS][2];
	unsigned emitted[TORTURE_TRUTHS][RT_EMISSIONS];
	unsigned closed[TORTURE_TRUTHS];
	struct torture_tally sources;
	bool is_wrong;
};

struct torture {
	char folder[64];
	struct rt_toolchains toolchains;
	const struct rt_toolchain *toolchain; /* of assembly */
	bool is_told;
	unsigned count;
	uint64_t seed;
};

/* True when step's answer is one that the truth allows. */
static bool is_sight_right(const struct torture_accessor *accessor,
			   const struct rt_observation *seen,
			   const struct rt_step_result *result)
{
	bool twice = torture_count(accessor, false) > 1;

	switch (torture_truth(accessor)) {
	case TORTURE_WHOLE:
		return seen->outcome == RT_OUTCOME_ATOMIC &&
		       result->twice == twice;
	case TORTURE_REWRITTEN:
		return result->rewrites_part && result->twice &&
		       seen->outcome == (torture_is_weak(accessor)
						 ? RT_OUTCOME_INCONCLUSIVE
						 : RT_OUTCOME_ATOMIC);
	case TORTURE_TEARS:
		return seen->outcome == RT_OUTCOME_TORN;
	default:
		return seen->outcome == RT_OUTCOME_INCONCLUSIVE &&
		       !result->blind;
	}
}

/* Codegen may not know; what it says must be so. */
static bool is_emission_right(const struct torture_accessor *accessor,
			      const struct rt_codegen *codegen)
{
	unsigned all = torture_count(accessor, false);
	bool parts = torture_count(accessor, true);
	enum torture_truth truth = torture_truth(accessor);

	if (codegen->is_closed &&
	    (truth == TORTURE_TEARS || truth == TORTURE_ROUNDS))
		return false;
	switch (codegen->emission) {
	case RT_EMITTED_WHOLE:
		return !parts && all == 1;
	case RT_EMITTED_PARTS:
		return parts;
	case RT_EMITTED_TWICE:
		return !parts && all > 1;
	default:
		return true;
	}
}

static int misjudged(const struct torture_accessor *accessor,
		     const struct rt_observation *seen)
{
	printf("%s\nmisjudged by %s: seed %" PRIu64 ", %s of %u bits, truth "
	       "%s\nsight %d, emission %s: %s\nagain: torture 1 %" PRIu64 "\n",
	       rt_text_string(&accessor->code), seen->engine, accessor->seed,
	       accessor->stores ? "store" : "load", accessor->width,
	       torture_truth_name(torture_truth(accessor)), (int)seen->outcome,
	       rt_emission_name(seen->emission), seen->reason, accessor->seed);
	return 1;
}

/* One in four is tried at every place, the others at one of their own. */
static int place_of(const struct torture_accessor *accessor)
{
	unsigned bytes = accessor->width / 8;

	if (accessor->seed % 4 == 0)
		return -1;
	return (int)(accessor->seed / 4 % (64 / bytes) * bytes);
}

static int ask_step(const struct torture_accessor *accessor, const char *module)
{
	const struct rt_question plan = {
		.cpu = &rt_step_native,
		.module = module,
		.symbol = accessor->symbol,
		.width = accessor->width,
		.stores = accessor->stores,
		.offset = place_of(accessor),
	};
	struct rt_error error = RT_ERROR_INIT;
	struct rt_step_result result;
	struct rt_observation seen;
	int code = rt_step_explore(&plan, &result, &error);

	rt_step_observe(&plan, &result, code, &error, &seen);
	rt_error_clear(&error);
	return is_sight_right(accessor, &seen, &result)
		       ? 0
		       : misjudged(accessor, &seen);
}

static int ask_codegen(struct tally *tally,
		       const struct torture_accessor *accessor,
		       const char *module)
{
	const struct rt_question question = {
		.module = module,
		.symbol = accessor->symbol,
		.width = accessor->width,
		.stores = accessor->stores,
		.offset = -1,
	};
	struct rt_error error = RT_ERROR_INIT;
	struct rt_codegen codegen;
	struct rt_observation seen;
	int code = rt_codegen(&codegen, &question, &error);

	rt_codegen_observe(&codegen, &seen);
	tally->emitted[torture_truth(accessor)][codegen.emission]++;
	tally->closed[torture_truth(accessor)] += codegen.is_closed;
	if (code)
		printf("codegen: %s\n", error.message);
	else if (!is_emission_right(accessor, &codegen))
		code = misjudged(accessor, &seen);
	rt_codegen_free(&codegen);
	rt_error_clear(&error);
	return code;
}

static int judge_batch(const struct torture *torture, struct tally *tally,
		       const struct torture_accessor *accessors, unsigned count)
{
	struct rt_build built = {.from_cache = false};
	int code = torture_assemble(&built, accessors, count,
				    torture->toolchain, torture->folder);
	const char *module = rt_text_string(&built.module);

	for (unsigned i = 0; i < count && !code; i++) {
		const struct torture_accessor *accessor = &accessors[i];

		tally->count[torture_truth(accessor)][accessor->stores]++;
		code = ask_step(accessor, module);
		if (!code)
			code = ask_codegen(tally, accessor, module);
	}
	rt_build_free(&built);
	return code;
}

static void assemble_batch(const struct torture *torture, struct tally *tally,
			   uint64_t first, unsigned count)
{
	static struct torture_accessor accessors[batch_most];
	unsigned made = 0;

	for (unsigned i = 0; i < count; i++)
		if ((first + i) % 2 == 0)
			torture_generate(&accessors[made++], first + i);
	if (made)
		tally->is_wrong |=
			judge_batch(torture, tally, accessors, made) != 0;
	for (unsigned i = 0; i < made; i++)
		torture_free(&accessors[i]);
}

/* What is said of a source that was not judged as it should be, or could be. */
static void tell(const struct torture_source *source,
		 const struct torture_answer *answer, bool is_right)
{
	const struct rt_verdict *verdict = &answer->verdict;

	if (!is_right)
		printf("%s\nmisjudged: ", rt_text_string(&source->text));
	printf("seed %" PRIu64 ", %s %s: %s, %s, %s, %s: %s (%s)\n",
	       source->seed, torture_claim_name(torture_claim(source)),
	       source->stores ? "store" : "load",
	       torture_guards[source->guard].name,
	       torture_body_of(source, true)->name,
	       torture_body_of(source, false)->name, answer->cell,
	       rt_outcome_word(verdict->outcome), verdict->reason);
}

static void compose_one(const struct torture *torture, struct tally *tally,
			uint64_t seed)
{
	struct torture_answer answer = {.cell = ""};
	struct torture_source source;
	bool is_right;

	torture_compose(&source, seed);
	if (torture_ask(&answer, &source, &torture->toolchains,
			torture->folder)) {
		tally->is_wrong = true;
		torture_source_free(&source);
		return;
	}
	is_right = torture_is_right(&source, &answer.verdict);
	if (!is_right ||
	    (torture->is_told && torture_claim(&source) == TORTURE_SOUND &&
	     answer.verdict.outcome != RT_OUTCOME_ATOMIC))
		tell(&source, &answer, is_right);
	torture_tally_note(&tally->sources, &source, answer.verdict.outcome);
	tally->is_wrong |= !is_right;
	torture_source_free(&source);
}

/* One batch, in a child; what is misjudged is printed there. */
static void run_batch(void *data, size_t job, void *result)
{
	const struct torture *torture = data;
	struct tally *tally = result;
	unsigned done = (unsigned)job * batch_most;
	unsigned count = torture->count - done < batch_most
				 ? torture->count - done
				 : batch_most;
	uint64_t first = torture->seed + done;

	assemble_batch(torture, tally, first, count);
	for (unsigned i = 0; i < count; i++)
		if ((first + i) % 2)
			compose_one(torture, tally, first + i);
	fflush(stdout);
}

static void add(struct tally *all, const struct tally *tally)
{
	for (unsigned i = 0; i < TORTURE_TRUTHS; i++) {
		for (unsigned j = 0; j < 2; j++)
			all->count[i][j] += tally->count[i][j];
		for (unsigned j = 0; j < RT_EMISSIONS; j++)
			all->emitted[i][j] += tally->emitted[i][j];
		all->closed[i] += tally->closed[i];
	}
	torture_tally_add(&all->sources, &tally->sources);
	all->is_wrong |= tally->is_wrong;
}

static void report(const struct tally *tally)
{
	for (unsigned i = 0; i < TORTURE_TRUTHS; i++) {
		printf("%-9s %6u loads %6u stores; codegen: %u closed,",
		       torture_truth_name(i), tally->count[i][false],
		       tally->count[i][true], tally->closed[i]);
		for (unsigned j = 0; j < RT_EMISSIONS; j++)
			printf(" %u %s%s", tally->emitted[i][j],
			       rt_emission_name(j),
			       j + 1 < RT_EMISSIONS ? "," : "\n");
	}
	torture_tally_print(&tally->sources);
	printf("misjudged: %s\n", tally->is_wrong ? "see above" : "0");
}

static int run(struct torture *torture, struct rt_error *error)
{
	const struct rt_pool_plan plan = {
		.jobs = (torture->count + batch_most - 1) / batch_most,
		.size = sizeof(struct tally),
		.seconds = batch_seconds,
		.run = run_batch,
		.data = torture,
	};
	struct tally all = {.is_wrong = false};
	struct rt_pool *pool = NULL;
	int signal = 0, code;

	printf("%u accessors from seed %" PRIu64 "\n", torture->count,
	       torture->seed);
	fflush(stdout); /* children inherit what is buffered */
	code = rt_pool_new(&pool, &plan, error);
	if (!code)
		code = rt_pool_run(pool, &signal, error);
	for (size_t i = 0; i < plan.jobs && !code; i++) {
		add(&all, rt_pool_result(pool, i));
		all.is_wrong |= rt_pool_state(pool, i) != RT_POOL_DONE;
	}
	if (!code)
		report(&all);
	rt_pool_free(pool);
	return code || signal || all.is_wrong;
}

static int with_toolchain(struct torture *torture)
{
	struct rt_error error = RT_ERROR_INIT;
	int code = rt_toolchains_find(&torture->toolchains, &error);

	if (!code) {
		torture->toolchain = rt_toolchains_named(&torture->toolchains,
							 "gcc+musl", &error);
		code = torture->toolchain ? run(torture, &error) : 2;
	}
	if (error.code)
		printf("%s\n", error.message);
	rt_error_clear(&error);
	rt_toolchains_free(&torture->toolchains);
	return code ? 1 : 0;
}

int main(int argc, char **argv)
{
	bool is_told = argc > 1 && !strcmp(argv[1], "-v");
	int words = argc - is_told;
	char **word = argv + is_told;
	unsigned long count = words > 1 ? strtoul(word[1], NULL, 0) : 5000;
	uint64_t seed = words > 2 ? strtoull(word[2], NULL, 0) : 1;
	struct torture torture = {
		.folder = "/tmp/ringtear-torture.XXXXXX",
		.is_told = is_told,
		.count = (unsigned)count,
		.seed = seed,
	};
	int status;

	if (!count || count > 10000000 || words > 3) {
		printf("usage: torture [-v] [COUNT [SEED]]\n");
		return 2;
	}
	if (!mkdtemp(torture.folder)) {
		perror(torture.folder);
		return 2;
	}
	status = with_toolchain(&torture);
	rt_folder_remove(torture.folder);
	return status;
}
