/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/run/inlined.h"

#include <stdio.h>
#include <string.h>

#include "harness/module/cache.h"
#include "harness/module/symbols.h"
#include "harness/toolchain/libc.h"

/* What copies as many bytes as its argument says, with whatever accesses. */
static const char *const copies[] = {
	"memcpy",	"memmove",	 "mempcpy", "bcopy",
	"__memcpy_chk", "__memmove_chk", "memccpy", "__mempcpy_chk",
};

/* How a build next to the one that was asked for makes a call of a copy. */
static const struct neighbour {
	const char *because;
	const char *flag;
	const char *libc;    /* instead of the build's own, or NULL */
	const char *fortify; /* as in struct rt_subject_words */
} neighbours[] = {
	{"with -fno-builtin", "-fno-builtin", NULL, NULL},
	{"with musl and -fno-builtin", "-fno-builtin", "musl", NULL},
	{"with musl behind fortify-headers 1.0", "-D_FORTIFY_SOURCE=2", "musl",
	 "1.0"},
	{"at -O0", "-O0", NULL, NULL},
};

/* What all looks at one subject share. */
struct asking {
	struct rt_inlined *inlined;
	const struct rt_check *check;
	const struct rt_subject *subject;
	const struct rt_inventory *inventory;
};

/* The first of the copies that @subject, which was compiled, calls; or NULL. */
static const char *copy_of(const struct rt_subject *subject)
{
	struct rt_text path = RT_TEXT_INIT;
	struct rt_symbols symbols = {.count = 0};
	const char *found = NULL;

	/* The accessor's own code, before a libc was linked to it. */
	rt_cache_beside(&path, rt_text_string(&subject->build.module),
			"module.o");
	if (!rt_symbols_read(&symbols, rt_text_string(&path), NULL))
		for (size_t i = 0; i < sizeof(copies) / sizeof(*copies); i++)
			for (size_t j = 0; j < symbols.count && !found; j++)
				if (!symbols.list[j].is_defined &&
				    !strcmp(symbols.list[j].name, copies[i]))
					found = copies[i];
	rt_symbols_free(&symbols);
	rt_text_free(&path);
	return found;
}

/* The toolchain of the subject's compiler and the libc @name; or NULL. */
static const struct rt_toolchain *with_libc(const struct asking *asking,
					    const char *name)
{
	const struct rt_toolchain *own = asking->subject->cell.toolchain;
	const struct rt_toolchains *all = &asking->inventory->toolchains;

	if (!name)
		return own;
	for (size_t i = 0; i < all->total; i++)
		if (all->list[i].compiler == own->compiler &&
		    !strcmp(all->list[i].libc->name, name))
			return &all->list[i];
	return NULL;
}

/* The trial of @neighbour; false where there is none, or it is the same. */
static bool take_trial(struct rt_trial *trial, const struct asking *asking,
		       const struct neighbour *neighbour)
{
	const struct rt_toolchain *toolchain =
		with_libc(asking, neighbour->libc);
	const char *flags = asking->subject->cell.flags;
	int length;

	*trial = asking->check->trial;
	if (!toolchain || (neighbour->libc && !neighbour->fortify &&
			   toolchain == asking->subject->cell.toolchain))
		return false;
	snprintf(trial->toolchain, sizeof(trial->toolchain), "%s",
		 rt_text_string(&toolchain->name));
	length = snprintf(trial->flags, sizeof(trial->flags), "%s%s%s",
			  flags ? flags : "", flags && *flags ? " " : "",
			  neighbour->flag);
	return length >= 0 && (size_t)length < sizeof(trial->flags);
}

static int build(struct rt_subject *subject, const struct asking *asking,
		 const struct rt_trial *trial,
		 const struct rt_subject_words *words)
{
	const struct rt_inventory *inventory = asking->inventory;
	struct rt_error unused = RT_ERROR_INIT;
	int code = rt_subject_build(
		subject, asking->check->places, &inventory->accessors,
		&inventory->toolchains, trial, words, &unused);

	rt_error_clear(&unused);
	return code;
}

/* Whether the build of @trial calls a copy and is torn. */
static bool tears(const struct asking *asking, const struct rt_trial *trial,
		  const struct rt_subject_words *words)
{
	struct rt_check check = *asking->check;
	struct rt_error unused = RT_ERROR_INIT;
	struct rt_subject subject;
	bool torn = false;

	check.trial = *trial;
	check.engines = "codegen,step";
	check.lines = RT_LINES_OPEN;
	check.judgement = (struct rt_judgement){.count = 0};
	if (!build(&subject, asking, trial, words) && copy_of(&subject) &&
	    !rt_check_run(&check, &subject, &unused))
		torn = check.judgement.verdict.outcome == RT_OUTCOME_TORN;
	rt_error_clear(&unused);
	rt_judgement_free(&check.judgement);
	rt_subject_free(&subject);
	return torn;
}

static void ask(const struct asking *asking, const struct neighbour *neighbour)
{
	struct rt_subject_words words = *asking->subject->words;
	struct rt_inlined *inlined = asking->inlined;
	struct rt_trial trial;

	if (neighbour->fortify)
		words.fortify = neighbour->fortify;
	words.is_one_of_many = true;
	if (!take_trial(&trial, asking, neighbour) ||
	    !tears(asking, &trial, &words))
		return;
	inlined->tears = true;
	inlined->because = neighbour->because;
	inlined->trial = trial;
	inlined->fortify = words.fortify;
}

/* Whether -fno-builtin makes a call of what is none in @asking->subject. */
static bool finds_copy(const struct asking *asking)
{
	struct rt_subject_words words = *asking->subject->words;
	const char *function = NULL;
	struct rt_subject subject;
	struct rt_trial trial;

	words.is_one_of_many = true;
	if (copy_of(asking->subject) ||
	    !take_trial(&trial, asking, &neighbours[0]))
		return false;
	if (!build(&subject, asking, &trial, &words))
		function = copy_of(&subject);
	rt_subject_free(&subject);
	snprintf(asking->inlined->function, sizeof(asking->inlined->function),
		 "%s", function ? function : "");
	return function != NULL;
}

void rt_check_inlined(struct rt_inlined *inlined, const struct rt_check *check,
		      const struct rt_subject *subject,
		      const struct rt_inventory *inventory)
{
	const struct asking asking = {
		.inlined = inlined,
		.check = check,
		.subject = subject,
		.inventory = inventory,
	};
	const size_t count = sizeof(neighbours) / sizeof(*neighbours);

	*inlined = (struct rt_inlined){.tears = false};
	if (check->judgement.verdict.outcome != RT_OUTCOME_ATOMIC ||
	    check->engines || check->cpu || subject->words->objects.count ||
	    !subject->can_be_built_again || !finds_copy(&asking))
		return;
	for (size_t i = 0; i < count && !inlined->tears; i++)
		ask(&asking, &neighbours[i]);
}
