/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reports/json_values.h"

#include <math.h>
#include <stdlib.h>

#include "harness/base/json.h"
#include "reports/layout.h"

enum { format_version = 3 };

json_t *rt_json_envelope(const char *command, json_t *result)
{
	return result ? json_pack("{s:s, s:i, s:s, s:o}", "format", "ringtear",
				  "version", format_version, "command", command,
				  "result", result)
		      : NULL;
}

json_t *rt_json_text(const char *text)
{
	struct rt_text cleaned = RT_TEXT_INIT;
	json_t *made;

	rt_layout_clean(&cleaned, text);
	made = rt_text_failed(&cleaned) ? NULL
					: json_string(rt_text_string(&cleaned));
	rt_text_free(&cleaned);
	return made;
}

json_t *rt_json_number(double number)
{
	return isfinite(number) ? json_real(number) : json_null();
}

static json_t *make_long_text(const char *text)
{
	return text ? rt_json_text(text) : json_null();
}

static json_t *make_field(const struct rt_field *field, const void *at)
{
	switch (field->kind) {
	case RT_FIELD_TEXT:
		return rt_json_text(at);
	case RT_FIELD_LONG_TEXT:
		return make_long_text(*(char *const *)at);
	case RT_FIELD_REFERENCE:
		return json_integer(*(const int64_t *)at);
	case RT_FIELD_COUNT:
		return json_integer((json_int_t) * (const uint64_t *)at);
	case RT_FIELD_BITS:
		return rt_json_bits(*(const uint64_t *)at, 0);
	case RT_FIELD_VALUE:
		return rt_json_bits(*(const rt_value *)at, 0);
	case RT_FIELD_UNSIGNED:
		return json_integer(*(const unsigned int *)at);
	case RT_FIELD_NUMBER:
		return rt_json_number(*(const double *)at);
	case RT_FIELD_FLAG:
		return json_boolean(*(const bool *)at);
	}
	return NULL;
}

bool rt_json_fields(json_t *object, const struct rt_shape *shape,
		    const void *record)
{
	for (size_t i = 0; i < shape->count; i++) {
		const struct rt_field *field = &shape->field[i];

		if (json_object_set_new(
			    object, field->key ? field->key : field->name,
			    make_field(field, rt_field_at(field, record))))
			return false;
	}
	return true;
}

int rt_json_write(json_t *root, const char *what, struct rt_text *out,
		  struct rt_error *error)
{
	char *text = root ? json_dumps(root, JSON_INDENT(2)) : NULL;

	json_decref(root);
	if (text) {
		rt_text_add(out, text);
		rt_text_add(out, "\n");
	}
	free(text);
	if (!text || rt_text_failed(out))
		return rt_fail(error, RT_SETUP,
			       "cannot make %s: out of memory; free some "
			       "memory",
			       what);
	return RT_OK;
}
