/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/trial/trial.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/base/file.h"
#include "harness/base/lines.h"

enum { cell_fields = 3 }; /* accessor, toolchain, flags: always printed */

static bool same_key(const char *one, const char *other)
{
	for (; *one && *other; one++, other++)
		if (*one != *other && !(*one == '_' && *other == '-'))
			return false;
	return *one == *other;
}

const struct rt_trial_field *rt_trial_field(const char *key)
{
	for (const struct rt_trial_field *field = rt_trial_fields; field->name;
	     field++)
		if (same_key(field->name, key))
			return field;
	return NULL;
}

static bool is_choice(const char *choices, const char *value)
{
	size_t length = strlen(value);

	for (const char *at = choices; at; at = strchr(at, '|')) {
		at += *at == '|';
		if (strcspn(at, "|") == length && !strncmp(at, value, length))
			return true;
	}
	return false;
}

static int set_text(char *place, const struct rt_trial_field *field,
		    const char *value, struct rt_error *error)
{
	size_t length = strlen(value);

	if (field->choices && !is_choice(field->choices, value))
		return rt_fail(error, RT_USAGE,
			       "%s cannot be '%s'; it is one of %s",
			       field->name, value, field->choices);
	if (length >= field->size)
		return rt_fail(error, RT_USAGE,
			       "%s is %zu bytes long; at most %zu fit",
			       field->name, length, field->size - 1);
	for (size_t i = 0; i < length; i++)
		if (iscntrl((unsigned char)value[i]))
			return rt_fail(error, RT_USAGE,
				       "%s has a control character at byte "
				       "%zu; remove it",
				       field->name, i);
	memcpy(place, value, length + 1);
	return RT_OK;
}

/* Base 16 after 0x, else 10: nobody who writes 0100 means 64. */
static int base_of(const char *number)
{
	return number[0] == '0' && (number[1] == 'x' || number[1] == 'X') ? 16
									  : 10;
}

static int set_number(char *place, const struct rt_trial_field *field,
		      const char *value, struct rt_error *error)
{
	uint64_t number = field->most + 1;
	char *end;

	if (field->word && !strcmp(value, field->word)) {
		memcpy(place, &number, sizeof(number));
		return RT_OK;
	}
	errno = 0;
	number = strtoull(value, &end, base_of(value));
	if (!isdigit((unsigned char)*value) || *end || errno)
		return rt_fail(error, RT_USAGE,
			       "%s cannot be '%s'; give a number such as %s%s",
			       field->name, value, field->word ? "2, or " : "",
			       field->initially);
	if (number < field->least || number > field->most)
		return rt_fail(error, RT_USAGE,
			       "%s cannot be %s; it lies between %" PRIu64
			       " and %" PRIu64,
			       field->name, value, field->least, field->most);
	if (field->power_of_two && (number & (number - 1)))
		return rt_fail(error, RT_USAGE,
			       "%s cannot be %s; it is a power of two between "
			       "%" PRIu64 " and %" PRIu64,
			       field->name, value, field->least, field->most);
	memcpy(place, &number, sizeof(number));
	return RT_OK;
}

static int set_value(char *place, const struct rt_trial_field *field,
		     const char *value, struct rt_error *error)
{
	rt_value number;

	if (!rt_value_read(&number, value))
		return rt_fail(error, RT_USAGE,
			       "%s cannot be '%s'; give a number of at most "
			       "%d bits such as 0x00ff",
			       field->name, value, RT_VALUE_BITS);
	memcpy(place, &number, sizeof(number));
	return RT_OK;
}

static int set_field(struct rt_trial *trial, const struct rt_trial_field *field,
		     const char *value, struct rt_error *error)
{
	char *place = (char *)trial + field->offset;

	if (field->type == RT_TRIAL_NUMBER)
		return set_number(place, field, value, error);
	if (field->type == RT_TRIAL_VALUE)
		return set_value(place, field, value, error);
	return set_text(place, field, value, error);
}

void rt_trial_init(struct rt_trial *trial)
{
	*trial = (struct rt_trial){.width = 0};
	for (const struct rt_trial_field *field = rt_trial_fields; field->name;
	     field++)
		set_field(trial, field, field->initially, NULL);
}

bool rt_trial_is_index(const struct rt_trial *trial)
{
	return !*trial->within || !strncmp(trial->within, "2/", 2);
}

