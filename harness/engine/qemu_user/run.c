/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/engine/qemu_user/run.h"

#include <inttypes.h>
#include <signal.h>
#include <string.h>

#include "harness/base/ending.h"
#include "harness/base/process.h"

/* Exit statuses of corpora/drivers/hammer.c. */
enum { status_module = 3, status_width = 4 };

static const double usual_grace = 10;

/* The user's LD_* variables are for this machine: the guest gets its own. */
static void add_emulator(struct rt_strings *argv,
			 const struct rt_qemu_user_program *program,
			 const char *log)
{
	/* These make the emulator print into the report that is parsed. */
	static const char *const noisy[] = {"QEMU_STRACE", "QEMU_LOG",
					    "QEMU_LOG_FILENAME"};

	/*
	 * One instruction per translation block: in one block, two accesses
	 * would be adjacent on the host too, and a store seldom falls between
	 * them (docs/cross.md). QEMU 8.1 renamed the variable.
	 */
	static const char *const one_by_one[] = {"QEMU_SINGLESTEP=1",
						 "QEMU_ONE_INSN_PER_TB=1"};

	rt_strings_add(argv, "env");
	for (size_t i = 0; i < sizeof(noisy) / sizeof(*noisy); i++) {
		rt_strings_add(argv, "-u");
		rt_strings_add(argv, noisy[i]);
	}
	for (size_t i = 0; i < sizeof(one_by_one) / sizeof(*one_by_one); i++)
		rt_strings_add(argv, one_by_one[i]);
	rt_strings_add(argv, program->emulator);
	rt_strings_add(argv, "-L");
	rt_strings_add(argv, program->sysroot);
	rt_strings_add(argv, "-E");
	rt_strings_format(argv, "LD_LIBRARY_PATH=%s", program->libraries);
	rt_strings_add(argv, "-U");
	rt_strings_add(argv, "LD_PRELOAD");
	if (!log)
		return;
	rt_strings_add(argv, "-d");
	rt_strings_add(argv, "in_asm");
	rt_strings_add(argv, "-D");
	rt_strings_add(argv, log);
}

/* The object that the field lies in. */
static void add_object(struct rt_strings *argv,
		       const struct rt_question *question)
{
	struct rt_text beside = RT_TEXT_INIT;

	for (unsigned i = 0; question->beside && i < question->object; i++)
		rt_text_format(&beside, "%02x", question->beside[i]);
	rt_strings_format(argv, "%u", question->within);
	rt_strings_add(argv, beside.length ? rt_text_string(&beside) : "-");
	argv->failed |= rt_text_failed(&beside);
	rt_text_free(&beside);
}

static void add_race(struct rt_strings *argv,
		     const struct rt_qemu_user_plan *plan)
{
	rt_strings_add(argv, plan->question.module);
	rt_strings_add(argv, plan->question.symbol);
	rt_strings_add(argv, plan->question.stores ? "store" : "load");
	rt_strings_format(argv, "%u", plan->question.width);
	rt_strings_format(argv, "%u", plan->offset);
	rt_strings_format(argv, "0x%" PRIx64, plan->start);
	rt_strings_format(argv, "0x%" PRIx64, plan->stride);
	rt_strings_format(argv, "%.0f", plan->seconds * 1000);
	add_object(argv, &plan->question);
}

static int judge_crash(const struct rt_qemu_user *raced,
		       const struct rt_qemu_user_plan *plan, int number,
		       struct rt_error *error)
{
	if (!raced->report.has_begun)
		return rt_fail(error, RT_SETUP,
			       "%s was ended by signal %d (%s) before the race "
			       "began",
			       raced->emulator, number, strsignal(number));
	if (number == SIGILL)
		return rt_fail(error, RT_SETUP,
			       "%s does not know an instruction of the module; "
			       "name a CPU that has it in QEMU_CPU",
			       raced->emulator);
	return rt_fail(error, RT_CRASH,
		       "the accessor crashed: signal %d (%s), %s under %s",
		       number, strsignal(number), plan->question.symbol,
		       raced->emulator);
}

static int judge_status(const struct rt_qemu_user *raced,
			const struct rt_qemu_user_plan *plan, int status,
			struct rt_error *error)
{
	if (status == status_module)
		return rt_fail(error, RT_BUILD,
			       "%s cannot be loaded under %s, or has no %s",
			       plan->question.module, raced->emulator,
			       plan->question.symbol);
	if (status == status_width)
		return rt_fail(error, RT_SETUP,
			       "%s has no atomic access of %u bits to race "
			       "against",
			       raced->emulator, plan->question.width);
	return rt_fail(error, RT_SETUP,
		       "the driver under %s ended with status %d, or what it "
		       "printed is not understood",
		       raced->emulator, status);
}

static int judge(const struct rt_qemu_user *raced,
		 const struct rt_qemu_user_plan *plan,
		 const struct rt_process *process, bool is_whole,
		 double seconds, struct rt_error *error)
{
	int code;

	if (process->timed_out)
		code = rt_fail(
			error, raced->report.has_begun ? RT_CRASH : RT_SETUP,
			"%s hung: no end in %.3g s under %s",
			raced->report.has_begun ? "the accessor" : "the driver",
			seconds, raced->emulator);
	else if (process->is_interrupted)
		code = rt_fail(error, RT_INTERRUPTED,
			       "%s was ended by signal %d (%s), not of its "
			       "own: %s",
			       raced->emulator, process->signal,
			       strsignal(process->signal),
			       rt_ending_advice(process->signal));
	else if (process->signal)
		code = judge_crash(raced, plan, process->signal, error);
	else if (process->exit_status || !is_whole)
		code = judge_status(raced, plan, process->exit_status, error);
	else
		return RT_OK;
	rt_error_detail(error, rt_text_string(&process->output),
			process->output.length);
	return code;
}

int rt_qemu_user_run_once(struct rt_qemu_user *raced,
			  const struct rt_qemu_user_plan *plan,
			  const struct rt_qemu_user_program *program,
			  const char *log, struct rt_error *error)
{
	double seconds =
		3 * plan->seconds +
		(plan->grace_seconds > 0 ? plan->grace_seconds : usual_grace);
	struct rt_strings argv = RT_STRINGS_INIT;
	struct rt_process process = {.exit_status = -1};
	bool is_whole;
	int code;

	add_emulator(&argv, program, log);
	rt_strings_add(&argv, program->driver);
	add_race(&argv, plan);
	if (argv.failed)
		code = rt_no_memory(error);
	else
		code = rt_process_run_tested(&process, argv.word, NULL, seconds,
					     error);
	is_whole = rt_qemu_user_report_parse(
		&raced->report, rt_text_string(&process.output),
		process.output.length, plan->question.width);
	if (!code)
		code = judge(raced, plan, &process, is_whole, seconds, error);
	rt_process_free(&process);
	rt_strings_free(&argv);
	return code;
}
