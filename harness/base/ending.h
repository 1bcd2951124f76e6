/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether what ended a child was its own doing: an access that faults, abort(),
 * a signal that it sent to itself. Else the machine or somebody else ended it
 * (no memory left, a limit on CPU time, kill(1)), which says nothing of the
 * code that ran. siginfo_t tells (sigaction(2), si_code and si_pid), and is
 * known in a handler only. Not for two children of one process at once.
 */
#ifndef RT_BASE_ENDING_H
#define RT_BASE_ENDING_H

#include <signal.h>
#include <stdbool.h>

/* In memory that the child shares with its parent, zero at first. */
struct rt_ending {
	int number; /* of the signal that came last; 0: none came */
	bool is_own;
};

/*
 * In the child: each signal that would end it is noted in @ending first, and
 * ends it then as if nobody had looked. A signal that is ignored stays so.
 */
void rt_ending_watch(struct rt_ending *ending);

/*
 * What the watch does, for a handler of the child that is to end it. Notes
 * nothing where rt_ending_watch() was not called. Safe in a signal handler.
 */
void rt_ending_note(int number, const siginfo_t *info);

/* Whether @action is the watch: nobody has asked to handle the signal. */
bool rt_ending_is_watch(const struct sigaction *action);

/*
 * In the parent: whether the signal @number, by which the child ended, was its
 * own doing. Where nothing was noted of it, a signal that a fault raises is.
 * SIGKILL, which is the same from everybody, is not.
 */
bool rt_ending_is_own(const struct rt_ending *ending, int number);

/* Whether a fault of code raises the signal, or abort(3): SIGSEGV, … */
bool rt_ending_is_fault(int number);

/*
 * What may have ended a process by the signal @number that is not its own
 * doing, as an advice: "raise the limit on CPU time (ulimit -t)". Constant.
 */
const char *rt_ending_advice(int number);

#endif
