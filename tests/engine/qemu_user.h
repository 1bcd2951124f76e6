/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the tests of the hammer under qemu-user share.
 *
 * Whether two threads meet is up to the scheduler, so no test waits for that.
 * What tears here does so whenever it is called: its values are odd, all that
 * are published, and it makes an even one of every eighth, or of every one.
 */
#ifndef RT_TESTS_ENGINE_QEMU_USER_H
#define RT_TESTS_ENGINE_QEMU_USER_H

#include "harness/engine/qemu_user/qemu_user.h"
#include "tests/module/fixture.h"

#define HEAD "#include <stdint.h>\n#include <stdlib.h>\n"

/*
 * The driver's six probes pass, and every eighth call is made wrong. With
 * FETCH, that is how the value is read.
 */
#define TEARING_LOAD(bits, fetch)                                              \
	HEAD "static unsigned calls;\n"                                        \
	     "uint" bits "_t ringtear_load" bits "(const void *p)"             \
	     "{ uint" bits "_t v; " fetch                                      \
	     " return ++calls % 8 == 7 ? v ^ 1 : v; }\n"
#define FETCH "v = *(const volatile uint16_t *)p;"

/* An accessor and how it is raced; the rest is the same everywhere. */
struct subject {
	const char *toolchain, *source, *flags;
	unsigned width;
	bool stores;
	bool is_known_to_tear;
	bool tears; /* then it ends when the control has torn as well */
};

static inline void must_have(struct rt_qemu_user_plan *plan)
{
	struct rt_text path = RT_TEXT_INIT;
	bool found = rt_qemu_user_find(plan->question.target, &path);

	rt_text_free(&path);
	if (!found)
		machine_skip("qemu-user", "a race under it");
}

static inline void plan_make(struct fixture *fixture,
			     struct rt_qemu_user_plan *plan,
			     const struct subject *subject,
			     struct rt_build *built)
{
	static char symbol[32];
	const struct rt_cell cell = {
		.source = subject->source,
		.include = "corpora/include",
		.toolchain = fixture_toolchain(fixture, subject->toolchain),
		.flags = subject->flags,
	};

	snprintf(symbol, sizeof(symbol), "ringtear_%s%u",
		 subject->stores ? "store" : "load", subject->width);
	*plan = (struct rt_qemu_user_plan){
		.question = {.target = cell.toolchain->compiler->target,
			     .toolchains = &fixture->toolchains,
			     .cache = rt_text_string(&fixture->cache),
			     .symbol = symbol,
			     .stores = subject->stores,
			     .width = subject->width},
		.driver = "corpora/drivers/hammer.c",
		.offset = 8,
		.start = 0xff,
		.stride = 0x202,
		.seconds = subject->tears ? 1 : 0.05,
		.is_known_to_tear = subject->is_known_to_tear,
	};
	must_have(plan);
	fixture_build(fixture, built, &cell);
	plan->question.module = rt_text_string(&built->module);
}

static inline struct rt_observation race(const struct rt_qemu_user_plan *plan,
					 struct rt_qemu_user *raced)
{
	struct rt_error error = RT_ERROR_INIT;
	struct rt_observation seen;
	int code = rt_qemu_user_run(raced, plan, &error);

	rt_qemu_user_observe(raced, code, &error, &seen);
	if (code)
		print_message("%s\n%s\n", error.message,
			      error.detail ? error.detail : "");
	rt_error_clear(&error);
	assert_string_equal(seen.engine, "hammer");
	return seen;
}

static inline struct rt_observation race_once(struct fixture *fixture,
					      const struct subject *subject,
					      struct rt_qemu_user *raced)
{
	struct rt_build built = {.from_cache = false};
	struct rt_qemu_user_plan plan;
	struct rt_observation seen;

	plan_make(fixture, &plan, subject, &built);
	seen = race(&plan, raced);
	rt_build_free(&built);
	return seen;
}

/* A source of this test, not a file of the corpora. */
static inline struct rt_observation race_text(struct fixture *fixture,
					      struct subject subject,
					      const char *text,
					      struct rt_qemu_user *raced)
{
	char *source = fixture_write(fixture, "x.c", text);
	struct rt_observation seen;

	subject.source = source;
	seen = race_once(fixture, &subject, raced);
	free(source);
	return seen;
}

#endif
