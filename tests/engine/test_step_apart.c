/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Modules that fork, stop, handle signals and close files, when they are loaded
 * or called: each time the same is said of them, and never that of another
 * process.
 */
#include "tests/engine/step.h"

#define HEAD                                                                   \
	"#include <fcntl.h>\n#include <setjmp.h>\n#include <signal.h>\n"       \
	"#include <stdio.h>\n#include <stdlib.h>\n#include <sys/mman.h>\n"     \
	"#include <sys/prctl.h>\n#include <sys/ptrace.h>\n"                    \
	"#include <sys/resource.h>\n#include <sys/time.h>\n"                   \
	"#include <sys/wait.h>\n#include <unistd.h>\n"
/* Runs @code when the module is loaded. */
#define LOADED(code)                                                           \
	HEAD "__attribute__((constructor)) static void loaded(void) { " code   \
	     " }\n"
#define WHOLE LOAD16 "{ return " WORD "; }"
/* Runs @code in call @number, from 0. */
#define CALL(number, code)                                                     \
	HEAD LOAD16 "{ static int calls; if (calls++ == " #number ") { " code  \
		    " } return " WORD "; }"
/* A helper that goes on, with @code first. */
#define HELPER(code) "if (!fork()) { " code " for (;;) pause(); }"

#define SAYS(text, outcome, words)                                             \
	{                                                                      \
		text, 16, false, outcome, words                                \
	}

/* What another process or a handler may do is not seen. */
static const struct step_case hands[] = {
	SAYS(LOADED("fork();") WHOLE, RT_OUTCOME_INCONCLUSIVE,
	     "a process of its own"),
	SAYS(LOADED("fork(); fork(); fork();") WHOLE, RT_OUTCOME_INCONCLUSIVE,
	     "a process of its own"),
	SAYS(LOADED(HELPER("setsid();")) WHOLE, RT_OUTCOME_INCONCLUSIVE,
	     "a process of its own"),
	/* Its parent has ended. */
	SAYS(LOADED("if (!fork()) { " HELPER("setsid();") " _exit(0); } "
							  "wait(0);") WHOLE,
	     RT_OUTCOME_INCONCLUSIVE, "a process of its own"),
	SAYS(HEAD "static void handle(int number) { (void)number; }\n"
		  "__attribute__((constructor)) static void loaded(void)"
		  "{ signal(SIGFPE, handle); }\n" WHOLE,
	     RT_OUTCOME_INCONCLUSIVE, "handles signal 8"),
	SAYS("#include <linux/seccomp.h>\n#include <linux/filter.h>\n" LOADED(
		     "struct sock_filter all = {BPF_RET | BPF_K, 0, 0, "
		     "SECCOMP_RET_ALLOW}; struct sock_fprog one = {1, &all};"
		     "prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);"
		     "prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &one);") WHOLE,
	     RT_OUTCOME_INCONCLUSIVE, "filters the system calls"),
	SAYS(CALL(3, "fork();"), RT_OUTCOME_INCONCLUSIVE, "system call"),
	SAYS(HEAD LOAD16 "{ fork(); return " WORD "; }",
	     RT_OUTCOME_INCONCLUSIVE, "system call"),
};

/* It ends before all was seen: by what number, or why, is all the same. */
static const struct step_case ends[] = {
	SAYS(LOADED("_exit(113);") WHOLE, RT_OUTCOME_ERROR, "status 113"),
	SAYS(LOADED("_exit(0);") WHOLE, RT_OUTCOME_ERROR, "status 0"),
	SAYS(CALL(20, "_exit(113);"), RT_OUTCOME_ERROR, "status 113"),
	SAYS(CALL(0, "_exit(0);"), RT_OUTCOME_ERROR, "status 0"),
	/* Its other half goes on, and cannot end it as it should. */
	SAYS(CALL(9, "if (fork()) _exit(0);"), RT_OUTCOME_ERROR, "status 0"),
	SAYS(LOADED("if (fork()) _exit(0);") WHOLE, RT_OUTCOME_ERROR,
	     "status 0"),
	/* Which is the same as if somebody else had stopped it. */
	SAYS(LOADED("raise(SIGSTOP);") WHOLE, RT_OUTCOME_INCONCLUSIVE,
	     "stopped"),
	SAYS(CALL(9, "raise(SIGSTOP);"), RT_OUTCOME_INCONCLUSIVE, "stopped"),
	SAYS(LOADED("ptrace(PTRACE_TRACEME, 0, 0, 0);") WHOLE, RT_OUTCOME_ERROR,
	     "stopped"),
	SAYS(LOADED("kill(getpid(), SIGKILL);") WHOLE, RT_OUTCOME_INCONCLUSIVE,
	     "not of its own"),
	SAYS(CALL(9, "raise(SIGSEGV);"), RT_OUTCOME_ERROR, "signal 11"),
	SAYS(LOADED("kill(0, SIGTERM);") WHOLE, RT_OUTCOME_ERROR, "signal 15"),
	SAYS(LOADED("fputs(\"no room\\n\", stderr); abort();") WHOLE,
	     RT_OUTCOME_ERROR, "it printed \"no room\""),
	SAYS(CALL(0, "fputs(\"no call\\n\", stderr); abort();"),
	     RT_OUTCOME_ERROR, "it printed \"no call\""),
};

