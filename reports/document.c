/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What all kinds of documents share, then the kind that is plain text. */
#include "reports/document.h"

#include <string.h>

#include "reports/layout.h"

static void end(struct rt_document *out, bool section)
{
	if (out->kind->end)
		out->kind->end(out, section);
}

void rt_document_section(struct rt_document *out, const char *id,
			 const char *title)
{
	end(out, out->begun);
	out->kind->section(out, id, title);
	out->begun = true;
}

void rt_document_text(struct rt_document *out, enum rt_part part,
		      unsigned int indent, const char *text)
{
	if (!*text)
		return;
	end(out, false);
	out->kind->text(out, part, indent, text);
}

void rt_document_paragraph(struct rt_document *out, unsigned int indent,
			   const char *text)
{
	rt_document_text(out, RT_PART_PARAGRAPH, indent, text);
}

void rt_document_sentence(struct rt_document *out, unsigned int indent,
			  struct rt_text *text)
{
	out->text->failed |= rt_text_failed(text);
	rt_document_paragraph(out, indent, rt_text_string(text));
	rt_text_free(text);
}

void rt_document_item(struct rt_document *out, enum rt_label style,
		      const char *label, const char *value)
{
	if (*value || style == RT_LABEL_ALWAYS)
		out->kind->item(out, style, label, *value ? value : "unknown");
}

void rt_document_said(struct rt_document *out, enum rt_label style,
		      const char *label, struct rt_text *value)
{
	out->text->failed |= rt_text_failed(value);
	rt_document_item(out, style, label, rt_text_string(value));
	rt_text_free(value);
}

void rt_document_row(struct rt_document *out, const struct rt_column *columns,
		     const char *const *cells, size_t count)
{
	out->kind->row(out, columns, cells, count);
}

void rt_document_gap(struct rt_document *out)
{
	rt_text_add(out->text, out->kind->gap);
}

bool rt_document_figure(struct rt_document *out, rt_say *draw,
			const struct rt_report *report,
			const struct rt_run *run)
{
	if (!out->kind->figures)
		return false;
	end(out, false);
	draw(out->text, report, run);
	return true;
}

void rt_document_end(struct rt_document *out)
{
	end(out, out->begun);
	out->begun = false;
}

/* As many blanks as any line of a document begins with. */
static const char *blanks(size_t count)
{
	static const char all[] = "               ";

	return all + sizeof(all) - 1 - count;
}

static void put_section(struct rt_document *out, const char *id,
			const char *title)
{
	(void)id;
	if (!title)
		return;
	if (out->begun)
		rt_text_add(out->text, "\n");
	rt_text_format(out->text, "%s\n", title);
	for (size_t i = 0; i < strlen(title); i++)
		rt_text_add(out->text, "-");
	rt_text_add(out->text, "\n");
}

static void put_text(struct rt_document *out, enum rt_part part,
		     unsigned int indent, const char *text)
{
	bool paragraph = part == RT_PART_PARAGRAPH;
	bool command = part == RT_PART_COMMAND;
	/* A paragraph at the margin needs nothing to hang from. */
	unsigned int hang = paragraph && !indent ? 0 : paragraph ? 2 : 4;
	const struct rt_wrap how = {
		.width = RT_DOCUMENT_COLUMNS,
		.first = blanks(indent),
		.start = blanks(indent),
		.next = blanks(indent + hang),
		.tail = command ? " \\" : "",
		.shell = command,
		.cut = paragraph,
	};

	if (part == RT_PART_FILE)
		rt_layout_clean(out->text, text);
	else
		rt_layout_wrap(out->text, &how, text);
}

static void put_item(struct rt_document *out, enum rt_label style,
		     const char *label, const char *value)
{
	bool always = style == RT_LABEL_ALWAYS;
	struct rt_text first = RT_TEXT_INIT;
	struct rt_wrap how = {.width = RT_DOCUMENT_COLUMNS,
			      .start = blanks(13),
			      .next = blanks(always ? 15 : 13),
			      .tail = "",
			      .cut = !always};

	if (style == RT_LABEL_COLON) {
		rt_text_format(&first, "%s: %s", label, value);
		rt_document_sentence(out, 2, &first);
		return;
	}
	rt_text_format(&first, "%-13s", label);
	how.first = rt_text_string(&first);
	rt_layout_wrap(out->text, &how, value);
	out->text->failed |= rt_text_failed(&first);
	rt_text_free(&first);
}

static void put_cell(struct rt_text *out, const struct rt_column *column,
		     const char *text)
{
	struct rt_text cut = RT_TEXT_INIT;
	size_t used;

	rt_layout_cut(&cut, text, column->columns - column->right);
	used = rt_layout_width(rt_text_string(&cut), cut.length);
	rt_layout_pad(out, used, column->right ? column->columns : 0);
	rt_text_add(out, rt_text_string(&cut));
	rt_layout_pad(out, used, column->right ? 0 : column->columns);
	out->failed |= rt_text_failed(&cut);
	rt_text_free(&cut);
}

static void put_row(struct rt_document *out, const struct rt_column *columns,
		    const char *const *cells, size_t count)
{
	struct rt_text *text = out->text;

	for (size_t i = 0; i < count; i++)
		put_cell(text, &columns[i], cells[i]);
	while (text->length && text->data[text->length - 1] == ' ')
		text->data[--text->length] = '\0';
	rt_text_add(text, "\n");
}

const struct rt_document_kind rt_document_plain = {
	.section = put_section,
	.text = put_text,
	.item = put_item,
	.row = put_row,
	.gap = "\n",
};
