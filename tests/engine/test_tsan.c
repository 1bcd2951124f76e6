/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the tsan engine cannot ask, and what it then says. */
#include "tests/engine/tsan.h"

static const char *const compilers[] = {"gcc", "clang"};

/* Asks about a source of our own, once, with each compiler's answer checked. */
static void ask_own(struct fixture *fixture, const char *text, double seconds,
		    void (*check)(const struct answer *answer))
{
	char *source = fixture_write(fixture, "own.c", text);

	for (size_t i = 0; i < sizeof(compilers) / sizeof(*compilers); i++) {
		struct rt_tsan_options options = options_make(fixture);
		struct rt_cell cell =
			cell_make(fixture, source, compilers[i], "-O1");
		struct answer answer;

		options.seconds = seconds;
		options.runs = 2;
		answer = ask(&cell, &options);
		check(&answer);
		answer_free(&answer);
	}
	free(source);
}

static void is_build_failure(const struct answer *answer)
{
	assert_int_equal(answer->code, RT_BUILD);
	assert_int_equal(answer->observation.race, RT_RACE_UNKNOWN);
	assert_non_null(strstr(answer->error.detail, "oh no"));
}

static void a_broken_source(void **state)
{
	ask_own(*state, "#error oh no\n", 0, is_build_failure);
}

static void is_hang(const struct answer *answer)
{
	assert_int_equal(answer->code, RT_CRASH);
	assert_int_equal(answer->observation.race, RT_RACE_UNKNOWN);
	assert_non_null(strstr(answer->observation.reason, "ringtear_load16"));
	assert_non_null(strstr(answer->observation.reason, "did not end"));
}

static void an_accessor_that_hangs(void **state)
{
	ask_own(*state,
		"unsigned short ringtear_load16(const void *p)\n"
		"{ for (;;) __asm__ volatile(\"\"); return !p; }\n",
		0.3, is_hang);
}

static void is_crash(const struct answer *answer)
{
	assert_int_equal(answer->code, RT_CRASH);
	assert_int_equal(answer->observation.race, RT_RACE_UNKNOWN);
	assert_non_null(strstr(answer->observation.reason, "signal 11"));
}

static void an_accessor_that_crashes(void **state)
{
	ask_own(*state,
		"unsigned short ringtear_load16(const void *p)\n"
		"{ (void)p; return *(volatile unsigned short *)8; }\n",
		0, is_crash);
}

static void is_undefined(const struct answer *answer)
{
	assert_int_equal(answer->code, RT_SUBJECT);
	assert_non_null(strstr(answer->observation.reason, "ringtear_load16"));
}

static void an_accessor_that_is_not_there(void **state)
{
	ask_own(*state,
		"unsigned ringtear_load32(const void *p)\n"
		"{ return *(const unsigned *)p; }\n",
		0, is_undefined);
}

/* A runtime that has no room, unless randomisation is off: said by a source. */
#define NO_ROOM(when)                                                          \
	"#include <stdio.h>\n"                                                 \
	"#include <unistd.h>\n"                                                \
	"#include <sys/personality.h>\n"                                       \
	"__attribute__((constructor)) static void start(void)\n"               \
	"{ if (" when ") {\n"                                                  \
	"  fputs(\"FATAL: ThreadSanitizer: unexpected memory mapping \"\n"     \
	"        \"0x1-0x2\\n\", stderr); fflush(stderr); _exit(66); } }\n"    \
	"unsigned short ringtear_load16(const void *p)\n"                      \
	"{ return *(const unsigned short *)p; }\n"

static void names_the_remedy(const struct answer *answer)
{
	assert_int_equal(answer->code, RT_SETUP);
	assert_int_equal(answer->observation.race, RT_RACE_UNKNOWN);
	assert_non_null(strstr(answer->observation.reason, "setarch -R"));
	assert_non_null(strstr(answer->observation.reason, "vm.mmap_rnd_bits"));
}

static void no_room_for_the_runtime(void **state)
{
	ask_own(*state, NO_ROOM("1"), 0, names_the_remedy);
}

/* Where personality(2) is forbidden the remedy is named instead. */
static void ran_again(const struct answer *answer)
{
	if (answer->code) {
		names_the_remedy(answer);
		return;
	}
	assert_int_equal(answer->observation.race, RT_RACE_SEEN);
	assert_non_null(strstr(answer->tsan.note, "randomisation"));
}

static void room_without_randomisation(void **state)
{
	ask_own(*state,
		NO_ROOM("!(personality(0xffffffff) & ADDR_NO_RANDOMIZE)"), 0,
		ran_again);
}

