/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A trial: one cell and everything about one run of it, as plain data, with its
 * text form of `key = value` lines.
 *
 * One table (rt_trial_fields) makes the parser, the command line, the help and
 * the printed form, so that a key means the same everywhere. Names are only
 * checked for form here: the stage that looks up an accessor or a toolchain
 * checks whether it exists.
 */
#ifndef RT_TRIAL_TRIAL_H
#define RT_TRIAL_TRIAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "harness/base/error.h"
#include "harness/base/text.h"
#include "harness/base/value.h"

enum { RT_OBJECT_BYTES = 256 }; /* the largest object of a field */

struct rt_trial {
	char accessor[256]; /* a name, or the path of a C file: with a / */
	char toolchain[64];
	char flags[512];
	uint64_t width;	    /* bits: 16, 32, 64 or 128 */
	char direction[16]; /* load or store: which side is under test */
	/* Bytes from a 64-byte boundary to the field; see rt_trial_place(). */
	uint64_t offset;
	/*
	 * "OFFSET/SIZE" of the field in the object that the accessor may
	 * access, in bytes; "": the field alone. What lies beside it, in hex;
	 * and what the object is aligned to, 0: by its size.
	 */
	char within[16], beside[2 * RT_OBJECT_BYTES + 1];
	uint64_t align;
	uint64_t stride; /* step of the bare field per store; 0: every byte */
	uint64_t ring_size;
	uint64_t start;	    /* idx that both sides begin at */
	uint64_t burst;	    /* buffers published by one store of the idx */
	uint64_t in_flight; /* most outstanding requests; 0: as many as fit */
	char completion[16];
	char event_index[8];
	char device[16];
	char service[16];
	uint64_t requests; /* the guest stops after this many */
	char pair[32];
	uint64_t seed;	       /* 0: a new seed each time */
	uint64_t milliseconds; /* for the bare field */
	uint64_t ring_milliseconds;
	/* A witness of the step engine; old_value == new_value: none. */
	rt_value old_value, new_value;
	uint64_t gap;
	uint64_t variant; /* emulated CPU model, for the ifuncs of the libc */
	uint64_t calls;	  /* at full speed, before the run of the witness */
	/* For tests: nothing that runs the trial reads them. */
	char expect[16];
	char expect_raced[16];
};

/* The default offset, "natural" as text: the trial names none. */
enum { RT_OFFSET_NATURAL = 4096 };

struct rt_trial_field {
	const char *group; /* the heading in the help that begins here */
	bool is_common;	   /* shown by -h as well */
	const char *name;  /* as in a trial file; '_' is '-' as an option */
	const char *value; /* what the value is, in the help: "BITS" */
	enum {
		RT_TRIAL_TEXT,
		RT_TRIAL_NUMBER, /* a uint64_t */
		RT_TRIAL_VALUE,	 /* of the field: an rt_value */
		RT_TRIAL_CHOICE,
	} type;
	size_t offset; /* in struct rt_trial */
	size_t size;
	uint64_t least, most;  /* bounds of a number, inclusive */
	bool power_of_two;     /* a further bound */
	const char *word;      /* stands for the number @most + 1; or NULL */
	const char *choices;   /* words joined by '|' */
	const char *initially; /* default, as text */
	const char *help;
};

/* The table, ended by an entry without a name. Read-only, thread-safe. */
extern const struct rt_trial_field rt_trial_fields[];

/* Fills @trial with the defaults. */
void rt_trial_init(struct rt_trial *trial);

/*
 * Sets one key. @key may be spelled with '-' or '_'. RT_USAGE when the key is
 * unknown or the value does not fit; then @trial is unchanged.
 */
int rt_trial_set(struct rt_trial *trial, const char *key, const char *value,
		 struct rt_error *error);

/* Writes the ABI's name of the accessor under test: "ringtear_load16". */
const char *rt_trial_symbol(const struct rt_trial *trial, char buffer[32]);

/*
 * Where the bare field lies, in bytes from a page: the trial's offset, or else
 * where it lies in its object, which begins there; without an object it is
 * the naturally aligned place that is nearest to avail->idx at byte 2 (virtio
 * 1.x, 2.7.6): 2 and 4 for 16 and 32 bits, 0 for wider ones.
 */
uint64_t rt_trial_place(const struct rt_trial *trial);

/*
 * The same from the begin of a 64-byte cache line, for a race. Of an object
 * that begins with a line, which may be longer, the field's offset in it.
 */
unsigned rt_trial_line_place(const struct rt_trial *trial);

struct rt_trial_object {
	unsigned offset, size; /* of the field, and of its object; in bytes */
	uint8_t beside[RT_OBJECT_BYTES];
	bool has_beside;
	unsigned alignment; /* of the object, in bytes; 0: by its size */
};

/*
 * The object that trial->within, beside and align describe; size 0 for none.
 * RT_USAGE when the field does not lie in it, or the bytes are no hex numbers
 * of its size.
 */
int rt_trial_object(const struct rt_trial *trial,
		    struct rt_trial_object *object, struct rt_error *error);

/*
 * Whether the field may be the index of a virtqueue's ring: the field alone, or
 * at offset 2 of its object, behind the flags (virtio 1.2, 2.7.6 and 2.7.8).
 */
bool rt_trial_is_index(const struct rt_trial *trial);

/* Whether the accessor's store is under test; else its load is. */
bool rt_trial_stores(const struct rt_trial *trial);

/* Whether @field has the same value in both. */
bool rt_trial_field_equals(const struct rt_trial_field *field,
			   const struct rt_trial *one,
			   const struct rt_trial *other);

/* The field that @key names, or NULL. */
const struct rt_trial_field *rt_trial_field(const char *key);

/*
 * Reads trial text of @length bytes, which may be anything, over the defaults.
 * Blank lines and lines that begin with '#' are skipped. RT_USAGE names @source
 * and the line: an unknown or repeated key, a bad value.
 */
int rt_trial_parse(struct rt_trial *trial, const char *text, size_t length,
		   const char *source, struct rt_error *error);

/* Reads the trial file at @path: RT_USAGE also when it cannot be read. */
int rt_trial_read(struct rt_trial *trial, const char *path,
		  struct rt_error *error);

/* Appends the keys that differ from their defaults, and always the cell. */
void rt_trial_print(const struct rt_trial *trial, struct rt_text *text);

/*
 * Appends the same as command-line options, quoted for a POSIX shell; without
 * the cell for commands that choose their cells.
 */
void rt_trial_options(const struct rt_trial *trial, bool with_cell,
		      struct rt_text *text);

#endif
