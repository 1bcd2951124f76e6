/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reports/html.h"

#include "reports/excerpt.h"
#include "reports/facts.h"
#include "reports/twin.h"
#include "reports/wording.h"
#include "reports/xml.h"

void rt_html_witness(struct rt_text *out, const struct rt_report *report,
		     const struct rt_run *run)
{
	bool stores = rt_run_stores(run);
	struct rt_witness_lines lines;
	struct rt_torn torn;

	(void)report;
	if (!rt_run_tear(run, &torn) || !rt_witness_lines(&lines, run))
		return;
	rt_text_add(out, "<figure><div class=\"steps\">"
			 "<h3>the accessor</h3>"
			 "<h3>the other side</h3>\n"
			 "<code class=\"left first\">");
	rt_xml_escape(out, rt_text_string(&lines.before));
	rt_text_add(out, "</code>\n<div class=\"right between\">");
	rt_xml_escape(out, rt_text_string(&lines.between));
	rt_text_add(out, "</div>\n");
	if (*run->witness.after) {
		rt_text_add(out, "<code class=\"left then\">");
		rt_xml_escape(out, run->witness.after);
		rt_text_add(out, "</code>\n");
	}
	rt_text_format(out, "<div class=\"%s last torn\">%s ",
		       stores ? "right" : "left",
		       stores ? "loaded" : "returned");
	rt_say_torn(out, &torn, rt_run_width(run));
	rt_text_add(out, "</div></div>\n<figcaption>Time runs down; "
			 "<code>replay</code> does it again.</figcaption>"
			 "</figure>\n");
	rt_witness_lines_free(&lines);
}

static void put_listing(struct rt_text *out, const struct rt_run *run)
{
	struct rt_excerpt excerpt;
	struct rt_text build = RT_TEXT_INIT;

	rt_say_build(&build, run);
	rt_excerpt(&excerpt, run);
	rt_text_add(out, "<div><h3>");
	rt_html_words(out, rt_text_string(&build));
	rt_text_add(out, "</h3><pre tabindex=\"0\">");
	for (size_t i = 0; i < excerpt.count; i++)
		rt_xml_element(out, excerpt.line[i].marked ? "mark" : "span",
			       excerpt.line[i].text);
	rt_text_add(out, "</pre></div>\n");
	out->failed |= rt_text_failed(&build);
	rt_text_free(&build);
}

void rt_html_instructions(struct rt_text *out, const struct rt_report *report,
			  const struct rt_run *run)
{
	const struct rt_run *sound = rt_report_sound(report, run);
	struct rt_text difference = RT_TEXT_INIT;

	if (!run->instructions || !*run->instructions) {
		rt_text_add(out, "<p>They were not recorded.</p>\n");
		return;
	}
	rt_text_add(out, "<div class=\"pair\">\n");
	put_listing(out, run);
	if (sound && sound != run)
		put_listing(out, sound);
	rt_text_add(out, "</div>\n<p class=\"soft\">Marked: what takes part "
			 "in the tear.");
	if (sound && sound != run) {
		rt_text_add(out, " The other one is sound; it is the same ");
		rt_say_difference(&difference, run, sound);
		rt_html_words(out, rt_text_string(&difference));
		rt_text_add(out, ".");
	}
	rt_text_add(out, "</p>\n");
	out->failed |= rt_text_failed(&difference);
	rt_text_free(&difference);
}
