/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pinning/survey.h"

#include <stdlib.h>
#include <string.h>

/* Limits the 120 pairs of 16 rows on a busy machine. */
static const double matrix_seconds = 5;

static int choose(struct rt_topo_survey *survey, const char *word,
		  struct rt_error *error)
{
	struct rt_pairs automatic;
	int code =
		rt_pairs_choose(survey->topology, word, &survey->pairs, error);

	if (code)
		return code;
	code = rt_pairs_choose(survey->topology, "auto", &automatic, error);
	if (code)
		return code;
	survey->automatic = automatic.pair[0];
	rt_pairs_free(&automatic);
	return 0;
}

/* A failed measurement is stated, not fatal: the table is still useful. */
static void measure(struct rt_topo_survey *survey)
{
	for (size_t i = 0; i < survey->pairs.count; i++)
		rt_latency_measure(survey->topology, &survey->pairs.pair[i],
				   &survey->latency[i], &survey->statement);
	/* Missing medians are shown as missing. */
	if (survey->matrix.count)
		rt_matrix_measure(survey->topology, matrix_seconds,
				  &survey->matrix, NULL);
}

static int prepare(struct rt_topo_survey *survey, const char *word,
		   struct rt_error *error)
{
	int code = choose(survey, word ? word : "all", error);

	if (code)
		return code;
	survey->latency = calloc(survey->pairs.count, sizeof(*survey->latency));
	if (!survey->latency)
		return rt_no_memory(error);
	if (!word && rt_topology_is_here(survey->topology))
		rt_matrix_choose(survey->topology, &survey->pairs,
				 &survey->matrix);
	return 0;
}

int rt_topo_survey_run(struct rt_topo_survey *survey, const char *word,
		       bool latency, struct rt_error *error)
{
	int code;

	memset(survey, 0, sizeof(*survey));
	code = rt_topology_load(&survey->topology, error);
	if (code)
		return code;
	if (!word && rt_topology_usable_count(survey->topology) < 2) {
		choose(survey, "all", &survey->statement);
		return 0;
	}
	code = prepare(survey, word, error);
	if (code)
		return code;
	if (latency)
		measure(survey);
	else
		survey->matrix.count = 0;
	return 0;
}

void rt_topo_survey_free(struct rt_topo_survey *survey)
{
	rt_pairs_free(&survey->pairs);
	free(survey->latency);
	rt_topology_free(survey->topology);
	rt_error_clear(&survey->statement);
}
