/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/toolchain/native.h"

#include <string.h>

/* Lines that identify a CPU: of x86, then of arm64, RISC-V and POWER. */
static const char *const telling[] = {
	"vendor_id",   "cpu family", "model",	 "model name",
	"stepping",    "cache size", "flags",	 "CPU implementer",
	"CPU variant", "CPU part",   "Features", "isa",
	"uarch",       "cpu",
};

static bool is_native(const char *word)
{
	static const char end[] = "=native";
	size_t length = strlen(word);

	return length >= strlen(end) &&
	       !strcmp(word + length - strlen(end), end);
}

bool rt_native_is_asked(const struct rt_strings *flags)
{
	for (size_t i = 0; i < flags->count; i++)
		if (is_native(flags->word[i]))
			return true;
	return false;
}

/* @line is "key<blanks>: value". */
static bool is_telling(const char *line)
{
	size_t length = strcspn(line, ":\n");

	while (length && strchr(" \t", line[length - 1]))
		length--;
	for (size_t i = 0; i < sizeof(telling) / sizeof(*telling); i++)
		if (strlen(telling[i]) == length &&
		    !strncmp(telling[i], line, length))
			return true;
	return false;
}

/* Stops at the empty line after the first CPU. */
void rt_native_identity(struct rt_text *identity, const char *cpuinfo)
{
	const char *line = cpuinfo;

	while (*line && *line != '\n') {
		size_t length = strcspn(line, "\n");

		if (is_telling(line)) {
			rt_text_append(identity, line, length);
			rt_text_add(identity, "\n");
		}
		line += length + (line[length] == '\n');
	}
}
