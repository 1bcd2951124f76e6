/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Private to this folder: an emulated CPU with a module in its memory. Not
 * thread-safe.
 *
 * For the emulator the field's page is a device (MMIO): every read or write of
 * it calls one of two functions here, so no access is missed, whatever shortcut
 * the emulation of an instruction takes (docs/cross.md).
 */
#ifndef RT_ENGINE_STEP_UNICORN_EMULATOR_H
#define RT_ENGINE_STEP_UNICORN_EMULATOR_H

#include "harness/engine/step/recorder.h"
#include "harness/engine/step/unicorn/machine.h"
#include "harness/module/loaded.h"

enum {
	RT_EMULATED_PAGE = 4096,
	RT_EMULATED_FIELD = 0x20000000, /* first of the field's pages */
	RT_EMULATED_FIELD_PAGES = 4, /* the field is in the second or third */
	RT_EMULATED_STACK = 0x30000000,
	RT_EMULATED_THREAD = 0x38000000, /* the thread's own data (TLS) */
	/* size of the stack, and of the thread's data */
	RT_EMULATED_AREA = 0x10000,
	RT_EMULATED_RETURN = 0x3f000000, /* the return address of calls */
	RT_EMULATED_ACCESSES = 16, /* per instruction; more are not followed */
	RT_EMULATED_VARIANTS = 8,
};

/* Why the emulator stopped in the middle of a run. */
enum rt_halt {
	RT_NOT_HALTED,
	RT_HALT_BLIND, /* the recorder has the reason */
	RT_HALT_CRASH, /* @fault has the reason */
};

/* An access that a hook has reported, before the emulator makes it. */
struct rt_announced {
	uint64_t address;
	unsigned int size;
};

/*
 * The functions that the libc's resolvers chose for one CPU, and which of them
 * have run: bit n of used[] is for image.resolved[n].
 */
struct rt_choice {
	const struct rt_variant *variant;
	uint64_t target[RT_LOADED_RESOLVERS];
	uint64_t used[RT_LOADED_RESOLVERS / 64];
};

struct rt_step_cpu {
	const struct rt_emulated *machine;
	struct rt_loaded image;
	uc_engine *engine;
	csh capstone; /* 0: libcapstone lacks the machine */
	uint64_t entry;
	unsigned char region[RT_EMULATED_FIELD_PAGES * RT_EMULATED_PAGE];
	struct rt_choice choice[RT_EMULATED_VARIANTS];
	/* chosen: index of the choice now in memory */
	unsigned int choices, chosen;
	struct rt_step_recorder recorder;
	/* Of the present run; hooks ignore all else that runs. */
	bool recording;
	enum rt_halt halt;
	char fault[RT_STEP_TEXT];
	uint64_t pc;   /* of the present instruction, 0: none yet */
	uint32_t size; /* of the instruction's code */
	struct rt_announced announced[RT_EMULATED_ACCESSES];
	unsigned int announced_count;
	/* A misaligned read is made as two aligned reads: the next of them. */
	struct rt_announced part;
	unsigned int parts_left;
};

/* Adds the hooks for instructions and accesses. */
uc_err rt_emulator_watch(struct rt_step_cpu *cpu);

/* Call after the last instruction: records that it has ended. */
void rt_emulator_end_instruction(struct rt_step_cpu *cpu);

/* Stops the run, which cannot be followed because of @why. */
void rt_emulator_stop_blind(struct rt_step_cpu *cpu, enum rt_step_blind why);

/*
 * Calls @function with an address and a value of @width bits, until it returns
 * or the run is stopped: see cpu->halt. RT_CRASH when no real CPU could
 * continue either. @result may be NULL.
 */
int rt_emulator_call(struct rt_step_cpu *cpu, uint64_t function,
		     uint64_t address, rt_value value, unsigned int width,
		     rt_value *result, struct rt_error *error);

/* The value of a register, by libunicorn's id, and of the program counter. */
uint64_t rt_emulator_register(struct rt_step_cpu *cpu, int name);
uint64_t rt_emulator_counter(struct rt_step_cpu *cpu);

/* Runs the libc's resolvers for each variant of the CPU. */
int rt_emulator_ask_resolvers(struct rt_step_cpu *cpu, struct rt_error *error);

/* Writes the functions chosen for variant @number into the module's GOT. */
int rt_emulator_choose(struct rt_step_cpu *cpu, unsigned int number,
		       struct rt_error *error);

/* Records that the function at @pc runs, if a resolver chose it. */
void rt_emulator_note_chosen(struct rt_step_cpu *cpu, uint64_t pc);

/* See next and describe of struct rt_step_cpu_kind. */
int rt_emulator_next(const struct rt_step_cpu *cpu, int number);
void rt_emulator_describe(const struct rt_step_cpu *cpu,
			  char text[RT_STEP_TEXT]);

/* Writes the instruction at @pc as text, or as bytes in hex. */
void rt_emulator_text(void *cpu, uint64_t pc, char text[RT_STEP_TEXT]);

/* RT_SETUP with libunicorn's message for @why; @doing completes it. */
int rt_emulator_fail(uc_err why, const char *doing, struct rt_error *error);

#endif
