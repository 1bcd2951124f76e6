/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/fuzz/evaluator.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/accessor/shim.h"
#include "harness/fuzz/evaluator_private.h"
#include "harness/fuzz/evaluator_environment.h"
#include "harness/toolchain/flags.h"

/* Kept instead of code: the compiler rejected the cell. */
static const struct rt_digest refused = {"rejected"};

static int open_memory(struct rt_evaluator *evaluator, const char *path,
		       struct rt_error *error)
{
	struct rt_digest environment;
	int code = rt_evaluator_environment(
		&environment, &evaluator->toolchains,
		rt_text_string(&evaluator->include), error);

	if (!code)
		code = rt_memory_open(&evaluator->memory, path, &environment,
				      error);
	return code;
}

int rt_evaluator_open(struct rt_evaluator *evaluator,
		      const struct rt_evaluator_places *places,
		      struct rt_error *error)
{
	struct rt_text folder = RT_TEXT_INIT;
	int code;

	*evaluator = (struct rt_evaluator){.counts = places->counts};
	if (!evaluator->counts)
		evaluator->counts = &evaluator->own_counts;
	rt_text_add(&evaluator->corpora, places->corpora);
	rt_text_add(&evaluator->cache, places->cache);
	rt_text_format(&evaluator->include, "%s/include", places->corpora);
	rt_text_format(&folder, "%s/accessors", places->corpora);
	code = rt_accessors_load(&evaluator->accessors, rt_text_string(&folder),
				 error);
	rt_text_free(&folder);
	if (!code)
		code = rt_toolchains_recall(&evaluator->toolchains,
					    places->cache, error);
	if (!code)
		code = open_memory(evaluator, places->memory, error);
	if (!code)
		code = rt_stages_open(&evaluator->stages, places->cache, error);
	return code;
}

int rt_evaluator_grammar(struct rt_evaluator *evaluator,
			 const struct rt_compiler *compiler,
			 const struct rt_grammar **grammar,
			 struct rt_error *error)
{
	const struct rt_compilers *compilers = &evaluator->toolchains.compilers;
	size_t at = (size_t)(compiler - compilers->list);
	struct rt_text flags = RT_TEXT_INIT, answers = RT_TEXT_INIT;
	int code = RT_OK;

	if (!evaluator->grammars)
		evaluator->grammars =
			calloc(compilers->total, sizeof(struct rt_grammar *));
	if (!evaluator->grammars)
		return rt_no_memory(error);
	if (evaluator->interrupted && evaluator->interrupted())
		return rt_fail(error, RT_SETUP,
			       "interrupted before %s was asked for its flags; "
			       "what the others said is kept",
			       compiler->name);
	rt_text_format(&flags, "%s/flags", rt_text_string(&evaluator->corpora));
	rt_text_format(&answers, "%s/flags", rt_text_string(&evaluator->cache));
	if (!evaluator->grammars[at])
		code = rt_grammar_open(&evaluator->grammars[at], compiler,
				       rt_text_string(&flags),
				       rt_text_string(&answers), error);
	*grammar = evaluator->grammars[at];
	rt_text_free(&flags);
	rt_text_free(&answers);
	return code;
}

void rt_evaluator_close(struct rt_evaluator *evaluator)
{
	for (size_t i = 0;
	     evaluator->grammars && i < evaluator->toolchains.compilers.total;
	     i++)
		if (evaluator->grammars[i])
			rt_grammar_free(evaluator->grammars[i]);
	free(evaluator->grammars);
	rt_stages_close(evaluator->stages);
	rt_memory_close(evaluator->memory);
	rt_topology_free(evaluator->topology);
	rt_index_free(&evaluator->sources);
	free(evaluator->source);
	rt_toolchains_free(&evaluator->toolchains);
	rt_accessors_free(&evaluator->accessors);
	rt_text_free(&evaluator->corpora);
	rt_text_free(&evaluator->cache);
	rt_text_free(&evaluator->include);
	rt_text_free(&evaluator->folders_of);
	rt_strings_free(&evaluator->folders);
}

/* The folders that @source carries, read when another source was before. */
static int find_folders(struct rt_evaluator *evaluator, struct rt_cell *cell,
			struct rt_error *error)
{
	int code = RT_OK;

