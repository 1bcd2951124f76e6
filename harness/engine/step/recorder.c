/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/engine/step/recorder.h"

#include <string.h>

#include "harness/base/value.h"
#include "harness/engine/step/ways.h"

/* FNV-1a's offset basis and prime. */
static const uint64_t path_begin = 0xcbf29ce484222325u,
		      path_prime = 0x100000001b3u;

rt_value rt_step_other_value(unsigned number, unsigned width)
{
	rt_value value = 0;

	/*
	 * Odd factors: all bytes differ, within a value and between two values.
	 */
	for (unsigned byte = 0; byte < RT_VALUE_BYTES; byte++)
		value |= (rt_value)((0x13 + 0x25 * number + 0x3b * byte) & 0xff)
			 << 8 * byte;
	return value & rt_mask(width);
}

/* Converts a value between the field's byte order and this machine's. */
static rt_value in_order(const struct rt_step_recorder *recorder,
			 rt_value value)
{
	return recorder->is_big_endian
		       ? rt_swap_bytes(value, recorder->run->width)
		       : value;
}

static rt_value read_field(const struct rt_step_recorder *recorder)
{
	rt_value value = 0;

	memcpy(&value, recorder->field, recorder->run->width / 8);
	return in_order(recorder, value);
}

static void write_field(struct rt_step_recorder *recorder, rt_value value)
{
	rt_value bytes = in_order(recorder, value);

	memcpy(recorder->field, &bytes, recorder->run->width / 8);
	recorder->known = value;
}

/* What lies beside the field in its object. */
static void fill_object(struct rt_step_recorder *recorder)
{
	const struct rt_step_run *run = recorder->run;

	for (unsigned i = 0; i < run->object; i++)
		recorder->field[(int)i - (int)run->within] =
			run->beside ? run->beside[i] : 0;
}

void rt_step_record_begin(struct rt_step_recorder *recorder)
{
	struct rt_step_trace *trace = recorder->trace;

	/* All but the text of accesses, which takes long to zero. */
	trace->blind = RT_STEP_SEEN_ALL;
	trace->blind_at = 0;
	trace->illegal = trace->masked = false;
	trace->fault.number = 0;
	trace->steps = trace->touches = trace->access_count = 0;
	trace->outside = trace->overwrites = false;
	trace->path = path_begin;
	trace->unaccounted = 0;
	trace->ways = 0;
	recorder->other_stores = 0;
	recorder->touched = false;
	fill_object(recorder);
	write_field(recorder, recorder->run->old_value);
	trace->value_count = 1;
	trace->value[0] = recorder->known;
	trace->value_gap[0] = trace->value_step[0] = 0;
	if (recorder->run->log)
		recorder->run->log->count = 0;
}

void rt_step_record_blind(struct rt_step_recorder *recorder,
			  enum rt_step_blind why, uint64_t pc)
{
	struct rt_step_trace *trace = recorder->trace;

	if (trace->blind)
		return;
	trace->blind = why;
	trace->blind_at = pc;
}

void rt_step_record_mask(struct rt_step_recorder *recorder, uint64_t pc)
{
	recorder->trace->masked = true;
	rt_step_record_blind(recorder, RT_STEP_MASKED, pc);
}

void rt_step_record_log(struct rt_step_recorder *recorder, uint64_t pc)
{
	struct rt_step_log *log = recorder->run->log;
	struct rt_step_logged *entry;

	if (!log)
		return;
	if (log->count == RT_STEP_LOGGED) {
		log->is_cut = true;
		return;
	}
	entry = &log->list[log->count++];
	*entry = (struct rt_step_logged){.pc = pc,
					 .field_before = read_field(recorder)};
	recorder->text(recorder->cpu, pc, entry->text);
	if (recorder->registers)
		entry->registers =
			recorder->registers(recorder->cpu, pc, entry->before);
	log->is_open = true;
}

/* Completes the entry with the state after the instruction. */
static void close_entry(struct rt_step_recorder *recorder)
{
	struct rt_step_log *log = recorder->run->log;
	struct rt_step_logged *entry;

	if (!log || !log->is_open)
		return;
	entry = &log->list[log->count - 1];
	entry->field_after = read_field(recorder);
	if (recorder->registers &&
	    !recorder->registers(recorder->cpu, entry->pc, entry->after))
		entry->registers = 0;
	log->is_open = false;
}

