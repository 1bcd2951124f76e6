/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reports/report.h"

#include <string.h>

static const struct rt_report_format formats[] = {
	{"text", "txt", rt_report_text},
	{"json", "json", rt_report_json},
	{"mail", "mbox", rt_report_mail},
	{"html", "html", rt_report_html},
	{"junit", "xml", rt_report_junit},
	{"sarif", "sarif", rt_report_sarif},
	{"litmus", "litmus", rt_report_litmus},
};

const struct rt_report_format *rt_report_formats(size_t *count)
{
	*count = sizeof(formats) / sizeof(*formats);
	return formats;
}

int rt_report_find(const char *name, const struct rt_report_format **format,
		   struct rt_error *error)
{
	struct rt_text names = RT_TEXT_INIT;
	size_t count;

	*format = NULL;
	rt_report_formats(&count);
	for (size_t i = 0; i < count; i++) {
		if (!strcmp(formats[i].name, name)) {
			*format = &formats[i];
			rt_text_free(&names);
			return RT_OK;
		}
		rt_text_format(&names, "%s%s", i ? ", " : "", formats[i].name);
	}
	rt_fail(error, RT_USAGE, "there is no report format %s; one of: %s",
		name, rt_text_string(&names));
	rt_text_free(&names);
	return RT_USAGE;
}
