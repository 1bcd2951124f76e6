/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Private to the files stages*.c. */
#ifndef RT_MODULE_STAGES_PRIVATE_H
#define RT_MODULE_STAGES_PRIVATE_H

#include "harness/module/stages.h"
#include "harness/module/workplace.h"

struct rt_stages {
	struct rt_text folder;
	struct rt_workplace workplace;
	struct rt_limits limits;
	struct rt_stages_count count;
	struct rt_strings taken, refused; /* flags that were tried alone */
};

/* The last stage that a cell has passed. */
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
	struct rt_strings flags;
	struct rt_text place; /* a folder of its own */
	enum rt_stage stage;
};

/* Appends place/@name. */
void rt_stages_path(struct rt_text *path, const struct rt_staged_work *work,
		    const char *name);

/* True when a flag of the cell or of the user's build begins with @start. */
bool rt_stages_has_word(const struct rt_staged_work *work, const char *start);

/*
 * Sets staged->code by the output of the stage reached; @decided receives
 * whether that output decides the code.
 */
int rt_stages_name_code(struct rt_staged *staged, bool *decided,
			struct rt_error *error);

/*
 * True when the cell's assembly decides its code: gcc wrote it, as assembly.h
 * expects, and no flag makes the assembler or the linker give other code for
 * the same text.
 */
bool rt_stages_assembly_decides(const struct rt_staged_work *work);

/*
 * Compiles to assembly and sets the stage. The stage stays as it was when there
 * is no assembly; rt_stages_compile_whole() then finds out why.
 */
int rt_stages_compile_assembly(struct rt_staged_work *work,
			       struct rt_error *error);

/* The same for assembling and linking module.s. */
int rt_stages_link_assembly(struct rt_staged *staged, struct rt_error *error);

/* Compiles, or links, as rt_build() does; sets the stage. */
int rt_stages_compile_whole(struct rt_staged *staged, struct rt_error *error);
int rt_stages_link_whole(struct rt_staged *staged, struct rt_error *error);

/*
 * Runs @command of @compiler under the limits, with messages in the C locale
 * and temporary files in work->place; adds its time to @seconds.
 */
int rt_stages_run_driver(struct rt_staged_work *work,
			 const struct rt_compiler *compiler,
			 const struct rt_strings *command, double *seconds,
			 struct rt_process *process, struct rt_error *error);

/*
 * Turns the result of a compiler that failed @doing ("compile") into an error,
 * which is always returned; sets staged->end.
 */
int rt_stages_fail(struct rt_staged *staged, const struct rt_process *process,
		   const char *doing, struct rt_error *error);

#endif
