/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs an accessor one instruction at a time: the interface between the
 * exploration and a CPU, which may be the real one or an emulator.
 *
 * A CPU runs the accessor once per call and records every access to the field.
 * It judges nothing. Not thread-safe.
 */
#ifndef RT_ENGINE_STEP_CPU_H
#define RT_ENGINE_STEP_CPU_H

#include <stdbool.h>
#include <stdint.h>

#include "harness/arch/arch.h"
#include "harness/base/error.h"
#include "harness/base/value.h"
#include "harness/engine/evidence.h"
#include "harness/module/fault.h"

enum {
	RT_STEP_ACCESSES = 64,	/* recorded per run; more are not followed */
	RT_STEP_VALUES = 64,	/* of the field, as the other side sees it */
	RT_STEP_LIMIT = 200000, /* instructions per run */
	RT_STEP_TEXT = RT_INSTRUCTION_TEXT,
	RT_STEP_NEVER = -1, /* as a gap: the other side never stores */
	RT_STEP_EACH = -2,  /* as a gap: see rt_step_run.gap */
	RT_STEP_OTHER_VALUES = 8,
};

/* Why a run could not be followed to its end. */
enum rt_step_blind {
	RT_STEP_SEEN_ALL,
	RT_STEP_NO_INSTRUCTION, /* bytes that the disassembler does not know */
	RT_STEP_HIDDEN_OPERAND, /* an address that cannot be computed */
	RT_STEP_KERNEL,	   /* a system call: the kernel may access the field */
	RT_STEP_TRAP_LOST, /* the trap flag was cleared, or a trap missed */
	RT_STEP_CAN_TELL,  /* the code can detect that it is stepped */
	RT_STEP_OTHER_THREAD, /* the module has started a thread */
	RT_STEP_ILLEGAL,      /* ud2, or an instruction that this CPU lacks */
	RT_STEP_TOO_LONG,     /* RT_STEP_LIMIT, or RT_STEP_ACCESSES */
	/* Only on an emulated CPU: */
	RT_STEP_PIECES,	      /* a CPU may split this access differently */
	RT_STEP_NOT_THERE,    /* a call of a function not in the module */
	RT_STEP_NOT_EMULATED, /* a feature that the emulator lacks */
	RT_STEP_MASKED,	      /* rt_step_trace.masked */
};

struct rt_step_access {
	uint64_t pc;	    /* address of the instruction, as loaded */
	uint64_t accounted; /* the same as the account has it; 0: nowhere */
	uint32_t step;	    /* number of the instruction in the run, from 0 */
	/*
	 * Number of the access among those between which the other side has a
	 * turn, as in rt_step_run.gap.
	 */
	uint32_t touch;
	int32_t offset; /* from the field's first byte */
	uint16_t size;	/* bytes */
	bool reads, writes;
	bool repeats; /* one iteration of a rep string instruction */
	/* A non-temporal store, which may become visible out of order. */
	bool weak;
	char text[RT_STEP_TEXT];
};

struct rt_account;
struct rt_step_log;

/* One run: what the accessor and the other side do. */
struct rt_step_run {
	bool stores; /* the accessor stores new_value; otherwise it loads */
	unsigned width;
	unsigned offset; /* of the field from a page's start, in bytes */
	rt_value old_value, new_value;
	/* As of struct rt_question; @beside NULL: zeros. */
	unsigned within, object;
	const uint8_t *beside;
	/*
	 * When the other side of a load stores new_value: before the access
	 * with this number, counted from 0 among the instructions that access
	 * the field, and the parts of one that the account knows to be made
	 * apart, as two registers on an emulated CPU. A number past the last
	 * one stands for the end of the run, where no store is made.
	 * RT_STEP_EACH: before each of the first RT_STEP_OTHER_VALUES, it
	 * stores rt_step_other_value() of its number.
	 */
	int gap;
	unsigned variant; /* of the CPU, see rt_step_cpu_kind.next; else 0 */
	/*
	 * Calls that are made in the same process before, at full speed, each
	 * with the rt_step_call_value() of its number.
	 */
	uint32_t calls;
	/* Of all ways: what runs must be in it; may be NULL. */
	const struct rt_account *account;
	/* Gets an entry for each instruction; may be NULL. */
	struct rt_step_log *log;
};

