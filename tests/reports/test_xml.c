/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whatever a text holds, it stays text in XML and HTML. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "harness/base/clock.h"
#include "reports/layout.h"
#include "reports/xml.h"

static void expect_escaped(const char *text, const char *escaped)
{
	struct rt_text out = RT_TEXT_INIT;
	struct rt_layout layout;

	rt_layout_begin(&layout);
	rt_xml_escape(&out, text);
	rt_layout_end(&layout);
	assert_string_equal(rt_text_string(&out), escaped);
	rt_text_free(&out);
}

static void test_markup(void **state)
{
	(void)state;
	expect_escaped("", "");
	expect_escaped("plain", "plain");
	expect_escaped("</td><script>alert('x')</script>",
		       "&lt;/td&gt;&lt;script&gt;alert(&#39;x&#39;)"
		       "&lt;/script&gt;");
	expect_escaped("a && b --> \"c\"", "a &amp;&amp; b --&gt; "
					   "&quot;c&quot;");
	expect_escaped("]]>", "]]&gt;");
	expect_escaped("two\nlines", "two\nlines");
	expect_escaped("G\xc3\xbcnther", "G\xc3\xbcnther");
}

static void test_what_xml_forbids(void **state)
{
	(void)state;
	expect_escaped("a\001b\033[31mc\x7f", "abc");
	expect_escaped("\xff\xfe", "??");
	expect_escaped("\xef\xbf\xbe", "");    /* U+FFFE */
	expect_escaped("\xed\xa0\x80", "???"); /* a surrogate */
	expect_escaped("\xe2\x80\xae"
		       "x",
		       "x"); /* right to left */
}

static void test_attribute(void **state)
{
	struct rt_text out = RT_TEXT_INIT;
	struct rt_layout layout;

	(void)state;
	rt_layout_begin(&layout);
	rt_xml_attribute(&out, "name", "a\"><b\n'");
	rt_xml_element(&out, "td", "<&");
	rt_layout_end(&layout);
	assert_string_equal(rt_text_string(&out),
			    " name=\"a&quot;&gt;&lt;b&#10;&#39;\""
			    "<td>&lt;&amp;</td>");
	rt_text_free(&out);
}

/* No byte of a hundred thousand random texts is left that markup is made of. */
static void test_any_text(void **state)
{
	struct rt_random random = {.state = 20190222};
	struct rt_layout layout;

	(void)state;
	rt_layout_begin(&layout);
	for (int round = 0; round < 100000; round++) {
		struct rt_text out = RT_TEXT_INIT;
		char text[24];

		for (size_t i = 0; i + 1 < sizeof(text); i++)
			text[i] = (char)(1 + rt_random_below(&random, 255));
		text[sizeof(text) - 1] = '\0';
		rt_xml_escape(&out, text);
		for (size_t i = 0; i < out.length; i++) {
			unsigned char byte = (unsigned char)out.data[i];

			assert_null(strchr("<>\"'", byte));
			assert_true(byte >= ' ' || byte == '\n');
		}
		rt_text_free(&out);
	}
	rt_layout_end(&layout);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_markup),
		cmocka_unit_test(test_what_xml_forbids),
		cmocka_unit_test(test_attribute),
		cmocka_unit_test(test_any_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
