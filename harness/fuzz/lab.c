/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/fuzz/lab.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/fuzz/lab_private.h"
#include "harness/fuzz/lab_world.h"
#include "harness/toolchain/flags.h"

/* In place of code: the compiler gave none. */
static const struct rt_digest refused = {"rejected"};

static int open_memory(struct rt_lab *lab, const char *path,
		       struct rt_error *error)
{
	struct rt_digest world;
	int code = rt_lab_world(&world, &lab->toolchains,
				rt_text_string(&lab->include), error);

	if (!code)
		code = rt_memory_open(&lab->memory, path, &world, error);
	return code;
}

int rt_lab_open(struct rt_lab *lab, const struct rt_lab_places *places,
		struct rt_error *error)
{
	struct rt_text folder = RT_TEXT_INIT;
	int code;

	*lab = (struct rt_lab){.counts = places->counts};
	if (!lab->counts)
		lab->counts = &lab->own_counts;
	rt_text_add(&lab->corpora, places->corpora);
	rt_text_add(&lab->cache, places->cache);
	rt_text_format(&lab->include, "%s/include", places->corpora);
	rt_text_format(&folder, "%s/accessors", places->corpora);
	code = rt_accessors_load(&lab->accessors, rt_text_string(&folder),
				 error);
	rt_text_free(&folder);
	if (!code)
		code = rt_toolchains_recall(&lab->toolchains, places->cache,
					    error);
	if (!code)
		code = open_memory(lab, places->memory, error);
	if (!code)
		code = rt_stages_open(&lab->stages, places->cache, error);
	return code;
}

int rt_lab_grammar(struct rt_lab *lab, const struct rt_compiler *compiler,
		   const struct rt_grammar **grammar, struct rt_error *error)
{
	const struct rt_compilers *compilers = &lab->toolchains.compilers;
	size_t at = (size_t)(compiler - compilers->list);
	struct rt_text flags = RT_TEXT_INIT, answers = RT_TEXT_INIT;
	int code = RT_OK;

	if (!lab->grammars)
		lab->grammars =
			calloc(compilers->total, sizeof(struct rt_grammar *));
	if (!lab->grammars)
		return rt_no_memory(error);
	if (lab->interrupted && lab->interrupted())
		return rt_fail(error, RT_SETUP,
			       "interrupted before %s was asked for its flags; "
			       "what the others said is kept",
			       compiler->name);
	rt_text_format(&flags, "%s/flags", rt_text_string(&lab->corpora));
	rt_text_format(&answers, "%s/flags", rt_text_string(&lab->cache));
	if (!lab->grammars[at])
		code = rt_grammar_open(&lab->grammars[at], compiler,
				       rt_text_string(&flags),
				       rt_text_string(&answers), error);
	*grammar = lab->grammars[at];
	rt_text_free(&flags);
	rt_text_free(&answers);
	return code;
}

void rt_lab_close(struct rt_lab *lab)
{
	for (size_t i = 0; lab->grammars && i < lab->toolchains.compilers.total;
	     i++)
		if (lab->grammars[i])
			rt_grammar_free(lab->grammars[i]);
	free(lab->grammars);
	rt_stages_close(lab->stages);
	rt_memory_close(lab->memory);
	rt_topology_free(lab->topology);
	rt_index_free(&lab->sources);
	free(lab->source);
	rt_toolchains_free(&lab->toolchains);
	rt_accessors_free(&lab->accessors);
	rt_text_free(&lab->corpora);
	rt_text_free(&lab->cache);
	rt_text_free(&lab->include);
}

static int prepare_cell(struct rt_lab *lab, const struct rt_trial *trial,
			struct rt_cell *cell, struct rt_error *error)
{
	int code;

	*cell = (struct rt_cell){
		.include = rt_text_string(&lab->include),
		.flags = trial->flags,
		.toolchain = rt_toolchains_named(&lab->toolchains,
						 trial->toolchain, error),
	};
	if (!cell->toolchain)
		return RT_USAGE;
	code = rt_lab_source(lab, trial, &cell->source, error);
	return code;
}

/* What the grammar of this compiler need not try again. */
static void learn(struct rt_lab *lab, const struct rt_cell *cell,
		  const char *word)
{
	const struct rt_compilers *compilers = &lab->toolchains.compilers;
	size_t at = (size_t)(cell->toolchain->compiler - compilers->list);

	if (*word && lab->grammars && at < compilers->total &&
	    lab->grammars[at])
		rt_grammar_learn(lab->grammars[at], word, NULL, NULL);
}

/* The line of the compiler's words that says what went wrong. */
static const char *first_complaint(const struct rt_error *error)
{
	static const char *const beginnings[] = {"internal compiler error",
						 "fatal error:", "error:"};
	const char *found = NULL;

	for (size_t i = 0; error->detail && !found &&
			   i < sizeof(beginnings) / sizeof(*beginnings);
	     i++)
		found = strstr(error->detail, beginnings[i]);
	return found ? found : error->message;
}

/* An error of the compiler's own, or of the trial's: an outcome all the same.
 */
static int note_refusal(struct rt_lab *lab, const struct rt_cell *cell,
			const struct rt_staged *staged,
			struct rt_tried *outcome, struct rt_error *error)
{
	bool internal = staged->is_internal_error;

	rt_lab_say(outcome,
		   internal ? RT_OUTCOME_COMPILER : RT_OUTCOME_NO_BUILD,
		   first_complaint(error));
	snprintf(outcome->kept, sizeof(outcome->kept), "%s",
		 rt_text_string(&staged->kept));
	rt_count(&lab->counts->rejected);
	learn(lab, cell, staged->rejected);
	rt_error_clear(error);
	return RT_OK;
}

