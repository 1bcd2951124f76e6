/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reports/mail.h"

#include "harness/base/version.h"
#include "reports/facts.h"
#include "reports/layout.h"
#include "reports/maintainer.h"
#include "reports/wording.h"

static void put_mail(struct rt_text *out, const struct rt_report *report)
{
	const struct rt_run *run = rt_report_subject(report);
	struct rt_text subject = RT_TEXT_INIT, body = RT_TEXT_INIT;
	struct rt_document document = {.kind = &rt_document_plain,
				       .text = &body};

	rt_text_add(&subject, run && rt_run_outcome(run) == RT_OUTCOME_TORN
				      ? "[BUG] "
				      : "[ringtear] ");
	if (run) {
		rt_say_subject(&subject, report, run);
		rt_maintainer_write(&document, report, run);
		rt_text_format(&body, "\n-- \nringtear %s\n", rt_version());
	} else {
		rt_text_add(&subject, "there are no runs to report");
		rt_document_paragraph(&document, 0,
				      "There are no runs to report.");
	}
	out->failed |= rt_text_failed(&subject) || rt_text_failed(&body);
	rt_mail_head(out, report, rt_text_string(&subject),
		     rt_text_string(&body));
	rt_mail_quote_from(out, rt_text_string(&body));
	rt_text_add(out, "\n");
	rt_text_free(&subject);
	rt_text_free(&body);
}

int rt_report_mail(const struct rt_report *report, struct rt_text *out,
		   struct rt_error *error)
{
	struct rt_layout layout;

	rt_layout_begin(&layout);
	put_mail(out, report);
	return rt_layout_finish(&layout, out, "the mail", error);
}
