/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the tests of the step engine share: accessors whose truth is known, a
 * table of them built as one module and stepped one by one.
 */
#ifndef RT_TESTS_ENGINE_STEP_H
#define RT_TESTS_ENGINE_STEP_H

#include "harness/engine/codegen/codegen.h"
#include "harness/engine/step/step.h"
#include "tests/base/machine.h"
#include "tests/base/spread.h"
#include "tests/module/fixture.h"

struct step_case {
	/* A C function; '@' stands for its name, which it gets here. */
	const char *text;
	unsigned width;
	bool stores;
	enum rt_outcome outcome;
	const char *says; /* part of the reason */
};

#define STEP_COUNT(list) (sizeof(list) / sizeof(*(list)))

/* Heads of accessors. */
#define LOAD16 "uint16_t @(const void *p)"
#define LOAD32 "uint32_t @(const void *p)"
#define LOAD64 "uint64_t @(const void *p)"
#define STORE16 "void @(void *p, uint16_t v)"
#define STORE32 "void @(void *p, uint32_t v)"
#define STORE64 "void @(void *p, uint64_t v)"
/* Places at the field. */
#define BYTE(offset) "((volatile uint8_t *)p)[" #offset "]"
#define WORD "(*(volatile uint16_t *)p)"
#define LONG "(*(volatile uint32_t *)p)"
#define QUAD "(*(volatile uint64_t *)p)"

/* Adds @text with case_N in the place of each '@'. */
static inline void step_add_case(struct rt_text *source, const char *text,
				 size_t number)
{
	for (; *text; text++) {
		if (*text == '@')
			rt_text_format(source, "case_%zu", number);
		else
			rt_text_append(source, text, 1);
	}
	rt_text_add(source, "\n");
}

/* One module of all @cases; released with rt_build_free(). */
static inline void step_build(struct fixture *fixture, struct rt_build *built,
			      const char *toolchain, const char *flags,
			      const struct step_case *cases, size_t count)
{
	struct rt_text source = RT_TEXT_INIT;
	struct rt_cell cell = {.flags = flags};
	char *path;

	rt_text_add(&source, "#include <stdint.h>\n#include <string.h>\n");
	for (size_t i = 0; i < count; i++)
		step_add_case(&source, cases[i].text, i);
	path = fixture_write(fixture, "cases.c", rt_text_string(&source));
	cell.source = path;
	cell.toolchain = fixture_toolchain(fixture, toolchain);
	fixture_build(fixture, built, &cell);
	rt_text_free(&source);
	free(path);
}

/* Steps case @number of @built, @one, with the field at @offset, or -1. */
static inline struct rt_observation step_one(const struct rt_build *built,
					     size_t number,
					     const struct step_case *one,
					     int offset,
					     struct rt_step_result *result)
{
	char symbol[32];
	const struct rt_question plan = {
		.cpu = &rt_step_native,
		.module = rt_text_string(&built->module),
		.symbol = symbol,
		.width = one->width,
		.stores = one->stores,
		.offset = offset,
	};
	struct rt_error error = RT_ERROR_INIT;
	struct rt_observation seen;
	int code;

	snprintf(symbol, sizeof(symbol), "case_%zu", number);
	code = rt_step_explore(&plan, result, &error);
	rt_step_observe(&plan, result, code, &error, &seen);
	rt_error_clear(&error);
	return seen;
}

/* Whether @one was judged as it is to be; else it is shown. */
static inline bool step_is_right(const struct step_case *one,
				 const struct rt_observation *seen)
{
	if (seen->outcome == one->outcome && strstr(seen->reason, one->says))
		return true;
	print_error("%s\nsight %d, not %d: %s\n", one->text, seen->outcome,
		    one->outcome, seen->reason);
	return false;
}

/* Fails with all of @cases, of @count, that are judged otherwise. */
static inline void step_expect_at(struct fixture *fixture, const char *flags,
				  const struct step_case *cases, size_t count,
				  const int *offsets)
{
	struct rt_step_result result;
	struct rt_build built;
	unsigned wrong = 0;

	step_build(fixture, &built, "gcc+musl", flags, cases, count);
	for (size_t i = 0; i < count; i += spread(3)) {
		int offset = offsets ? offsets[i] : -1;
		struct rt_observation seen =
			step_one(&built, i, &cases[i], offset, &result);

		wrong += !step_is_right(&cases[i], &seen);
	}
	rt_build_free(&built);
	assert_int_equal(wrong, 0);
}

/* The same, each at the places that the engine chooses. */
static inline void step_expect(struct fixture *fixture, const char *flags,
			       const struct step_case *cases, size_t count)
{
	step_expect_at(fixture, flags, cases, count, NULL);
}

/*
 * Any machine can build @cases and read their code; nothing that step must not
 * believe may be whole to codegen.
 */
static inline void step_read(struct fixture *fixture, const char *flags,
			     const struct step_case *cases, size_t count)
{
	struct rt_build built;

	step_build(fixture, &built, "gcc+musl", flags, cases, count);
	for (size_t i = 0; i < count; i++) {
		char symbol[32];
		const struct rt_question question = {
			.module = rt_text_string(&built.module),
			.symbol = symbol,
			.width = cases[i].width,
			.stores = cases[i].stores,
			.offset = -1,
		};
		struct rt_error error = RT_ERROR_INIT;
		struct rt_codegen read;

		snprintf(symbol, sizeof(symbol), "case_%zu", i);
		if (rt_codegen(&read, &question, &error))
			fail_msg("%s\n%s", cases[i].text, error.message);
		if (cases[i].outcome != RT_OUTCOME_ATOMIC)
			assert_int_not_equal(read.emission, RT_EMITTED_WHOLE);
		rt_codegen_free(&read);
	}
	rt_build_free(&built);
}

/*
 * Builds and reads @cases on any machine, and steps them where the CPU has
 * @feature, whose name is __builtin_cpu_supports()'s.
 */
static inline void step_expect_on(struct fixture *fixture, const char *feature,
				  const char *flags,
				  const struct step_case *cases, size_t count)
{
	step_read(fixture, flags, cases, count);
	if (machine_has_cpu(feature))
		step_expect(fixture, flags, cases, count);
	else
		machine_lacks(feature, "such code was read, not stepped");
}

#endif
