/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The machine's cores, the tears between them, and how far they are apart. */
#include "reports/html.h"

#include <math.h>

#include "reports/spread.h"
#include "reports/wording.h"
#include "reports/xml.h"

enum {
	most_cores = 16,
	drawn_cores = 8,
	box_width = 72,
	box_height = 40,
	step = 150,
	middle = 150,
};

/* Of one pair, guest first; nothing was raced where seconds is 0. */
struct between {
	uint64_t torn;
	double seconds;
	double latency; /* ns; 0: not measured */
};

struct cores {
	int cpu[most_cores];
	size_t count;
	struct between pair[most_cores][most_cores];
};

/* The index of @cpu, which is added if there is room; most_cores if not. */
static size_t index_of(struct cores *cores, int cpu)
{
	for (size_t i = 0; i < cores->count; i++)
		if (cores->cpu[i] == cpu)
			return i;
	if (cores->count == most_cores)
		return most_cores;
	cores->cpu[cores->count] = cpu;
	return cores->count++;
}

static void take_run(struct cores *cores, const struct rt_run *run)
{
	size_t row, column;

	if (!run->loads || !isfinite(run->seconds) ||
	    run->guest_cpu == run->device_cpu)
		return;
	row = index_of(cores, (int)run->guest_cpu);
	column = index_of(cores, (int)run->device_cpu);
	if (row == most_cores || column == most_cores)
		return;
	cores->pair[row][column].torn += run->torn;
	cores->pair[row][column].seconds += run->seconds;
}

static void take_trip(struct cores *cores, const struct rt_round_trip *trip)
{
	size_t one = index_of(cores, (int)trip->first);
	size_t other = index_of(cores, (int)trip->second);

	if (one == most_cores || other == most_cores || !isfinite(trip->median))
		return;
	cores->pair[one][other].latency = trip->median;
	cores->pair[other][one].latency = trip->median;
}

static bool same_pair(const struct rt_run *one, const struct rt_run *other)
{
	return one->guest_cpu == other->guest_cpu &&
	       one->device_cpu == other->device_cpu;
}

/* The pair of @run has its own rate and no other: the text says it too. */
static bool is_of_another_pair(const struct rt_run *other,
			       const struct rt_run *run)
{
	return rt_same_cell(other, run) && !same_pair(other, run);
}

static void collect(struct cores *cores, const struct rt_report *report,
		    const struct rt_run *run)
{
	for (size_t i = 0; i < report->trip_count; i++)
		take_trip(cores, &report->trips[i]);
	take_run(cores, run);
	for (size_t i = 0; i < report->count; i++)
		if (is_of_another_pair(&report->runs[i], run))
			take_run(cores, &report->runs[i]);
	for (size_t i = 0; i < report->other_count; i++)
		if (is_of_another_pair(&report->others[i], run) &&
		    report->others[i].campaign != run->campaign &&
		    report->others[i].machine == run->machine)
			take_run(cores, &report->others[i]);
}

static void put_cell(struct rt_text *out, const struct between *between)
{
	bool raced = between->seconds > 0;

	rt_text_format(out, "<td class=\"%s\">",
		       between->torn ? "torn"
		       : raced	     ? "other"
				     : "none");
	rt_text_add(out, raced ? "" : "not raced");
	if (raced)
		rt_say_rate(out, between->torn, between->seconds);
	if (between->latency > 0)
		rt_text_format(out, "<br><span class=\"soft\">%.0f ns</span>",
			       between->latency);
	rt_text_add(out, "</td>");
}

static void put_row(struct rt_text *out, const struct cores *cores, size_t row)
{
	rt_text_format(out, "<tr><th scope=\"row\">guest on CPU %d</th>",
		       cores->cpu[row]);
	for (size_t i = 0; i < cores->count; i++)
		if (i == row)
			rt_text_add(out, "<td class=\"none\"></td>");
		else
			put_cell(out, &cores->pair[row][i]);
	rt_text_add(out, "</tr>\n");
}