	if (strcmp(rt_text_string(&evaluator->folders_of), cell->source)) {
		rt_text_free(&evaluator->folders_of);
		rt_strings_free(&evaluator->folders);
		code = rt_shim_folders(&evaluator->folders, cell->source,
				       error);
		rt_text_add(&evaluator->folders_of, cell->source);
	}
	cell->include_folders = (const char *const *)evaluator->folders.word;
	return code;
}

static int prepare_cell(struct rt_evaluator *evaluator,
			const struct rt_trial *trial, struct rt_cell *cell,
			struct rt_error *error)
{
	int code;

	*cell = (struct rt_cell){
		.include = rt_text_string(&evaluator->include),
		.flags = trial->flags,
		.toolchain = rt_toolchains_named(&evaluator->toolchains,
						 trial->toolchain, error),
	};
	if (!cell->toolchain)
		return RT_USAGE;
	code = rt_evaluator_source(evaluator, trial, &cell->source, error);
	if (!code)
		code = find_folders(evaluator, cell, error);
	return code;
}

/* Lets the compiler's grammar test @word, and drop it if it is rejected. */
static void learn(struct rt_evaluator *evaluator, const struct rt_cell *cell,
		  const char *word)
{
	const struct rt_compilers *compilers = &evaluator->toolchains.compilers;
	size_t at = (size_t)(cell->toolchain->compiler - compilers->list);

	if (*word && evaluator->grammars && at < compilers->total &&
	    evaluator->grammars[at])
		rt_grammar_learn(evaluator->grammars[at], word, NULL, NULL);
}

/* The compiler's line that says what went wrong. */
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

/* The compiler crashed or rejected the build: a result like any other. */
static int note_refusal(struct rt_evaluator *evaluator,
			const struct rt_cell *cell,
			const struct rt_staged *staged,
			struct rt_evaluation *outcome, struct rt_error *error)
{
	bool internal = staged->is_internal_error;

	rt_evaluator_say(outcome,
			 internal ? RT_OUTCOME_COMPILER : RT_OUTCOME_NO_BUILD,
			 first_complaint(error));
	snprintf(outcome->kept, sizeof(outcome->kept), "%s",
		 rt_text_string(&staged->kept));
	rt_count(&evaluator->counts->rejected);
	learn(evaluator, cell, staged->rejected);
	rt_error_clear(error);
	return RT_OK;
}

/* New machine code: link it, judge it, and keep the result under @question. */
static int judge_new(struct rt_evaluator *evaluator,
		     const struct rt_trial *trial, const struct rt_cell *cell,
		     struct rt_staged *staged, const struct rt_digest *question,
		     struct rt_evaluation *outcome, struct rt_error *error)
{
	struct rt_build build;
	int code = rt_stages_link(evaluator->stages, staged, &build, error);

	if (!code)
		code = rt_evaluator_judge(evaluator, trial,
					  rt_text_string(&build.module),
					  outcome, error);
	else if (code == RT_BUILD)
		code = note_refusal(evaluator, cell, staged, outcome, error);
	if (!code)
		code = rt_memory_keep_outcome(evaluator->memory, question,
					      outcome, error);
	rt_build_free(&build);
	return code;
}

/* The code of the cell is known here; its evaluation may be. */
static int take_or_judge(struct rt_evaluator *evaluator,
			 const struct rt_trial *trial,
			 const struct rt_cell *cell, struct rt_staged *staged,
			 struct rt_evaluation *outcome, struct rt_error *error)
{
	const struct rt_evaluation *known;
	struct rt_digest question;
	int code = rt_evaluator_question_key(trial, &staged->code, &question,
					     error);

	if (code)
		return code;
	known = rt_memory_outcome(evaluator->memory, &question);
	if (!known)
		return judge_new(evaluator, trial, cell, staged, &question,
				 outcome, error);
	*outcome = *known;
	return RT_OK;
}

static int compile(struct rt_evaluator *evaluator, const struct rt_trial *trial,
		   const struct rt_digest *key, struct rt_evaluation *outcome,
		   struct rt_error *error)
{
	struct rt_staged staged;
	struct rt_cell cell;
	int code = prepare_cell(evaluator, trial, &cell, error);

