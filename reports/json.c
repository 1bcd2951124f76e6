/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reports/report.h"

#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "harness/record/fields.h"
#include "reports/layout.h"

/* Clean, because JSON allows nothing that is not UTF-8. */
static json_t *make_text(const char *text)
{
	struct rt_text cleaned = RT_TEXT_INIT;
	json_t *made;

	rt_layout_clean(&cleaned, text);
	made = rt_text_failed(&cleaned) ? NULL
					: json_string(rt_text_string(&cleaned));
	rt_text_free(&cleaned);
	return made;
}

static json_t *make_long_text(const char *text)
{
	return text ? make_text(text) : json_null();
}

static json_t *make_bits(uint64_t bits)
{
	char text[24];

	snprintf(text, sizeof(text), "0x%" PRIx64, bits);
	return json_string(text);
}

static json_t *make_number(double number)
{
	return isfinite(number) ? json_real(number) : json_null();
}

static json_t *make_field(const struct rt_field *field, const void *at)
{
	switch (field->kind) {
	case RT_FIELD_TEXT:
		return make_text(at);
	case RT_FIELD_LONG_TEXT:
		return make_long_text(*(char *const *)at);
	case RT_FIELD_REFERENCE:
		return json_integer(*(const int64_t *)at);
	case RT_FIELD_COUNT:
		return json_integer((json_int_t) * (const uint64_t *)at);
	case RT_FIELD_BITS:
		return make_bits(*(const uint64_t *)at);
	case RT_FIELD_UNSIGNED:
		return json_integer(*(const unsigned int *)at);
	case RT_FIELD_NUMBER:
		return make_number(*(const double *)at);
	case RT_FIELD_FLAG:
		return json_boolean(*(const bool *)at);
	}
	return NULL;
}

/* jansson's setters free the value and fail when it is NULL. */
static bool add_fields(json_t *object, const struct rt_shape *shape,
		       const void *record)
{
	for (size_t i = 0; i < shape->count; i++) {
		const struct rt_field *field = &shape->field[i];

		if (json_object_set_new(
			    object, field->name,
			    make_field(field, rt_field_at(field, record))))
			return false;
	}
	return true;
}

static bool add_violations(json_t *object, const struct rt_report *report,
			   int64_t run)
{
	json_t *list = json_array();

	if (json_object_set_new(object, "violations", list))
		return false;
	for (size_t i = 0; i < report->violation_count; i++) {
		const struct rt_violation *violation = &report->violations[i];
		json_t *entry;

		if (violation->run != run)
			continue;
		entry = json_object();
		if (json_array_append_new(list, entry) ||
		    !add_fields(entry, &rt_violation_shape, violation))
			return false;
	}
	return true;
}

static bool add_run(json_t *list, const struct rt_report *report,
		    const struct rt_run *run)
{
	json_t *object = json_object();

	if (json_array_append_new(list, object))
		return false;
	return !json_object_set_new(object, "id", json_integer(run->id)) &&
	       add_fields(object, &rt_run_shape, run) &&
	       add_violations(object, report, run->id);
}

static bool add_all(json_t *root, const struct rt_report *report)
{
	json_t *runs = json_array();

	if (report->machine) {
		json_t *machine = json_object();

		if (json_object_set_new(root, "machine", machine) ||
		    !add_fields(machine, &rt_machine_shape, report->machine)) {
			json_decref(runs);
			return false;
		}
	}
	if (json_object_set_new(root, "runs", runs))
		return false;
	for (size_t i = 0; i < report->count; i++)
		if (!add_run(runs, report, &report->runs[i]))
			return false;
	return true;
}

int rt_report_json(const struct rt_report *report, struct rt_text *out,
		   struct rt_error *error)
{
	struct rt_layout layout;
	json_t *root = json_object();
	char *text = NULL;

	rt_layout_begin(&layout);
	if (root && add_all(root, report))
		text = json_dumps(root, JSON_INDENT(2));
	rt_layout_end(&layout);
	json_decref(root);
	if (text) {
		rt_text_add(out, text);
		rt_text_add(out, "\n");
	}
	free(text);
	if (!text || rt_text_failed(out))
		return rt_fail(error, RT_SETUP,
			       "cannot make the JSON report: out of memory; "
			       "free some memory");
	return RT_OK;
}
