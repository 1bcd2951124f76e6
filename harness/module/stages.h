/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Builds very many cells: has the compiler stop after the first stage that
 * decides what code the module will have (gcc(1), -S), and goes on to the
 * linker only where that code is new.
 *
 * The code is the one that rt_build() gives, and so is every rejection: what
 * fails here is compiled again as rt_build() does it. Each program
 * runs under limits (harness/base/process.h) in a folder of its own, which is
 * removed after it, or by the next rt_stages_open() when we were killed.
 *
 * Any number of processes may use one folder at once. One rt_stages belongs
 * to one thread, and libelf allows one such thread in a process.
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
	RT_STAGED_NOTHING,  /* it was not begun, or a tool is missing */
	RT_STAGED_CODE,	    /* it gave code */
	RT_STAGED_REJECTED, /* the compiler said no */
	RT_STAGED_INTERNAL, /* an error of the compiler's own */
	RT_STAGED_LIMIT,    /* it ran into one of the limits */
	RT_STAGED_ENDS,
};

/* What one compile came to; released with rt_staged_free(). */
struct rt_staged {
	/*
	 * Names the machine code that the module will have: two compiles with
	 * the same @code have the same verdict from every engine that looks at
	 * the machine code alone. The libc is a part of it only where the code
	 * refers to something outside of itself (@calls_out): the same code
	 * without that is the same for glibc and musl. Names and debug
	 * information are no part of it, the linker and its flags are.
	 */
	struct rt_digest code;
	bool calls_out;
	enum rt_staged_end end;
	/*
	 * With RT_STAGED_REJECTED: the word of the flags that the compiler
	 * named and does not take alone either; "" when there is none such, as
	 * for two words that do not go together.
	 */
	char rejected[128];
	/* RT_STAGED_INTERNAL, for short. */
	bool is_internal_error;
	/*
	 * Then the folder with source.i, command and said, named by their
	 * content, which stays: FOLDER/crashes/DIGEST. "" when it could not
	 * be kept.
	 */
	struct rt_text kept;
	enum rt_limit limit;	     /* RT_STAGED_LIMIT: which one */
	struct rt_staged_work *work; /* private */
};

/*
 * Opens the builder with its modules, and what it keeps, below @folder, which
 * is made when missing. Removes what killed ones left there. RT_SETUP when
 * that cannot be written. Release with rt_stages_close(), NULL is allowed.
 */
int rt_stages_open(struct rt_stages **stages, const char *folder,
		   struct rt_error *error);
void rt_stages_close(struct rt_stages *stages);

/* The limits of each program that is run; those of rt_stages_open() until
 * changed: 30 s, of them 20 s of CPU, 2 GiB of memory, 64 MiB a file, 1 MiB
 * of messages, 32 processes. */
void rt_stages_limit(struct rt_stages *stages, const struct rt_limits *limits);

/*
 * Runs the stages of @cell until its code is known. 0 with staged->code set.
 * RT_BUILD when the compiler gave none: staged->end says how, the error's
 * detail is what it said. RT_USAGE for a refused flag or an unreadable source,
 * RT_SETUP when a program cannot be run or the folder not be written. @cell's
 * strings are borrowed until rt_staged_free(), which is due in every case.
 */
int rt_stages_compile(struct rt_stages *stages, const struct rt_cell *cell,
		      struct rt_staged *staged, struct rt_error *error);

/*
 * Links what @staged has come to, unless a module with that code is there
 * already. @build is as rt_build() fills it, commands as a user would type
 * them, and is released with rt_build_free() in every case. Errors as from
 * rt_stages_compile(), staged->end as well; twice is allowed.
 */
int rt_stages_link(struct rt_stages *stages, struct rt_staged *staged,
		   struct rt_build *build, struct rt_error *error);

/*
 * Appends the path of the module with @code to @module, where one was linked
 * before: its cell need not be compiled again. Else false.
 */
bool rt_stages_find(const struct rt_stages *stages,
		    const struct rt_digest *code, struct rt_text *module);

/* Removes its folder too. */
void rt_staged_free(struct rt_staged *staged);

/* What was run so far, for the benchmark. */
struct rt_stages_count {
	unsigned long compiled; /* cells */
	unsigned long linked;	/* modules */
	/* Seconds of wall time; assembling is a part of linking. */
	double compiling, linking;
};

/* Owned by @stages, until it is closed. */
const struct rt_stages_count *rt_stages_counted(const struct rt_stages *stages);

#endif
