/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/engine/codegen/codegen.h"

#include <stdio.h>
#include <stdlib.h>

#include "harness/engine/codegen/architecture.h"
#include "harness/engine/codegen/walk.h"

/* Bytes that the field is known to be aligned to, where it will be. */
static unsigned alignment_of(const struct rt_question *question)
{
	unsigned at = (unsigned)question->offset;

	if (question->offset < 0)
		return question->width / 8;
	/* It lies so far from a page's start; a line's is enough to know. */
	return at % 64 ? at & -at : 64;
}

static int read_code(struct rt_codegen *codegen, const struct rt_image *image,
		     const struct rt_question *question, struct rt_error *error)
{
	const struct rt_architecture *architecture = rt_architecture_of(image);
	struct rt_image_symbol symbol;
	char buffer[32];
	const char *name = rt_question_symbol(question, buffer);
	csh capstone;
	int code;

	if (!rt_image_find(image, name, &symbol) || !symbol.is_defined)
		return rt_fail(error, RT_USAGE,
			       "module %s defines no function %s; check the "
			       "name",
			       question->module, name);
	if (!architecture || !rt_architecture_open(architecture, &capstone)) {
		snprintf(codegen->reason, sizeof(codegen->reason),
			 "libcapstone cannot read the code of %s here",
			 codegen->machine);
		return RT_OK;
	}
	code = rt_walk(codegen, image, architecture, capstone, symbol.address,
		       alignment_of(question), error);
	cs_close(&capstone);
	return code;
}

int rt_codegen(struct rt_codegen *codegen, const struct rt_question *question,
	       struct rt_error *error)
{
	unsigned int width = question->width;
	struct rt_image *image;
	char buffer[32];
	int code;

	*codegen = (struct rt_codegen){
		.width = width,
		.is_store = question->stores,
	};
	if (width != 16 && width != 32 && width != 64)
		return rt_fail(error, RT_USAGE,
			       "a field of %u bits cannot be judged; choose "
			       "16, 32 or 64",
			       width);
	code = rt_image_open(&image, question->module, error);
	if (code)
		return code;
	snprintf(codegen->machine, sizeof(codegen->machine), "%s",
		 rt_machine_name(rt_image_machine(image), buffer,
				 sizeof(buffer)));
	code = read_code(codegen, image, question, error);
	rt_image_close(image);
	return code;
}

void rt_codegen_free(struct rt_codegen *codegen)
{
	free(codegen->accesses);
	free(codegen->calls);
	free(codegen->covered);
	*codegen = (struct rt_codegen){.width = 0};
}

bool rt_codegen_covers(const struct rt_codegen *codegen, uint64_t address)
{
	for (size_t i = 0; i < codegen->covered_count; i++)
		if (address >= codegen->covered[i].begin &&
		    address < codegen->covered[i].end)
			return true;
	return codegen->covers_more;
}

void rt_codegen_observe(const struct rt_codegen *codegen,
			struct rt_observation *observation)
{
	*observation = (struct rt_observation){
		.engine = "codegen",
		.outcome = codegen->emission == RT_EMITTED_UNKNOWN
				   ? RT_OUTCOME_INCONCLUSIVE
				   : RT_OUTCOME_NO_TEAR,
		.emission = codegen->emission,
	};
	snprintf(observation->reason, sizeof(observation->reason), "%s: %.240s",
		 rt_emission_name(codegen->emission), codegen->reason);
}

const char *rt_emission_name(enum rt_emission emission)
{
	static const char *const names[] = {"unknown", "whole", "parts",
					    "twice"};

	return (unsigned int)emission < RT_EMISSIONS ? names[emission] : "";
}
