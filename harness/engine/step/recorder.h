/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Records a run, in the same way for every CPU: CPUs differ only in how they
 * run an instruction and what they know of its operands. Not thread-safe; does
 * not allocate.
 */
#ifndef RT_ENGINE_STEP_RECORDER_H
#define RT_ENGINE_STEP_RECORDER_H

#include "harness/engine/step/cpu.h"
#include "harness/engine/step/ground.h"
#include "harness/engine/step/log.h"

/* Memory that an instruction is about to access. */
struct rt_step_operand {
	uint64_t address; /* in the accessor's address space */
	uint16_t size;	  /* bytes */
	bool reads, writes;
	bool repeats;  /* one iteration of a rep string instruction */
	bool weak;     /* as in struct rt_step_access */
	bool doubtful; /* its size is not certain */
};

struct rt_step_recorder {
	/* Set by the CPU before rt_step_record_begin(): */
	const struct rt_step_run *run;
	struct rt_step_trace *trace;
	unsigned char *field; /* in this process's address space */
	uint64_t address;   /* of the field, in the accessor's address space */
	bool is_big_endian; /* byte order of the accessor's machine */
	struct rt_step_ground ground[RT_STEP_GROUNDS];
	/*
	 * Memory around the field: the accessor's accesses here are recorded.
	 */
	uint64_t region, region_size;
	/* Writes the instruction at @pc as text. */
	void (*text)(void *cpu, uint64_t pc, char text[RT_STEP_TEXT]);
	/*
	 * Lists the registers that the instruction at @pc names, with their
	 * present values, for a log; NULL: none.
	 */
	unsigned (*registers)(void *cpu, uint64_t pc,
			      struct rt_step_register list[RT_STEP_REGISTERS]);
	void *cpu;
	/* Private to the recorder: */
	rt_value known; /* the field's value at the last record */
	unsigned other_stores;
	bool touched; /* by the present instruction */
};

/* Empties the trace and puts old_value in the field. */
void rt_step_record_begin(struct rt_step_recorder *recorder);

/* From the instruction at @pc on interrupts may be masked. */
void rt_step_record_mask(struct rt_step_recorder *recorder, uint64_t pc);

/* The run cannot be followed; only the first reason is kept. */
void rt_step_record_blind(struct rt_step_recorder *recorder,
			  enum rt_step_blind why, uint64_t pc);

/*
 * Call after each instruction: records the value that another side would read
 * now.
 */
void rt_step_record_value(struct rt_step_recorder *recorder, uint64_t pc);

/*
 * Opens a log entry, if there is a log, for the instruction at @pc, which is
 * about to run. rt_step_record_value() closes it. Call it after
 * rt_step_record_instruction(), or before that if the CPU learns of the
 * operands one by one.
 */
void rt_step_record_log(struct rt_step_recorder *recorder, uint64_t pc);

/* Whether @operand is in the region. */
bool rt_step_record_near(const struct rt_step_recorder *recorder,
			 const struct rt_step_operand *operand);

/*
 * For a CPU that learns of the operands one by one: the instruction at @pc is
 * about to make this access; rt_step_record_instruction() without operands
 * follows after the instruction. Before the instruction's first access to the
 * field, the other side stores if this is its gap. True when the region is
 * accessed.
 */
bool rt_step_record_operand(struct rt_step_recorder *recorder, uint64_t pc,
			    const struct rt_step_operand *operand);

/*
 * The instruction at @pc is about to run, with @count operands, each recorded
 * as above. True when the region is accessed.
 */
bool rt_step_record_instruction(struct rt_step_recorder *recorder, uint64_t pc,
				const struct rt_step_operand *operands,
				unsigned count);

/* The accessor has returned @result. */
void rt_step_record_end(struct rt_step_recorder *recorder, rt_value result,
			uint64_t pc);

#endif
