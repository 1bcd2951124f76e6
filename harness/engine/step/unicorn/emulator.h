/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One emulated CPU with a module in its memory: for the files of this folder
 * alone. One thread.
 *
 * The field lies in a page that is a device's to the emulator: nothing reads
 * or writes it but through two functions of ours, so no access is missed,
 * whatever short cut an instruction's emulation takes (docs/cross.md).
 */
#ifndef RT_ENGINE_STEP_UNICORN_EMULATOR_H
#define RT_ENGINE_STEP_UNICORN_EMULATOR_H

#include "harness/engine/step/recorder.h"
#include "harness/engine/step/unicorn/load.h"

enum {
	RT_EMULATED_PAGE = 4096,
	RT_EMULATED_FIELD = 0x20000000, /* first of the field's pages */
	RT_EMULATED_FIELD_PAGES = 4,	/* it lies in the second or third */
	RT_EMULATED_STACK = 0x30000000,
	RT_EMULATED_THREAD = 0x38000000, /* the thread's own data */
	RT_EMULATED_AREA = 0x10000,	 /* size of stack and thread's data */
	RT_EMULATED_RETURN = 0x3f000000, /* where a call comes back to */
	RT_EMULATED_ACCESSES = 16,	 /* of one instruction, followed */
	RT_EMULATED_VARIANTS = 8,
};

/* Why the emulator stopped in the middle of a run. */
enum rt_halt {
	RT_NOT_HALTED,
	RT_HALT_BLIND, /* the recorder knows why */
	RT_HALT_CRASH, /* @fault says what happened */
};

/* An access that the emulator has announced, before it makes it. */
struct rt_announced {
	uint64_t address;
	unsigned int size;
};

/*
 * What the libc's resolvers chose, seen as one CPU, and which of the chosen
 * functions have run: bit n of used[] for image.resolved[n].
 */
struct rt_choice {
	const struct rt_variant *variant;
	uint64_t target[RT_EMULATED_RESOLVERS];
	uint64_t used[RT_EMULATED_RESOLVERS / 64];
};

struct rt_step_cpu {
	const struct rt_emulated *machine;
	struct rt_emulated_image image;
	uc_engine *engine;
	csh capstone; /* 0: there is none for the machine */
	uint64_t entry;
	unsigned char region[RT_EMULATED_FIELD_PAGES * RT_EMULATED_PAGE];
	struct rt_choice choice[RT_EMULATED_VARIANTS];
	unsigned int choices, chosen; /* chosen: that is in memory */
	struct rt_step_recorder recorder;
	/* Of the run that is under way; without one, hooks see nothing. */
	bool recording;
	enum rt_halt halt;
	char fault[RT_STEP_TEXT];
	uint64_t pc;   /* of the instruction that runs, 0: none yet */
	uint32_t size; /* of its code */
	struct rt_announced announced[RT_EMULATED_ACCESSES];
	unsigned int announced_count;
	/* The two aligned reads that make up one that is not aligned. */
	struct rt_announced part;
	unsigned int parts_left;
};

/* Adds the functions that see each instruction and access. */
uc_err rt_emulator_watch(struct rt_step_cpu *cpu);

/* Ends the instruction that ran last: nothing comes behind it. */
void rt_emulator_end_instruction(struct rt_step_cpu *cpu);

/* Stops the run: @why cannot be followed. */
void rt_emulator_stop_blind(struct rt_step_cpu *cpu, enum rt_step_blind why);

/*
 * Calls @function with an address and a value of @width bits, until it
 * returns. RT_CRASH when it does something that no CPU could go on from;
 * cpu->halt tells whether it came back. @result may be NULL.
 */
int rt_emulator_call(struct rt_step_cpu *cpu, uint64_t function,
		     uint64_t address, uint64_t value, unsigned int width,
		     uint64_t *result, struct rt_error *error);

/* A register by libunicorn's name, and the program counter. */
uint64_t rt_emulator_register(struct rt_step_cpu *cpu, int name);
uint64_t rt_emulator_counter(struct rt_step_cpu *cpu);

/* Runs the libc's resolvers for each variant of the CPU. */
int rt_emulator_ask_resolvers(struct rt_step_cpu *cpu, struct rt_error *error);

/* Puts what was chosen for variant @number in memory. */
int rt_emulator_choose(struct rt_step_cpu *cpu, unsigned int number,
		       struct rt_error *error);

/* Notes that the code at @pc runs, if a resolver chose it. */
void rt_emulator_note_chosen(struct rt_step_cpu *cpu, uint64_t pc);

/* See next and describe of struct rt_step_cpu_kind. */
int rt_emulator_next(const struct rt_step_cpu *cpu, int number);
void rt_emulator_describe(const struct rt_step_cpu *cpu,
			  char text[RT_STEP_TEXT]);

/* Writes the instruction at @pc as text, or its bytes. */
void rt_emulator_text(void *cpu, uint64_t pc, char text[RT_STEP_TEXT]);

/* RT_SETUP with libunicorn's word for @why, which happened in @doing. */
int rt_emulator_fail(uc_err why, const char *doing, struct rt_error *error);

#endif
