/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <jansson.h>
#include <stdlib.h>

#include "reports/json_values.h"
#include "reports/topo.h"

static json_t *usable_cpus(const struct rt_topology *topology)
{
	size_t count = rt_topology_usable_count(topology);
	json_t *list = json_array();

	for (size_t i = 0; i < count; i++)
		json_array_append_new(list, json_integer(rt_topology_usable_cpu(
						    topology, i)));
	return list;
}

static json_t *latency_object(const struct rt_latency *latency)
{
	if (!latency->samples)
		return json_null();
	return json_pack("{s:f, s:f, s:f, s:I}", "minimum", latency->minimum,
			 "median", latency->median, "p95", latency->p95,
			 "samples", (json_int_t)latency->samples);
}

static json_t *pair_object(const struct rt_topo_survey *survey, size_t index)
{
	const struct rt_pair *pair = &survey->pairs.pair[index];
	bool automatic = pair->first == survey->automatic.first &&
			 pair->second == survey->automatic.second;

	return json_pack("{s:s, s:[i, i], s:s, s:s, s:b, s:s, s:o}", "pair",
			 rt_sharing_name(pair->sharing), "cpus", pair->first,
			 pair->second, "shares", pair->shares, "kinds",
			 pair->kinds, "auto", automatic, "why",
			 automatic ? survey->automatic.why : pair->why,
			 "latency_ns", latency_object(&survey->latency[index]));
}

static json_t *pair_list(const struct rt_topo_survey *survey)
{
	json_t *list = json_array();

	for (size_t i = 0; i < survey->pairs.count; i++)
		json_array_append_new(list, pair_object(survey, i));
	return list;
}

static json_t *matrix_row(const struct rt_latencies *matrix, size_t row)
{
	json_t *list = json_array();

	for (size_t i = 0; i < matrix->count; i++) {
		double median = matrix->median[row][i];

		json_array_append_new(list, median < 0 ? json_null()
						       : json_real(median));
	}
	return list;
}

static json_t *matrix_object(const struct rt_latencies *matrix)
{
	json_t *cpus = json_array();
	json_t *rows = json_array();

	for (size_t i = 0; i < matrix->count; i++) {
		json_array_append_new(cpus, json_integer(matrix->cpu[i]));
		json_array_append_new(rows, matrix_row(matrix, i));
	}
	return json_pack("{s:o, s:o}", "cpus", cpus, "median_ns", rows);
}

static json_t *survey_object(const struct rt_topo_survey *survey,
			     const char *description)
{
	return json_pack(
		"{s:s, s:b, s:o, s:o, s:o, s:s*}", "description", description,
		"this_machine", rt_topology_is_here(survey->topology),
		"usable_cpus", usable_cpus(survey->topology), "pairs",
		pair_list(survey), "matrix",
		survey->matrix.count ? matrix_object(&survey->matrix)
				     : json_null(),
		"statement",
		survey->statement.code ? survey->statement.message : NULL);
}

void rt_topo_survey_json(const struct rt_topo_survey *survey,
			 struct rt_text *text)
{
	struct rt_text description = RT_TEXT_INIT;
	json_t *object;
	char *printed;

	rt_topology_describe(survey->topology, &description);
	object = rt_json_envelope(
		"topo", survey_object(survey, rt_text_string(&description)));
	printed = object ? json_dumps(object,
				      JSON_INDENT(2) | JSON_REAL_PRECISION(6))
			 : NULL;
	if (printed) {
		rt_text_add(text, printed);
		rt_text_add(text, "\n");
	} else {
		text->failed = true;
	}
	free(printed);
	json_decref(object);
	rt_text_free(&description);
}
