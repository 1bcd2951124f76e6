/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reports/show_violation.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "reports/screen.h"

void rt_show_violation(struct rt_session *session, const struct rt_run *run,
		       const struct rt_violation *violation)
{
	struct rt_text when = RT_TEXT_INIT, what = RT_TEXT_INIT;

	rt_text_format(&when, "%8.4f s", violation->seconds);
	rt_text_format(&what, "%s: %s says \"%s\" after %" PRIu64 " pops",
		       run->title, violation->system, violation->message,
		       violation->pops);
	if (!strcmp(violation->judged, "stale"))
		rt_text_add(&what, ", by an index of before, which is no tear");
	rt_progress_clear(&session->progress);
	rt_screen_beside(rt_text_string(&when), 12, rt_text_string(&what));
	rt_text_free(&when);
	rt_text_free(&what);
	fflush(stdout);
}
