/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The account of an accessor: all ways through its machine code, from entry to
 * return, read without running it. On each way: which instructions access the
 * field, and what the result, or what is stored, derives from.
 *
 * libVEX lifts the code, one walk follows it: both sides of a branch that is
 * not decided, calls, jump tables, and what a resolver may choose. A way that
 * cannot be followed to its end is open, with the reason. docs/account.md says
 * what is assumed.
 */
#ifndef RT_ENGINE_ACCOUNT_ACCOUNT_H
#define RT_ENGINE_ACCOUNT_ACCOUNT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "harness/base/error.h"

enum {
	RT_ACCOUNT_WAYS = 32,	   /* kept of each account */
	RT_ACCOUNT_TOUCHES = 12,   /* kept of each way */
	RT_ACCOUNT_SITES = 128,	   /* instructions that access the field */
	RT_ACCOUNT_COVERED = 8192, /* ranges of code */
	RT_ACCOUNT_CONSTANTS = 64,
	RT_ACCOUNT_TAKEN = 32,
	RT_ACCOUNT_BOUND = 16,
	RT_ACCOUNT_LIBC = 0x20000000, /* where the libc of this machine is */
	RT_ACCOUNT_TEXT = 160,
	RT_ACCOUNT_NAME = 96,
};

struct rt_account_question {
	const char *module; /* path of a shared object */
	const char *symbol; /* a function that it defines */
	unsigned width;	    /* of the field, in bits */
	bool stores;
	/* The field lies so many bytes within its object. */
	unsigned within;
	unsigned alignment; /* of the object, in bytes: a power of 2 */
	/* Facilities that the machine is promised to have, or NULL. */
	const char *facilities;
	/* An executable's: a way that uses the thread pointer is open. */
	bool lacks_thread_data;
	bool has_libc;	/* what is not defined is this process's libc's */
	double seconds; /* of CPU time that the walk may take */
};

/* What one way does. The first that holds. */
enum rt_way_kind {
	RT_WAY_OPEN,   /* it was not followed to its end: @reason says why */
	RT_WAY_PARTS,  /* an access that the machine may split, or a part */
	RT_WAY_MIXED,  /* the result derives from more than one access */
	RT_WAY_UNDOES, /* a load stores back, unlocked, what it has read */
	RT_WAY_OTHER,  /* the result does not derive from the field's access */
	RT_WAY_UNTOUCHED,
	RT_WAY_PART,  /* the result derives from one access, to a part */
	RT_WAY_TWICE, /* more than one access, each whole; one counts */
	RT_WAY_WHOLE,
	RT_WAY_KINDS,
};

/* An instruction that accesses the field, or memory beside it. */
struct rt_account_site {
	uint64_t address;		/* as loaded; odd for Thumb */
	char function[RT_ACCOUNT_NAME]; /* "" when it has no name */
	/* Of the libc of this machine, rather than the module. */
	bool is_libcs;
	char text[RT_ACCOUNT_NAME];
	/* Why the machine makes it one access; "" when it is not promised. */
	char promise[RT_ACCOUNT_TEXT];
	unsigned promised; /* bytes that are single-copy atomic; 0: none */
	bool is_made_of;   /* a wider access is made of such accesses */
	bool is_joined;	   /* all accesses of the instruction are one */
	bool is_linked;	   /* those are, if the store-exclusive succeeds */
	bool may_restart;  /* an interrupt may have it make them again */
	char facility[16]; /* that the promise needs, "" for none */
	/* That would make more bytes one access than are promised; or "". */
	char wanted[16];
};

struct rt_account_touch {
	uint16_t site;	/* RT_ACCOUNT_SITES: more sites than are kept */
	int16_t offset; /* in bytes from the field */
	uint16_t bytes;
	bool writes;
	bool is_used; /* the result derives from it */
};

struct rt_account_way {
	enum rt_way_kind kind;
	struct rt_account_touch touch[RT_ACCOUNT_TOUCHES];
	unsigned touches; /* of which the first RT_ACCOUNT_TOUCHES are kept */
	/* Of these, loads of a load and stores of a store. */
	unsigned accesses;
	/* A store writes a part again that has the same bytes already. */
	bool rewrites_part;
	bool has_parts; /* an access to a part, whether it counts or not */
	/*
	 * Of a way that is not whole: when it is taken, as far as its branches
	 * tell, "the value is 0x1234"; "" when they tell nothing.
	 */
	char condition[RT_ACCOUNT_TEXT];
	bool has_others; /* ways that do the same, on other conditions */
	/* Of an open way: why, and the address where it became open. */
	char reason[RT_ACCOUNT_TEXT];
	uint64_t reason_at;
	char function[RT_ACCOUNT_NAME]; /* that contains reason_at, or "" */
};

