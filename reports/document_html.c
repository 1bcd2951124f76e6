/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reports/document.h"

#include "reports/html.h"
#include "reports/xml.h"

static const char list_end[] = "</dl>\n", rows_end[] = "</table></div>\n";

static void end(struct rt_document *out, bool section)
{
	if (out->closing)
		rt_text_add(out->text, out->closing);
	out->closing = NULL;
	if (section)
		rt_text_add(out->text, "</section>\n");
}

/* Opens with @opening what @closing closes, unless it is open already. */
static void begin(struct rt_document *out, const char *opening,
		  const char *closing)
{
	if (out->closing == closing)
		return;
	end(out, false);
	rt_text_add(out->text, opening);
	out->closing = closing;
}

static void put_section(struct rt_document *out, const char *id,
			const char *title)
{
	rt_text_add(out->text, "<section");
	rt_xml_attribute(out->text, "id", id);
	rt_text_add(out->text, ">");
	if (title)
		rt_xml_element(out->text, "h2", title);
	rt_text_add(out->text, "\n");
}

static void put_text(struct rt_document *out, enum rt_part part,
		     unsigned int indent, const char *text)
{
	bool paragraph = part == RT_PART_PARAGRAPH;

	(void)indent;
	rt_text_add(out->text, paragraph ? "<p>" : "<pre tabindex=\"0\">");
	if (paragraph)
		rt_html_words(out->text, text);
	else
		rt_xml_escape(out->text, text);
	rt_text_add(out->text, paragraph ? "</p>\n" : "</pre>\n");
}

static void put_item(struct rt_document *out, enum rt_label style,
		     const char *label, const char *value)
{
	(void)style;
	begin(out, "<dl>\n", list_end);
	rt_xml_element(out->text, "dt", label);
	rt_text_add(out->text, "<dd>");
	rt_html_words(out->text, value);
	rt_text_add(out->text, "</dd>\n");
}

static void put_row(struct rt_document *out, const struct rt_column *columns,
		    const char *const *cells, size_t count)
{
	(void)columns;
	begin(out, "<div class=\"scroll\" tabindex=\"0\"><table>\n", rows_end);
	rt_text_add(out->text, "<tr>");
	for (size_t i = 0; i < count; i++)
		rt_xml_element(out->text, "td", cells[i]);
	rt_text_add(out->text, "</tr>\n");
}

const struct rt_document_kind rt_document_html = {
	.section = put_section,
	.text = put_text,
	.item = put_item,
	.row = put_row,
	.end = end,
	.gap = "",
	.figures = true,
};
