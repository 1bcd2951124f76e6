/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/fuzz/known.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/fuzz/finding.h"
#include "harness/verdict/aligned.h"

static enum rt_mixture mixture_named(const char *word)
{
	for (int i = RT_MIXTURE_LOW_FIRST; i < RT_MIXTURES; i++)
		if (!strcmp(word, rt_mixture_word((enum rt_mixture)i)))
			return (enum rt_mixture)i;
	return RT_MIXTURE_NONE;
}

int rt_known_add(struct rt_known *known, const struct rt_finding *finding,
		 struct rt_error *error)
{
	struct rt_known_finding *grown =
		realloc(known->list, (known->count + 1) * sizeof(*known->list));
	struct rt_known_finding *one;

	if (!grown)
		return rt_no_memory(error);
	known->list = grown;
	one = &grown[known->count++];
	*one = (struct rt_known_finding){
		.mixture = mixture_named(finding->mixture),
		.aligned = rt_aligned_named(finding->aligned),
	};
	memcpy(one->cause.key, finding->cause, sizeof(one->cause.key));
	memcpy(one->cause.words, finding->code, sizeof(one->cause.words));
	if (!finding->trial ||
	    rt_trial_parse(&one->trial, finding->trial, strlen(finding->trial),
			   "finding", NULL) ||
	    !rt_strings_split(&one->flags, one->trial.flags))
		return RT_OK;
	snprintf(one->kind, sizeof(one->kind), "%s", finding->kind);
	return RT_OK;
}

/*
 * Flags of a family stand in for each other when a finding is matched: -O1 for
 * -O2. An id of the family, the prefix' length; 0: only the flag itself.
 */
static size_t family_of(const char *word)
{
	static const char *const prefixes[] = {"-O", "-D_FORTIFY_SOURCE="};

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++)
		if (!strncmp(word, prefixes[i], strlen(prefixes[i])) &&
		    strcmp(word, "-O0") && word[strlen(word) - 1] != '=')
			return strlen(prefixes[i]);
	return 0;
}

static bool has_flag(const struct rt_strings *flags, const char *word)
{
	size_t family = family_of(word);

	for (size_t i = 0; i < flags->count; i++)
		if (!strcmp(flags->word[i], word) ||
		    (family && family_of(flags->word[i]) == family))
			return true;
	return false;
}

static bool has_flags(const struct rt_strings *flags,
		      const struct rt_strings *wanted)
{
	for (size_t i = 0; i < wanted->count; i++)
		if (!has_flag(flags, wanted->word[i]))
			return false;
	return true;
}

/* Whether @name is @full, or @full without a compiler version: "gcc+musl". */
static bool same_toolchain(const char *full, const char *name)
{
	size_t compiler = strcspn(name, "+");

	if (!strcmp(full, name))
		return true;
	return !strncmp(full, name, compiler) && full[compiler] == '-' &&
	       !strcmp(full + strcspn(full, "+"), name + compiler);
}

static bool same_field(const struct rt_known_finding *one,
		       const struct rt_trial *trial)
{
	enum rt_place place = rt_place_of(rt_trial_place(trial), trial->width);

	/*
	 * A finding at a narrow width explains wider fields. Aligned fields
	 * were tried at every aligned offset; of those that cross a cache line,
	 * one is as good as another.
	 */
	return one->trial.width <= trial->width &&
	       (place == RT_PLACE_ALIGNED ||
		rt_trial_place(&one->trial) == rt_trial_place(trial) ||
		(place == RT_PLACE_CROSSES_LINE &&
		 rt_place_of(rt_trial_place(&one->trial), one->trial.width) ==
			 place));
}

static bool explains(const struct rt_known_finding *one,
		     const struct rt_trial *trial,
		     const struct rt_strings *flags, const char *kind,
		     const struct rt_evaluation *outcome)
{
	return !strcmp(one->kind, kind) && one->mixture == outcome->mixture &&
	       !strcmp(one->trial.accessor, trial->accessor) &&
	       !strcmp(one->trial.direction, trial->direction) &&
	       same_toolchain(one->trial.toolchain, trial->toolchain) &&
	       same_field(one, trial) && has_flags(flags, &one->flags) &&
	       rt_cause_may_be(&one->cause, outcome);
}

struct rt_known_finding *rt_known_explain(const struct rt_known *known,
					  const struct rt_trial *trial,
					  const struct rt_evaluation *outcome)
{
	const char *kind = rt_finding_word(rt_finding_of(outcome));
	struct rt_strings flags = RT_STRINGS_INIT;
	struct rt_known_finding *found = NULL;

	rt_strings_split(&flags, trial->flags);
	for (size_t i = 0; i < known->count && !found; i++)
		if (explains(&known->list[i], trial, &flags, kind, outcome))
			found = &known->list[i];
	rt_strings_free(&flags);
	return found;
}

static size_t count_flags(const struct rt_known *known, const char *flags)
{
	size_t count = 0;

	for (size_t i = 0; i < known->count; i++)
		count += !strcmp(known->list[i].trial.flags, flags);
	return count;
}

bool rt_known_guess(const struct rt_known *known, const struct rt_trial *trial,
		    struct rt_trial *guess)
{
	struct rt_strings flags = RT_STRINGS_INIT;
	size_t most = 0;

	*guess = *trial;
	rt_strings_split(&flags, trial->flags);
	for (size_t i = 0; i < known->count; i++) {
		const struct rt_known_finding *one = &known->list[i];
		size_t count;

		if (!one->flags.count || one->flags.count >= flags.count ||
		    !has_flags(&flags, &one->flags))
			continue;
		count = count_flags(known, one->trial.flags);
		if (count > most) {
			most = count;
			memcpy(guess->flags, one->trial.flags,
			       sizeof(guess->flags));
		}
	}
	rt_strings_free(&flags);
	return most > 0;
}

uint64_t rt_known_met(const struct rt_known *known)
{
	uint64_t met = 0;

	for (size_t i = 0; i < known->count; i++)
		met += known->list[i].met;
	return met;
}

void rt_known_free(struct rt_known *known)
{
	for (size_t i = 0; i < known->count; i++)
		rt_strings_free(&known->list[i].flags);
	free(known->list);
	*known = (struct rt_known){.count = 0};
}