bool rt_trial_stores(const struct rt_trial *trial)
{
	return !strcmp(trial->direction, "store");
}

const char *rt_trial_symbol(const struct rt_trial *trial, char buffer[32])
{
	snprintf(buffer, 32, "ringtear_%.8s%u", trial->direction,
		 (unsigned)trial->width);
	return buffer;
}

uint64_t rt_trial_place(const struct rt_trial *trial)
{
	const uint64_t avail_idx = 2;
	uint64_t bytes = trial->width / 8;

	if (trial->offset != RT_OFFSET_NATURAL)
		return trial->offset;
	if (*trial->within)
		return strtoul(trial->within, NULL, 10);
	return (avail_idx + bytes / 2) / bytes * bytes;
}

unsigned rt_trial_line_place(const struct rt_trial *trial)
{
	unsigned place = (unsigned)rt_trial_place(trial);

	return trial->offset == RT_OFFSET_NATURAL ? place : place % 64;
}

int rt_trial_set(struct rt_trial *trial, const char *key, const char *value,
		 struct rt_error *error)
{
	const struct rt_trial_field *field = rt_trial_field(key);

	if (!field)
		return rt_fail(error, RT_USAGE,
			       "there is no trial key '%s'; the first are %s, "
			       "%s, %s, and `help trial` lists all",
			       key, rt_trial_fields[0].name,
			       rt_trial_fields[1].name,
			       rt_trial_fields[2].name);
	return set_field(trial, field, value, error);
}

struct parse {
	struct rt_trial *trial;
	uint64_t seen; /* a bit for each field that a line has set */
};

static int parse_line(void *data, char *line, unsigned number,
		      struct rt_error *error)
{
	struct parse *parse = data;
	char *equals = strchr(line, '=');
	const struct rt_trial_field *field;
	uint64_t bit;

	(void)number;
	if (!equals)
		return rt_fail(error, RT_USAGE,
			       "'%.64s' is no `key = value` line", line);
	*equals = '\0';
	line = rt_line_trim(line);
	field = rt_trial_field(line);
	if (!field)
		return rt_trial_set(parse->trial, line, "", error);
	bit = 1ull << (field - rt_trial_fields);
	if (parse->seen & bit)
		return rt_fail(error, RT_USAGE,
			       "%s is set a second time; keep one of the lines",
			       field->name);
	parse->seen |= bit;
	return set_field(parse->trial, field, rt_line_trim(equals + 1), error);
}

int rt_trial_parse(struct rt_trial *trial, const char *text, size_t length,
		   const char *source, struct rt_error *error)
{
	struct parse parse = {.trial = trial};

	rt_trial_init(trial);
	return rt_lines_read(text, length, source, parse_line, &parse, error);
}

int rt_trial_read(struct rt_trial *trial, const char *path,
		  struct rt_error *error)
{
	struct rt_text text = RT_TEXT_INIT;
	int code = rt_file_read(&text, path, error);

	if (!code)
		code = rt_trial_parse(trial, rt_text_string(&text), text.length,
				      path, error);
	rt_text_free(&text);
	return code;
}

/* Appends the value of @field, a number in the base of its default. */
static void print_value(const struct rt_trial *trial,
			const struct rt_trial_field *field,
			struct rt_text *text)
{
	const char *place = (const char *)trial + field->offset;
	uint64_t number;
	rt_value value;

	if (field->type == RT_TRIAL_VALUE) {
		memcpy(&value, place, sizeof(value));
		rt_text_add(text, rt_digits(value, 16).text);
		return;
	}
	if (field->type != RT_TRIAL_NUMBER) {
		rt_text_add(text, place);
		return;
	}
	memcpy(&number, place, sizeof(number));
	if (field->word && number > field->most)
		rt_text_add(text, field->word);
	else if (!strncmp(field->initially, "0x", 2))
		rt_text_format(text, "0x%04" PRIx64, number);
	else
		rt_text_format(text, "%" PRIu64, number);
}

bool rt_trial_field_equals(const struct rt_trial_field *field,
			   const struct rt_trial *one,
			   const struct rt_trial *other)
{
	const char *mine = (const char *)one + field->offset;
	const char *theirs = (const char *)other + field->offset;

	if (field->type == RT_TRIAL_NUMBER || field->type == RT_TRIAL_VALUE)
		return !memcmp(mine, theirs, field->size);
	return !strcmp(mine, theirs);
}

