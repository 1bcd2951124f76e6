/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs as they look after a reproduction, for the tests of reports. */
#ifndef RT_TESTS_REPORTS_SAMPLE_H
#define RT_TESTS_REPORTS_SAMPLE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "reports/report.h"

static inline struct rt_run sample_torn(void)
{
	static char trial[] = "accessor  = memcpy\nwidth     = 16\n"
			      "ring_size = 256\n";
	static char code[] = "0x1100  sub $0x18,%rsp\n"
			     "0x1104  mov $0x2,%edx\n"
			     "0x1109  mov %rdi,%rsi\n"
			     "0x110c  lea 0xe(%rsp),%rdi\n"
			     "0x1111  call 0x1160 <memcpy>\n"
			     "0x1116  movzwl 0xe(%rsp),%eax\n"
			     "0x111b  ret\n";
	static char called[] = "0x1160  mov %rdi,%rax\n"
			       "0x1163  movsb (%rsi),(%rdi)\n"
			       "0x1164  movsb (%rsi),(%rdi)\n";

	return (struct rt_run){
		.id = 1,
		.campaign = 1,
		.started = "2026-11-23T20:59:51Z",
		.command = "ringtear repro --ring-size 256 --start 0x00ff "
			   "--pair 0,1 --seed 0x0123456789abcdef "
			   "--include 'a file with blanks.h' --device qemu",
		.title = "Alpine 2019",
		.trial = trial,
		.accessor = "fortify-memcpy",
		.toolchain = "gcc-12+musl",
		.flags = "-O2 -D_FORTIFY_SOURCE=2 -fno-strict-aliasing",
		.verdict = "torn",
		.verdict_reason = "a load gave a value that was never stored",
		.provider = "musl 1.2.3, linked from libc.a",
		.pair = "PU 0 and PU 1: share L3",
		.seed = 0x0123456789abcdef,
		.loads = 23800000,
		.changes = 1234567,
		.torn = 54321,
		.seconds = 2.0,
		.control_torn = 60000,
		.control_changes = 1200000,
		.control_seconds = 2.0,
		.schedule_gap = 17,
		.schedule_poll = 3,
		.null_nanoseconds = 2.5,
		.load_nanoseconds = 9.25,
		.first_torn = {true, 0x01ff, 0x00ff, 0x0100},
		.ended = "Virtqueue size exceeded",
		.ended_system = "QEMU",
		.ended_side = "device",
		.pops = 2310,
		.pop_calls = 2567,
		.phantom_pops = 255,
		.requests_wanted = 1000000,
		.requests_done = 2055,
		.ring_torn = 1,
		.ring_seconds = 0.0124,
		.first_violation_seconds = 0.0123,
		.ring_first_torn = {true, 0x01ff, 0x00ff, 0x0100},
		.instructions = code,
		.called = called,
		.finished = true,
	};
}

static inline struct rt_run sample_whole(void)
{
	static char code[] = "0x1100  movzwl (%rdi),%eax\n0x1103  ret\n";
	struct rt_run run = sample_torn();

	run.id = 3;
	strcpy(run.title, "Sound");
	strcpy(run.accessor, "builtin-memcpy");
	strcpy(run.toolchain, "gcc-12+glibc");
	strcpy(run.verdict, "inconclusive");
	strcpy(run.verdict_reason, "only the hammer looked");
	strcpy(run.provider, "");
	run.torn = 0;
	run.torn_upper_bound = 3.0 / 1234567;
	run.first_torn = (struct rt_torn){.seen = false};
	run.ring_first_torn = (struct rt_torn){.seen = false};
	strcpy(run.ended, "");
	strcpy(run.ended_system, "");
	run.pops = run.requests_done = run.requests_wanted;
	run.phantom_pops = run.ring_torn = 0;
	run.ring_seconds = 1.5;
	run.first_violation_seconds = 0;
	run.instructions = code;
	run.called = NULL;
	return run;
}

static inline struct rt_machine sample_machine(void)
{
	return (struct rt_machine){
		.cpu = "AMD EPYC 9R14",
		.microcode = "0xa101148",
		.kernel = "Linux 6.18.44 x86_64 #1 SMP PREEMPT_DYNAMIC",
		.hypervisor = "KVM (Amazon EC2 c7a.large)",
		.topology = "1 package, 2 cores, 2 PUs, L3 shared",
		.tools = "gcc 12.2.0\nclang 14.0.6\nmusl 1.2.3\nglibc 2.36",
	};
}

static inline struct rt_violation sample_violation(void)
{
	return (struct rt_violation){
		.run = 1,
		.seconds = 0.0123,
		.system = "QEMU",
		.side = "device",
		.invariant = "inuse-below-size",
		.message = "Virtqueue size exceeded",
		.last_avail_idx = 0x1ff,
		.shadow_avail_idx = 0x1ff,
		.inuse = 256,
		.pops = 2310,
		.value = 0x1ff,
		.before = 0xff,
		.after = 0x100,
	};
}

/* Fails unless every line of @text takes at most @columns ASCII columns. */
static inline void expect_narrow(const char *text, size_t columns)
{
	for (const char *line = text; *line;) {
		size_t length = strcspn(line, "\n");

		if (length > columns)
			fail_msg("%zu columns: %.*s", length, (int)length,
				 line);
		line += length + (line[length] == '\n');
	}
}

/* Fails unless the strings are in @text in the order given; NULL ends. */
static inline void expect_order(const char *text, const char *const *strings)
{
	for (; *strings; strings++) {
		const char *found = strstr(text, *strings);

		if (!found)
			fail_msg("\"%s\" is missing or too early", *strings);
		text = found + strlen(*strings);
	}
}

static inline void expect_says(const char *text, const char *says)
{
	if (!strstr(text, says))
		fail_msg("\"%s\" is missing in:\n%s", says, text);
}

static inline void write_as(const char *name, const struct rt_report *report,
			    struct rt_text *out)
{
	const struct rt_report_format *format;
	struct rt_error error = RT_ERROR_INIT;

	assert_int_equal(rt_report_find(name, &format, &error), RT_OK);
	assert_int_equal(format->write(report, out, &error), RT_OK);
}

static inline void expect_in(const char *format, const struct rt_report *report,
			     const char *says)
{
	struct rt_text out = RT_TEXT_INIT;

	write_as(format, report, &out);
	expect_says(rt_text_string(&out), says);
	rt_text_free(&out);
}

#endif
