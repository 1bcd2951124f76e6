/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/compare/matrix.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "harness/base/file.h"
#include "harness/base/lines.h"
#include "harness/toolchain/flags.h"

static const char none[] = "none";

/* The state of the parser. */
struct reader {
	struct rt_matrix *matrix;
	unsigned line;
};

static struct rt_matrix_block *last_block(struct reader *reader)
{
	return &reader->matrix->block[reader->matrix->count - 1];
}

static int add_block(struct reader *reader, const char *title,
		     struct rt_error *error)
{
	struct rt_matrix *matrix = reader->matrix;
	struct rt_matrix_block *grown =
		reallocarray(matrix->block, matrix->count + 1, sizeof(*grown));

	if (!grown)
		return rt_no_memory(error);
	matrix->block = grown;
	grown[matrix->count++] = (struct rt_matrix_block){.line = reader->line};
	rt_text_add(&last_block(reader)->title, title);
	return rt_text_failed(&last_block(reader)->title) ? rt_no_memory(error)
							  : RT_OK;
}

static size_t cells_of(const struct rt_matrix_block *block)
{
	size_t cells = 1;

	for (size_t i = 0; i < block->group_count; i++)
		cells *= block->group[i].count;
	return cells;
}

/* Refuses a last block that lacks what every block must have. */
static int check_block(const struct reader *reader, struct rt_error *error)
{
	const struct rt_matrix *matrix = reader->matrix;

	if (!matrix->count || matrix->block[matrix->count - 1].toolchains.count)
		return RT_OK;
	return rt_fail(error, RT_USAGE,
		       "the block of line %u has no toolchains; add a line "
		       "such as `toolchains = gcc*+host`",
		       matrix->block[matrix->count - 1].line);
}

static int read_title(struct reader *reader, char *line, struct rt_error *error)
{
	size_t length = strlen(line);
	int code = check_block(reader, error);

	if (code)
		return code;
	if (line[length - 1] != ']')
		return rt_fail(error, RT_USAGE,
			       "a title ends with ']', and nothing behind it");
	line[length - 1] = '\0';
	line = rt_line_trim(line + 1);
	if (!*line || strlen(line) >= RT_MATRIX_TITLE)
		return rt_fail(error, RT_USAGE, "a title has 1 to %d bytes",
			       RT_MATRIX_TITLE - 1);
	return add_block(reader, line, error);
}

static int split(struct rt_strings *words, const char *value,
		 struct rt_error *error)
{
	if (rt_strings_split(words, value) && !words->failed)
		return RT_OK;
	if (words->failed)
		return rt_no_memory(error);
	return rt_fail(error, RT_USAGE, "an unfinished quote; close it");
}

static int read_toolchains(struct rt_matrix_block *block, char *value,
			   struct rt_error *error)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789+-_.*?[]";
	int code = split(&block->toolchains, value, error);

	for (size_t i = 0; !code && i < block->toolchains.count; i++) {
		const char *word = block->toolchains.word[i];

		if (!*word || word[strspn(word, allowed)])
			code = rt_fail(error, RT_USAGE,
				       "'%.64s' is no pattern of toolchains; "
				       "write one such as gcc*+musl",
				       word);
	}
	return code;
}

static int add_alternative(struct rt_strings *group, char *text,
			   struct rt_error *error)
{
	struct rt_strings words = RT_STRINGS_INIT;
	int code;

	text = rt_line_trim(text);
	if (!*text)
		return rt_fail(error, RT_USAGE,
			       "an empty alternative; write none");
	if (strlen(text) >= 256)
		return rt_fail(error, RT_USAGE,
			       "an alternative of more than 255 bytes");
	if (!strcmp(text, none))
		*text = '\0';
	code = rt_flags_parse(&words, text, error);
	rt_strings_free(&words);
	if (code)
		return code;
	rt_strings_add(group, text);
	return group->failed ? rt_no_memory(error) : RT_OK;
}

static int read_flags(struct rt_matrix_block *block, char *value,
		      struct rt_error *error)
{
	struct rt_strings *grown = reallocarray(
		block->group, block->group_count + 1, sizeof(*grown));
	struct rt_strings *group;
	char *next;
	int code = RT_OK;

	if (!grown)
		return rt_no_memory(error);
	block->group = grown;
	group = &grown[block->group_count++];
	*group = (struct rt_strings)RT_STRINGS_INIT;
	for (; !code && value; value = next) {
		next = strchr(value, '|');
		if (next)
			*next++ = '\0';
		code = add_alternative(group, value, error);
	}
	if (!code && cells_of(block) > RT_MATRIX_CELLS)
		code = rt_fail(error, RT_USAGE,
			       "more than %d cells a toolchain; take some "
			       "alternatives out",
			       RT_MATRIX_CELLS);
	return code;
}

static int read_includes(struct rt_matrix_block *block, char *value,
			 struct rt_error *error)
{
	return split(&block->includes, value, error);
}

static const struct key {
	const char *name;
	int (*read)(struct rt_matrix_block *block, char *value,
		    struct rt_error *error);
} keys[] = {
	{"toolchains", read_toolchains},
	{"include", read_includes},
	{"flags", read_flags},
};

static const struct key *find_key(const char *name)
{
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		if (!strcmp(keys[i].name, name))
			return &keys[i];
	return NULL;
}

