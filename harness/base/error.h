/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How every function of ringtear reports errors: a function that can fail
 * returns 0 or a negative enum rt_code and fills the caller's struct rt_error.
 *
 * The message names the thing that was wrong and what to do about it, in one
 * line without a final newline. What a tool printed (a compiler, a linker) goes
 * whole into the detail. Every function here may be called from any thread as
 * long as no two use the same struct rt_error at once.
 */
#ifndef RT_BASE_ERROR_H
#define RT_BASE_ERROR_H

#include <stdbool.h>
#include <stddef.h>

enum rt_code {
	RT_OK = 0,
	/* The user asked for something that does not exist or cannot be. */
	RT_USAGE = -1,
	/* The machine lacks something: a package, a right, space, a CPU. */
	RT_SETUP = -2,
	/* The compiler or the linker rejected a cell. */
	RT_BUILD = -3,
	/* The code under test crashed or hung. */
	RT_CRASH = -4,
	/* An invariant of ringtear itself is broken: a bug in ringtear. */
	RT_INTERNAL = -5,
	/*
	 * What is examined is not there, or not in a form that can be examined:
	 * a source, an object, a symbol, the entry of a file in a
	 * compile_commands.json, the text that a patch changes. At another
	 * commit the same command may be right.
	 */
	RT_SUBJECT = -6,
	/*
	 * A signal that it did not raise itself has ended the code under test:
	 * no memory was left, a limit on CPU time was over, somebody has killed
	 * it. Nothing is known of the code.
	 */
	RT_INTERRUPTED = -7,
};

struct rt_error {
	int code; /* 0, or what the failing function returned */
	char message[1024];
	char *detail; /* NULL, or text owned by this struct */
	/* By rt_fail_errno(): the machine had no more of something to give. */
	bool is_exhausted;
};

/* Zero-initialise with this; release with rt_error_clear(). */
#define RT_ERROR_INIT                                                          \
	{                                                                      \
		.code = RT_OK                                                  \
	}

/*
 * Sets code and message, drops an earlier detail, and returns @code, so that
 * `return rt_fail(error, RT_USAGE, "...")` is the way out of a function. @error
 * may be NULL: then the message is dropped.
 */
int rt_fail(struct rt_error *error, int code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/*
 * The same, with ": " and strerror(@number) after the message. Where @number
 * says that the machine has no more of something to give, files, processes or
 * memory, the remedy follows, and @code is RT_SETUP, whatever was done with it:
 * of the subject it says nothing.
 */
int rt_fail_errno(struct rt_error *error, int code, int number,
		  const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* What to do about @number if it is such a one; else NULL. */
const char *rt_exhausted(int number);

/* The one message for a failed allocation; RT_SETUP. */
int rt_no_memory(struct rt_error *error);

/*
 * Attaches @length bytes of @text, copied, as the detail. Without memory the
 * detail is dropped and the message is kept.
 */
void rt_error_detail(struct rt_error *error, const char *text, size_t length);

/* Frees the detail and makes @error empty again. NULL is allowed. */
void rt_error_clear(struct rt_error *error);

/*
 * Passes @code on; RT_USAGE as RT_SUBJECT, also in @error: for what is read of
 * the subject by functions that read anything.
 */
int rt_blame_subject(struct rt_error *error, int code);

/*
 * How the program may end. git-bisect(1) `run` takes 0 for good, 1 to 124 for
 * bad and 125 for a commit that cannot be tested, and stops at 128 and above:
 * so a wrong command is never a verdict on a commit.
 */
struct rt_exit {
	int status;
	const char *words; /* when it is used: "torn, or not reproduced" */
};

/* The table of them by status; the last one has NULL words. */
const struct rt_exit *rt_exits(void);

/* The exit status of the program for @code: 0, 125 or 129. */
int rt_exit_code(int code);

#endif
