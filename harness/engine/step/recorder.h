/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a CPU writes down of the run that it makes: the same for every CPU, so
 * that they differ only in how they run an instruction and what they know of
 * its operands. One thread; nothing is allocated.
 */
#ifndef RT_ENGINE_STEP_RECORDER_H
#define RT_ENGINE_STEP_RECORDER_H

#include "harness/engine/step/cpu.h"
#include "harness/engine/step/log.h"

/* Memory that an instruction is about to touch. */
struct rt_step_operand {
	uint64_t address; /* as the accessor sees it */
	uint16_t size;	  /* bytes */
	bool reads, writes;
	bool repeats;  /* in one round of a rep string instruction */
	bool weak;     /* see struct rt_step_access */
	bool doubtful; /* how wide it is cannot be said for certain */
};

struct rt_step_recorder {
	/* Set before rt_step_record_begin(): */
	const struct rt_step_run *run;
	struct rt_step_trace *trace;
	unsigned char *field; /* its bytes, as this process sees them */
	uint64_t address;     /* the same, as the accessor sees them */
	bool is_big_endian;   /* the accessor's machine; this one is not */
	/* Around the field: whatever the accessor touches there is noted. */
	uint64_t region, region_size;
	/* Writes the instruction at @pc as text. */
	void (*text)(void *cpu, uint64_t pc, char text[RT_STEP_TEXT]);
	/*
	 * Lists the registers that the instruction at @pc names, as they are
	 * now, for a log; NULL: none.
	 */
	unsigned (*registers)(void *cpu, uint64_t pc,
			      struct rt_step_register list[RT_STEP_REGISTERS]);
	void *cpu;
	/* Its own: */
	uint64_t known; /* what the field holds, as far as was noted */
	unsigned other_stores;
	bool touched; /* by the instruction that is running */
};

/* Empties the trace and puts old_value in the field. */
void rt_step_record_begin(struct rt_step_recorder *recorder);

/* What cannot be followed; the first reason stands. */
void rt_step_record_blind(struct rt_step_recorder *recorder,
			  enum rt_step_blind why, uint64_t pc);

/* Between two instructions: what another side would read now. */
void rt_step_record_value(struct rt_step_recorder *recorder, uint64_t pc);

/*
 * The instruction at @pc is about to run: opens its entry in the log, where
 * there is one. rt_step_record_value() closes it. The CPU calls this behind
 * rt_step_record_instruction(), or before it where it learns of the operands
 * one by one.
 */
void rt_step_record_log(struct rt_step_recorder *recorder, uint64_t pc);

/* True when @operand, of the instruction at @pc, lies in the region. */
bool rt_step_record_near(const struct rt_step_recorder *recorder,
			 const struct rt_step_operand *operand);

/*
 * An access that the instruction at @pc is about to make, for a CPU that learns
 * of them one by one: rt_step_record_instruction() without operands follows
 * when it has run. The other side has its turn before the first, if this is
 * the gap for it. True when the region is touched.
 */
bool rt_step_record_operand(struct rt_step_recorder *recorder, uint64_t pc,
			    const struct rt_step_operand *operand);

/*
 * The instruction at @pc is about to run, with @count operands, each recorded
 * as above. True when the region is touched.
 */
bool rt_step_record_instruction(struct rt_step_recorder *recorder, uint64_t pc,
				const struct rt_step_operand *operands,
				unsigned count);

/* The accessor has returned @result. */
void rt_step_record_end(struct rt_step_recorder *recorder, uint64_t result,
			uint64_t pc);

#endif
