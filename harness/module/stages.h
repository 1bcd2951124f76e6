/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Builds many cells: the compiler stops after the first stage that decides the
 * module's code (gcc(1), -S), and only new code is linked.
 *
 * Code and rejections are those of rt_build(): a cell that fails here is
 * compiled again as rt_build() does it. Each program runs under limits
 * (harness/base/process.h) in its own folder, which is removed afterwards, or
 * by the next rt_stages_open() if this process is killed.
 *
 * Any number of processes may use one folder at once. One rt_stages is for one
 * thread, and libelf allows only one thread of a process to use any.
 */
#ifndef RT_MODULE_STAGES_H
#define RT_MODULE_STAGES_H

#include <stdbool.h>

#include "harness/base/error.h"
#include "harness/base/hash.h"
#include "harness/base/process.h"
#include "harness/base/text.h"
#include "harness/module/build.h"

struct rt_stages; /* opaque */

/* How a compile ended. */
enum rt_staged_end {
	RT_STAGED_NOTHING,  /* not begun, or a tool is missing */
	RT_STAGED_CODE,	    /* it gave code */
	RT_STAGED_REJECTED, /* the compiler rejected the cell */
	RT_STAGED_INTERNAL, /* internal compiler error */
	RT_STAGED_LIMIT,    /* it exceeded a limit */
	RT_STAGED_ENDS,
};

/* The result of one compile; released with rt_staged_free(). */
struct rt_staged {
	/*
	 * The digest of the module's machine code: compiles with the same @code
	 * get the same verdict from every engine that only examines machine
	 * code. It covers the linker and its flags, but neither names nor debug
	 * information, and the libc only where the code refers to outside
	 * symbols (@calls_out): other code is the same for glibc and musl.
	 */
	struct rt_digest code;
	bool calls_out;
	enum rt_staged_end end;
	/*
	 * With RT_STAGED_REJECTED: the flag that the compiler blamed and also
	 * rejects alone; "" when there is none, as for two flags that exclude
	 * each other.
	 */
	char rejected[128];
	/* Short for RT_STAGED_INTERNAL. */
	bool is_internal_error;
	/*
	 * With RT_STAGED_INTERNAL: the folder of the crash (crash.h), which is
	 * kept; "" when it could not be written.
	 */
	struct rt_text kept;
	enum rt_limit limit;	     /* RT_STAGED_LIMIT: which one */
	struct rt_staged_work *work; /* private */
};

/*
 * Opens a builder, which keeps modules and crashes below @folder, made when
 * missing, and removes what killed builders left there. RT_SETUP when @folder
 * cannot be written. Release with rt_stages_close() in every case; NULL is
 * allowed.
 */
int rt_stages_open(struct rt_stages **stages, const char *folder,
		   struct rt_error *error);
void rt_stages_close(struct rt_stages *stages);

/*
 * Sets the limits of each program that is run. The defaults are 30 s, 20 s of
 * CPU time, 2 GiB of memory, 64 MiB per file, 1 MiB of messages, 32 processes.
 */
void rt_stages_limit(struct rt_stages *stages, const struct rt_limits *limits);

/*
 * Runs the stages of @cell until its code is known. 0 with staged->code set.
 * RT_BUILD when the compiler gave no code: staged->end says why, the error's
 * detail is its output. RT_USAGE for a refused flag, RT_SUBJECT for an
 * unreadable source,
 * RT_SETUP when a program cannot be run or the folder not be written. @cell's
 * strings are borrowed until rt_staged_free(), which is due in every case.
 */
int rt_stages_compile(struct rt_stages *stages, const struct rt_cell *cell,
		      struct rt_staged *staged, struct rt_error *error);

/*
 * Links the code of @staged, unless a module with this code exists already.
 * @build is filled in as by rt_build(), and is released with rt_build_free() in
 * every case. Errors and staged->end as for rt_stages_compile(). May be called
 * twice.
 */
int rt_stages_link(struct rt_stages *stages, struct rt_staged *staged,
		   struct rt_build *build, struct rt_error *error);

/*
 * Appends the path of the module with @code to @module; false when none was
 * linked before. A cell with a known @code need not be compiled again.
 */
bool rt_stages_find(const struct rt_stages *stages,
		    const struct rt_digest *code, struct rt_text *module);

/* Also removes the folder of the compile. */
void rt_staged_free(struct rt_staged *staged);

/* What was run up to now, for the benchmark. */
struct rt_stages_count {
	unsigned long compiled; /* cells */
	unsigned long linked;	/* modules */
	/* Seconds of wall time; assembling is a part of linking. */
	double compiling, linking;
};

/* Owned by @stages, until it is closed. */
const struct rt_stages_count *rt_stages_counted(const struct rt_stages *stages);

#endif
