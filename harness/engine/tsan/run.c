/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/engine/tsan/run.h"

#include <stdio.h>
#include <string.h>

#include "harness/base/ending.h"
#include "harness/base/process.h"

/* Exit statuses: ThreadSanitizer's, as set below, and the driver's. */
enum { status_reported = 66, status_undefined = 3 };

/*
 * Signals are not handled, so that a crash ends the program with its signal;
 * addr2line serves where llvm-symbolizer is missing.
 */
static const char options[] =
	"TSAN_OPTIONS=exitcode=66:halt_on_error=0:report_bugs=1:color=never:"
	"log_path=stderr:atexit_sleep_ms=0:symbolize=1:allow_addr2line=1:"
	"handle_segv=0:handle_sigbus=0:handle_sigill=0:handle_sigfpe=0:"
	"handle_abort=0:abort_on_error=0";

void rt_tsan_function(char *name, size_t size, const struct rt_tsan_race *race)
{
	snprintf(name, size, "ringtear_%s%u", race->is_store ? "store" : "load",
		 race->width);
}

static void add_command(struct rt_strings *argv, const char *program,
			const struct rt_tsan_race *race, bool is_fixed)
{
	rt_strings_add(argv, "env");
	rt_strings_add(argv, options);
	if (is_fixed) {
		rt_strings_add(argv, "setarch");
		rt_strings_add(argv, "-R");
	}
	rt_strings_add(argv, program);
	rt_strings_add(argv, race->is_store ? "store" : "load");
	rt_strings_format(argv, "%u", race->width);
	rt_strings_format(argv, "%u", race->offset);
	rt_strings_format(argv, "%u", race->rounds);
	rt_strings_add(argv, race->is_plain ? "plain" : "atomic");
}

static int start(struct rt_process *process, const char *program,
		 const struct rt_tsan_race *race, bool is_fixed, double seconds,
		 struct rt_error *error)
{
	struct rt_strings argv = RT_STRINGS_INIT;
	int code;

	*process = (struct rt_process){.exit_status = -1};
	add_command(&argv, program, race, is_fixed);
	if (argv.failed)
		code = rt_no_memory(error);
	else
		code = rt_process_run_tested(process, argv.word, NULL, seconds,
					     error);
	rt_strings_free(&argv);
	return code;
}

static int judge_layout(struct rt_error *error)
{
	return rt_fail(error, RT_SETUP,
		       "ThreadSanitizer's runtime found memory mapped in its "
		       "place; run ringtear under `setarch -R`, or lower "
		       "`sysctl vm.mmap_rnd_bits` to 28");
}

static int judge_status(const struct rt_process *process, const char *function,
			const struct rt_tsan_report *report,
			struct rt_error *error)
{
	if (process->exit_status == 0 ||
	    (process->exit_status == status_reported && report->races))
		return RT_OK;
	if (process->exit_status == status_undefined)
		return rt_fail(error, RT_SUBJECT,
			       "the source does not define %s; choose another "
			       "width or direction",
			       function);
	return rt_fail(error, RT_SETUP,
		       "the program built with ThreadSanitizer ended with "
		       "status %d before the race was run; see what it says",
		       process->exit_status);
}

/* The error code for how the program ended. */
static int judge(const struct rt_process *process, const char *function,
		 const struct rt_tsan_report *report, double seconds,
		 struct rt_error *error)
{
	int code;

	if (process->timed_out)
		code = rt_fail(error, RT_CRASH,
			       "under ThreadSanitizer %s did not end within "
			       "%.3g s; look for a loop in it",
			       function, seconds);
	else if (process->is_interrupted)
		code = rt_fail(error, RT_INTERRUPTED,
			       "under ThreadSanitizer %s was ended by signal "
			       "%d (%s), not of its own: %s",
			       function, process->signal,
			       strsignal(process->signal),
			       rt_ending_advice(process->signal));
	else if (process->signal)
		code = rt_fail(error, RT_CRASH,
			       "under ThreadSanitizer %s was ended by signal "
			       "%d (%s); look at what it touches",
			       function, process->signal,
			       strsignal(process->signal));
	else if (report->is_layout_wrong)
		code = judge_layout(error);
	else
		code = judge_status(process, function, report, error);
	if (code)
		rt_error_detail(error, rt_text_string(&process->output),
				process->output.length);
	return code;
}

/* One run of the program; @run takes over the output. */
static int attempt(struct rt_tsan_run *run, const char *program,
		   const struct rt_tsan_race *race, double seconds,
		   struct rt_error *error)
{
	struct rt_process process;
	char function[32];
	int code =
		start(&process, program, race, run->was_fixed, seconds, error);

	rt_tsan_function(function, sizeof(function), race);
	rt_text_free(&run->output);
	run->output = process.output;
	if (code)
		return code;
	rt_tsan_report_parse(&run->report, rt_text_string(&run->output),
			     run->output.length, function);
	if (rt_text_failed(&run->output))
		return rt_no_memory(error);
	return judge(&process, function, &run->report, seconds, error);
}

int rt_tsan_run(struct rt_tsan_run *run, const char *program,
		const struct rt_tsan_race *race, double seconds,
		struct rt_error *error)
{
	int code;

	*run = (struct rt_tsan_run){.was_fixed = false};
	code = attempt(run, program, race, seconds, error);
	if (!code || !run->report.is_layout_wrong)
		return code;
	run->was_fixed = true;
	code = attempt(run, program, race, seconds, error);
	/*
	 * setarch is missing or forbidden: report the layout, with its remedy.
	 */
	if (code == RT_SETUP && !run->report.is_layout_wrong) {
		code = judge_layout(error);
		rt_error_detail(error, rt_text_string(&run->output),
				run->output.length);
	}
	return code;
}

void rt_tsan_run_free(struct rt_tsan_run *run)
{
	rt_text_free(&run->output);
}
