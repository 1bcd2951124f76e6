/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The model of a document: each part in both kinds, whatever the texts are. */
#include <stdlib.h>

#include "reports/document.h"
#include "reports/layout.h"
#include "tests/reports/properties.h"
#include "tests/reports/sample.h"

typedef void write_part(struct rt_document *out);

/* What @write makes of a document of @kind. */
static char *made(const struct rt_document_kind *kind, write_part *write)
{
	struct rt_text text = RT_TEXT_INIT;
	struct rt_document out = {.kind = kind, .text = &text};
	struct rt_layout layout;
	char *copy;

	rt_layout_begin(&layout);
	write(&out);
	rt_document_end(&out);
	rt_layout_end(&layout);
	assert_false(rt_text_failed(&text));
	copy = strdup(rt_text_string(&text));
	rt_text_free(&text);
	return copy;
}

static void expect_made(write_part *write, const char *plain, const char *html)
{
	char *lines = made(&rt_document_plain, write);
	char *page = made(&rt_document_html, write);

	assert_string_equal(lines, plain);
	assert_string_equal(page, html);
	check_html(page);
	free(lines);
	free(page);
}

static void write_nothing(struct rt_document *out)
{
	rt_document_paragraph(out, 0, "");
	rt_document_item(out, RT_LABEL_COLUMN, "cores", "");
}

static void an_empty_document_is_empty(void **state)
{
	(void)state;
	expect_made(write_nothing, "", "");
}

static void write_sections(struct rt_document *out)
{
	struct rt_text text = RT_TEXT_INIT;

	rt_document_section(out, "first", "First");
	rt_document_section(out, "second", NULL);
	rt_text_add(&text, "one");
	rt_document_sentence(out, 2, &text);
	assert_int_equal(text.length, 0);
	rt_document_gap(out);
	rt_document_paragraph(out, 0, "two");
	rt_document_section(out, "third", "A & B");
}

static void sections_end_each_other(void **state)
{
	(void)state;
	expect_made(write_sections,
		    "First\n-----\n  one\n\ntwo\n\nA & B\n-----\n",
		    "<section id=\"first\"><h2>First</h2>\n</section>\n"
		    "<section id=\"second\">\n<p>one</p>\n<p>two</p>\n"
		    "</section>\n<section id=\"third\"><h2>A &amp; B</h2>\n"
		    "</section>\n");
}

static const char words[] = "cc -o 'a b' one two three four five six seven "
			    "eight nine ten eleven twelve";

static void write_texts(struct rt_document *out)
{
	rt_document_text(out, RT_PART_PARAGRAPH, 0, words);
	rt_document_text(out, RT_PART_PARAGRAPH, 2, words);
	rt_document_text(out, RT_PART_LINES, 2, words);
	rt_document_text(out, RT_PART_COMMAND, 4, words);
	rt_document_text(out, RT_PART_FILE, 4, "int\tx;\n");
}

static void texts_are_broken_by_their_part(void **state)
{
	(void)state;
	expect_made(
		write_texts,
		"cc -o 'a b' one two three four five six seven eight nine ten "
		"eleven\ntwelve\n"
		"  cc -o 'a b' one two three four five six seven eight nine "
		"ten eleven\n    twelve\n"
		"  cc -o 'a b' one two three four five six seven eight nine "
		"ten eleven\n      twelve\n"
		"    cc -o 'a b' one two three four five six seven eight nine "
		"ten \\\n        eleven twelve\n"
		"int     x;\n",
		"<p>cc <span class=\"flag\">-o</span> &#39;a b&#39; one two "
		"three four five six seven "
		"eight nine ten eleven twelve</p>\n"
		"<p>cc <span class=\"flag\">-o</span> &#39;a b&#39; one two "
		"three four five six seven "
		"eight nine ten eleven twelve</p>\n"
		"<pre tabindex=\"0\">cc -o &#39;a b&#39; one two three four "
		"five six seven eight nine ten eleven twelve</pre>\n"
		"<pre tabindex=\"0\">cc -o &#39;a b&#39; one two three four "
		"five six seven eight nine ten eleven twelve</pre>\n"
		"<pre tabindex=\"0\">int     x;\n</pre>\n");
}

