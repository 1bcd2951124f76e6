/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What ThreadSanitizer prints, in gcc's and in clang's way, and worse. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "harness/engine/tsan/report.h"

#define WARNING "WARNING: ThreadSanitizer: data race (pid=7)\n"
#define SUBJECT "    #0 ringtear_load16 /a/plain.c:23 (p+0x12d5)\n\n"
#define OTHER "    #0 other_store /d/tsan.c:90 (p+0x140e)\n\n"
#define READ "  Read of size 2 at 0x55dbaa63e102 by thread T1:\n"
#define WRITE                                                                  \
	"  Previous atomic write of size 2 at 0x55dbaa63e102 by thread T2:\n"
#define SUMMARY                                                                \
	"SUMMARY: ThreadSanitizer: data race /a/plain.c:23 in x\n"             \
	"==================\n"

static struct rt_tsan_report parse(const char *text)
{
	struct rt_tsan_report report;

	rt_tsan_report_parse(&report, text, strlen(text), "ringtear_load16");
	return report;
}

static void both_sides_of_a_race(void **state)
{
	struct rt_tsan_report report =
		parse("==================\n" WARNING READ SUBJECT WRITE OTHER
			      SUMMARY);

	(void)state;
	assert_int_equal(report.races, 1);
	assert_int_equal(report.subject_races, 1);
	assert_string_equal(report.subject.function, "ringtear_load16");
	assert_string_equal(report.subject.file, "/a/plain.c");
	assert_int_equal(report.subject.line, 23);
	assert_int_equal(report.subject.size, 2);
	assert_false(report.subject.is_write);
	assert_false(report.subject.is_atomic);
	assert_string_equal(report.subject.through, "");
	assert_string_equal(report.other.function, "other_store");
	assert_int_equal(report.other.line, 90);
	assert_true(report.other.is_write);
	assert_true(report.other.is_atomic);
}

static void the_accessor_may_come_second(void **state)
{
	struct rt_tsan_report report = parse(
		WARNING "  Atomic write of size 2 at 0x1 by thread T2:\n" OTHER
			"  Previous read of size 2 at 0x1 by main "
			"thread:\n" SUBJECT SUMMARY);

	(void)state;
	assert_string_equal(report.subject.file, "/a/plain.c");
	assert_false(report.subject.is_write);
	assert_true(report.other.is_atomic);
}

static void clangs_columns_and_build_ids(void **state)
{
	struct rt_tsan_report report = parse(
		WARNING READ
		"    #0 ringtear_load16 /a (b)/x:y.c:23:1 (p+0x1) (BuildId: "
		"048b)\n    #1 subject_side /d/tsan.c:8:89 (p+0x2)\n\n" WRITE
			OTHER SUMMARY);

	(void)state;
	assert_string_equal(report.subject.file, "/a (b)/x:y.c");
	assert_int_equal(report.subject.line, 23);
}

static void a_call_of_memcpy_is_at_its_caller(void **state)
{
	struct rt_tsan_report gcc = parse(
		WARNING
		"  Read of size 1 at 0x1 by thread T1:\n"
		"    #0 memcpy ../src/libsanitizer/x.inc:827 (l+0x1)\n"
		"    #1 memcpy ../src/libsanitizer/x.inc:819 (l+0x1)\n"
		"    #2 lduw_he_p /q/bswap.h:300 (p+0x2)\n"
		"    #3 ringtear_load16 /s/shim.c:4 (p+0x2)\n\n" WRITE OTHER
			SUMMARY);
	struct rt_tsan_report clang = parse(
		WARNING READ "    #0 __interceptor_memcpy <null> (p+0x5b61e)\n"
			     "    #1 ringtear_load16 /a/memcpy.c:27:1 "
			     "(p+0xd0105)\n\n" WRITE OTHER SUMMARY);

	(void)state;
	assert_string_equal(gcc.subject.through, "memcpy");
	assert_string_equal(gcc.subject.function, "lduw_he_p");
	assert_string_equal(gcc.subject.file, "/q/bswap.h");
	assert_int_equal(gcc.subject.line, 300);
	assert_int_equal(gcc.subject.size, 1);
	assert_string_equal(clang.subject.through, "memcpy");
	assert_string_equal(clang.subject.file, "/a/memcpy.c");
}