/* Whether @field is printed: the cell always, other fields when changed. */
static bool is_told(const struct rt_trial *trial, const struct rt_trial *plain,
		    const struct rt_trial_field *field)
{
	return field - rt_trial_fields < cell_fields ||
	       !rt_trial_field_equals(field, trial, plain);
}

void rt_trial_print(const struct rt_trial *trial, struct rt_text *text)
{
	struct rt_trial plain;

	rt_trial_init(&plain);
	for (const struct rt_trial_field *field = rt_trial_fields; field->name;
	     field++) {
		if (!is_told(trial, &plain, field))
			continue;
		rt_text_format(text, "%-17s = ", field->name);
		print_value(trial, field, text);
		rt_text_add(text, "\n");
	}
}

/* Appends @value, in single quotes unless it is plain. */
static void quote(const char *value, struct rt_text *text)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789+-_.,/=";

	if (*value && value[strspn(value, plain)] == '\0') {
		rt_text_add(text, value);
		return;
	}
	rt_text_add(text, "'");
	for (; *value; value++)
		if (*value == '\'')
			rt_text_add(text, "'\\''");
		else
			rt_text_append(text, value, 1);
	rt_text_add(text, "'");
}

void rt_trial_options(const struct rt_trial *trial, bool with_cell,
		      struct rt_text *text)
{
	const struct rt_trial_field *field = rt_trial_fields;
	struct rt_trial plain;

	rt_trial_init(&plain);
	for (field += with_cell ? 0 : cell_fields; field->name; field++) {
		struct rt_text value = RT_TEXT_INIT;

		if (!is_told(trial, &plain, field))
			continue;
		print_value(trial, field, &value);
		rt_text_add(text, " --");
		for (const char *at = field->name; *at; at++)
			rt_text_append(text, *at == '_' ? "-" : at, 1);
		rt_text_add(text, " ");
		quote(rt_text_string(&value), text);
		rt_text_free(&value);
	}
}

static bool is_power_of_two(uint64_t number)
{
	return !(number & (number - 1));
}

/* Hex bytes, two digits each; how many, or -1. */
static int read_hex(const char *text, uint8_t *bytes, size_t most)
{
	size_t length = strlen(text);

	if (length % 2 || length / 2 > most ||
	    strspn(text, "0123456789abcdefABCDEF") != length)
		return -1;
	for (size_t i = 0; i < length / 2; i++) {
		const char digits[] = {text[2 * i], text[2 * i + 1], '\0'};

		bytes[i] = (uint8_t)strtoul(digits, NULL, 16);
	}
	return (int)(length / 2);
}

int rt_trial_object(const struct rt_trial *trial,
		    struct rt_trial_object *object, struct rt_error *error)
{
	unsigned bytes = (unsigned)trial->width / 8;
	char rest;
	int count;

	*object = (struct rt_trial_object){
		.alignment = (unsigned)trial->align,
	};
	if (!is_power_of_two(trial->align))
		return rt_fail(error, RT_USAGE,
			       "align cannot be %llu; give a power of 2",
			       (unsigned long long)trial->align);
	if (!*trial->within && !*trial->beside)
		return RT_OK;
	if (!*trial->within)
		return rt_fail(error, RT_USAGE,
			       "beside says what an object holds; name the "
			       "object too, as within = 2/4");
	if (sscanf(trial->within, "%3u/%3u%c", &object->offset, &object->size,
		   &rest) != 2 ||
	    object->size > RT_OBJECT_BYTES ||
	    object->offset + bytes > object->size)
		return rt_fail(
			error, RT_USAGE,
			"within cannot be '%s'; give OFFSET/SIZE in "
			"bytes, of a field of %u bytes in an object of at "
			"most %d: 2/4",
			trial->within, bytes, RT_OBJECT_BYTES);
	count = read_hex(trial->beside, object->beside, RT_OBJECT_BYTES);
	if (*trial->beside && count != (int)object->size)
		return rt_fail(error, RT_USAGE,
			       "beside cannot be '%s'; give %u bytes, two hex "
			       "digits each",
			       trial->beside, object->size);
	object->has_beside = count > 0;
	return RT_OK;
}