/* The other side stores before an instruction whose entry is open already. */
static void log_other_side(struct rt_step_recorder *recorder)
{
	struct rt_step_log *log = recorder->run->log;

	if (log && log->is_open)
		log->list[log->count - 1].field_before = recorder->known;
}

/* The instruction that has run @steps instructions made the field @value. */
static void note_value(struct rt_step_recorder *recorder, uint64_t pc,
		       rt_value value, uint32_t steps)
{
	struct rt_step_trace *trace = recorder->trace;

	if (value == recorder->known)
		return;
	recorder->known = value;
	if (trace->value_count == RT_STEP_VALUES) {
		rt_step_record_blind(recorder, RT_STEP_TOO_LONG, pc);
		return;
	}
	trace->value_gap[trace->value_count] = trace->touches;
	trace->value_step[trace->value_count] = steps;
	trace->value[trace->value_count++] = value;
}

void rt_step_record_value(struct rt_step_recorder *recorder, uint64_t pc)
{
	close_entry(recorder);
	note_value(recorder, pc, read_field(recorder), recorder->trace->steps);
}

static bool overlaps(uint64_t address, uint64_t size, uint64_t other,
		     uint64_t other_size)
{
	return address < other + other_size && other < address + size;
}

bool rt_step_record_near(const struct rt_step_recorder *recorder,
			 const struct rt_step_operand *operand)
{
	return overlaps(operand->address, operand->size, recorder->region,
			recorder->region_size);
}

static void fill_access(const struct rt_step_recorder *recorder, uint64_t pc,
			const struct rt_step_operand *operand,
			struct rt_step_access *access)
{
	access->pc = pc;
	access->accounted = rt_ground_accounted(recorder->ground, pc);
	access->step = recorder->trace->steps;
	access->touch = recorder->trace->touches;
	access->offset = (int32_t)((int64_t)operand->address -
				   (int64_t)recorder->address);
	access->size = operand->size;
	access->reads = operand->reads;
	access->writes = operand->writes;
	access->repeats = operand->repeats;
	access->weak = operand->weak;
	recorder->text(recorder->cpu, pc, access->text);
}

/*
 * Whether the machine was promised to make one access of @operand and of what
 * the same instruction accessed just before, which then becomes that one.
 */
static bool join_access(struct rt_step_recorder *recorder, uint64_t pc,
			const struct rt_step_operand *operand)
{
	struct rt_step_trace *trace = recorder->trace;
	struct rt_step_access *before =
		trace->access_count ? &trace->access[trace->access_count - 1]
				    : NULL;
	const struct rt_account_site *site;

	if (!before || before->step != trace->steps ||
	    before->reads != operand->reads ||
	    before->writes != operand->writes ||
	    (int64_t)operand->address !=
		    (int64_t)recorder->address + before->offset + before->size)
		return false;
	site = rt_step_site(recorder, pc);
	if (!site || (!site->is_joined && !site->is_linked) ||
	    (unsigned)before->size + operand->size > site->promised)
		return false;
	before->size += operand->size;
	return true;
}

/*
 * Whether @operand is a load that has more than the field, and that the machine
 * was promised to make as one: it changes nothing beside the field.
 */
static bool is_promised_cover(const struct rt_step_recorder *recorder,
			      uint64_t pc,
			      const struct rt_step_operand *operand)
{
	uint64_t field = recorder->address, bytes = recorder->run->width / 8;
	const struct rt_account_site *site;

	if (operand->writes || operand->address > field ||
	    operand->address + operand->size < field + bytes ||
	    operand->address % operand->size)
		return false;
	site = rt_step_site(recorder, pc);
	return site && *site->facility && operand->size <= site->promised;
}

static bool is_in_object(const struct rt_step_recorder *recorder,
			 const struct rt_step_operand *operand)
{
	const struct rt_step_run *run = recorder->run;
	uint64_t begin = recorder->address - run->within;
	uint64_t bytes = run->object ? run->object : run->width / 8;

	return operand->address >= begin &&
	       operand->address + operand->size <= begin + bytes;
}

