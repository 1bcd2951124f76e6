/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One program of all unit tests of the suite, which runs the test by whose name
 * it is called: a hundred links take longer than most of the tests. The
 * Makefile writes the list, a line TEST(FOLDER, NAME) each, and compiles the
 * tests with their main() renamed.
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define TEST(folder, name) int folder##_##name(void);
#include "suite.list"
#undef TEST

static const struct test {
	const char *name;
	int (*run)(void);
} tests[] = {
#define TEST(folder, name) {#folder "/" #name, folder##_##name},
#include "suite.list"
#undef TEST
};

static bool ends_with(const char *path, const char *name)
{
	size_t length = strlen(path);
	size_t end = strlen(name);

	return length > end && path[length - end - 1] == '/' &&
	       !strcmp(path + length - end, name);
}

int main(int argc, char **argv)
{
	for (size_t i = 0; argc && i < sizeof(tests) / sizeof(*tests); i++)
		if (ends_with(argv[0], tests[i].name))
			return tests[i].run();
	fprintf(stderr, "%s is the name of no test; run it by a link\n",
		argc ? argv[0] : "this");
	return 1;
}
