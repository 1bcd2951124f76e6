/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Text from anywhere as XML 1.0 and HTML: the one place that escapes.
 *
 * What comes out is free of control characters, terminal sequences and bytes
 * that are no UTF-8 (layout.h says how), which XML 1.0 forbids even as
 * references (2.2), and of the five characters that markup is made of (4.6).
 * It cannot end an element, an attribute in quotes of either kind, or a
 * comment. It does not make a name or a URL of it.
 *
 * As in layout.h: between rt_layout_begin() and rt_layout_end(). Running out
 * of memory is remembered by the struct rt_text.
 */
#ifndef RT_REPORTS_XML_H
#define RT_REPORTS_XML_H

#include "harness/base/text.h"

/* Appends @text as the content of an element; line feeds stay. */
void rt_xml_escape(struct rt_text *out, const char *text);

/* Appends ` name="value"`; line feeds become references, and so survive. */
void rt_xml_attribute(struct rt_text *out, const char *name, const char *value);

/* Appends `<name>text</name>`. */
void rt_xml_element(struct rt_text *out, const char *name, const char *text);

#endif
