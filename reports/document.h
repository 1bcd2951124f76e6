/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a report says, apart from how it looks: sections of paragraphs, lists,
 * commands and rows, which the document's kind lays out as lines or as HTML.
 *
 * Texts are cleaned here, so all of it is within rt_layout_begin() and
 * rt_layout_end(). The output remembers when memory ran out. One thread.
 */
#ifndef RT_REPORTS_DOCUMENT_H
#define RT_REPORTS_DOCUMENT_H

#include "reports/report.h"

enum { RT_DOCUMENT_COLUMNS = 72 };

/* What a text is, which says where its lines may be broken. */
enum rt_part {
	RT_PART_PARAGRAPH, /* between words, and within one that has no room */
	RT_PART_LINES,	   /* between words only */
	RT_PART_COMMAND,   /* where a shell reads on */
	RT_PART_FILE,	   /* nowhere: a line that is wrapped would be no C */
};

/* How plain text puts a label beside its value; HTML has one way. */
enum rt_label {
	RT_LABEL_COLON,	 /* "  label: value" */
	RT_LABEL_COLUMN, /* in a column of its own */
	RT_LABEL_ALWAYS, /* as well, and an empty value is "unknown" */
};

struct rt_column {
	size_t columns; /* what has no room is cut */
	bool right;	/* at the right end, a blank before it */
};

/* Appends what is said of @run, as a text, or drawn, as HTML. */
typedef void rt_say(struct rt_text *out, const struct rt_report *report,
		    const struct rt_run *run);

struct rt_document;

/* The functions below without what all kinds share. */
struct rt_document_kind {
	void (*section)(struct rt_document *out, const char *id,
			const char *title);
	void (*text)(struct rt_document *out, enum rt_part part,
		     unsigned int indent, const char *text);
	void (*item)(struct rt_document *out, enum rt_label style,
		     const char *label, const char *value);
	void (*row)(struct rt_document *out, const struct rt_column *columns,
		    const char *const *cells, size_t count);
	/* Ends a list or rows that are open, and @section; or NULL. */
	void (*end)(struct rt_document *out, bool section);
	const char *gap; /* between paragraphs that are apart */
	bool figures;	 /* are shown */
};

extern const struct rt_document_kind rt_document_plain, rt_document_html;

/* Begins with its kind and its output only. */
struct rt_document {
	const struct rt_document_kind *kind;
	struct rt_text *text;
	bool begun;	     /* a section was */
	const char *closing; /* of a list or of rows that are open, or NULL */
};

/* Ends the section before it; plain text has no heading without @title. */
void rt_document_section(struct rt_document *out, const char *id,
			 const char *title);

/* A paragraph, in plain text @indent columns in, at most 8; "" is none. */
void rt_document_text(struct rt_document *out, enum rt_part part,
		      unsigned int indent, const char *text);
void rt_document_paragraph(struct rt_document *out, unsigned int indent,
			   const char *text);
/* The same; @text is freed and empty afterwards. */
void rt_document_sentence(struct rt_document *out, unsigned int indent,
			  struct rt_text *text);

/* An item of a list; nothing where @value is empty and @style lets it be. */
void rt_document_item(struct rt_document *out, enum rt_label style,
		      const char *label, const char *value);
/* The same; @value is freed and empty afterwards. */
void rt_document_said(struct rt_document *out, enum rt_label style,
		      const char *label, struct rt_text *value);

/* A row of a table, below the one before. */
void rt_document_row(struct rt_document *out, const struct rt_column *columns,
		     const char *const *cells, size_t count);

/* An empty line where the kind parts paragraphs by no other means. */
void rt_document_gap(struct rt_document *out);

/* Has @draw draw; false where the kind shows no figures: words are wanted. */
bool rt_document_figure(struct rt_document *out, rt_say *draw,
			const struct rt_report *report,
			const struct rt_run *run);

/* Ends what is open; the document is complete. */
void rt_document_end(struct rt_document *out);

#endif