static void put_table(struct rt_text *out, const struct cores *cores)
{
	rt_text_add(out,
		    "<div class=\"scroll\" tabindex=\"0\" role=\"region\" "
		    "aria-label=\"Pairs of cores\"><table><caption>Tears "
		    "a second in the synthetic storm, and below it the "
		    "round trip of a cache line.</caption>\n<thead><tr><td "
		    "class=\"none\"></td>");
	for (size_t i = 0; i < cores->count; i++)
		rt_text_format(out, "<th scope=\"col\">device on CPU %d</th>",
			       cores->cpu[i]);
	rt_text_add(out, "</tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < cores->count; i++)
		put_row(out, cores, i);
	rt_text_add(out, "</tbody></table></div>\n");
}

/* An arc over the boxes for a latency, one below them for the tears. */
static void put_arc(struct rt_text *out, const struct cores *cores, size_t one,
		    size_t other)
{
	const struct between *there = &cores->pair[one][other];
	const struct between *back = &cores->pair[other][one];
	size_t from = one * step + step / 2, to = other * step + step / 2;
	size_t high = 30 + 18 * (other - one);
	double seconds = there->seconds + back->seconds;

	if (there->latency > 0)
		rt_text_format(out,
			       "<path class=\"wire\" d=\"M%zu %d Q%zu %zu %zu "
			       "%d\"/><text class=\"small\" x=\"%zu\" "
			       "y=\"%zu\" text-anchor=\"middle\">%.0f "
			       "ns</text>\n",
			       from, middle - box_height / 2, (from + to) / 2,
			       middle - box_height / 2 - 2 * high, to,
			       middle - box_height / 2, (from + to) / 2,
			       middle - box_height / 2 - high - 6,
			       there->latency);
	if (!(seconds > 0))
		return;
	rt_text_format(out,
		       "<path class=\"tear\" stroke-width=\"%d\" d=\"M%zu %d "
		       "Q%zu %zu %zu %d\"/><text class=\"small\" x=\"%zu\" "
		       "y=\"%zu\" text-anchor=\"middle\">",
		       there->torn + back->torn ? 3 : 1, from,
		       middle + box_height / 2, (from + to) / 2,
		       middle + box_height / 2 + 2 * high, to,
		       middle + box_height / 2, (from + to) / 2,
		       middle + box_height / 2 + high + 18);
	rt_text_add(out, there->torn + back->torn ? "torn" : "no tear");
	rt_text_add(out, "</text>\n");
}

static void put_drawing(struct rt_text *out, const struct cores *cores)
{
	size_t high = 30 + 18 * (cores->count - 1);

	rt_text_format(out,
		       "<figure class=\"scroll\" tabindex=\"0\"><svg "
		       "class=\"cores\" style=\"max-width:%zupx\" "
		       "viewBox=\"0 %d %zu %zu\" role=\"img\" "
		       "aria-label=\"Cores, latencies above, tears "
		       "below\">\n",
		       cores->count * step,
		       middle - box_height / 2 - (int)high - 24,
		       cores->count * step, 2 * high + box_height + 54);
	for (size_t i = 0; i < cores->count; i++)
		rt_text_format(out,
			       "<rect class=\"core\" x=\"%zu\" y=\"%d\" "
			       "width=\"%d\" height=\"%d\" rx=\"6\"/><text "
			       "x=\"%zu\" y=\"%d\" text-anchor=\"middle\">CPU "
			       "%d</text>\n",
			       i * step + (step - box_width) / 2,
			       middle - box_height / 2, box_width, box_height,
			       i * step + step / 2, middle + 5, cores->cpu[i]);
	for (size_t i = 0; i < cores->count; i++)
		for (size_t j = i + 1; j < cores->count; j++)
			put_arc(out, cores, i, j);
	rt_text_add(out, "</svg></figure>\n");
}

void rt_html_cores(struct rt_text *out, const struct rt_report *report,
		   const struct rt_run *run)
{
	struct cores cores = {.count = 0};

	collect(&cores, report, run);
	if (*run->pair)
		rt_xml_element(out, "p", run->pair);
	if (report->machine)
		rt_xml_element(out, "p", report->machine->topology);
	if (cores.count < 2)
		return;
	if (cores.count <= drawn_cores)
		put_drawing(out, &cores);
	put_table(out, &cores);
	if (report->trip_count)
		rt_text_add(out, "<p class=\"soft\">Latencies were measured "
				 "when a run of this machine was "
				 "recorded.</p>\n");
}
