/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/record/fields.h"

#include "harness/record/record.h"

#define FIELD(type, member, column, kind)                                      \
	{                                                                      \
		column, kind, offsetof(type, member),                          \
			sizeof(((type *)0)->member)                            \
	}
#define RUN(member, kind) FIELD(struct rt_run, member, #member, kind)
#define VIOLATION(member, kind)                                                \
	FIELD(struct rt_violation, member, #member, kind)
#define MACHINE(member) FIELD(struct rt_machine, member, #member, RT_FIELD_TEXT)

static const struct rt_field run_fields[] = {
	RUN(campaign, RT_FIELD_REFERENCE),
	RUN(machine, RT_FIELD_REFERENCE),
	RUN(started, RT_FIELD_TEXT),
	RUN(command, RT_FIELD_TEXT),
	RUN(title, RT_FIELD_TEXT),
	RUN(trial, RT_FIELD_LONG_TEXT),
	RUN(accessor, RT_FIELD_TEXT),
	RUN(toolchain, RT_FIELD_TEXT),
	RUN(flags, RT_FIELD_TEXT),
	RUN(verdict, RT_FIELD_TEXT),
	RUN(verdict_reason, RT_FIELD_TEXT),
	RUN(provider, RT_FIELD_TEXT),
	RUN(pair, RT_FIELD_TEXT),
	RUN(seed, RT_FIELD_BITS),
	RUN(loads, RT_FIELD_COUNT),
	RUN(changes, RT_FIELD_COUNT),
	RUN(torn, RT_FIELD_COUNT),
	RUN(unjudged, RT_FIELD_COUNT),
	RUN(seconds, RT_FIELD_NUMBER),
	RUN(torn_upper_bound, RT_FIELD_NUMBER),
	RUN(control_torn, RT_FIELD_COUNT),
	RUN(control_changes, RT_FIELD_COUNT),
	RUN(control_seconds, RT_FIELD_NUMBER),
	RUN(schedule_gap, RT_FIELD_UNSIGNED),
	RUN(schedule_poll, RT_FIELD_UNSIGNED),
	RUN(null_nanoseconds, RT_FIELD_NUMBER),
	RUN(load_nanoseconds, RT_FIELD_NUMBER),
	FIELD(struct rt_run, first_torn.seen, "first_torn_seen", RT_FIELD_FLAG),
	FIELD(struct rt_run, first_torn.value, "first_torn_value",
	      RT_FIELD_BITS),
	FIELD(struct rt_run, first_torn.before, "first_torn_before",
	      RT_FIELD_BITS),
	FIELD(struct rt_run, first_torn.after, "first_torn_after",
	      RT_FIELD_BITS),
	RUN(ended, RT_FIELD_TEXT),
	RUN(ended_system, RT_FIELD_TEXT),
	RUN(pops, RT_FIELD_COUNT),
	RUN(pop_calls, RT_FIELD_COUNT),
	RUN(phantom_pops, RT_FIELD_COUNT),
	RUN(requests_wanted, RT_FIELD_COUNT),
	RUN(requests_done, RT_FIELD_COUNT),
	RUN(ring_torn, RT_FIELD_COUNT),
	RUN(ring_seconds, RT_FIELD_NUMBER),
	RUN(first_violation_seconds, RT_FIELD_NUMBER),
	FIELD(struct rt_run, ring_first_torn.seen, "ring_first_torn_seen",
	      RT_FIELD_FLAG),
	FIELD(struct rt_run, ring_first_torn.value, "ring_first_torn_value",
	      RT_FIELD_BITS),
	FIELD(struct rt_run, ring_first_torn.before, "ring_first_torn_before",
	      RT_FIELD_BITS),
	FIELD(struct rt_run, ring_first_torn.after, "ring_first_torn_after",
	      RT_FIELD_BITS),
	RUN(instructions, RT_FIELD_LONG_TEXT),
	RUN(called, RT_FIELD_LONG_TEXT),
	RUN(finished, RT_FIELD_FLAG),
};

static const struct rt_field violation_fields[] = {
	VIOLATION(run, RT_FIELD_REFERENCE),
	VIOLATION(seconds, RT_FIELD_NUMBER),
	VIOLATION(system, RT_FIELD_TEXT),
	VIOLATION(invariant, RT_FIELD_TEXT),
	VIOLATION(message, RT_FIELD_TEXT),
	VIOLATION(last_avail_idx, RT_FIELD_UNSIGNED),
	VIOLATION(shadow_avail_idx, RT_FIELD_UNSIGNED),
	VIOLATION(inuse, RT_FIELD_UNSIGNED),
	VIOLATION(pops, RT_FIELD_COUNT),
	VIOLATION(value, RT_FIELD_BITS),
	VIOLATION(before, RT_FIELD_BITS),
	VIOLATION(after, RT_FIELD_BITS),
};

static const struct rt_field machine_fields[] = {
	MACHINE(cpu),	     MACHINE(microcode), MACHINE(kernel),
	MACHINE(hypervisor), MACHINE(topology),	 MACHINE(tools),
};

const struct rt_shape rt_run_shape = {"run", run_fields,
				      sizeof(run_fields) / sizeof(*run_fields)};
const struct rt_shape rt_violation_shape = {"violation", violation_fields,
					    sizeof(violation_fields) /
						    sizeof(*violation_fields)};
const struct rt_shape rt_machine_shape = {"machine", machine_fields,
					  sizeof(machine_fields) /
						  sizeof(*machine_fields)};

const void *rt_field_at(const struct rt_field *field, const void *record)
{
	return (const char *)record + field->offset;
}
