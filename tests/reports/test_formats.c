/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Every format, with what a run may be and what its texts may hold. */
#include "harness/base/clock.h"
#include "tests/reports/properties.h"
#include "tests/reports/sample.h"
#include "tests/base/spread.h"

static const char *const hostile[] = {
	"</p><script>alert(1)</script>",
	"\"><img src=x onerror=alert(1)>",
	"]]> -->",
	"x\r\nBcc: everybody@example.org\r\n\r\nFrom here on",
	"\nFrom nobody Mon Jan  1 00:00:00 2001\nSubject: another mail",
	"\033]0;title\007\033[2J\033[31m",
	"*) exists (1:r8=0) (*",
	"\",\"runs\":[]}",
	"\xff\xfe\x80 \xc3\x28",
	"\xe2\x80\xae/evil",
	"%s%n%99999d",
	"G\xc3\xbcnther \xe5\x93\x88 <gx@example.org>, \"a, b\" <c@d>",
	"/opt/my compilers/gcc 12/bin/gcc",
};

enum { hostile_count = sizeof(hostile) / sizeof(*hostile) };

/* Puts @text wherever a run has text, as long as it fits. */
static void poison(struct rt_run *run, const char *text)
{
	static char trial[256], code[512];

	snprintf(run->title, sizeof(run->title), "%s", text);
	snprintf(run->accessor, sizeof(run->accessor), "%s", text);
	snprintf(run->toolchain, sizeof(run->toolchain), "%s", text);
	snprintf(run->flags, sizeof(run->flags), "%s", text);
	snprintf(run->command, sizeof(run->command), "%s", text);
	snprintf(run->ended, sizeof(run->ended), "%s", text);
	snprintf(run->verdict_reason, sizeof(run->verdict_reason), "%s", text);
	snprintf(run->provider, sizeof(run->provider), "%s", text);
	snprintf(run->pair, sizeof(run->pair), "%s", text);
	snprintf(run->kind, sizeof(run->kind), "%s", text);
	snprintf(run->uid, sizeof(run->uid), "%s", text);
	snprintf(run->witness.before, sizeof(run->witness.before), "%s", text);
	snprintf(trial, sizeof(trial), "accessor = %s\n", text);
	snprintf(code, sizeof(code), "call %s\n%s\n", text, text);
	run->trial = trial;
	run->instructions = run->called = code;
	run->witness.seen = true;
	run->witness.old_value = 0x00ff;
	run->witness.new_value = 0x0100;
	run->witness.value = 0x01ff;
}

static void test_hostile_texts(void **state)
{
	struct rt_machine machine = sample_machine();

	(void)state;
	for (size_t i = 0; i < hostile_count; i++) {
		struct rt_run run = sample_torn();
		struct rt_report_letter letter = {.from = hostile[i],
						  .to = hostile[i],
						  .cc = hostile[i],
						  .host = hostile[i],
						  .date = 1795622400};
		struct rt_evidence evidence = {.run = 1,
					       .source = (char *)hostile[i]};
		const struct rt_report report = {.machine = &machine,
						 .runs = &run,
						 .count = 1,
						 .evidence = &evidence,
						 .evidence_count = 1,
						 .letter = &letter};

		poison(&run, hostile[i]);
		snprintf(evidence.path, sizeof(evidence.path), "%s",
			 hostile[i]);
		snprintf(evidence.compiler, sizeof(evidence.compiler), "%s",
			 hostile[i]);
		snprintf(evidence.archive, sizeof(evidence.archive), "%s",
			 hostile[i]);
		snprintf(machine.cpu, sizeof(machine.cpu), "%s", hostile[i]);
		check_formats(&report);
	}
}

static void test_random_reports(void **state)
{
	struct rt_random random = {.state = 20190222};
	unsigned char bytes[2048];

	(void)state;
	for (size_t round = 0; round < 400; round += spread(25)) {
		for (size_t i = 0; i < sizeof(bytes); i++)
			bytes[i] = (unsigned char)rt_random_next(&random);
		check_fed(bytes, rt_random_below(&random, sizeof(bytes)));
	}
}

static void test_no_runs(void **state)
{
	const struct rt_report report = {.runs = NULL};

	(void)state;
	check_formats(&report);
}

static void test_without_a_finding(void **state)
{
	const struct rt_run run = sample_whole();
	const struct rt_report report = {.runs = &run, .count = 1};

	(void)state;
	check_formats(&report);
	expect_in("mail", &report, "Subject: [ringtear] no torn value");
	expect_in("mail", &report, "at most 1 tear in");
	expect_in("html", &report, ">no tear</span>");
	expect_in("junit", &report, "failures=\"0\"");
	expect_in("sarif", &report, "\"no-tear-seen\"");
}

static void test_a_killed_run(void **state)
{
	struct rt_run run = sample_whole();
	const struct rt_report report = {.runs = &run, .count = 1};

	(void)state;
	run.finished = false;
	run.verdict[0] = '\0';
	check_formats(&report);
	expect_in("mail", &report, "did not finish");
	expect_in("html", &report, ">unfinished</span>");
	expect_in("junit", &report, "errors=\"1\"");
}