	if (code)
		return code;
	code = rt_stages_compile(evaluator->stages, &cell, &staged, error);
	if (code != RT_USAGE && code != RT_SUBJECT)
		rt_count(&evaluator->counts->compiled);
	if (!code) {
		code = take_or_judge(evaluator, trial, &cell, &staged, outcome,
				     error);
		if (!code)
			code = rt_memory_keep_code(evaluator->memory, key,
						   &staged.code, error);
	} else if (code == RT_BUILD) {
		code = note_refusal(evaluator, &cell, &staged, outcome, error);
		/*
		 * Not for a crash: the next build must keep the source again.
		 */
		if (!code && outcome->kind == RT_OUTCOME_NO_BUILD)
			code = rt_memory_keep_code(evaluator->memory, key,
						   &refused, error);
	}
	rt_staged_free(&staged);
	return code;
}

/*
 * True when the memory has the evaluation. Else @code is the digest of the
 * cell's code, "" if that is not known either.
 */
static bool remember(struct rt_evaluator *evaluator,
		     const struct rt_trial *trial, const struct rt_digest *key,
		     struct rt_digest *code, struct rt_evaluation *outcome)
{
	const struct rt_evaluation *known;
	struct rt_digest question;

	*code = (struct rt_digest){""};
	if (!rt_memory_code(evaluator->memory, key, code))
		return false;
	if (!strcmp(code->text, refused.text)) {
		rt_evaluator_say(outcome, RT_OUTCOME_NO_BUILD,
				 "the compiler rejected it before");
		return true;
	}
	if (rt_evaluator_question_key(trial, code, &question, NULL))
		return false;
	known = rt_memory_outcome(evaluator->memory, &question);
	if (known)
		*outcome = *known;
	return known != NULL;
}

/* Another function of a module that is linked already: compiles nothing. */
static int judge_linked(struct rt_evaluator *evaluator,
			const struct rt_trial *trial,
			const struct rt_digest *code, const char *module,
			struct rt_evaluation *outcome, struct rt_error *error)
{
	struct rt_digest question;
	int status = rt_evaluator_question_key(trial, code, &question, error);

	rt_count(&evaluator->counts->cached);
	if (!status)
		status = rt_evaluator_judge(evaluator, trial, module, outcome,
					    error);
	if (!status)
		status = rt_memory_keep_outcome(evaluator->memory, &question,
						outcome, error);
	return status;
}

static int try(struct rt_evaluator *evaluator, const struct rt_trial *trial,
	       struct rt_evaluation *outcome, struct rt_error *error)
{
	struct rt_text module = RT_TEXT_INIT;
	struct rt_digest key, known;
	int code = rt_evaluator_cell_key(evaluator, trial, &key, error);

	if (code)
		return code;
	rt_count(&evaluator->counts->trials);
	if (remember(evaluator, trial, &key, &known, outcome))
		rt_count(&evaluator->counts->cached);
	else if (known.text[0] &&
		 rt_stages_find(evaluator->stages, &known, &module))
		code = judge_linked(evaluator, trial, &known, module.data,
				    outcome, error);
	else
		code = compile(evaluator, trial, &key, outcome, error);
	if (!code && rt_evaluation_is_torn(outcome))
		rt_count(&evaluator->counts->torn);
	rt_text_free(&module);
	return code;
}

int rt_evaluator_try(struct rt_evaluator *evaluator,
		     const struct rt_trial *trial,
		     struct rt_evaluation *outcome, struct rt_error *error)
{
	/* The compiler's message is part of the evaluation. */
	struct rt_error own = RT_ERROR_INIT;
	int code;

	memset(outcome, 0, sizeof(*outcome));
	if (!error)
		error = &own;
	code = try(evaluator, trial, outcome, error);
	/* Nothing is known of it, and nothing is kept. */
	if (code == RT_INTERRUPTED) {
		rt_evaluator_say(outcome, RT_OUTCOME_INCONCLUSIVE,
				 error->message);
		rt_error_clear(error);
		code = RT_OK;
	}
	rt_error_clear(&own);
	return code;
}

int rt_evaluator_build(struct rt_evaluator *evaluator,
		       const struct rt_trial *trial, struct rt_build *build,
		       struct rt_error *error)
{
	struct rt_text folder = RT_TEXT_INIT;
	struct rt_cell cell;
	int code = prepare_cell(evaluator, trial, &cell, error);

	*build = (struct rt_build){.from_cache = false};
	rt_text_format(&folder, "%s/modules",
		       rt_text_string(&evaluator->cache));
	if (!code)
		code = rt_build(build, &cell, rt_text_string(&folder), error);
	rt_text_free(&folder);
	return code;
}
