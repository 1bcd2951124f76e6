/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Parses ThreadSanitizer's output.
 *
 * The text is not trusted: the accessor under test may print as well, and a
 * report may be cut short. The format is that of LLVM's compiler-rt (tsan
 * rtl/tsan_report.cpp), which gcc's libtsan shares. Pure, thread-safe.
 */
#ifndef RT_ENGINE_TSAN_REPORT_H
#define RT_ENGINE_TSAN_REPORT_H

#include <stdbool.h>
#include <stddef.h>

/* One side of a race. */
struct rt_tsan_access {
	bool is_write; /* otherwise a read */
	bool is_atomic;
	/*
	 * Bytes, as reported. gcc's runtime reports 1 for each read by memcpy
	 * and for each access that may be misaligned, so 1 is no sign of a
	 * tear.
	 */
	unsigned int size;
	/*
	 * The innermost function with source information; "" when the stack
	 * could not be restored. An empty file and line 0: built without -g, or
	 * no symbolizer (llvm-symbolizer or addr2line) in PATH.
	 */
	char function[128];
	char file[256];
	unsigned int line;
	char through[64]; /* the libc function called there, "memcpy", or "" */
};

struct rt_tsan_report {
	size_t races;	      /* data races reported */
	size_t subject_races; /* races with the accessor on one side */
	/* Of the first race of the accessor; zero when there is none. */
	struct rt_tsan_access subject, other;
	/* The runtime could not start: its address range was in use. */
	bool is_layout_wrong;
	bool is_fatal; /* the runtime stopped with FATAL for any reason */
};

/*
 * Parses @length bytes of @text. @function is the accessor under test, such as
 * "ringtear_load16". If no side names the accessor, a side whose stack could
 * not be restored is taken to be the accessor's.
 */
void rt_tsan_report_parse(struct rt_tsan_report *report, const char *text,
			  size_t length, const char *function);

#endif