/* Whether a key that may appear once per block (not flags) is repeated. */
static bool is_second(const struct rt_matrix_block *block,
		      const struct key *key)
{
	return (key->read == read_toolchains && block->toolchains.count) ||
	       (key->read == read_includes && block->includes.count);
}

static int read_value(struct reader *reader, char *line, struct rt_error *error)
{
	char *equals = strchr(line, '=');
	const struct key *key;
	char *value;
	int code = RT_OK;

	if (!equals)
		return rt_fail(error, RT_USAGE,
			       "'%.64s' is neither `key = value` nor [title]",
			       line);
	*equals = '\0';
	line = rt_line_trim(line);
	value = rt_line_trim(equals + 1);
	key = find_key(line);
	if (!key)
		return rt_fail(error, RT_USAGE,
			       "unknown key '%.64s'; there are toolchains, "
			       "include and flags",
			       line);
	if (!*value)
		return rt_fail(error, RT_USAGE, "%s has no value", key->name);
	if (!reader->matrix->count)
		code = add_block(reader, "", error);
	if (code)
		return code;
	if (is_second(last_block(reader), key))
		return rt_fail(error, RT_USAGE,
			       "%s is given a second time in this block; keep "
			       "one of the lines",
			       key->name);
	return key->read(last_block(reader), value, error);
}

/* A return at the end of a line is gone by now; within one it would not be. */
static bool has_control(const char *line)
{
	for (; *line; line++)
		if ((unsigned char)*line < ' ' && *line != '\t')
			return true;
	return false;
}

static int read_line(void *data, char *line, unsigned number,
		     struct rt_error *error)
{
	struct reader *reader = data;

	reader->line = number;
	if (has_control(line))
		return rt_fail(error, RT_USAGE,
			       "a control character; a matrix is text");
	if (*line == '[')
		return read_title(reader, line, error);
	return read_value(reader, line, error);
}

/* Errors that only the end reveals: an incomplete last block, or no block. */
static int check_end(const struct reader *reader, const char *source,
		     struct rt_error *error)
{
	struct rt_error inner = RT_ERROR_INIT;
	int code = check_block(reader, &inner);

	if (!code && !reader->matrix->count)
		code = rt_fail(&inner, RT_USAGE,
			       "it names no toolchains; add a line such as "
			       "`toolchains = gcc*+host`");
	if (code)
		rt_fail(error, code, "%s: %s", source, inner.message);
	rt_error_clear(&inner);
	return code;
}

int rt_matrix_parse(struct rt_matrix *matrix, const char *text, size_t length,
		    const char *source, struct rt_error *error)
{
	struct reader reader = {.matrix = matrix};
	int code;

	*matrix = (struct rt_matrix){.block = NULL};
	code = rt_lines_read(text, length, source, read_line, &reader, error);
	return code ? code : check_end(&reader, source, error);
}

int rt_matrix_read(struct rt_matrix *matrix, const char *path,
		   struct rt_error *error)
{
	struct rt_text text = RT_TEXT_INIT;
	int code = rt_file_read(&text, path, error);

	*matrix = (struct rt_matrix){.block = NULL};
	if (!code)
		code = rt_matrix_parse(matrix, rt_text_string(&text),
				       text.length, path, error);
	rt_text_free(&text);
	return code;
}

static void print_words(const char *key, const struct rt_strings *words,
			struct rt_text *text)
{
	if (!words->count)
		return;
	rt_text_format(text, "%-10s =", key);
	for (size_t i = 0; i < words->count; i++) {
		const char *quote =
			strpbrk(words->word[i], " \t'\"\\") ? "'" : "";

		if (!*words->word[i])
			quote = "'";
		rt_text_format(text, " %s", quote);
		for (const char *at = words->word[i]; *at; at++)
			rt_text_append(text, *at == '\'' ? "'\\''" : at,
				       *at == '\'' ? 4 : 1);
		rt_text_add(text, quote);
	}
	rt_text_add(text, "\n");
}

static void print_group(const struct rt_strings *group, struct rt_text *text)
{
	rt_text_add(text, "flags      =");
	for (size_t i = 0; i < group->count; i++)
		rt_text_format(text, "%s %s", i ? " |" : "",
			       *group->word[i] ? group->word[i] : none);
	rt_text_add(text, "\n");
}

void rt_matrix_print(const struct rt_matrix *matrix, struct rt_text *text)
{
	for (size_t i = 0; i < matrix->count; i++) {
		const struct rt_matrix_block *block = &matrix->block[i];

		if (block->title.length)
			rt_text_format(text, "[%s]\n",
				       rt_text_string(&block->title));
		print_words("toolchains", &block->toolchains, text);
		print_words("include", &block->includes, text);
		for (size_t j = 0; j < block->group_count; j++)
			print_group(&block->group[j], text);
	}
}

void rt_matrix_free(struct rt_matrix *matrix)
{
	for (size_t i = 0; i < matrix->count; i++) {
		struct rt_matrix_block *block = &matrix->block[i];

		for (size_t j = 0; j < block->group_count; j++)
			rt_strings_free(&block->group[j]);
		free(block->group);
		rt_text_free(&block->title);
		rt_strings_free(&block->toolchains);
		rt_strings_free(&block->includes);
	}
	free(matrix->block);
	*matrix = (struct rt_matrix){.block = NULL};
}
