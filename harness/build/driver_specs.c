/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/build/driver_specs.h"

#include <string.h>

/*
 * Acted on by conditions that are compiled in: gcc/config/i386/i386.h and
 * aarch64.h (CC1_CPU_SPEC, OPTION_DEFAULT_SPECS), gcc.c (GOMP_SELF_SPECS,
 * GTM_SELF_SPECS). What concerns two stages, as -flto and -fsanitize, or the
 * choice of position independence that the command line begins with, too.
 */
static const char *const compiled_in[] = {
	"march=*",
	"mtune=*",
	"mcpu=*",
	"mabi*",
	"mfpu*",
	"mfloat-abi*",
	"mmcu*",
	"m16",
	"m32",
	"m64",
	"mx32",
	"miamcu",
	"mthumb",
	"marm",
	"mlittle-endian",
	"mbig-endian",
	"fopenmp*",
	"fopenacc*",
	"fgnu-tm",
	"ftree-parallelize-loops*",
	"flto*",
	"fno-lto*",
	"ffat-lto*",
	"fno-fat-lto*",
	"fuse-linker-plugin",
	"fno-use-linker-plugin",
	"fsanitize*",
	"fno-sanitize*",
	"fpic",
	"fPIC",
	"fpie",
	"fPIE",
	"fno-pic",
	"fno-PIC",
	"fno-pie",
	"fno-PIE",
	"fasynchronous-unwind-tables",
	"fno-asynchronous-unwind-tables",
	"fsplit-stack",
	"fno-split-stack",
	"fdiagnostics*",
	"fno-diagnostics*",
	"frandom-seed*",
	"ffile-prefix-map*",
	"fdebug-prefix-map*",
	"fmacro-prefix-map*",
	"fpreprocessed",
	"fdirectives-only",
	"fcf-protection*",
};

static bool is_name_character(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '=' ||
	       c == '+';
}

/*
 * Takes the name at @at, behind the brace, bar or semicolon of a condition;
 * one that is only handed on, as in %{O*}, is not followed by ':' or '|'.
 */
static void take_name(struct rt_words *names, const char *at)
{
	size_t length = 0;
	size_t star;

	at += *at == '!';
	while (is_name_character(at[length]))
		length++;
	star = at[length] == '*';
	if (length && strchr(":|", at[length + star]) && at[length + star])
		rt_words_format(names, "%.*s", (int)(length + star), at);
}

void rt_driver_specs_parse(struct rt_driver_specs *specs, const char *text)
{
	specs->names = (struct rt_words)RT_WORDS_INIT;
	for (const char *at = text; (at = strpbrk(at, "{|;")); at++)
		take_name(&specs->names, at + 1);
	for (size_t i = 0; i < sizeof(compiled_in) / sizeof(*compiled_in); i++)
		rt_words_add(&specs->names, compiled_in[i]);
}

void rt_driver_specs_free(struct rt_driver_specs *specs)
{
	rt_words_free(&specs->names);
}

static bool begins(const char *word, const char *start)
{
	return !strncmp(word, start, strlen(start));
}

static bool matches(const char *name, const char *pattern)
{
	size_t length = strlen(pattern);

	if (length && pattern[length - 1] == '*')
		return !strncmp(name, pattern, length - 1);
	return !strcmp(name, pattern);
}

static bool is_named(const struct rt_driver_specs *specs, const char *name)
{
	for (size_t i = 0; i < specs->names.count; i++)
		if (matches(name, specs->names.word[i]))
			return true;
	return false;
}

/* "fno-x" for "fx" and the other way round, as the one undoes the other. */
static bool is_negative_named(const struct rt_driver_specs *specs,
			      const char *name)
{
	struct rt_text other = RT_TEXT_INIT;
	bool found;

	rt_text_append(&other, name, 1);
	if (begins(name + 1, "no-"))
		rt_text_add(&other, name + 4);
	else
		rt_text_format(&other, "no-%s", name + 1);
	found = rt_text_failed(&other) ||
		is_named(specs, rt_text_string(&other));
	rt_text_free(&other);
	return found;
}

bool rt_driver_acts_on(const struct rt_driver_specs *specs, const char *word)
{
	const char *name = word + 1;

	if (specs->names.failed || *word != '-' || !*name)
		return true;
	if (is_named(specs, name))
		return true;
	return (*name == 'f' || *name == 'm') && is_negative_named(specs, name);
}

enum rt_word_group rt_word_group(const char *word)
{
	static const struct {
		const char *start;
		enum rt_word_group group;
	} groups[] = {
		{"-D", RT_WORD_DEFINE},
		{"-U", RT_WORD_DEFINE},
		{"-m", RT_WORD_MACHINE},
		{"-O", RT_WORD_OPTIMISE},
		{"-W", RT_WORD_WARN},
		{"-w", RT_WORD_WARN},
		{"-pedantic", RT_WORD_WARN},
		{"-std=", RT_WORD_STANDARD},
		{"-ansi", RT_WORD_STANDARD},
		{"-f", RT_WORD_FEATURE},
		{"--param=", RT_WORD_PARAMETER},
	};

	for (size_t i = 0; i < sizeof(groups) / sizeof(*groups); i++)
		if (begins(word, groups[i].start))
			return groups[i].group;
	return RT_WORD_DRIVER;
}
