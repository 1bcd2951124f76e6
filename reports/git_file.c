/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reports/git_file.h"

#include <ctype.h>
#include <string.h>

void rt_git_file_open(struct rt_git_file *file, const char *text)
{
	static const char mark[] = "\xef\xbb\xbf";

	*file = (struct rt_git_file){.at = text};
	if (!strncmp(text, mark, strlen(mark)))
		file->at += strlen(mark);
}

void rt_git_file_close(struct rt_git_file *file)
{
	rt_text_free(&file->variable.section);
	rt_text_free(&file->variable.subsection);
	rt_text_free(&file->variable.name);
	rt_text_free(&file->variable.value);
}

/* Takes one byte; a line may end as on Windows. 0 at the end. */
static char take(struct rt_git_file *file)
{
	if (file->at[0] == '\r' && file->at[1] == '\n')
		file->at++;
	return *file->at ? *file->at++ : '\0';
}

static void add(struct rt_text *text, char byte)
{
	rt_text_append(text, &byte, 1);
}

/* Appends the word of letters, digits, '-' and the bytes of @others. */
static void take_word(struct rt_git_file *file, struct rt_text *word,
		      const char *others)
{
	while (isalnum((unsigned char)*file->at) ||
	       (*file->at && strchr(others, *file->at)))
		add(word, (char)tolower((unsigned char)take(file)));
}

static void skip_blanks(struct rt_git_file *file)
{
	file->at += strspn(file->at, " \t");
}

/* The text up to the closing quote; false where there is none in the line. */
static bool take_subsection(struct rt_git_file *file)
{
	char byte;

	while ((byte = take(file)) != '"') {
		if (byte == '\\')
			byte = take(file);
		if (!byte || byte == '\n')
			return false;
		add(&file->variable.subsection, byte);
	}
	return true;
}

/* Behind the '[' of a section. */
static bool take_section(struct rt_git_file *file)
{
	struct rt_git_variable *variable = &file->variable;
	bool read = true;

	rt_text_free(&variable->section);
	rt_text_free(&variable->subsection);
	take_word(file, &variable->section, "-.");
	skip_blanks(file);
	if (*file->at == '"') {
		file->at++;
		read = take_subsection(file);
	}
	return read && variable->section.length && take(file) == ']';
}

/* What @byte behind a '\' of a value means; 0 for what git does not know. */
static char unescape(char byte)
{
	switch (byte) {
	case 'n':
		return '\n';
	case 't':
		return '\t';
	case 'b':
		return '\b';
	case '"':
	case '\\':
		return byte;
	default:
		return '\0';
	}
}

static void skip_comment(struct rt_git_file *file)
{
	file->at += strcspn(file->at, "\n");
}

/* Behind a '\': an escaped byte, or the end of a line that goes on. */
static bool take_escape(struct rt_git_file *file)
{
	char byte = take(file);

	if (byte == '\n')
		return true;
	byte = unescape(byte);
	if (byte)
		add(&file->variable.value, byte);
	return byte;
}

/* Behind the '=' of a variable, to the end of its last line. */
static bool take_value(struct rt_git_file *file)
{
	struct rt_text *value = &file->variable.value;
	bool quoted = false, read = true;
	size_t kept = 0; /* without the blanks at the end */
	char byte;

	skip_blanks(file);
	while (read && (byte = take(file)) && byte != '\n') {
		bool comment = !quoted && (byte == '#' || byte == ';');
		bool blank = !quoted && isspace((unsigned char)byte);

		if (comment)
			skip_comment(file);
		else if (byte == '"')
			quoted = !quoted;
		else if (byte == '\\')
			read = take_escape(file);
		else
			add(value, byte);
		if (!comment && !blank)
			kept = value->length;
	}
	if (value->length > kept)
		value->data[value->length = kept] = '\0';
	return read && !quoted;
}

static bool take_variable(struct rt_git_file *file)
{
	struct rt_git_variable *variable = &file->variable;

	rt_text_free(&variable->name);
	rt_text_free(&variable->value);
	take_word(file, &variable->name, "-");
	skip_blanks(file);
	if (*file->at == '=') {
		file->at++;
		return variable->section.length && take_value(file);
	}
	/* The short form of a boolean. */
	return variable->section.length &&
	       (!*file->at || strchr("\r\n#;", *file->at));
}

static bool has_memory(const struct rt_git_variable *variable)
{
	return !rt_text_failed(&variable->section) &&
	       !rt_text_failed(&variable->subsection) &&
	       !rt_text_failed(&variable->name) &&
	       !rt_text_failed(&variable->value);
}

bool rt_git_file_next(struct rt_git_file *file)
{
	bool read = true;

	while (read && *file->at) {
		if (isalpha((unsigned char)*file->at))
			return take_variable(file) &&
			       has_memory(&file->variable);
		if (*file->at == '[') {
			file->at++;
			read = take_section(file);
		} else if (*file->at == '#' || *file->at == ';') {
			skip_comment(file);
		} else {
			read = isspace((unsigned char)*file->at++);
		}
	}
	return false;
}
