/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/run/twin.h"

#include <stdio.h>
#include <string.h>

#include "harness/record/take.h"
#include "harness/run/subject.h"
#include "harness/verdict/judge.h"

/* Each is built, so that few are tried: a check must stay fast. */
enum { most_flags = 2, most_candidates = 8 };

struct candidates {
	struct rt_trial trial[most_candidates];
	size_t count;
};

static struct rt_trial *add(struct candidates *candidates,
			    const struct rt_trial *trial)
{
	struct rt_trial *added = &candidates->trial[candidates->count];

	if (candidates->count == most_candidates)
		return NULL;
	candidates->count++;
	*added = *trial;
	return added;
}

/* Flags after which a copy is called, or made of parts, that else is not. */
static const struct {
	const char *begins, *instead;
} suspects[] = {
	{"-fno-builtin", ""},	{"-D_FORTIFY_SOURCE=", ""},
	{"-ffreestanding", ""}, {"-O0", "-O2"},
	{"-Og", "-O2"},		{"-Os", "-O2"},
	{"-Oz", "-O2"},		{"-mstrict-align", ""},
	{"-fsanitize=", ""},
};

static const char *instead_of(const char *word, size_t length)
{
	for (size_t i = 0; i < sizeof(suspects) / sizeof(*suspects); i++) {
		size_t size = strlen(suspects[i].begins);

		if (length >= size && !strncmp(word, suspects[i].begins, size))
			return suspects[i].instead;
	}
	return NULL;
}

/* The flags with the word at @word, of @length, gone or another one. */
static void replace(struct rt_trial *to, const char *flags, const char *word,
		    size_t length, const char *instead)
{
	size_t before = (size_t)(word - flags);
	const char *rest = word + length;

	if (!*instead && *rest == ' ')
		rest++;
	else if (!*instead && before)
		before--;
	snprintf(to->flags, sizeof(to->flags), "%.*s%s%s", (int)before, flags,
		 instead, rest);
}

/* The flag that stands last is tried first: it goes over those before it. */
static void add_flags(struct candidates *candidates,
		      const struct rt_trial *trial)
{
	const char *flags = trial->flags;
	size_t end = strlen(flags);

	while (end && candidates->count < most_flags) {
		size_t at = end;
		const char *instead;
		struct rt_trial *added;

		while (at && flags[at - 1] != ' ')
			at--;
		instead = instead_of(flags + at, end - at);
		added = instead ? add(candidates, trial) : NULL;
		if (added)
			replace(added, flags, flags + at, end - at, instead);
		end = at ? at - 1 : 0;
	}
}

static const char *libc_of(const char *toolchain)
{
	const char *plus = strchr(toolchain, '+');

	return plus ? plus + 1 : "";
}

/* The other libcs of the trial's compiler, as the trial names it. */
static void add_libcs(struct candidates *candidates,
		      const struct rt_trial *trial,
		      const struct rt_toolchains *toolchains,
		      const struct rt_toolchain *own)
{
	for (size_t i = 0; i < toolchains->total; i++) {
		const struct rt_toolchain *other = &toolchains->list[i];
		struct rt_trial *added;

		if (other->compiler != own->compiler ||
		    other->libc == own->libc ||
		    !strcmp(other->libc->name, "dietlibc"))
			continue;
		added = add(candidates, trial);
		if (added)
			snprintf(added->toolchain, sizeof(added->toolchain),
				 "%.*s+%s", (int)strcspn(trial->toolchain, "+"),
				 trial->toolchain, other->libc->name);
		return;
	}
}

/* The first compiler of another family with the trial's own libc. */
static void add_compilers(struct candidates *candidates,
			  const struct rt_trial *trial,
			  const struct rt_toolchains *toolchains,
			  const struct rt_toolchain *own)
{
	for (size_t i = 0; i < toolchains->total; i++) {
		const struct rt_toolchain *other = &toolchains->list[i];
		struct rt_trial *added;

		if (other->libc != own->libc ||
		    other->compiler->target != own->compiler->target ||
		    !strncmp(other->compiler->name, own->compiler->name, 3) ||
		    !strncmp(other->compiler->name, "tcc", 3))
			continue;
		added = add(candidates, trial);
		if (added)
			snprintf(added->toolchain, sizeof(added->toolchain),
				 "%s+%s", other->compiler->name,
				 libc_of(trial->toolchain));
		return;
	}
}

