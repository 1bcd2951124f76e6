/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/fuzz/causes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/fuzz/finding.h"

static enum rt_mixture mixture_named(const char *word)
{
	for (int i = RT_MIXTURE_LOW_FIRST; i < RT_MIXTURES; i++)
		if (!strcmp(word, rt_mixture_word((enum rt_mixture)i)))
			return (enum rt_mixture)i;
	return RT_MIXTURE_NONE;
}

int rt_causes_add(struct rt_causes *causes, const struct rt_finding *finding,
		  struct rt_error *error)
{
	struct rt_cause *grown = realloc(
		causes->list, (causes->count + 1) * sizeof(*causes->list));
	struct rt_cause *cause;

	if (!grown)
		return rt_no_memory(error);
	causes->list = grown;
	cause = &grown[causes->count++];
	*cause = (struct rt_cause){.mixture = mixture_named(finding->mixture)};
	if (!finding->trial ||
	    rt_trial_parse(&cause->trial, finding->trial,
			   strlen(finding->trial), "finding", NULL) ||
	    !rt_strings_split(&cause->flags, cause->trial.flags))
		return RT_OK;
	snprintf(cause->kind, sizeof(cause->kind), "%s", finding->kind);
	return RT_OK;
}

/*
 * Flags of a family stand in for each other when a cause is matched: -O1 for
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

static bool same_field(const struct rt_cause *cause,
		       const struct rt_trial *trial)
{
	enum rt_place place = rt_place_of(rt_trial_place(trial), trial->width);

	/*
	 * A cause at a narrow width explains wider fields. Aligned fields were
	 * tried at every aligned offset; of those that cross a cache line, one
	 * is as good as another.
	 */
	return cause->trial.width <= trial->width &&
	       (place == RT_PLACE_ALIGNED ||
		rt_trial_place(&cause->trial) == rt_trial_place(trial) ||
		(place == RT_PLACE_CROSSES_LINE &&
		 rt_place_of(rt_trial_place(&cause->trial),
			     cause->trial.width) == place));
}

static bool explains(const struct rt_cause *cause, const struct rt_trial *trial,
		     const struct rt_strings *flags, const char *kind,
		     const struct rt_evaluation *outcome)
{
	return !strcmp(cause->kind, kind) &&
	       cause->mixture == outcome->mixture &&
	       !strcmp(cause->trial.accessor, trial->accessor) &&
	       !strcmp(cause->trial.direction, trial->direction) &&
	       same_toolchain(cause->trial.toolchain, trial->toolchain) &&
	       same_field(cause, trial) && has_flags(flags, &cause->flags);
}

struct rt_cause *rt_causes_explain(const struct rt_causes *causes,
				   const struct rt_trial *trial,
				   const struct rt_evaluation *outcome)
{
	const char *kind = rt_finding_word(rt_finding_of(outcome));
	struct rt_strings flags = RT_STRINGS_INIT;
	struct rt_cause *found = NULL;

	rt_strings_split(&flags, trial->flags);
	for (size_t i = 0; i < causes->count && !found; i++)
		if (explains(&causes->list[i], trial, &flags, kind, outcome))
			found = &causes->list[i];
	rt_strings_free(&flags);
	return found;
}

static size_t count_flags(const struct rt_causes *causes, const char *flags)
{
	size_t count = 0;

	for (size_t i = 0; i < causes->count; i++)
		count += !strcmp(causes->list[i].trial.flags, flags);
	return count;
}

bool rt_causes_guess(const struct rt_causes *causes,
		     const struct rt_trial *trial, struct rt_trial *guess)
{
	struct rt_strings flags = RT_STRINGS_INIT;
	size_t most = 0;

	*guess = *trial;
	rt_strings_split(&flags, trial->flags);
	for (size_t i = 0; i < causes->count; i++) {
		const struct rt_cause *cause = &causes->list[i];
		size_t count;

		if (!cause->flags.count || cause->flags.count >= flags.count ||
		    !has_flags(&flags, &cause->flags))
			continue;
		count = count_flags(causes, cause->trial.flags);
		if (count > most) {
			most = count;
			memcpy(guess->flags, cause->trial.flags,
			       sizeof(guess->flags));
		}
	}
	rt_strings_free(&flags);
	return most > 0;
}

uint64_t rt_causes_met(const struct rt_causes *causes)
{
	uint64_t met = 0;

	for (size_t i = 0; i < causes->count; i++)
		met += causes->list[i].met;
	return met;
}

void rt_causes_free(struct rt_causes *causes)
{
	for (size_t i = 0; i < causes->count; i++)
		rt_strings_free(&causes->list[i].flags);
	free(causes->list);
	*causes = (struct rt_causes){.count = 0};
}
