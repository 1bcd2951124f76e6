/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reports/xml.h"

#include "reports/layout.h"

/* What stands for @character in markup; NULL where it stands for itself. */
static const char *reference_of(char character)
{
	switch (character) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	case '\n':
		return "&#10;";
	default:
		return NULL;
	}
}

static void escape(struct rt_text *out, const char *text, bool keeps_feeds)
{
	struct rt_text cleaned = RT_TEXT_INIT;
	const char *start, *at;

	rt_layout_clean(&cleaned, text);
	out->failed |= rt_text_failed(&cleaned);
	for (start = at = rt_text_string(&cleaned); *at; at++) {
		const char *reference = reference_of(*at);

		if (!reference || (*at == '\n' && keeps_feeds))
			continue;
		rt_text_append(out, start, (size_t)(at - start));
		rt_text_add(out, reference);
		start = at + 1;
	}
	rt_text_append(out, start, (size_t)(at - start));
	rt_text_free(&cleaned);
}

void rt_xml_escape(struct rt_text *out, const char *text)
{
	escape(out, text, true);
}

void rt_xml_attribute(struct rt_text *out, const char *name, const char *value)
{
	rt_text_format(out, " %s=\"", name);
	escape(out, value, false);
	rt_text_add(out, "\"");
}

void rt_xml_element(struct rt_text *out, const char *name, const char *text)
{
	rt_text_format(out, "<%s>", name);
	rt_xml_escape(out, text);
	rt_text_format(out, "</%s>", name);
}
