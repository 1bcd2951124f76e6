/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Values as jansson's, for the formats that are JSON. Each gives a new
 * reference, or NULL without memory, which jansson's setters that steal a
 * reference take and answer with an error. Within rt_layout_begin() and
 * rt_layout_end(), as texts are cleaned first: JSON knows only UTF-8.
 */
#ifndef RT_REPORTS_JSON_VALUES_H
#define RT_REPORTS_JSON_VALUES_H

#include <jansson.h>
#include <stdint.h>

#include "harness/base/error.h"
#include "harness/base/text.h"
#include "harness/record/fields.h"

/*
 * What every command's JSON is: {"format": "ringtear", "version": N, "command":
 * @command, "result": @result}, by docs/json.schema.json. The version is raised
 * when a member goes away or changes its meaning. Takes @result over; NULL, as
 * for a @result of NULL, without memory.
 */
json_t *rt_json_envelope(const char *command, json_t *result);

json_t *rt_json_text(const char *text);

/* null for what is not finite. */
json_t *rt_json_number(double number);

/* Sets each of @shape's fields of @record in @object; false without memory. */
bool rt_json_fields(json_t *object, const struct rt_shape *shape,
		    const void *record);

/*
 * Appends @root, which may be NULL for a lack of memory, with a final line
 * feed, and drops the reference. @what is made, for the message: "the JSON
 * report". RT_SETUP without memory.
 */
int rt_json_write(json_t *root, const char *what, struct rt_text *out,
		  struct rt_error *error);

#endif
