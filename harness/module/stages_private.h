/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files stages*.c share; nobody else includes it. */
#ifndef RT_MODULE_STAGES_PRIVATE_H
#define RT_MODULE_STAGES_PRIVATE_H

#include "harness/module/stages.h"
#include "harness/module/workplace.h"

struct rt_stages {
	struct rt_text folder;
	struct rt_workplace workplace;
	struct rt_limits limits;
	struct rt_stages_count count;
	struct rt_strings taken, refused; /* words that were tried alone */
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
	struct rt_strings flags;
	struct rt_text place; /* a folder of its own */
	enum rt_stage stage;
};

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

/*
 * True when the assembly of the cell decides its code: for gcc's, which is
 * the text that assembly.h reads, where the assembler and the linker are
 * given nothing that makes other code of the same text.
 */
bool rt_stages_assembly_decides(const struct rt_staged_work *work);

/*
 * Compiles to assembly; sets the stage, or leaves it as it was when that gave
 * none. Why it did not is for rt_stages_compile_whole() to find out.
 */
int rt_stages_compile_assembly(struct rt_staged_work *work,
			       struct rt_error *error);

/* The same: links what is assembled. */
int rt_stages_link_assembly(struct rt_staged *staged, struct rt_error *error);

/* Compiles, or links, as rt_build() does; sets the stage. */
int rt_stages_compile_whole(struct rt_staged *staged, struct rt_error *error);
int rt_stages_link_whole(struct rt_staged *staged, struct rt_error *error);

/*
 * Runs @command of @compiler's under the limits, with messages in the C locale
 * and with temporary files in the place; its time is added to @seconds.
 */
int rt_stages_run_driver(struct rt_staged_work *work,
			 const struct rt_compiler *compiler,
			 const struct rt_strings *command, double *seconds,
			 struct rt_process *process, struct rt_error *error);

/*
 * Turns what a compiler answered that failed @doing ("compile") into an error:
 * always one. Fills in how @staged ended.
 */
int rt_stages_fail(struct rt_staged *staged, const struct rt_process *process,
		   const char *doing, struct rt_error *error);

#endif
