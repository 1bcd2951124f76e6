/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files stages*.c share; nobody else includes it. */
#ifndef RT_BUILD_STAGES_PRIVATE_H
#define RT_BUILD_STAGES_PRIVATE_H

#include "harness/build/drivers.h"
#include "harness/build/stages.h"
#include "harness/build/workplace.h"

struct rt_stages {
	struct rt_text folder;
	struct rt_workplace workplace;
	struct rt_limits limits;
	struct rt_stages_count count;
	struct rt_drivers drivers;
	void *words; /* tsearch(3)'s tree: words that were tried alone */
};

/* How far a cell has come. */
enum rt_stage {
	RT_STAGE_NONE,
	RT_STAGE_ASSEMBLY, /* place/module.s */
	RT_STAGE_OBJECT,   /* place/module.o */
	RT_STAGE_MODULE,   /* place/module.so */
};

struct rt_staged_work {
	struct rt_stages *stages;
	struct rt_cell cell; /* with the absolute @source */
	char *source;
	struct rt_words flags;
	struct rt_text place; /* a folder of its own */
	enum rt_stage stage;
};

/*
 * Runs @argv under the limits. Where the cell names no file by a relative
 * path it runs in its place, so that what else it may write is removed too.
 */
int rt_stages_run(const struct rt_staged_work *work,
		  const struct rt_words *argv, double *seconds,
		  struct rt_process *process, struct rt_error *error);

/* Appends place/@name. */
void rt_stages_path(struct rt_text *path, const struct rt_staged_work *work,
		    const char *name);

/* True when a word of the flags, or of the user's own, begins with @start. */
bool rt_stages_has_word(const struct rt_staged_work *work, const char *start);

/*
 * Names the code in staged->code, as far as the stage reached tells;
 * @decided receives whether that is all.
 */
int rt_stages_name_code(struct rt_staged *staged, bool *decided,
			struct rt_error *error);

/* Has the whole driver compile, or link, as rt_build() does; sets the stage. */
int rt_stages_compile_whole(struct rt_staged *staged, struct rt_error *error);
int rt_stages_link_whole(struct rt_staged *staged, struct rt_error *error);

/* Runs @whole, a command line of @compiler's driver, under the limits. */
int rt_stages_run_driver(struct rt_staged_work *work,
			 const struct rt_compiler *compiler,
			 const struct rt_words *whole,
			 struct rt_process *process, struct rt_error *error);

/*
 * Turns what a driver answered that failed @doing ("compile") into an error:
 * always one. Fills in how @staged ended.
 */
int rt_stages_fail(struct rt_staged *staged, const struct rt_process *process,
		   const char *doing, struct rt_error *error);

/* Sets staged->rejected where one word alone is to blame for @said. */
void rt_stages_name_rejected(struct rt_staged *staged, const char *said,
			     bool is_link);

void rt_stages_forget_words(struct rt_stages *stages);

#endif