/* A number that a branch compares the field, or the value to store, with. */
struct rt_account_constant {
	uint64_t number;
	/* Between two values of the field: what one is more than the other. */
	bool is_difference;
};

/* A function of the libc that some way goes through. */
struct rt_account_binding {
	char name[RT_ACCOUNT_NAME]; /* that it is called by */
	char version[32];	    /* that was asked for, "" for none */
	bool is_old;		    /* a version that is not the default one */
	bool is_chosen;		    /* by a resolver (ifunc), for this CPU */
	uint64_t address;	    /* RT_ACCOUNT_LIBC and more */
};

struct rt_account_range {
	uint64_t begin, end;
};

/* Without pointers, since a child process fills it in in shared memory. */
struct rt_account {
	unsigned kinds[RT_WAY_KINDS]; /* ways of each kind */
	unsigned ways;		      /* all of them */
	/* Different ways, the worst kinds first once the walk has ended. */
	struct rt_account_way way[RT_ACCOUNT_WAYS];
	unsigned kept;
	struct rt_account_site site[RT_ACCOUNT_SITES];
	unsigned sites;
	/* Code that was walked, up to RT_ACCOUNT_COVERED ranges. */
	struct rt_account_range covered[RT_ACCOUNT_COVERED];
	unsigned covers;
	bool covers_more; /* than fit */
	struct rt_account_constant constant[RT_ACCOUNT_CONSTANTS];
	unsigned constants; /* of which more may have been left out */
	/* Addresses of the first instruction that does so, 0 when none: */
	uint64_t escapes; /* stores the field's address in other memory */
	uint64_t follows_memory; /* uses an address from such memory */
	uint64_t thread_data;	 /* of an executable, where it has none */
	uint64_t now; /* the block that is being lifted: for a crash */
	/*
	 * Addresses of the first instructions, 0 when none, that write back
	 * what was made of an earlier read, unless both are one for the
	 * machine: a store in between is lost; and that write beside the field.
	 */
	uint64_t loses, overwrites;
	int overwrites_at;	   /* in bytes from the field */
	unsigned overwrites_bytes; /* of memory beside it */
	/* What an access needs the object to be aligned to, in bytes. */
	unsigned needs_alignment;
	/* By which functions that a resolver may choose were left out; or "".
	 */
	char without[16];
	bool is_derived; /* a result is not the field's value itself */
	unsigned blocks, merged;
	/* Variables of the module that nothing in it writes: taken as is. */
	char taken[RT_ACCOUNT_TAKEN][RT_ACCOUNT_NAME];
	unsigned takes;
	/* Up to RT_ACCOUNT_BOUND functions of the libc, each once. */
	struct rt_account_binding bound[RT_ACCOUNT_BOUND];
	unsigned bounds;
	bool has_odd_code; /* Thumb's instructions have odd addresses */
	bool is_whole;	   /* the walk came to its end */
	/* What rt_account_make() returns: 0, or an error and its message. */
	int code;
	char message[512];
};

/*
 * Makes the account in a child process. RT_SUBJECT when the module has no such
 * symbol; RT_SETUP when its machine cannot be lifted, which is also the answer
 * of a build without libVEX; RT_BUILD when the file is damaged. Code on which
 * libVEX crashes is an open way. The caller frees @account with
 * rt_account_free().
 */
int rt_account_make(struct rt_account **account,
		    const struct rt_account_question *question,
		    struct rt_error *error);
void rt_account_free(struct rt_account *account);

/* "open", "parts", … of at most 20 characters. */
const char *rt_way_name(enum rt_way_kind kind);

/*
 * Whether every way is RT_WAY_WHOLE, _TWICE or _PART, and nothing of the
 * account is open.
 */
bool rt_account_is_closed(const struct rt_account *account);

/*
 * Whether the instruction at @address was walked: the module is at
 * RT_LOADED_BASE (harness/module/loaded.h), the libc at RT_ACCOUNT_LIBC.
 */
bool rt_account_covers(const struct rt_account *account, uint64_t address);

/*
 * The instruction at @address as one that accesses the field; NULL: it does
 * not, or is one more than are kept. Thumb's bit may be missing in @address.
 */
const struct rt_account_site *rt_account_site_at(
	const struct rt_account *account, uint64_t address);

/* Private to this folder. Ways that a closed account may have. */
unsigned rt_account_good_ways(const struct rt_account *account);
void rt_account_cover(struct rt_account *account, uint64_t address,
		      unsigned length);

#endif
