/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reports/html.h"

#include "reports/spread.h"
#include "reports/wording.h"

enum { chart_width = 640, chart_height = 200, left = 40, bottom = 40 };

static size_t highest(const struct rt_spread *spread)
{
	size_t most = 1;

	for (size_t i = spread->first; i <= spread->last; i++)
		most = spread->bin[i] > most ? spread->bin[i] : most;
	return most;
}

static void put_bar(struct rt_text *out, const struct rt_spread *spread,
		    size_t index, size_t most)
{
	size_t bins = spread->last - spread->first + 1;
	size_t width = (chart_width - left) / (bins < 4 ? 4 : bins);
	size_t x = left + (index - spread->first) * width;
	size_t high = spread->bin[index] * (chart_height - 30) / most;

	rt_text_format(out,
		       "<rect class=\"bar\" x=\"%zu\" y=\"%zu\" width=\"%zu\" "
		       "height=\"%zu\"/>",
		       x + 2, chart_height - high, width - 4, high);
	if (spread->bin[index])
		rt_text_format(out,
			       "<text x=\"%zu\" y=\"%zu\" "
			       "text-anchor=\"middle\">%zu</text>",
			       x + width / 2, chart_height - high - 6,
			       spread->bin[index]);
	/* Every label where there is room, else each second one. */
	if (bins > 9 && (index - spread->first) % 2)
		return;
	rt_text_format(out,
		       "<text class=\"small\" x=\"%zu\" y=\"%d\" "
		       "text-anchor=\"middle\">",
		       x, chart_height + 18);
	rt_say_seconds(out, rt_spread_edge(index));
	rt_text_add(out, "</text>\n");
}

static void put_chart(struct rt_text *out, const struct rt_spread *spread)
{
	size_t most = highest(spread);

	rt_text_format(out,
		       "<figure><div class=\"scroll\" tabindex=\"0\"><svg "
		       "viewBox=\"0 0 %d %d\" role=\"img\" "
		       "aria-label=\"Times to the first violation\">\n",
		       chart_width, chart_height + bottom);
	for (size_t i = spread->first; i <= spread->last; i++)
		put_bar(out, spread, i, most);
	rt_text_format(out,
		       "<path class=\"axis\" d=\"M%d %d H%d\"/></svg></div>"
		       "<figcaption>Time to the first violation, in %zu of %zu "
		       "runs of this build; each bar begins at the time below "
		       "its left side. Median ",
		       left, chart_height, chart_width, spread->count,
		       spread->count + spread->untouched);
	rt_say_seconds(out, spread->median);
	rt_text_add(out, ".</figcaption></figure>\n");
}

void rt_html_spread(struct rt_text *out, const struct rt_report *report,
		    const struct rt_run *run)
{
	struct rt_spread spread;

	rt_spread(&spread, report, run);
	if (spread.count >= RT_SPREAD_LEAST)
		put_chart(out, &spread);
	else if (spread.count)
		rt_text_format(out,
			       "<p class=\"soft\">%zu of %zu runs of this "
			       "build ended in a violation; a distribution "
			       "needs %d.</p>\n",
			       spread.count, spread.count + spread.untouched,
			       RT_SPREAD_LEAST);
}
