/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "reports/topo.h"

enum { COLUMNS = 80, SHADES = 4 };

static const char *const shade_utf8[SHADES] = {"░", "▒", "▓", "█"};
static const char *const shade_ascii[SHADES] = {".", ":", "*", "#"};
/* ANSI: green, cyan, yellow, red. */
static const int shade_colour[SHADES] = {32, 36, 33, 31};

/* Appends @string in lines of at most 80 columns, each after @indent blanks. */
static void add_wrapped(struct rt_text *text, size_t indent, const char *string)
{
	size_t column = 0;

	while (*string) {
		size_t word = strcspn(string, " ");

		if (column && column + 1 + word > COLUMNS) {
			rt_text_add(text, "\n");
			column = 0;
		}
		if (column)
			rt_text_add(text, " ");
		else
			rt_text_format(text, "%*s", (int)indent, "");
		column = (column ? column + 1 : indent) + word;
		rt_text_append(text, string, word);
		string += word;
		string += strspn(string, " ");
	}
	rt_text_add(text, "\n");
}

static bool is_automatic(const struct rt_topo_survey *survey,
			 const struct rt_pair *pair)
{
	return pair->first == survey->automatic.first &&
	       pair->second == survey->automatic.second;
}

static void add_numbers(struct rt_text *text, const struct rt_latency *latency)
{
	if (latency->samples)
		rt_text_format(text, "%10.0f %8.0f\n", latency->median,
			       latency->p95);
	else
		rt_text_format(text, "%10s %8s\n", "-", "-");
}

static void add_pair(const struct rt_topo_survey *survey, size_t index,
		     struct rt_text *text)
{
	const struct rt_pair *pair = &survey->pairs.pair[index];
	struct rt_text cpus = RT_TEXT_INIT;
	struct rt_text why = RT_TEXT_INIT;
	bool automatic = is_automatic(survey, pair);

	rt_text_format(&cpus, "%d,%d", pair->first, pair->second);
	rt_text_format(text, "%c %-8s %-9s %-30s", automatic ? '*' : ' ',
		       rt_sharing_name(pair->sharing), rt_text_string(&cpus),
		       pair->shares);
	add_numbers(text, &survey->latency[index]);
	if (*pair->kinds)
		rt_text_format(&why, "%s. ", pair->kinds);
	rt_text_add(&why, automatic ? survey->automatic.why : pair->why);
	add_wrapped(text, 11, rt_text_string(&why));
	rt_text_free(&why);
	rt_text_free(&cpus);
}

static void add_table(const struct rt_topo_survey *survey, struct rt_text *text)
{
	bool starred = false;

	rt_text_format(text, "\n  %-8s %-9s %-30s%10s %8s\n", "pair", "CPUs",
		       "shares", "median ns", "p95 ns");
	for (size_t i = 0; i < survey->pairs.count; i++) {
		add_pair(survey, i, text);
		starred =
			starred || is_automatic(survey, &survey->pairs.pair[i]);
	}
	if (starred)
		rt_text_add(text, "* what --pair auto takes\n");
}

struct range {
	double minimum, maximum;
};

static struct range range_of(const struct rt_latencies *matrix)
{
	struct range range = {-1, -1};

	for (size_t i = 0; i < matrix->count; i++) {
		for (size_t j = 0; j < i; j++) {
			double value = matrix->median[i][j];

			if (value < 0)
				continue;
			if (range.minimum < 0 || value < range.minimum)
				range.minimum = value;
			if (value > range.maximum)
				range.maximum = value;
		}
	}
	return range;
}

/* A spread of less than a tenth is noise. */
static bool is_flat(struct range range)
{
	return range.maximum - range.minimum < range.minimum / 10;
}

static int shade_of(double value, struct range range)
{
	double spread = range.maximum - range.minimum;
	int shade;

	if (is_flat(range))
		return 0;
	shade = (int)(SHADES * (value - range.minimum) / spread);
	return shade < SHADES ? shade : SHADES - 1;
}

static void add_shade(struct rt_text *text, int shade,
		      struct rt_topo_style style)
{
	const char *const *glyph = style.utf8 ? shade_utf8 : shade_ascii;

	if (style.colour)
		rt_text_format(text, "\033[%dm%s\033[0m", shade_colour[shade],
			       glyph[shade]);
	else
		rt_text_add(text, glyph[shade]);
}

/* Four columns: three for the number, one for the shade. */
static void add_cell(struct rt_text *text, double value, struct range range,
		     struct rt_topo_style style)
{
	if (value < 0) {
		rt_text_add(text, "  ? ");
		return;
	}
	if (value < 999.5)
		rt_text_format(text, "%3.0f", value);
	else if (value < 9500)
		rt_text_format(text, "%1.0fus", value / 1000);
	else
		rt_text_add(text, ">9u");
	add_shade(text, shade_of(value, range), style);
}

static void add_row(const struct rt_latencies *matrix, size_t row,
		    struct range range, struct rt_topo_style style,
		    struct rt_text *text)
{
	rt_text_format(text, "%6d ", matrix->cpu[row]);
	for (size_t column = 0; column < matrix->count; column++) {
		if (column == row)
			rt_text_add(text, "  - ");
		else
			add_cell(text, matrix->median[row][column], range,
				 style);
	}
	rt_text_add(text, "\n");
}

static void add_legend(struct range range, struct rt_topo_style style,
		       struct rt_text *text)
{
	if (is_flat(range))
		return;
	rt_text_format(text, "%7snear (%.0f ns) ", "", range.minimum);
	for (int shade = 0; shade < SHADES; shade++)
		add_shade(text, shade, style);
	rt_text_format(text, " far (%.0f ns)\n", range.maximum);
}

static void add_picture(const struct rt_topo_survey *survey,
			struct rt_topo_style style, struct rt_text *text)
{
	const struct rt_latencies *matrix = &survey->matrix;
	struct range range = range_of(matrix);
	size_t usable = rt_topology_usable_count(survey->topology);

	rt_text_add(text, "\nMedian round trip of a cache line in ns, CPU by "
			  "CPU:\n\n       ");
	for (size_t i = 0; i < matrix->count; i++)
		rt_text_format(text, "%3d ", matrix->cpu[i]);
	rt_text_add(text, "\n");
	for (size_t i = 0; i < matrix->count; i++)
		add_row(matrix, i, range, style, text);
	if (range.minimum >= 0)
		add_legend(range, style, text);
	if (usable > matrix->count)
		rt_text_format(text,
			       "%7s%zu of %zu CPUs: those of the pairs above, "
			       "then the lowest numbers\n",
			       "", matrix->count, usable);
}

void rt_topo_survey_draw(const struct rt_topo_survey *survey,
			 struct rt_topo_style style, struct rt_text *text)
{
	struct rt_text line = RT_TEXT_INIT;

	rt_topology_describe(survey->topology, &line);
	add_wrapped(text, 0, rt_text_string(&line));
	rt_text_free(&line);
	if (survey->pairs.count)
		add_table(survey, text);
	if (survey->matrix.count)
		add_picture(survey, style, text);
	if (!survey->statement.code)
		return;
	rt_text_add(text, "\n");
	add_wrapped(text, 0, survey->statement.message);
}