/* New machine code: linked, judged, and kept under @look. */
static int judge_new(struct rt_lab *lab, const struct rt_trial *trial,
		     const struct rt_cell *cell, struct rt_staged *staged,
		     const struct rt_digest *look, struct rt_tried *outcome,
		     struct rt_error *error)
{
	struct rt_build build;
	int code = rt_stages_link(lab->stages, staged, &build, error);

	if (!code)
		code = rt_lab_judge(lab, trial, rt_text_string(&build.module),
				    outcome, error);
	else if (code == RT_BUILD)
		code = note_refusal(lab, cell, staged, outcome, error);
	if (!code)
		code = rt_memory_keep_outcome(lab->memory, look, outcome,
					      error);
	rt_build_free(&build);
	return code;
}

/* The code is known, what it came to may be. */
static int take_or_judge(struct rt_lab *lab, const struct rt_trial *trial,
			 const struct rt_cell *cell, struct rt_staged *staged,
			 struct rt_tried *outcome, struct rt_error *error)
{
	const struct rt_tried *known;
	struct rt_digest look;
	int code = rt_lab_look_key(trial, &staged->code, &look, error);

	if (code)
		return code;
	known = rt_memory_outcome(lab->memory, &look);
	if (!known)
		return judge_new(lab, trial, cell, staged, &look, outcome,
				 error);
	*outcome = *known;
	return RT_OK;
}

static int compile(struct rt_lab *lab, const struct rt_trial *trial,
		   const struct rt_digest *key, struct rt_tried *outcome,
		   struct rt_error *error)
{
	struct rt_staged staged;
	struct rt_cell cell;
	int code = prepare_cell(lab, trial, &cell, error);

	if (code)
		return code;
	code = rt_stages_compile(lab->stages, &cell, &staged, error);
	if (code != RT_USAGE)
		rt_count(&lab->counts->compiled);
	if (!code) {
		code = take_or_judge(lab, trial, &cell, &staged, outcome,
				     error);
		if (!code)
			code = rt_memory_keep_code(lab->memory, key,
						   &staged.code, error);
	} else if (code == RT_BUILD) {
		code = note_refusal(lab, &cell, &staged, outcome, error);
		/* The source that a compiler fell over is found again. */
		if (!code && outcome->kind == RT_OUTCOME_NO_BUILD)
			code = rt_memory_keep_code(lab->memory, key, &refused,
						   error);
	}
	rt_staged_free(&staged);
	return code;
}

/*
 * True when the memory answers. Else @code is that of the cell, "" where that
 * is not known either.
 */
static bool remember(struct rt_lab *lab, const struct rt_trial *trial,
		     const struct rt_digest *key, struct rt_digest *code,
		     struct rt_tried *outcome)
{
	const struct rt_tried *known;
	struct rt_digest look;

	*code = (struct rt_digest){""};
	if (!rt_memory_code(lab->memory, key, code))
		return false;
	if (!strcmp(code->text, refused.text)) {
		rt_lab_say(outcome, RT_OUTCOME_NO_BUILD,
			   "the compiler rejected it before");
		return true;
	}
	if (rt_lab_look_key(trial, code, &look, NULL))
		return false;
	known = rt_memory_outcome(lab->memory, &look);
	if (known)
		*outcome = *known;
	return known != NULL;
}

/* Another function of a module that was linked before: nothing is compiled. */
static int judge_linked(struct rt_lab *lab, const struct rt_trial *trial,
			const struct rt_digest *code, const char *module,
			struct rt_tried *outcome, struct rt_error *error)
{
	struct rt_digest look;
	int status = rt_lab_look_key(trial, code, &look, error);

	rt_count(&lab->counts->cached);
	if (!status)
		status = rt_lab_judge(lab, trial, module, outcome, error);
	if (!status)
		status = rt_memory_keep_outcome(lab->memory, &look, outcome,
						error);
	return status;
}

static int try(struct rt_lab *lab, const struct rt_trial *trial,
	       struct rt_tried *outcome, struct rt_error *error)
{
	struct rt_text module = RT_TEXT_INIT;
	struct rt_digest key, known;
	int code = rt_lab_cell_key(lab, trial, &key, error);

	if (code)
		return code;
	rt_count(&lab->counts->trials);
	if (remember(lab, trial, &key, &known, outcome))
		rt_count(&lab->counts->cached);
	else if (known.text[0] && rt_stages_find(lab->stages, &known, &module))
		code = judge_linked(lab, trial, &known, module.data, outcome,
				    error);
	else
		code = compile(lab, trial, &key, outcome, error);
	if (!code && rt_tried_is_torn(outcome))
		rt_count(&lab->counts->torn);
	rt_text_free(&module);
	return code;
}

int rt_lab_try(struct rt_lab *lab, const struct rt_trial *trial,
	       struct rt_tried *outcome, struct rt_error *error)
{
	/* What the compiler said is a part of the outcome. */
	struct rt_error own = RT_ERROR_INIT;
	int code;

	memset(outcome, 0, sizeof(*outcome));
	code = try(lab, trial, outcome, error ? error : &own);
	rt_error_clear(&own);
	return code;
}

int rt_lab_build(struct rt_lab *lab, const struct rt_trial *trial,
		 struct rt_build *build, struct rt_error *error)
{
	struct rt_text folder = RT_TEXT_INIT;
	struct rt_cell cell;
	int code = prepare_cell(lab, trial, &cell, error);

	*build = (struct rt_build){.from_cache = false};
	rt_text_format(&folder, "%s/modules", rt_text_string(&lab->cache));
	if (!code)
		code = rt_build(build, &cell, rt_text_string(&folder), error);
	rt_text_free(&folder);
	return code;
}
