/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the tests of codegen share: a question, and the answer expected. */
#ifndef RT_TESTS_ENGINE_CODEGEN_H
#define RT_TESTS_ENGINE_CODEGEN_H

#include "harness/engine/codegen/codegen.h"
#include "tests/module/fixture.h"

static inline void codegen_ask(struct rt_codegen *codegen, const char *module,
			       const char *symbol, unsigned int width,
			       bool is_store)
{
	const struct rt_question question = {
		.module = module,
		.symbol = symbol,
		.width = width,
		.stores = is_store,
		.offset = -1,
	};
	struct rt_error error = RT_ERROR_INIT;

	if (rt_codegen(codegen, &question, &error))
		fail_msg("%s", error.message);
}

static inline void codegen_expect(const char *module, const char *symbol,
				  unsigned int width, bool is_store,
				  enum rt_emission emission)
{
	struct rt_codegen codegen;

	codegen_ask(&codegen, module, symbol, width, is_store);
	if (codegen.emission != emission)
		fail_msg("%s of %s: %s, not %s: %s", symbol, module,
			 rt_emission_name(codegen.emission),
			 rt_emission_name(emission), codegen.reason);
	assert_true(codegen.reason[0]);
	rt_codegen_free(&codegen);
}

static inline void codegen_build(struct fixture *fixture,
				 struct rt_build *built, const char *source,
				 const char *toolchain, const char *flags)
{
	struct rt_cell cell = {
		.source = source,
		.include = "corpora/include",
		.toolchain = fixture_toolchain(fixture, toolchain),
		.flags = flags,
	};

	fixture_build_in(fixture_cells(fixture), built, &cell);
}

#endif
