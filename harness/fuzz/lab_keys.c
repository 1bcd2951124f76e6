/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Under which keys the memory of results keeps things. */
#include <stdlib.h>
#include <string.h>

#include "harness/fuzz/lab_private.h"

/* The source of @trial's accessor: of the corpora, or, with a slash, itself. */
int rt_lab_source(const struct rt_lab *lab, const struct rt_trial *trial,
		  const char **source, struct rt_error *error)
{
	const struct rt_accessor *accessor;

	*source = trial->accessor;
	if (strchr(trial->accessor, '/'))
		return RT_OK;
	accessor = rt_accessors_named(&lab->accessors, trial->accessor, error);
	if (!accessor)
		return RT_USAGE;
	*source = rt_text_string(&accessor->path);
	return RT_OK;
}

static int keep_source(struct rt_lab *lab, const struct rt_digest *name,
		       const struct rt_digest *content, struct rt_error *error)
{
	struct rt_digest *grown = realloc(
		lab->source, (lab->source_count + 1) * sizeof(*lab->source));

	if (!grown)
		return rt_no_memory(error);
	lab->source = grown;
	lab->source[lab->source_count] = *content;
	if (!rt_index_put(&lab->sources, name, lab->source_count))
		return rt_no_memory(error);
	lab->source_count++;
	return RT_OK;
}

/* The digest of the source's content, read once a lab. */
static int digest_source(struct rt_lab *lab, const struct rt_trial *trial,
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
	if (rt_index_find(&lab->sources, &name, &at)) {
		*content = lab->source[at];
		return RT_OK;
	}
	code = rt_lab_source(lab, trial, &source, error);
	if (!code)
		code = rt_hash_file(content, source, error);
	if (!code)
		code = keep_source(lab, &name, content, error);
	return code;
}

int rt_lab_cell_key(struct rt_lab *lab, const struct rt_trial *trial,
		    struct rt_digest *cell, struct rt_error *error)
{
	struct rt_digest source;
	struct rt_hash hash;
	int code = digest_source(lab, trial, &source, error);

	if (code)
		return code;
	rt_hash_start(&hash);
	rt_hash_string(&hash, source.text);
	rt_hash_string(&hash, trial->toolchain);
	rt_hash_string(&hash, trial->flags);
	return rt_hash_end(&hash, cell, error);
}

int rt_lab_offset(const struct rt_trial *trial)
{
	uint64_t place = rt_trial_place(trial);

	return place % (trial->width / 8) ? (int)place : -1;
}

int rt_lab_look_key(const struct rt_trial *trial, const struct rt_digest *code,
		    struct rt_digest *look, struct rt_error *error)
{
	struct rt_hash hash;
	int32_t how[] = {(int32_t)trial->width, rt_trial_stores(trial),
			 rt_lab_offset(trial)};

	rt_hash_start(&hash);
	rt_hash_string(&hash, code->text);
	rt_hash_bytes(&hash, how, sizeof(how));
	return rt_hash_end(&hash, look, error);
}