/*
 * Value @number of a sequence in which every byte differs from each other byte,
 * in this value and in the others.
 */
rt_value rt_step_other_value(unsigned number, unsigned width);

/* What was recorded of one run. */
struct rt_step_trace {
	enum rt_step_blind blind;
	uint64_t blind_at; /* address of the instruction */
	/* It ended the process, whatever else made the run blind before. */
	bool illegal;
	/*
	 * Interrupts may be masked from some instruction on: there may be no
	 * other side between two accesses.
	 */
	bool masked;
	/* What ended the process, where the CPU could tell. */
	struct rt_fault fault;
	uint32_t steps;
	unsigned touches; /* accesses of the field, as rt_step_run.gap counts */
	unsigned access_count;
	struct rt_step_access access[RT_STEP_ACCESSES];
	/* An access near the field that was not only to its object: `stray`. */
	bool outside;
	struct rt_step_access stray;
	/* The first write to memory of the object that is not the field. */
	bool overwrites;
	struct rt_step_access overwrite;
	rt_value result; /* returned by a load */
	/*
	 * Each value that the field had, old_value first; without the values
	 * that the other side stored.
	 */
	unsigned value_count;
	rt_value value[RT_STEP_VALUES];
	/*
	 * How many accesses of the field there were when value[i] appeared.
	 */
	unsigned value_gap[RT_STEP_VALUES];
	/* How many instructions had run; the last of them made value[i]. */
	uint32_t value_step[RT_STEP_VALUES];
	/* a hash of the addresses of the instructions that ran */
	uint64_t path;
	/* The first instruction that the account does not have; 0: none. */
	uint64_t unaccounted;
	/* Bit i: the run took account->way[i], as far as accesses tell. */
	uint32_t ways;
};

struct rt_step_cpu;

struct rt_step_cpu_kind {
	const char *name;
	const struct rt_arch *arch;
	/*
	 * Loads the module at @path for runs of its accessor of this width and
	 * direction. @symbol is the accessor's name; NULL: the module ABI's
	 * name. RT_SETUP when this machine cannot run it, RT_SUBJECT when the
	 * module has no such accessor.
	 */
	int (*open)(struct rt_step_cpu **cpu, const char *path,
		    const char *symbol, unsigned width, bool stores,
		    struct rt_error *error);
	/* Runs the accessor once. RT_SETUP when the run cannot start. */
	int (*run)(struct rt_step_cpu *cpu, const struct rt_step_run *run,
		   struct rt_step_trace *trace, struct rt_error *error);
	/*
	 * Makes the calls that come before @run, or fewer: until one is about
	 * to run an instruction of the @sites of run->account at the indices
	 * @site. *@ended is the number of calls that reached none. NULL: this
	 * CPU has no full speed.
	 */
	int (*call)(struct rt_step_cpu *cpu, const struct rt_step_run *run,
		    const unsigned *site, unsigned sites, uint32_t *ended,
		    struct rt_error *error);
	void (*close)(struct rt_step_cpu *cpu);
	/*
	 * For a CPU that can behave as several CPUs (run.variant, from 0): the
	 * next variant after @variant that would run other code than all
	 * variants before it, which must have been run; -1 when there is none.
	 * NULL: one variant only.
	 */
	int (*next)(const struct rt_step_cpu *cpu, int variant);
	/*
	 * Describes the functions that the libc chose on the variant that ran
	 * last; "" when it had no choice.
	 */
	void (*describe)(const struct rt_step_cpu *cpu,
			 char text[RT_STEP_TEXT]);
};

/* The real CPU, stepped by the trap flag; x86-64 only. */
extern const struct rt_step_cpu_kind rt_step_native;

/* libunicorn's CPU for @arch, "unicorn aarch64"; NULL when not emulated. */
const struct rt_step_cpu_kind *rt_step_unicorn(const struct rt_arch *arch);

/*
 * Chooses the CPU for the module at @path: @wanted is "native", "unicorn", or
 * NULL for the real CPU if it can run the module and else the emulated one.
 * RT_USAGE for another word, RT_SETUP when no CPU can run the module, RT_BUILD
 * when the module is damaged.
 */
int rt_step_cpu_for(const struct rt_step_cpu_kind **cpu, const char *wanted,
		    const char *path, struct rt_error *error);

#endif
