/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/engine/codegen/codegen.h"

#include <stdio.h>
#include <stdlib.h>

#include "harness/engine/codegen/architecture.h"
#include "harness/engine/codegen/walk.h"

static int read_code(struct rt_codegen *codegen, const struct rt_image *image,
		     const struct rt_codegen_question *question,
		     struct rt_error *error)
{
	const struct rt_architecture *architecture = rt_architecture_of(image);
	struct rt_image_symbol symbol;
	csh capstone;
	int code;

	if (!rt_image_find(image, question->symbol, &symbol) ||
	    !symbol.is_defined)
		return rt_fail(error, RT_USAGE,
			       "module %s defines no function %s; check the "
			       "name",
			       question->module, question->symbol);
	if (!architecture || !rt_architecture_open(architecture, &capstone)) {
		snprintf(codegen->reason, sizeof(codegen->reason),
			 "libcapstone cannot read the code of %s here",
			 codegen->machine);
		return RT_OK;
	}
	code = rt_walk(codegen, image, architecture, capstone, symbol.address,
		       question->alignment, error);
	cs_close(&capstone);
	return code;
}

static bool is_power_of_2(unsigned int number)
{
	return !(number & (number - 1));
}

int rt_codegen(struct rt_codegen *codegen,
	       const struct rt_codegen_question *question,
	       struct rt_error *error)
{
	unsigned int width = question->width;
	struct rt_image *image;
	char buffer[32];
	int code;

	*codegen = (struct rt_codegen){
		.width = width,
		.is_store = question->is_store,
	};
	if (width != 16 && width != 32 && width != 64)
		return rt_fail(error, RT_USAGE,
			       "a field of %u bits cannot be judged; choose "
			       "16, 32 or 64",
			       width);
	if (!is_power_of_2(question->alignment))
		return rt_fail(error, RT_USAGE,
			       "an alignment of %u bytes cannot be; choose a "
			       "power of 2",
			       question->alignment);
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
	*codegen = (struct rt_codegen){.width = 0};
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