/* Nothing of this makes a difference to the accessor. */
static const struct step_case harmless[] = {
	SAYS(LOADED("for (int i = 0; i < 64; i++) close(i);") WHOLE,
	     RT_OUTCOME_ATOMIC, "access of "),
	SAYS(LOADED("int none = open(\"/dev/null\", O_RDWR);"
		    "for (int i = 0; i < 64; i++) dup2(none, i);") WHOLE,
	     RT_OUTCOME_ATOMIC, "access of "),
	SAYS(LOADED("signal(SIGCHLD, SIG_IGN);") WHOLE, RT_OUTCOME_ATOMIC,
	     "access of "),
	SAYS(LOADED("prctl(PR_SET_DUMPABLE, 0);") WHOLE, RT_OUTCOME_ATOMIC,
	     "access of "),
	SAYS(LOADED("if (chdir(\"/\")) abort(); clearenv();") WHOLE,
	     RT_OUTCOME_ATOMIC, "access of "),
	SAYS(LOADED("sigset_t all; sigfillset(&all);"
		    "sigprocmask(SIG_BLOCK, &all, 0);") WHOLE,
	     RT_OUTCOME_ATOMIC, "access of "),
	/* A process that has ended, after it wrote where it could. */
	SAYS(LOADED("if (!fork()) _exit(113); wait(0);") WHOLE,
	     RT_OUTCOME_ATOMIC, "access of "),
	SAYS(HEAD "__attribute__((destructor)) static void end(void)"
		  "{ _exit(3); }\n" WHOLE,
	     RT_OUTCOME_ATOMIC, "access of "),
};

/* Each is a module of its own: what it does when loaded is done once. */
static void expect_each(struct fixture *fixture, const struct step_case *cases,
			size_t count)
{
	unsigned wrong = 0;

	for (size_t i = 0; i < count; i++) {
		struct rt_step_result result;
		struct rt_build built;
		struct rt_observation seen;

		step_build(fixture, &built, "gcc+glibc", "-O2", &cases[i], 1);
		seen = step_one(&built, 0, &cases[i], -1, &result);
		rt_build_free(&built);
		wrong += !step_is_right(&cases[i], &seen);
	}
	assert_int_equal(wrong, 0);
}

static void other_hands_are_told(void **state)
{
	expect_each(*state, hands, STEP_COUNT(hands));
}

static void only_the_end_of_all_runs_counts(void **state)
{
	expect_each(*state, ends, STEP_COUNT(ends));
}

static void what_makes_no_difference_changes_nothing(void **state)
{
	expect_each(*state, harmless, STEP_COUNT(harmless));
}

/* Two processes wrote one trace, once: it flickered. */
static void a_fork_has_the_same_answer_each_time(void **state)
{
	static const struct step_case forks = SAYS(
		LOADED("fork();") WHOLE, RT_OUTCOME_INCONCLUSIVE, "process");
	static const struct step_case tears = SAYS(
		HEAD LOAD16
		"{ static int calls; if (!calls++) fork();"
		"uint16_t low = " BYTE(0) "; return low | " BYTE(1) " << 8; }",
		RT_OUTCOME_TORN, "tore");
	const struct step_case *const both[] = {&forks, &tears};

	for (size_t i = 0; i < STEP_COUNT(both); i++) {
		struct rt_build built;

		step_build(*state, &built, "gcc+glibc", "-O2", both[i], 1);
		for (int times = 0; times < 20; times++) {
			struct rt_step_result result;
			struct rt_observation seen =
				step_one(&built, 0, both[i], -1, &result);

			assert_int_equal(seen.outcome, both[i]->outcome);
			assert_non_null(strstr(seen.reason, both[i]->says));
		}
		rt_build_free(&built);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(other_hands_are_told),
		cmocka_unit_test(only_the_end_of_all_runs_counts),
		cmocka_unit_test(what_makes_no_difference_changes_nothing),
		cmocka_unit_test(a_fork_has_the_same_answer_each_time),
	};

	return cmocka_run_group_tests_name("apart", tests, fixture_setup,
					   fixture_teardown);
}
