/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lines of source are found wherever debug information may lie, and nothing is
 * made up where there is none.
 */
#include "harness/module/source_lines.h"

#include <arpa/inet.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "harness/module/symbols.h"
#include "tests/module/fixture.h"

static const char source[] = "static inline __attribute__((always_inline))\n"
			     "int inner(const volatile int *p)\n"
			     "{\n"
			     "	return *p;\n" /* line 4 */
			     "}\n"
			     "int outer(const volatile int *p)\n"
			     "{\n"
			     "	return inner(p);\n" /* line 8 */
			     "}\n";

/* Makes DIR/NAME.so of the source with @flags; returns its path, for free(). */
static char *make_by(struct fixture *fixture, const char *compiler,
		     const char *name, const char *flags)
{
	char *file = fixture_write(fixture, "lines.c", source);
	struct rt_text path = RT_TEXT_INIT, line = RT_TEXT_INIT;

	rt_text_format(&path, "%s/%s.so", fixture->folder.data, name);
	rt_text_format(&line, "%s -O2 -fPIC %s -c -o %s.o %s", compiler, flags,
		       path.data, file);
	fixture_run(line.data);
	rt_text_free(&line);
	rt_text_format(&line, "gcc -shared -Wl,--build-id -o %s %s.o",
		       path.data, path.data);
	fixture_run(line.data);
	rt_text_free(&line);
	free(file);
	return path.data;
}

static char *make(struct fixture *fixture, const char *name, const char *flags)
{
	return make_by(fixture, "gcc", name, flags);
}

static uint64_t address_of(const char *path, const char *name)
{
	struct rt_symbols symbols;
	const struct rt_symbol *found;
	uint64_t address;

	assert_int_equal(rt_symbols_read(&symbols, path, NULL), RT_OK);
	found = rt_symbols_function(&symbols, path, name, NULL);
	assert_non_null(found);
	address = found->address;
	rt_symbols_free(&symbols);
	return address;
}

static struct rt_source_place find(const char *path, uint64_t address)
{
	struct rt_source_place place = {.depth = 99};

	assert_int_equal(rt_source_find(path, &address, &place, 1, NULL),
			 RT_OK);
	return place;
}

/* The load that inner() makes for outer(). */
static void expect_lines(const char *path)
{
	struct rt_source_place place = find(path, address_of(path, "outer"));
	struct rt_text text = RT_TEXT_INIT;

	rt_source_text(&place, &text);
	if (place.depth != 2)
		fail_msg("%s: %s", path, rt_text_string(&text));
	assert_int_equal(place.at[0].line, 4);
	assert_string_equal(place.at[0].function, "inner");
	assert_int_equal(place.at[1].line, 8);
	assert_string_equal(place.at[1].function, "outer");
	assert_string_equal(rt_text_string(&text),
			    "lines.c:4 in inner, inlined at lines.c:8");
	rt_text_free(&text);
}

static void expect_none(const char *path)
{
	assert_int_equal(find(path, address_of(path, "outer")).depth, 0);
}

static void lines_are_in_the_file_or_in_split_ones(void **state)
{
	char *whole = make(*state, "whole", "-g");
	char *old = make(*state, "old", "-gdwarf-4");
	char *split = make(*state, "split", "-g -gsplit-dwarf");
	char *packed = make(*state, "packed", "-g -gz");

	expect_lines(whole);
	expect_lines(old);
	expect_lines(split);
	expect_lines(packed);
	free(whole);
	free(old);
	free(split);
	free(packed);
}

/* It writes no .debug_aranges. */
static void lines_of_clang_are_found(void **state)
{
	char *path;

	fixture_toolchain(*state, "clang+glibc");
	path = make_by(*state, "clang", "clang", "-g");
	expect_lines(path);
	free(path);
	path = make_by(*state, "clang", "clang_split", "-g -gsplit-dwarf");
	expect_lines(path);
	free(path);
}

/* Runs @words, in which '@' stands for @path. */
static void run_on(const char *words, const char *path)
{
	struct rt_text line = RT_TEXT_INIT;

	for (; *words; words++) {
		if (*words == '@')
			rt_text_add(&line, path);
		else
			rt_text_append(&line, words, 1);
	}
	fixture_run(line.data);
	rt_text_free(&line);
}

/* A file of another build, under the name that is linked to, is not believed.
 */
static void lines_are_in_the_file_that_is_linked_to(void **state)
{
	char *path = make(*state, "linked", "-g");
	char *other = make(*state, "other", "-g -O1");

	run_on("objcopy --only-keep-debug @ @.debug", path);
	run_on("objcopy --strip-debug --add-gnu-debuglink=@.debug @", path);
	expect_lines(path);
	run_on("objcopy --only-keep-debug @ @.debug", other);
	run_on("sh -c 'cp \"$(dirname @)/other.so.debug\" "
	       "\"$(dirname @)/linked.so.debug\"'",
	       path);
	expect_none(path);
	free(path);
	free(other);
}

static void nothing_is_made_up(void **state)
{
	char *without = make(*state, "without", "-g0");
	char *text = fixture_write(*state, "text.so", source);
	struct rt_source_place place;

	expect_none(without);
	place = find(text, 0);
	assert_int_equal(place.depth, 0);
	place = find("/nowhere/at/all.so", 0x1000);
	assert_int_equal(place.depth, 0);
	free(without);
	free(text);
}

/* Names are text of others: neither a terminal nor JSON has to bear them. */
static void names_can_be_printed(void **state)
{
	static const struct {
		const char *flags, *file;
	} names[] = {
		{"-g -fdebug-prefix-map=/=/\033[31m\377/", "/?[31m?/"},
		{"-g -fdebug-prefix-map=/=/\302\23331m\303\244/",
		 "/?\?31m\303\244/"},
	};

	for (unsigned i = 0; i < sizeof(names) / sizeof(*names); i++) {
		char *path = make(*state, "names", names[i].flags);
		struct rt_source_place place =
			find(path, address_of(path, "outer"));

		assert_true(place.depth > 0);
		if (!strstr(place.at[0].file, names[i].file))
			fail_msg("%s", place.at[0].file);
		free(path);
	}
}

/* A build ID that no file here has would be looked for on a server. */
static void no_server_is_asked(void **state)
{
	char *path = make(*state, "remote", "-g0");
	struct sockaddr_in at = {.sin_family = AF_INET,
				 .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	socklen_t size = sizeof(at);
	struct pollfd ready = {.fd = server, .events = POLLIN};
	char url[64];

	assert_int_equal(bind(server, (struct sockaddr *)&at, size), 0);
	assert_int_equal(listen(server, 1), 0);
	assert_int_equal(getsockname(server, (struct sockaddr *)&at, &size), 0);
	snprintf(url, sizeof(url), "http://127.0.0.1:%d", ntohs(at.sin_port));
	setenv("DEBUGINFOD_URLS", url, 1);
	expect_none(path);
	unsetenv("DEBUGINFOD_URLS");
	assert_int_equal(poll(&ready, 1, 0), 0);
	close(server);
	free(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_are_in_the_file_or_in_split_ones),
		cmocka_unit_test(lines_of_clang_are_found),
		cmocka_unit_test(lines_are_in_the_file_that_is_linked_to),
		cmocka_unit_test(nothing_is_made_up),
		cmocka_unit_test(names_can_be_printed),
		cmocka_unit_test(no_server_is_asked),
	};

	return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
