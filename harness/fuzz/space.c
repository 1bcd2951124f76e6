/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Selects the names that a campaign's trials may have. */
#include <stdlib.h>
#include <string.h>

#include "harness/fuzz/campaign.h"

static int add_name(struct rt_space_names *names, const char *name,
		    const struct rt_grammar *grammar, struct rt_error *error)
{
	struct rt_space_name *grown = realloc(
		(void *)names->list, (names->count + 1) * sizeof(*grown));

	if (!grown)
		return rt_no_memory(error);
	grown[names->count++] = (struct rt_space_name){
		.name = name, .weight = 1, .grammar = grammar};
	names->list = grown;
	return RT_OK;
}

static struct rt_space_name *last_of(struct rt_space_names *names)
{
	return (struct rt_space_name *)&names->list[names->count - 1];
}

/* Whether @name is @word (@wholly), or begins with @word. */
static bool fits(const char *name, const char *word, bool wholly)
{
	return wholly ? !strcmp(name, word)
		      : !strncmp(name, word, strlen(word));
}

static int add_accessors(const struct rt_evaluator *evaluator, const char *word,
			 struct rt_space_names *names, struct rt_error *error)
{
	const struct rt_accessors *known = &evaluator->accessors;
	size_t before = names->count;
	int code = RT_OK;

	/* A path to the user's own file. */
	if (strchr(word, '/'))
		return add_name(names, word, NULL, error);
	for (int pass = 0; pass < 2 && names->count == before; pass++)
		for (size_t i = 0; i < known->count && !code; i++) {
			const char *name = rt_text_string(&known->list[i].name);

			if (fits(name, word, pass == 0))
				code = add_name(names, name, NULL, error);
		}
	if (!code && names->count == before) {
		rt_accessors_named(known, word, error);
		return RT_USAGE;
	}
	return code;
}

/* An accessor that always tears would hide tears by flags. */
static bool is_open_question(const struct rt_accessor *accessor)
{
	return accessor->expectation != RT_EXPECT_TORN &&
	       strcmp(rt_text_string(&accessor->name), "null");
}

/* An accessor whose source says "depends" is most likely to tear by a flag. */
static void weigh(struct rt_space_names *names,
		  const struct rt_accessor *accessor)
{
	if (accessor->expectation == RT_EXPECT_DEPENDS)
		last_of(names)->weight = 3;
}

static int choose_accessors(const struct rt_campaign *campaign,
			    const struct rt_evaluator *evaluator,
			    struct rt_space_names *names,
			    struct rt_error *error)
{
	int code = RT_OK;

	for (size_t i = 0; i < campaign->accessors.count && !code; i++)
		code = add_accessors(evaluator, campaign->accessors.word[i],
				     names, error);
	if (campaign->accessors.count)
		return code;
	for (size_t i = 0; i < evaluator->accessors.count && !code; i++) {
		const struct rt_accessor *one = &evaluator->accessors.list[i];

		if (!is_open_question(one))
			continue;
		code = add_name(names, rt_text_string(&one->name), NULL, error);
		if (!code)
			weigh(names, one);
	}
	return code;
}

/*
 * The plain "gcc" or "clang" is what most people have; gcc compiles in a third
 * of clang's time. Other versions get little weight, as there may be many.
 */
static unsigned weight_of(const struct rt_evaluator *evaluator,
			  const struct rt_toolchain *toolchain)
{
	static const char *const usual[] = {"clang", "gcc"};
	unsigned weight = 1;

	for (unsigned i = 0; i < sizeof(usual) / sizeof(*usual); i++) {
		const struct rt_toolchain *named = rt_toolchains_named(
			&evaluator->toolchains, usual[i], NULL);

		if (named && named->compiler == toolchain->compiler)
			weight = 3 * (i + 1);
	}
	return weight;
}

static int add_toolchain(struct rt_evaluator *evaluator,
			 const struct rt_toolchain *toolchain,
			 struct rt_space_names *names, struct rt_error *error)
{
	const struct rt_grammar *grammar;
	int code = rt_evaluator_grammar(evaluator, toolchain->compiler,
					&grammar, error);

	if (code)
		return code;
	code = add_name(names, rt_text_string(&toolchain->name), grammar,
			error);
	if (!code)
		last_of(names)->weight = weight_of(evaluator, toolchain);
	return code;
}

/* The toolchain with the name or alias @word, or all that begin with @word. */
static int add_toolchains(struct rt_evaluator *evaluator, const char *word,
			  struct rt_space_names *names, struct rt_error *error)
{
	const struct rt_toolchains *known = &evaluator->toolchains;
	const struct rt_toolchain *one = rt_toolchains_named(known, word, NULL);
	size_t before = names->count;
	int code = RT_OK;

	if (one)
		return add_toolchain(evaluator, one, names, error);
	for (size_t i = 0; i < known->total && !code; i++)
		if (fits(rt_text_string(&known->list[i].name), word, false))
			code = add_toolchain(evaluator, &known->list[i], names,
					     error);
	if (!code && names->count == before) {
		rt_toolchains_named(known, word, error);
		return RT_USAGE;
	}
	return code;
}

/* By default this machine's toolchains: builds for others run emulated. */
static int choose_toolchains(const struct rt_campaign *campaign,
			     struct rt_evaluator *evaluator,
			     struct rt_space_names *names,
			     struct rt_error *error)
{
	int code = RT_OK;

	for (size_t i = 0; i < campaign->toolchains.count && !code; i++)
		code = add_toolchains(evaluator, campaign->toolchains.word[i],
				      names, error);
	if (campaign->toolchains.count)
		return code;
	for (size_t i = 0; i < evaluator->toolchains.count && !code; i++)
		code = add_toolchain(evaluator, &evaluator->toolchains.list[i],
				     names, error);
	if (!code && !names->count)
		return rt_fail(error, RT_SETUP,
			       "no compiler found in PATH; apt-get install "
			       "gcc libc6-dev");
	return code;
}

int rt_campaign_space(const struct rt_campaign *campaign,
		      struct rt_evaluator *evaluator, struct rt_space *space,
		      struct rt_error *error)
{
	int code;

	*space = (struct rt_space){.base = campaign->base,
				   .fixed = campaign->fixed,
				   .is_aligned = campaign->aligned};
	code = choose_accessors(campaign, evaluator, &space->accessors, error);
	if (!code)
		code = choose_toolchains(campaign, evaluator,
					 &space->toolchains, error);
	return code;
}

void rt_campaign_space_free(struct rt_space *space)
{
	free((void *)space->accessors.list);
	free((void *)space->toolchains.list);
	space->accessors = space->toolchains = (struct rt_space_names){NULL, 0};
}
