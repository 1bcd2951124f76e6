/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One path through the code, and the application of effects to it. Not
 * thread-safe.
 */
#ifndef RT_ENGINE_CODEGEN_PATH_H
#define RT_ENGINE_CODEGEN_PATH_H

#include "harness/engine/codegen/codegen.h"
#include "harness/engine/codegen/machine.h"

enum { RT_TOUCHES = 256, RT_FORKS = 32 };

struct rt_path {
	struct rt_code_machine machine;
	uint64_t here;	   /* address of the next instruction, odd in thumb */
	uint64_t it_block; /* thumb: the last `it`, 0 when none */
	unsigned int steps;
	/* Accesses to the field, in order: indexes into rt_codegen.accesses. */
	uint16_t touch[RT_TOUCHES];
	size_t touches;
	/* Hashes of the state at the undecidable branches so far. */
	uint64_t fork[RT_FORKS];
	size_t forks;
	char unknown[200]; /* why the path is undecidable, or "" */
	bool is_ended;	   /* at the accessor's return, or given up */
	bool is_dropped;   /* does not return: not judged */
	/* An undecidable branch: to @here, or to @other. */
	bool is_forked;
	uint64_t other;
};

/* Shared by all paths of one walk. */
struct rt_walk {
	struct rt_codegen *codegen;
	const struct rt_image *image;
	const struct rt_architecture *architecture;
	struct rt_address_facts facts;
	csh capstone;
	bool no_memory;
};

/* Makes the path undecidable; only the first reason is kept. */
void rt_path_unknown(struct rt_path *path, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Applies the effects of @instruction and moves @path past it. */
void rt_path_do(struct rt_walk *walk, struct rt_path *path,
		const struct rt_effects *effects, const cs_insn *instruction);

/*
 * @count consecutive accesses of @width bytes at @address. They are recorded if
 * they may access the field.
 */
struct rt_touch {
	struct rt_value address;
	unsigned int width;
	uint64_t count;
	bool is_count_known;
	bool is_read, is_write;
	bool is_string, is_block, is_repeated;
};

void rt_path_touch(struct rt_walk *walk, struct rt_path *path,
		   const cs_insn *instruction, const struct rt_touch *touch);

/*
 * Follows a jump or call to @target; @path->here is the instruction after it.
 */
void rt_path_go(struct rt_walk *walk, struct rt_path *path,
		const cs_insn *instruction, struct rt_value target,
		bool is_call);

/* A system call. */
void rt_path_enter_kernel(struct rt_path *path, const cs_insn *instruction);

#endif
