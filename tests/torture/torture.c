/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Accessors whose truth is known by construction, judged by step and by
 * codegen: torture [COUNT [SEED]]. Exits 1 when a verdict was wrong, with
 * the accessor's source; its own seed and a COUNT of 1 make it again.
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
#include "tests/torture/assemble.h"

enum { batch_most = 50 }; /* accessors of one module */

static const double batch_seconds = 600;

/* How many of each truth, and what codegen said of them. */
struct tally {
	unsigned count[TORTURE_TRUTHS][2];
	unsigned emitted[TORTURE_TRUTHS][RT_EMISSIONS];
	bool is_wrong;
};

struct torture {
	char folder[64];
	const struct rt_toolchain *toolchain;
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
			      enum rt_emission emission)
{
	unsigned all = torture_count(accessor, false);
	bool parts = torture_count(accessor, true);

	switch (emission) {
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
	if (code)
		printf("codegen: %s\n", error.message);
	else if (!is_emission_right(accessor, codegen.emission))
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

/* One batch, in a child; what is misjudged is printed there. */
static void run_batch(void *data, size_t job, void *result)
{
	static struct torture_accessor accessors[batch_most];
	const struct torture *torture = data;
	struct tally *tally = result;
	unsigned done = (unsigned)job * batch_most;
	unsigned count = torture->count - done < batch_most
				 ? torture->count - done
				 : batch_most;

	for (unsigned i = 0; i < count; i++)
		torture_generate(&accessors[i], torture->seed + done + i);
	tally->is_wrong = judge_batch(torture, tally, accessors, count) != 0;
	for (unsigned i = 0; i < count; i++)
		torture_free(&accessors[i]);
	fflush(stdout);
}

static void add(struct tally *all, const struct tally *tally)
{
	for (unsigned i = 0; i < TORTURE_TRUTHS; i++) {
		for (unsigned j = 0; j < 2; j++)
			all->count[i][j] += tally->count[i][j];
		for (unsigned j = 0; j < RT_EMISSIONS; j++)
			all->emitted[i][j] += tally->emitted[i][j];
	}
	all->is_wrong |= tally->is_wrong;
}

static void report(const struct tally *tally)
{
	for (unsigned i = 0; i < TORTURE_TRUTHS; i++) {
		printf("%-9s %6u loads %6u stores; codegen:",
		       torture_truth_name(i), tally->count[i][false],
		       tally->count[i][true]);
		for (unsigned j = 0; j < RT_EMISSIONS; j++)
			printf(" %u %s%s", tally->emitted[i][j],
			       rt_emission_name(j),
			       j + 1 < RT_EMISSIONS ? "," : "\n");
	}
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
	struct rt_toolchains toolchains;
	struct rt_error error = RT_ERROR_INIT;
	int code = rt_toolchains_find(&toolchains, &error);

	if (!code) {
		torture->toolchain =
			rt_toolchains_named(&toolchains, "gcc+musl", &error);
		code = torture->toolchain ? run(torture, &error) : 2;
	}
	if (error.code)
		printf("%s\n", error.message);
	rt_error_clear(&error);
	rt_toolchains_free(&toolchains);
	return code ? 1 : 0;
}

int main(int argc, char **argv)
{
	unsigned long count = argc > 1 ? strtoul(argv[1], NULL, 0) : 5000;
	uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 0) : 1;
	struct torture torture = {
		.folder = "/tmp/ringtear-torture.XXXXXX",
		.count = (unsigned)count,
		.seed = seed,
	};
	int status;

	if (!count || count > 10000000 || argc > 3) {
		printf("usage: torture [COUNT [SEED]]\n");
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
