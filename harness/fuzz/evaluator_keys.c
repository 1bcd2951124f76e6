/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The keys of the memory of results. */
#include <stdlib.h>
#include <string.h>

#include "harness/fuzz/evaluator_private.h"

/* The source of @trial's accessor: a name of the corpora, or a path. */
int rt_evaluator_source(const struct rt_evaluator *evaluator,
			const struct rt_trial *trial, const char **source,
			struct rt_error *error)
{
	const struct rt_accessor *accessor;

	*source = trial->accessor;
	if (strchr(trial->accessor, '/'))
		return RT_OK;
	accessor = rt_accessors_named(&evaluator->accessors, trial->accessor,
				      error);
	if (!accessor)
		return RT_USAGE;
	*source = rt_text_string(&accessor->path);
	return RT_OK;
}

static int keep_source(struct rt_evaluator *evaluator,
		       const struct rt_digest *name,
		       const struct rt_digest *content, struct rt_error *error)
{
	struct rt_digest *grown =
		realloc(evaluator->source, (evaluator->source_count + 1) *
						   sizeof(*evaluator->source));

	if (!grown)
		return rt_no_memory(error);
	evaluator->source = grown;
	evaluator->source[evaluator->source_count] = *content;
	if (!rt_index_put(&evaluator->sources, name, evaluator->source_count))
		return rt_no_memory(error);
	evaluator->source_count++;
	return RT_OK;
}

/* The digest of the source's content, read once per evaluator. */
static int digest_source(struct rt_evaluator *evaluator,
			 const struct rt_trial *trial,
			 struct rt_digest *content, struct rt_error *error)
{
	struct rt_digest name;
	struct rt_hash hash;
	const char *source;
	size_t at;
	int code;

	rt_hash_start(&hash);
	rt_hash_string(&hash, trial->accessor);
	code = rt_hash_end(&hash, &name, error);
	if (code)
		return code;
	if (rt_index_find(&evaluator->sources, &name, &at)) {
		*content = evaluator->source[at];
		return RT_OK;
	}
	code = rt_evaluator_source(evaluator, trial, &source, error);
	if (!code)
		code = rt_hash_file(content, source, error);
	if (!code)
		code = keep_source(evaluator, &name, content, error);
	return code;
}

int rt_evaluator_cell_key(struct rt_evaluator *evaluator,
			  const struct rt_trial *trial, struct rt_digest *cell,
			  struct rt_error *error)
{
	struct rt_digest source;
	struct rt_hash hash;
	int code = digest_source(evaluator, trial, &source, error);

	if (code)
		return code;
	rt_hash_start(&hash);
	rt_hash_string(&hash, source.text);
	rt_hash_string(&hash, trial->toolchain);
	rt_hash_string(&hash, trial->flags);
	return rt_hash_end(&hash, cell, error);
}

int rt_evaluator_offset(const struct rt_trial *trial)
{
	uint64_t place = rt_trial_place(trial);

	return place % (trial->width / 8) ? (int)place : -1;
}

int rt_evaluator_question_key(const struct rt_trial *trial,
			      const struct rt_digest *code,
			      struct rt_digest *question,
			      struct rt_error *error)
{
	struct rt_hash hash;
	int32_t how[] = {(int32_t)trial->width, rt_trial_stores(trial),
			 rt_evaluator_offset(trial)};

	rt_hash_start(&hash);
	rt_hash_string(&hash, code->text);
	rt_hash_bytes(&hash, how, sizeof(how));
	rt_hash_string(&hash, trial->within);
	rt_hash_string(&hash, trial->beside);
	rt_hash_bytes(&hash, &trial->align, sizeof(trial->align));
	return rt_hash_end(&hash, question, error);
}