static void write_lists(struct rt_document *out)
{
	static const struct rt_column columns[] = {{6, false}, {6, true}};

	rt_document_item(out, RT_LABEL_COLON, "verdict", "torn");
	rt_document_item(out, RT_LABEL_COLUMN, "tools", "gcc\nclang");
	rt_document_item(out, RT_LABEL_COLUMN, "empty", "");
	rt_document_item(out, RT_LABEL_ALWAYS, "microcode", "");
	rt_document_row(out, columns, (const char *const[]){"loads", "12"}, 2);
	rt_document_row(out, columns, (const char *const[]){"<b>", ""}, 2);
	rt_document_paragraph(out, 0, "behind");
}

static void lists_and_rows_are_closed(void **state)
{
	(void)state;
	expect_made(write_lists,
		    "  verdict: torn\n"
		    "tools        gcc\n             clang\n"
		    "microcode    unknown\n"
		    "loads     12\n<b>\nbehind\n",
		    "<dl>\n<dt>verdict</dt><dd>torn</dd>\n"
		    "<dt>tools</dt><dd>gcc\nclang</dd>\n"
		    "<dt>microcode</dt><dd>unknown</dd>\n</dl>\n"
		    "<div class=\"scroll\" tabindex=\"0\"><table>\n"
		    "<tr><td>loads</td><td>12</td></tr>\n"
		    "<tr><td>&lt;b&gt;</td><td></td></tr>\n"
		    "</table></div>\n<p>behind</p>\n");
}

static void draw(struct rt_text *out, const struct rt_report *report,
		 const struct rt_run *run)
{
	(void)report;
	(void)run;
	rt_text_add(out, "<figure></figure>\n");
}

static void write_figure(struct rt_document *out)
{
	rt_document_item(out, RT_LABEL_COLON, "before", "it");
	if (!rt_document_figure(out, draw, NULL, NULL))
		rt_document_paragraph(out, 0, "in words");
}

static void a_figure_is_drawn_or_said(void **state)
{
	(void)state;
	expect_made(write_figure, "  before: it\nin words\n",
		    "<dl>\n<dt>before</dt><dd>it</dd>\n</dl>\n"
		    "<figure></figure>\n");
}

static void write_hostile(struct rt_document *out)
{
	static const struct rt_column columns[] = {{20, false}, {16, true}};
	static const char *const hostile[] = {
		"</p></dd></pre></td><script>\"&'",
		"\033]0;x\007\033[31m\r\x01", "\xff\xfe \xe2\x80\xae/evil",
		"wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww"
		"wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww"
		"w"};

	for (size_t i = 0; i < sizeof(hostile) / sizeof(*hostile); i++) {
		const char *text = hostile[i];

		rt_document_section(out, "hostile", "Hostile");
		rt_document_paragraph(out, 2, text);
		rt_document_item(out, RT_LABEL_COLON, text, text);
		rt_document_item(out, RT_LABEL_COLUMN, "label", text);
		rt_document_row(out, columns, (const char *const[]){text, text},
				2);
	}
	rt_document_text(out, RT_PART_FILE, 0, hostile[1]);
	rt_document_text(out, RT_PART_COMMAND, 4, hostile[0]);
}

static void hostile_texts_stay_texts(void **state)
{
	char *lines = made(&rt_document_plain, write_hostile);
	char *page = made(&rt_document_html, write_hostile);

	(void)state;
	check_printable("plain", lines);
	expect_narrow(lines, RT_DOCUMENT_COLUMNS);
	check_printable("html", page);
	check_html(page);
	free(lines);
	free(page);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_document_is_empty),
		cmocka_unit_test(sections_end_each_other),
		cmocka_unit_test(texts_are_broken_by_their_part),
		cmocka_unit_test(lists_and_rows_are_closed),
		cmocka_unit_test(a_figure_is_drawn_or_said),
		cmocka_unit_test(hostile_texts_stay_texts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