static void add_accessors(struct candidates *candidates,
			  const struct rt_trial *trial)
{
	/* The fix that was made upstream, else a relaxed atomic. */
	static const char *const sound[] = {"builtin-memcpy", "atomic-relaxed"};

	for (size_t i = 0; i < sizeof(sound) / sizeof(*sound); i++) {
		struct rt_trial *added = add(candidates, trial);

		if (added)
			snprintf(added->accessor, sizeof(added->accessor), "%s",
				 sound[i]);
	}
}

static bool is_accessor_changed(const struct rt_twin_question *question,
				const struct rt_trial *trial)
{
	return strcmp(trial->accessor, question->trial->accessor) != 0;
}

/* A module of the user's own subject, or of an accessor of the corpora. */
static int build(struct rt_subject *subject,
		 const struct rt_twin_question *question,
		 const struct rt_trial *trial, struct rt_subject_words *words)
{
	const struct rt_evidence_source *source = question->source;
	struct rt_places places = {.command = ""};
	int code;

	*words = (struct rt_subject_words){.load = NULL};
	if (source->words && !is_accessor_changed(question, trial))
		*words = *source->words;
	words->keeps_cell = words->is_one_of_many = true;
	rt_text_add(&places.corpora, source->corpora);
	rt_text_add(&places.cache, source->cache);
	code = rt_subject_build(subject, &places, source->accessors,
				source->toolchains, trial, words, NULL);
	rt_text_free(&places.corpora);
	rt_text_free(&places.cache);
	return code;
}

static int judge(struct rt_judgement *judgement,
		 const struct rt_subject *subject, const struct rt_trial *trial)
{
	struct rt_trial_object object = {.offset = 0};
	struct rt_question question = {
		.module = subject->module,
		.width = (unsigned)trial->width,
		.stores = rt_trial_stores(trial),
		.offset = -1,
	};
	int code = rt_trial_object(trial, &object, NULL);

	if (!code) {
		rt_question_take_object(&question, &object);
		code = rt_judge(judgement, &question, NULL, NULL);
	}
	return code;
}

/* Whether the build of @trial is atomic; then it is the twin. */
static bool take(struct rt_twin *twin, const struct rt_twin_question *question,
		 const struct rt_trial *trial)
{
	struct rt_judgement judgement = {.count = 0};
	struct rt_run sound = {.id = 0};
	struct rt_subject_words words;
	struct rt_subject subject;
	char name[32];

	rt_trial_symbol(trial, name);
	if (!build(&subject, question, trial, &words) &&
	    !judge(&judgement, &subject, trial) &&
	    judgement.verdict.outcome == RT_OUTCOME_ATOMIC)
		rt_run_take_code(&sound, subject.module, name);
	if (sound.instructions) {
		*twin = (struct rt_twin){*trial, sound.instructions};
		sound.instructions = NULL;
	}
	rt_run_free(&sound);
	rt_judgement_free(&judgement);
	rt_subject_free(&subject);
	return twin->instructions;
}

bool rt_twin_find(struct rt_twin *twin, const struct rt_twin_question *question)
{
	const struct rt_evidence_source *source = question->source;
	const struct rt_trial *trial = question->trial;
	const struct rt_toolchain *own =
		rt_toolchains_named(source->toolchains, trial->toolchain, NULL);
	struct candidates candidates = {.count = 0};
	bool found = false;

	*twin = (struct rt_twin){.instructions = NULL};
	if (!own || (source->words && source->words->objects.count))
		return false;
	add_flags(&candidates, trial);
	if (question->calls)
		add_libcs(&candidates, trial, source->toolchains, own);
	add_compilers(&candidates, trial, source->toolchains, own);
	add_accessors(&candidates, trial);
	for (size_t i = 0; i < candidates.count && !found; i++)
		found = take(twin, question, &candidates.trial[i]);
	return found;
}