/* A killed run that had torn already is a torn one. */
static void test_a_killed_run_that_tore(void **state)
{
	struct rt_run run = sample_torn();
	const struct rt_report report = {.runs = &run, .count = 1};

	(void)state;
	run.finished = false;
	run.verdict[0] = '\0';
	check_formats(&report);
	expect_in("mail", &report, "Subject: [BUG] torn 16-bit load of avail");
}

static void test_ten_thousand_runs(void **state)
{
	enum { many = 10000 };
	struct rt_run *runs = calloc(many, sizeof(*runs));
	struct rt_report report = {.runs = runs, .count = many};
	struct rt_text out = RT_TEXT_INIT;

	(void)state;
	assert_non_null(runs);
	for (size_t i = 0; i < many; i++) {
		runs[i] = i % 3 ? sample_whole() : sample_torn();
		runs[i].id = (int64_t)i + 1;
		snprintf(runs[i].flags, sizeof(runs[i].flags), "-O2 -DN=%zu",
			 i);
	}
	write_as("junit", &report, &out);
	check_junit(rt_text_string(&out));
	expect_says(rt_text_string(&out), "tests=\"10000\" failures=\"3334\"");
	rt_text_free(&out);
	out = (struct rt_text)RT_TEXT_INIT;
	write_as("html", &report, &out);
	check_html(rt_text_string(&out));
	assert_true(out.length < 200000);
	rt_text_free(&out);
	out = (struct rt_text)RT_TEXT_INIT;
	write_as("mail", &report, &out);
	assert_true(out.length < 100000);
	expect_says(rt_text_string(&out), " more builds\n");
	rt_text_free(&out);
	free(runs);
}

static void test_ten_thousand_findings(void **state)
{
	enum { many = 10000 };
	struct rt_violation *violations = calloc(many, sizeof(*violations));
	struct rt_finding *findings = calloc(many, sizeof(*findings));
	const struct rt_run run = sample_torn();
	const struct rt_report report = {.runs = &run,
					 .count = 1,
					 .violations = violations,
					 .violation_count = many,
					 .findings = findings,
					 .finding_count = many};
	struct rt_text out = RT_TEXT_INIT;

	(void)state;
	assert_true(violations && findings);
	for (size_t i = 0; i < many; i++) {
		violations[i] = sample_violation();
		snprintf(findings[i].key, sizeof(findings[i].key), "%zu", i);
	}
	check_formats(&report);
	expect_in("mail", &report, "... 9990 more violations");
	write_as("json", &report, &out);
	expect_says(rt_text_string(&out), "\"key\": \"9999\"");
	rt_text_free(&out);
	free(violations);
	free(findings);
}

/* Lines of a mail, but for the command and the C file, which has 80. */
static void test_mail_is_narrow(void **state)
{
	struct rt_run run = sample_torn();
	struct rt_machine machine = sample_machine();
	const struct rt_report report = {
		.machine = &machine, .runs = &run, .count = 1};
	struct rt_text out = RT_TEXT_INIT;
	char *command;

	(void)state;
	memset(run.toolchain, 'x', sizeof(run.toolchain) - 1);
	memset(run.provider, 'y', sizeof(run.provider) - 1);
	memset(run.flags, 'z', sizeof(run.flags) - 1);
	memset(run.accessor, 'a', sizeof(run.accessor) - 1);
	strcpy(run.command, "true");
	write_as("mail", &report, &out);
	command = strstr(out.data, "\n\n");
	assert_non_null(command);
	expect_narrow(command, 72);
	rt_text_free(&out);
}

static void test_mail_has_its_parts_in_order(void **state)
{
	const struct rt_run runs[] = {sample_torn(), sample_whole()};
	const struct rt_machine machine = sample_machine();
	const struct rt_report report = {
		.machine = &machine, .runs = runs, .count = 2};
	static const char *const parts[] = {
		"From ringtear@localhost ",
		"Subject: [BUG] torn 16-bit load of avail->idx",
		"single-copy",
		"    QEMU: Virtqueue size exceeded",
		"The field\n",
		"2.7.6",
		"Evidence\n",
		"Observed: yes",
		"Machine code: ",
		"C11 data race: ",
		"Instructions\n",
		"=> ",
		"What happened to a modelled device\n",
		"How often\n",
		"stride 0x0101",
		"A control",
		"In the modelled ring",
		"Which builds are affected, which are not\n",
		"Cause\n",
		"How to reproduce it\n",
		"Machine\n",
		NULL};
	struct rt_text out = RT_TEXT_INIT;

	(void)state;
	write_as("mail", &report, &out);
	expect_order(rt_text_string(&out), parts);
	rt_text_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hostile_texts),
		cmocka_unit_test(test_random_reports),
		cmocka_unit_test(test_no_runs),
		cmocka_unit_test(test_without_a_finding),
		cmocka_unit_test(test_a_killed_run),
		cmocka_unit_test(test_a_killed_run_that_tore),
		cmocka_unit_test(test_ten_thousand_runs),
		cmocka_unit_test(test_ten_thousand_findings),
		cmocka_unit_test(test_mail_is_narrow),
		cmocka_unit_test(test_mail_has_its_parts_in_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
