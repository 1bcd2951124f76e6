/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The records as tables of named fields: the store, the JSON report and the
 * tests take names and types from here.
 *
 * A new field is one line in fields.c and one migration in schema.c. Constants;
 * thread-safe.
 */
#ifndef RT_RECORD_FIELDS_H
#define RT_RECORD_FIELDS_H

#include <stddef.h>

enum rt_field_kind {
	RT_FIELD_TEXT,	    /* char[size], NUL-terminated */
	RT_FIELD_LONG_TEXT, /* char *, NULL allowed, owned by the record */
	RT_FIELD_REFERENCE, /* int64_t id of another record, 0 for none */
	RT_FIELD_COUNT,	    /* uint64_t, kept exactly up to 2^64 - 1 */
	RT_FIELD_BITS,	    /* uint64_t whose value is a pattern, not a size */
	RT_FIELD_VALUE,	    /* rt_value: of a field that was tested */
	RT_FIELD_UNSIGNED,  /* unsigned int */
	RT_FIELD_NUMBER,    /* double; NaN is stored as NULL */
	RT_FIELD_FLAG,	    /* bool */
};

struct rt_field {
	const char *name; /* the column in SQL */
	const char *key;  /* in JSON; NULL: same as name */
	enum rt_field_kind kind;
	size_t offset;
	size_t size; /* of the member in bytes, for RT_FIELD_TEXT */
};

/* One kind of record, which is one table of the store. */
struct rt_shape {
	const char *table;
	const struct rt_field *field;
	size_t count;
	size_t size; /* of the record */
	/* Offset of the record's id, an int64_t, or RT_SHAPE_NO_ID. */
	size_t id;
};

#define RT_SHAPE_NO_ID ((size_t)-1)

/* struct rt_run and so on, without their ids. */
extern const struct rt_shape rt_run_shape;
extern const struct rt_shape rt_violation_shape;
extern const struct rt_shape rt_machine_shape;
extern const struct rt_shape rt_observed_shape;
extern const struct rt_shape rt_evidence_shape;
extern const struct rt_shape rt_round_trip_shape;
extern const struct rt_shape rt_finding_shape;
/*
 * struct rt_recorded: not stored, but made of the runs of a command, which have
 * one RT_RECORDED_KEY. Each finding of `fuzz` is a campaign of its own, so that
 * it has a report of its own: there the command and the day decide.
 */
#define RT_RECORDED_KEY                                                        \
	"CASE kind WHEN 'fuzz' THEN substr(started, 1, 10) || command "        \
	"ELSE campaign END"
extern const struct rt_shape rt_recorded_shape;

/* The address of @field in @record. */
const void *rt_field_at(const struct rt_field *field, const void *record);

/* Frees the long texts of @record and sets them to NULL. */
void rt_fields_free(const struct rt_shape *shape, void *record);

#endif