static void refuse(struct fixture *fixture, const struct rt_cell *cell,
		   unsigned int offset, const char *named)
{
	struct rt_tsan_options options = options_make(fixture);
	struct answer answer;

	options.offset = offset;
	answer = ask(cell, &options);
	assert_int_equal(answer.code, RT_USAGE);
	assert_int_equal(answer.observation.race, RT_RACE_UNKNOWN);
	if (!strstr(answer.observation.reason, named))
		fail_msg("no %s in: %s", named, answer.observation.reason);
	answer_free(&answer);
}

static void what_does_not_go_with_it(void **state)
{
	static const char *const flags[] = {
		"-fsanitize=address",
		"-fno-sanitize=thread",
		"-static",
		"-nostdinc",
		"-m32",
	};
	static const char plain[] = "corpora/accessors/plain.c";
	struct rt_cell cell;

	for (size_t i = 0; i < sizeof(flags) / sizeof(*flags); i++) {
		cell = cell_make(*state, plain, "gcc", flags[i]);
		refuse(*state, &cell, 2, flags[i]);
	}
	cell = cell_make(*state, plain, "gcc", NULL);
	refuse(*state, &cell, 3, "offset 3");
	refuse(*state, &cell, 122, "offset 122");
}

static void tcc_has_none(void **state)
{
	struct rt_cell cell =
		cell_make(*state, "corpora/accessors/plain.c", "tcc", NULL);

	refuse(*state, &cell, 2, "tcc has no ThreadSanitizer");
}

static void ask_of_other_libc(struct fixture *fixture, const char *toolchain)
{
	struct rt_tsan_options options = options_make(fixture);
	struct rt_cell cell = cell_make(fixture, "corpora/accessors/memcpy.c",
					toolchain, "-O2 -fno-builtin");
	struct answer answer;

	options.runs = 2;
	answer = ask(&cell, &options);
	must_run(&answer);
	assert_int_equal(answer.observation.race, RT_RACE_SEEN);
	assert_non_null(strstr(answer.tsan.note, strchr(toolchain, '+') + 1));
	answer_free(&answer);
}

static void musl_cells_use_the_hosts_libc(void **state)
{
	ask_of_other_libc(*state, "gcc+musl");
	ask_of_other_libc(*state, "clang+musl");
}

static void dietlibc_cells_too(void **state)
{
	ask_of_other_libc(*state, "gcc+dietlibc");
}

/* Another driver is another program; the same one comes from the cache. */
static void programs_are_cached_by_driver(void **state)
{
	static const char main_text[] = "int main(void) { return 0; }\n";
	struct fixture *fixture = *state;
	char *driver = fixture_write(fixture, "driver.c", main_text);
	struct rt_cell cell =
		cell_make(fixture, "corpora/accessors/plain.c", "gcc", "-O1");
	const bool expected[] = {false, true, false};

	for (size_t i = 0; i < sizeof(expected) / sizeof(*expected); i++) {
		struct rt_build build;

		if (i == 2) {
			free(driver);
			driver =
				fixture_write(fixture, "driver.c",
					      "int main(void) { return 1; }\n");
		}
		assert_int_equal(rt_build_program(&build, &cell, driver,
						  fixture->cache.data, NULL),
				 RT_OK);
		assert_int_equal(build.from_cache, expected[i]);
		assert_non_null(strstr(build.commands.data, "driver.c"));
		rt_build_free(&build);
	}
	free(driver);
}

static void a_missing_driver_is_named(void **state)
{
	struct rt_tsan_options options = options_make(*state);
	struct rt_cell cell =
		cell_make(*state, "corpora/accessors/plain.c", "gcc", NULL);
	struct answer answer;

	options.driver = "/nowhere/tsan.c";
	answer = ask(&cell, &options);
	assert_int_equal(answer.code, RT_USAGE);
	assert_non_null(strstr(answer.observation.reason, "/nowhere/tsan.c"));
	answer_free(&answer);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_broken_source),
		cmocka_unit_test(an_accessor_that_hangs),
		cmocka_unit_test(an_accessor_that_crashes),
		cmocka_unit_test(an_accessor_that_is_not_there),
		cmocka_unit_test(no_room_for_the_runtime),
		cmocka_unit_test(room_without_randomisation),
		cmocka_unit_test(what_does_not_go_with_it),
		cmocka_unit_test(tcc_has_none),
		cmocka_unit_test(musl_cells_use_the_hosts_libc),
		cmocka_unit_test(dietlibc_cells_too),
		cmocka_unit_test(programs_are_cached_by_driver),
		cmocka_unit_test(a_missing_driver_is_named),
	};

	return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