static void without_lines_the_function_is_left(void **state)
{
	struct rt_tsan_report report =
		parse(WARNING READ
		      "    #0 ringtear_load16 <null> (p+0x12d5)\n\n" WRITE OTHER
			      SUMMARY);

	(void)state;
	assert_int_equal(report.subject_races, 1);
	assert_string_equal(report.subject.function, "ringtear_load16");
	assert_string_equal(report.subject.file, "");
	assert_int_equal(report.subject.line, 0);
}

static void a_lost_stack_is_the_accessors(void **state)
{
	struct rt_tsan_report report = parse(
		WARNING "  Atomic write of size 2 at 0x1 by thread T2:\n" OTHER
			"  Previous read of size 2 at 0x1 by thread T1:\n"
			"    [failed to restore the stack]\n\n" SUMMARY);

	(void)state;
	assert_int_equal(report.subject_races, 1);
	assert_string_equal(report.subject.function, "");
	assert_string_equal(report.other.function, "other_store");
}

static void races_of_others_are_told_apart(void **state)
{
	struct rt_tsan_report report =
		parse(WARNING READ
		      "    #0 ringtear_load160 /a/b.c:1 (p+0x1)\n\n" WRITE OTHER
			      SUMMARY WARNING READ SUBJECT WRITE OTHER SUMMARY);

	(void)state;
	assert_int_equal(report.races, 2);
	assert_int_equal(report.subject_races, 1);
	assert_string_equal(report.subject.file, "/a/plain.c");
}

static void no_race_and_other_warnings(void **state)
{
	struct rt_tsan_report none = parse("");
	struct rt_tsan_report leak = parse(
		"WARNING: ThreadSanitizer: thread leak (pid=7)\n" READ SUBJECT
			WRITE OTHER SUMMARY);
	struct rt_tsan_report outside = parse(READ SUBJECT WRITE OTHER);

	(void)state;
	assert_int_equal(none.races, 0);
	assert_int_equal(leak.races, 0);
	assert_int_equal(outside.races, 0);
	assert_false(none.is_fatal);
}

/* Every prefix is read without a fault; a race needs both of its sides. */
static void cut_short(void **state)
{
	static const char whole[] = WARNING READ SUBJECT WRITE OTHER SUMMARY;
	static const char one[] = WARNING READ SUBJECT;
	struct rt_tsan_report report;

	(void)state;
	for (size_t i = 0; i <= strlen(whole); i++) {
		rt_tsan_report_parse(&report, whole, i, "ringtear_load16");
		if (i <= strlen(one))
			assert_int_equal(report.races, 0);
	}
	assert_int_equal(report.races, 1);
}

static void names_do_not_steer_a_terminal(void **state)
{
	struct rt_tsan_report report =
		parse(WARNING READ "    #0 ringtear_load16 /a/\033[2Jb.c:23 "
				   "(p+0x12d5)\n\n" WRITE OTHER SUMMARY);

	(void)state;
	assert_string_equal(report.subject.file, "/a/?[2Jb.c");
}

static void no_room_for_the_runtime(void **state)
{
	struct rt_tsan_report old =
		parse("FATAL: ThreadSanitizer: unexpected memory mapping "
		      "0x5581-0x5582\n");
	struct rt_tsan_report new =
		parse("==7==FATAL: ThreadSanitizer: encountered an "
		      "incompatible memory layout but was unable to disable "
		      "ASLR\n");
	struct rt_tsan_report else_wrong =
		parse("FATAL: ThreadSanitizer: out of memory\n");

	(void)state;
	assert_true(old.is_layout_wrong);
	assert_true(new.is_layout_wrong);
	assert_true(else_wrong.is_fatal);
	assert_false(else_wrong.is_layout_wrong);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_sides_of_a_race),
		cmocka_unit_test(the_accessor_may_come_second),
		cmocka_unit_test(clangs_columns_and_build_ids),
		cmocka_unit_test(a_call_of_memcpy_is_at_its_caller),
		cmocka_unit_test(without_lines_the_function_is_left),
		cmocka_unit_test(a_lost_stack_is_the_accessors),
		cmocka_unit_test(races_of_others_are_told_apart),
		cmocka_unit_test(no_race_and_other_warnings),
		cmocka_unit_test(cut_short),
		cmocka_unit_test(names_do_not_steer_a_terminal),
		cmocka_unit_test(no_room_for_the_runtime),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
