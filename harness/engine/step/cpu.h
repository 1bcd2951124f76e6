/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What runs an accessor one instruction at a time: the contract between the
 * exploration and a CPU, which may be the real one or an emulator.
 *
 * A CPU runs the accessor once, as asked, and writes down every access to the
 * field. It judges nothing. One thread.
 */
#ifndef RT_ENGINE_STEP_CPU_H
#define RT_ENGINE_STEP_CPU_H

#include <stdbool.h>
#include <stdint.h>

#include "harness/arch/arch.h"
#include "harness/base/error.h"
#include "harness/engine/evidence.h"

enum {
	RT_STEP_ACCESSES = 64,	/* noted of one run; more is not followed */
	RT_STEP_VALUES = 64,	/* of the field, as another side sees it */
	RT_STEP_LIMIT = 200000, /* instructions of one run */
	RT_STEP_TEXT = RT_INSTRUCTION_TEXT,
	RT_STEP_NEVER = -1, /* as a gap: the other side does nothing */
	RT_STEP_EACH = -2,  /* as a gap: see struct rt_step_run */
	RT_STEP_OTHER_VALUES = 8,
};

/* Why a run could not be followed to its end; in order of what is told. */
enum rt_step_blind {
	RT_STEP_SEEN_ALL,
	RT_STEP_NO_INSTRUCTION, /* bytes that the disassembler does not know */
	RT_STEP_HIDDEN_OPERAND, /* an address that cannot be worked out */
	RT_STEP_KERNEL,		/* a system call: the kernel may touch it */
	RT_STEP_TRAP_LOST,	/* the trap flag was cleared, or one missed */
	RT_STEP_CAN_TELL,	/* the code may know that it is stepped */
	RT_STEP_OTHER_THREAD,	/* the module has one of its own */
	RT_STEP_TOO_LONG,	/* RT_STEP_LIMIT, or RT_STEP_ACCESSES */
	/* Of an emulated CPU: */
	RT_STEP_PIECES,	      /* an access that may be made in other pieces */
	RT_STEP_NOT_THERE,    /* a call of what is not in the module */
	RT_STEP_NOT_EMULATED, /* what the emulator lacks */
};

struct rt_step_access {
	uint64_t pc;	/* address of the instruction, as loaded */
	uint32_t step;	/* its number in the run, from 0 */
	int32_t offset; /* of its first byte from the field's */
	uint16_t size;	/* bytes */
	bool reads, writes;
	bool repeats; /* one round of a rep string instruction */
	/* A store that may be seen out of order: a non-temporal one. */
	bool weak;
	char text[RT_STEP_TEXT];
};

struct rt_step_log;

/* What to run. */
struct rt_step_run {
	bool stores; /* the accessor stores new_value; else it loads */
	unsigned width;
	unsigned offset; /* of the field from a page's start, in bytes */
	uint64_t old_value, new_value;
	/*
	 * Of a load: before which of the instructions that access the field,
	 * counted from 0, the other side stores new_value; a number past the
	 * last one means at the end. RT_STEP_EACH: before each of the first
	 * RT_STEP_OTHER_VALUES it stores rt_step_other_value() of its number.
	 */
	int gap;
	unsigned variant; /* of the CPU, where it stands for several; or 0 */
	/* Where each instruction is written down (log.h), or NULL. */
	struct rt_step_log *log;
};

/* Value @number of a sequence in which every byte is another one each time. */
uint64_t rt_step_other_value(unsigned number, unsigned width);

/* What was seen. */
struct rt_step_trace {
	enum rt_step_blind blind;
	uint64_t blind_at; /* the instruction's address */
	uint32_t steps;
	unsigned touches; /* instructions that accessed the field */
	unsigned access_count;
	struct rt_step_access access[RT_STEP_ACCESSES];
	/* An access near the field that was not to it alone. */
	bool outside;
	struct rt_step_access stray;
	uint64_t result; /* of a load */
	/*
	 * Each value that the field took, old_value first, but for those that
	 * the other side stored.
	 */
	unsigned value_count;
	uint64_t value[RT_STEP_VALUES];
	/* How many instructions had accessed the field when it took each, */
	unsigned value_gap[RT_STEP_VALUES];
	/* and how many had run: the last of them made it so. */
	uint32_t value_step[RT_STEP_VALUES];
	uint64_t path; /* a hash of the addresses that were run through */
};

struct rt_step_cpu;

struct rt_step_cpu_kind {
	const char *name;
	const struct rt_arch *arch;
	/*
	 * Loads the module at @path, whose accessor of this width and
	 * direction will be run; @symbol is its name where it is not that of
	 * the ABI, or NULL. RT_SETUP when this machine cannot, RT_USAGE
	 * when the module has no such accessor.
	 */
	int (*open)(struct rt_step_cpu **cpu, const char *path,
		    const char *symbol, unsigned width, bool stores,
		    struct rt_error *error);
	/* Runs once. RT_SETUP when it cannot even begin. */
	int (*run)(struct rt_step_cpu *cpu, const struct rt_step_run *run,
		   struct rt_step_trace *trace, struct rt_error *error);
	void (*close)(struct rt_step_cpu *cpu);
	/*
	 * Of a CPU that stands for several, from run.variant 0 on: the next
	 * one behind @variant that would run other code than those before,
	 * which have been run; -1 when there is none. NULL: there is but one.
	 */
	int (*next)(const struct rt_step_cpu *cpu, int variant);
	/* Says what the variant chose that ran last, "" when nothing. */
	void (*describe)(const struct rt_step_cpu *cpu,
			 char text[RT_STEP_TEXT]);
};

/* The real CPU, by the trap flag; x86-64 only. */
extern const struct rt_step_cpu_kind rt_step_native;

/* What libunicorn emulates of @arch, "unicorn aarch64"; NULL when nothing. */
const struct rt_step_cpu_kind *rt_step_unicorn(const struct rt_arch *arch);

/*
 * The CPU for the module at @path: @wanted is "native", "unicorn", or NULL for
 * the real one where it can run the module and else the emulated one. RT_USAGE
 * for another word, RT_SETUP when there is none for it, RT_BUILD when the
 * module is damaged.
 */
int rt_step_cpu_for(const struct rt_step_cpu_kind **cpu, const char *wanted,
		    const char *path, struct rt_error *error);

#endif