/* Records @operand, which is in the region; true if it is in the field. */
static bool note_access(struct rt_step_recorder *recorder, uint64_t pc,
			const struct rt_step_operand *operand)
{
	struct rt_step_trace *trace = recorder->trace;
	uint64_t field = recorder->address, bytes = recorder->run->width / 8;
	bool contained = is_in_object(recorder, operand);

	if (contained && operand->writes && !trace->overwrites &&
	    (operand->address < field ||
	     operand->address + operand->size > field + bytes)) {
		trace->overwrites = true;
		fill_access(recorder, pc, operand, &trace->overwrite);
	}
	if (!contained && !trace->outside && !operand->doubtful &&
	    !is_promised_cover(recorder, pc, operand)) {
		trace->outside = true;
		fill_access(recorder, pc, operand, &trace->stray);
	}
	if (!overlaps(operand->address, operand->size, field, bytes))
		return false;
	if (join_access(recorder, pc, operand))
		return true;
	if (trace->access_count == RT_STEP_ACCESSES)
		rt_step_record_blind(recorder, RT_STEP_TOO_LONG, pc);
	else
		fill_access(recorder, pc, operand,
			    &trace->access[trace->access_count++]);
	return true;
}

/*
 * The other side's turn, before an instruction that accesses the field, or
 * before a further part of it.
 */
static void let_other_side_store(struct rt_step_recorder *recorder)
{
	const struct rt_step_run *run = recorder->run;
	unsigned touches = recorder->trace->touches;

	if (run->stores)
		return;
	if (run->gap == RT_STEP_EACH && touches < RT_STEP_OTHER_VALUES)
		write_field(recorder, rt_step_other_value(touches, run->width));
	if (run->gap == (int)touches && !recorder->other_stores++)
		write_field(recorder, run->new_value);
}

/*
 * Whether @operand is one more access of the instruction that has just accessed
 * the field, and the machine may make them apart, as with two registers.
 */
static bool is_further_part(const struct rt_step_recorder *recorder,
			    uint64_t pc, const struct rt_step_operand *operand)
{
	const struct rt_step_trace *trace = recorder->trace;
	const struct rt_step_access *last;
	const struct rt_account_site *site;

	/* A block's pieces are whatever the machine makes of it. */
	if (!recorder->touched || trace->blind || !trace->access_count)
		return false;
	last = &trace->access[trace->access_count - 1];
	if (last->reads != operand->reads || last->writes != operand->writes)
		return false;
	site = rt_step_site(recorder, pc);
	return site && !site->is_joined;
}

/* Between two parts: what the first has made of the field can be seen. */
static void note_within(struct rt_step_recorder *recorder, uint64_t pc)
{
	struct rt_step_log *log = recorder->run->log;

	note_value(recorder, pc, read_field(recorder),
		   recorder->trace->steps + 1);
	let_other_side_store(recorder);
	if (!log || !log->is_open)
		return;
	log->list[log->count - 1].is_split = true;
	log->list[log->count - 1].field_within = recorder->known;
}

static void note_touch(struct rt_step_recorder *recorder, uint64_t pc,
		       bool is_further)
{
	if (is_further) {
		note_within(recorder, pc);
	} else {
		let_other_side_store(recorder);
		log_other_side(recorder);
	}
	recorder->trace->touches++;
	recorder->touched = true;
}

bool rt_step_record_operand(struct rt_step_recorder *recorder, uint64_t pc,
			    const struct rt_step_operand *operand)
{
	bool is_further;

	if (!rt_step_record_near(recorder, operand))
		return false;
	if (operand->doubtful)
		rt_step_record_blind(recorder, RT_STEP_HIDDEN_OPERAND, pc);
	/* It only names the memory, as a prefetch does. */
	if (!operand->reads && !operand->writes)
		return true;
	is_further = is_further_part(recorder, pc, operand);
	if (note_access(recorder, pc, operand) &&
	    (is_further || !recorder->touched))
		note_touch(recorder, pc, is_further);
	return true;
}

bool rt_step_record_instruction(struct rt_step_recorder *recorder, uint64_t pc,
				const struct rt_step_operand *operands,
				unsigned count)
{
	struct rt_step_trace *trace = recorder->trace;
	bool near = false;

	for (unsigned i = 0; i < count; i++)
		near |= rt_step_record_operand(recorder, pc, &operands[i]);
	recorder->touched = false;
	rt_step_meet(recorder, pc);
	trace->path = (trace->path ^ pc) * path_prime;
	trace->steps++;
	return near;
}

void rt_step_record_end(struct rt_step_recorder *recorder, rt_value result,
			uint64_t pc)
{
	recorder->trace->result = result & rt_mask(recorder->run->width);
	rt_step_record_value(recorder, pc);
	rt_step_note_ways(recorder);
}
