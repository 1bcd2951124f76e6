/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/record/fields.h"

#include <stdlib.h>

#include "harness/record/record.h"

#define FIELD(type, member, column, kind_)                                     \
	{                                                                      \
		.name = column, .kind = kind_,                                 \
		.offset = offsetof(type, member),                              \
		.size = sizeof(((type *)0)->member)                            \
	}
#define RUN(member, kind) FIELD(struct rt_run, member, #member, kind)
#define VIOLATION(member, kind)                                                \
	FIELD(struct rt_violation, member, #member, kind)
#define OBSERVED(member, kind) FIELD(struct rt_observed, member, #member, kind)
/* With the key that JSON uses for the same member of a verdict. */
#define OBSERVED_AS(member, column, key_)                                      \
	{                                                                      \
		.name = column, .key = key_, .kind = RT_FIELD_TEXT,            \
		.offset = offsetof(struct rt_observed, member),                \
		.size = sizeof(((struct rt_observed *)0)->member)              \
	}
#define FINDING(member, kind) FIELD(struct rt_finding, member, #member, kind)
#define EVIDENCE(member, kind) FIELD(struct rt_evidence, member, #member, kind)
#define ROUND_TRIP(member, kind)                                               \
	FIELD(struct rt_round_trip, member, #member, kind)
#define RECORDED(member, kind) FIELD(struct rt_recorded, member, #member, kind)
#define WITNESS(member, kind)                                                  \
	FIELD(struct rt_run, witness.member, "witness_" #member, kind)
#define MACHINE(member) FIELD(struct rt_machine, member, #member, RT_FIELD_TEXT)

static const struct rt_field run_fields[] = {
	RUN(uid, RT_FIELD_TEXT),
	RUN(kind, RT_FIELD_TEXT),
	RUN(campaign, RT_FIELD_REFERENCE),
	RUN(machine, RT_FIELD_REFERENCE),
	RUN(started, RT_FIELD_TEXT),
	RUN(command, RT_FIELD_TEXT),
	RUN(title, RT_FIELD_TEXT),
	RUN(trial, RT_FIELD_LONG_TEXT),
	RUN(accessor, RT_FIELD_TEXT),
	RUN(toolchain, RT_FIELD_TEXT),
	RUN(flags, RT_FIELD_TEXT),
	RUN(subject, RT_FIELD_TEXT),
	RUN(verdict, RT_FIELD_TEXT),
	RUN(outcome, RT_FIELD_TEXT),
	RUN(verdict_reason, RT_FIELD_TEXT),
	RUN(emulator, RT_FIELD_TEXT),
	RUN(emitted, RT_FIELD_TEXT),
	RUN(permitted, RT_FIELD_TEXT),
	RUN(disagreement, RT_FIELD_TEXT),
	RUN(twice, RT_FIELD_FLAG),
	RUN(aligned, RT_FIELD_TEXT),
	WITNESS(seen, RT_FIELD_FLAG),
	WITNESS(before, RT_FIELD_TEXT),
	WITNESS(after, RT_FIELD_TEXT),
	WITNESS(old_value, RT_FIELD_VALUE),
	WITNESS(new_value, RT_FIELD_VALUE),
	WITNESS(value, RT_FIELD_VALUE),
	WITNESS(offset, RT_FIELD_UNSIGNED),
	WITNESS(gap, RT_FIELD_UNSIGNED),
	RUN(provider, RT_FIELD_TEXT),
	RUN(pair, RT_FIELD_TEXT),
	RUN(guest_cpu, RT_FIELD_UNSIGNED),
	RUN(device_cpu, RT_FIELD_UNSIGNED),
	RUN(comparison, RT_FIELD_TEXT),
	RUN(side, RT_FIELD_TEXT),
	RUN(block, RT_FIELD_TEXT),
	RUN(row, RT_FIELD_UNSIGNED),
	RUN(shard, RT_FIELD_UNSIGNED),
	RUN(shards, RT_FIELD_UNSIGNED),
	RUN(rows, RT_FIELD_UNSIGNED),
	RUN(seed, RT_FIELD_BITS),
	RUN(loads, RT_FIELD_COUNT),
	RUN(changes, RT_FIELD_COUNT),
	RUN(torn, RT_FIELD_COUNT),
	RUN(stale, RT_FIELD_COUNT),
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
	      RT_FIELD_VALUE),
	FIELD(struct rt_run, first_torn.before, "first_torn_before",
	      RT_FIELD_VALUE),
	FIELD(struct rt_run, first_torn.after, "first_torn_after",
	      RT_FIELD_VALUE),
	RUN(ended, RT_FIELD_TEXT),
	RUN(ended_system, RT_FIELD_TEXT),
	RUN(ended_side, RT_FIELD_TEXT),
	RUN(pops, RT_FIELD_COUNT),
	RUN(pop_calls, RT_FIELD_COUNT),
	RUN(phantom_pops, RT_FIELD_COUNT),
	RUN(requests_wanted, RT_FIELD_COUNT),
	RUN(requests_done, RT_FIELD_COUNT),
	RUN(ring_torn, RT_FIELD_COUNT),
	RUN(ring_stale, RT_FIELD_COUNT),
	RUN(ring_seconds, RT_FIELD_NUMBER),
	RUN(first_violation_seconds, RT_FIELD_NUMBER),
	FIELD(struct rt_run, ring_first_torn.seen, "ring_first_torn_seen",
	      RT_FIELD_FLAG),
	FIELD(struct rt_run, ring_first_torn.value, "ring_first_torn_value",
	      RT_FIELD_VALUE),
	FIELD(struct rt_run, ring_first_torn.before, "ring_first_torn_before",
	      RT_FIELD_VALUE),
	FIELD(struct rt_run, ring_first_torn.after, "ring_first_torn_after",
	      RT_FIELD_VALUE),
	RUN(instructions, RT_FIELD_LONG_TEXT),
	RUN(called, RT_FIELD_LONG_TEXT),
	RUN(finished, RT_FIELD_FLAG),
};

static const struct rt_field violation_fields[] = {
	VIOLATION(run, RT_FIELD_REFERENCE),
	VIOLATION(seconds, RT_FIELD_NUMBER),
	VIOLATION(system, RT_FIELD_TEXT),
	VIOLATION(side, RT_FIELD_TEXT),
	VIOLATION(invariant, RT_FIELD_TEXT),
	VIOLATION(message, RT_FIELD_TEXT),
	VIOLATION(last_avail_idx, RT_FIELD_UNSIGNED),
	VIOLATION(shadow_avail_idx, RT_FIELD_UNSIGNED),
	VIOLATION(inuse, RT_FIELD_UNSIGNED),
	VIOLATION(pops, RT_FIELD_COUNT),
	VIOLATION(value, RT_FIELD_VALUE),
	VIOLATION(before, RT_FIELD_VALUE),
	VIOLATION(after, RT_FIELD_VALUE),
	VIOLATION(judged, RT_FIELD_TEXT),
};

static const struct rt_field machine_fields[] = {
	MACHINE(cpu),	     MACHINE(microcode), MACHINE(kernel),
	MACHINE(hypervisor), MACHINE(topology),	 MACHINE(tools),
};

static const struct rt_field observed_fields[] = {
	OBSERVED(run, RT_FIELD_REFERENCE),
	OBSERVED(engine, RT_FIELD_TEXT),
	OBSERVED_AS(outcome, "sight", "outcome"),
	OBSERVED_AS(emission, "emission", "emitted"),
	OBSERVED_AS(race, "race", "permitted"),
	OBSERVED(emulator, RT_FIELD_TEXT),
	OBSERVED(reason, RT_FIELD_TEXT),
};

static const struct rt_field finding_fields[] = {
	FINDING(key, RT_FIELD_TEXT),	    FINDING(cause, RT_FIELD_TEXT),
	FINDING(code, RT_FIELD_TEXT),	    FINDING(kind, RT_FIELD_TEXT),
	FINDING(engine, RT_FIELD_TEXT),	    FINDING(mixture, RT_FIELD_TEXT),
	FINDING(aligned, RT_FIELD_TEXT),    FINDING(accessor, RT_FIELD_TEXT),
	FINDING(toolchain, RT_FIELD_TEXT),  FINDING(flags, RT_FIELD_TEXT),
	FINDING(trial, RT_FIELD_LONG_TEXT), FINDING(witness, RT_FIELD_TEXT),
	FINDING(started, RT_FIELD_TEXT),    FINDING(run, RT_FIELD_REFERENCE),
	FINDING(met, RT_FIELD_COUNT),
};

static const struct rt_field evidence_fields[] = {
	EVIDENCE(run, RT_FIELD_REFERENCE),
	EVIDENCE(path, RT_FIELD_TEXT),
	EVIDENCE(line, RT_FIELD_UNSIGNED),
	EVIDENCE(source, RT_FIELD_LONG_TEXT),
	EVIDENCE(compiler, RT_FIELD_TEXT),
	EVIDENCE(target, RT_FIELD_TEXT),
	EVIDENCE(archive, RT_FIELD_TEXT),
	EVIDENCE(origin, RT_FIELD_TEXT),
	EVIDENCE(version, RT_FIELD_TEXT),
	EVIDENCE(sound_accessor, RT_FIELD_TEXT),
	EVIDENCE(sound_toolchain, RT_FIELD_TEXT),
	EVIDENCE(sound_flags, RT_FIELD_TEXT),
	EVIDENCE(sound_outcome, RT_FIELD_TEXT),
	EVIDENCE(sound_instructions, RT_FIELD_LONG_TEXT),
};

static const struct rt_field round_trip_fields[] = {
	ROUND_TRIP(machine, RT_FIELD_REFERENCE),
	ROUND_TRIP(first, RT_FIELD_UNSIGNED),
	ROUND_TRIP(second, RT_FIELD_UNSIGNED),
	ROUND_TRIP(median, RT_FIELD_NUMBER),
};

#define SHAPE(name, type, fields, where)                                       \
	{                                                                      \
		name, fields, sizeof(fields) / sizeof(*fields), sizeof(type),  \
			where                                                  \
	}

const struct rt_shape rt_run_shape =
	SHAPE("run", struct rt_run, run_fields, offsetof(struct rt_run, id));
const struct rt_shape rt_violation_shape = SHAPE(
	"violation", struct rt_violation, violation_fields, RT_SHAPE_NO_ID);
const struct rt_shape rt_machine_shape =
	SHAPE("machine", struct rt_machine, machine_fields, RT_SHAPE_NO_ID);
const struct rt_shape rt_observed_shape = SHAPE(
	"observation", struct rt_observed, observed_fields, RT_SHAPE_NO_ID);
const struct rt_shape rt_evidence_shape =
	SHAPE("evidence", struct rt_evidence, evidence_fields, RT_SHAPE_NO_ID);
const struct rt_shape rt_round_trip_shape = SHAPE(
	"round_trip", struct rt_round_trip, round_trip_fields, RT_SHAPE_NO_ID);
const struct rt_shape rt_finding_shape =
	SHAPE("finding", struct rt_finding, finding_fields,
	      offsetof(struct rt_finding, id));

static const struct rt_field recorded_fields[] = {
	RECORDED(last, RT_FIELD_REFERENCE),
	RECORDED(kind, RT_FIELD_TEXT),
	RECORDED(started, RT_FIELD_TEXT),
	RECORDED(accessor, RT_FIELD_TEXT),
	RECORDED(toolchain, RT_FIELD_TEXT),
	RECORDED(accessors, RT_FIELD_UNSIGNED),
	RECORDED(toolchains, RT_FIELD_UNSIGNED),
	RECORDED(runs, RT_FIELD_UNSIGNED),
	RECORDED(torn, RT_FIELD_UNSIGNED),
	RECORDED(atomic, RT_FIELD_UNSIGNED),
	RECORDED(inconclusive, RT_FIELD_UNSIGNED),
	RECORDED(error, RT_FIELD_UNSIGNED),
	RECORDED(unfinished, RT_FIELD_UNSIGNED),
};

#define VERDICTS(word) ", sum(finished AND verdict = '" word "') AS " word

static const char recorded_table[] =
	"(SELECT " RT_RECORDED_KEY " AS key"
	", min(campaign) AS id, max(id) AS last"
	", kind, min(started) AS started"
	", min(accessor) AS accessor, count(DISTINCT accessor) AS accessors"
	", min(toolchain) AS toolchain"
	", count(DISTINCT toolchain) AS toolchains"
	", count(*) AS runs" VERDICTS("torn") VERDICTS("atomic")
		VERDICTS("inconclusive")
			VERDICTS("error") ", sum(NOT finished) AS unfinished "
					  "FROM run GROUP BY key)";

const struct rt_shape rt_recorded_shape =
	SHAPE(recorded_table, struct rt_recorded, recorded_fields,
	      offsetof(struct rt_recorded, first));

const void *rt_field_at(const struct rt_field *field, const void *record)
{
	return (const char *)record + field->offset;
}

void rt_fields_free(const struct rt_shape *shape, void *record)
{
	for (size_t i = 0; i < shape->count; i++) {
		char **text;

		if (shape->field[i].kind != RT_FIELD_LONG_TEXT)
			continue;
		text = (char **)((char *)record + shape->field[i].offset);
		free(*text);
		*text = NULL;
	}
}
