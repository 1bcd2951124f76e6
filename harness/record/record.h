/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The records of a run: plain data, filled in by the code that ran it.
 *
 * All members are values except the char pointers. A record from the store owns
 * its strings and is released with rt_run_free() and similar functions; store
 * and reports only read them. Thread-safe for different records.
 */
#ifndef RT_RECORD_RECORD_H
#define RT_RECORD_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "harness/engine/evidence.h"

/* The machine of a run, as text for humans. */
struct rt_machine {
	char cpu[128];
	char microcode[32];
	char kernel[128];
	char hypervisor[64]; /* "none" on bare metal */
	char topology[256];
	char tools[1024]; /* compilers and libcs with versions, one per line */
};

/*
 * Fills in cpu, microcode, kernel and hypervisor, "unknown" where that fails.
 * Leaves topology and tools to the caller. Sources: /proc/cpuinfo, uname(2),
 * /sys/hypervisor/type, /sys/class/dmi/id and CPUID leaf 0x40000000 (Linux
 * Documentation/virt/kvm/x86/cpuid.rst).
 */
void rt_machine_describe(struct rt_machine *machine);

/*
 * The same with files below @root, for recorded machines. @signature is the
 * text of CPUID leaf 0x40000000, "" if not known. The kernel is always the
 * running one.
 */
void rt_machine_describe_at(struct rt_machine *machine, const char *root,
			    const char *signature);

struct rt_run {
	int64_t id; /* given by the store; before that 0 */
	/* 32 hex digits, unique across machines; set by the store if empty */
	char uid[40];
	char kind[16];	  /* repro, hammer, check, fuzz or compare */
	int64_t campaign; /* an id, shared by the runs of one command */
	int64_t machine;  /* from rt_store_machine_add(); 0 when not known */
	char started[32]; /* ISO 8601, UTC */
	char command[1024];
	char title[64]; /* for humans: "Alpine 2019" */
	char *trial;	/* key = value lines */
	char accessor[256];
	char toolchain[64];
	char flags[512];
	/*
	 * Digest of what the accessor is made of beside toolchain and flags:
	 * two runs whose accessors have one name are of one subject only if
	 * this is the same. "" for the corpora's; "?": not known.
	 */
	char subject[40];
	char verdict[16]; /* torn, atomic, inconclusive, error; at first "" */
	/* rt_outcome_word(); finer than the verdict, as in "no build". */
	char outcome[16];
	char verdict_reason[256];
	char emulator[32];  /* that the verdict was reached on; "": this CPU */
	char emitted[16];   /* rt_emission_name() */
	char permitted[16]; /* rt_race_name() */
	char disagreement[256]; /* between engines; "" when there is none */
	bool twice;		/* the field was accessed more than once */
	/* rt_aligned_word(): of a tear where the field was not aligned. */
	char aligned[16];
	struct rt_witness witness;
	char provider[256]; /* where the memcpy that ran comes from */
	char pair[256];	    /* the two CPUs, and why they were chosen */
	unsigned int guest_cpu,
		device_cpu; /* both are equal when there is no pair */
	uint64_t seed;

	/* Only of kind "compare"; empty and 0 for others. */
	char comparison[1024]; /* command of the whole, without --shard */
	char side[8];	       /* "before" or "after" */
	char block[48];	       /* title of the matrix' block */
	unsigned int row;      /* among all rows of the comparison, from 1 */
	unsigned int shard;    /* from 1; 0: not sharded */
	unsigned int shards;
	unsigned int rows; /* planned by the command; 0: not known */

	/* Counts of the hammer: the subject's, then the control's. */
	uint64_t loads;
	uint64_t changes; /* of the index, as the loads saw it */
	uint64_t torn;
	uint64_t stale;	   /* of `changes`: to older values, whole */
	uint64_t unjudged; /* of `changes`: to values not known to be stored */
	double seconds;
	double torn_upper_bound; /* 95 % bound on torn per index change */
	uint64_t control_torn;
	uint64_t control_changes;
	double control_seconds;
	unsigned int schedule_gap; /* gap and poll: chosen by calibration */
	unsigned int schedule_poll;
	double null_nanoseconds; /* per load, the harness' overhead */
	double load_nanoseconds;
	struct rt_torn first_torn;

	/* Results of the virtqueue. */
	char ended[200];       /* message of the side that broke, or "" */
	char ended_system[32]; /* the source of that message: "QEMU", "Linux" */
	char ended_side[8];    /* the side that broke: guest or device */
	uint64_t pops;
	uint64_t pop_calls;
	/* pops of heads that the guest had not published */
	uint64_t phantom_pops;
	uint64_t requests_wanted; /* 0: the ring was not run */
	uint64_t requests_done;
	uint64_t ring_torn;
	uint64_t ring_stale;
	double ring_seconds;
	double first_violation_seconds; /* since the threads started */
	struct rt_torn ring_first_torn;

	char *instructions; /* the accessor's listing, as lines */
	char *called;	    /* listing of the memcpy it calls; or NULL */
	bool finished;	    /* false: killed, or still running */
};

/* Frees what @run owns and zeroes it. */
void rt_run_free(struct rt_run *run);

/* A violation of a virtqueue invariant, with the device's state then. */
struct rt_violation {
	int64_t run;
	double seconds; /* since the threads started */
	char system[32];
	char side[8]; /* the side that broke it: guest or device */
	char invariant[48];
	char message[200];
	unsigned int last_avail_idx;
	unsigned int shadow_avail_idx;
	unsigned int inuse;
	uint64_t pops;
	rt_value value; /* all three: as in struct rt_torn */
	rt_value before;
	rt_value after;
	char judged[16]; /* what that value is: rt_vq_judgement_word() */
};

/* One engine's observation of a run; the words of harness/engine/engine.h. */
struct rt_observed {
	int64_t run;
	char engine[16];
	char outcome[24];  /* rt_observation_word() */
	char emission[16]; /* rt_emission_name() */
	char race[16];	   /* rt_race_name() */
	char emulator[32]; /* the CPU that ran it; "": this one, or none */
	char reason[256];
};

/* What a report shows of a run besides the verdict. */
struct rt_evidence {
	int64_t run;
	char path[1024];    /* of the accessor's C file; "" without one */
	unsigned int line;  /* of the accessor in that file, from 1 */
	char *source;	    /* the file's content; NULL unless the run tore */
	char compiler[64];  /* its command: "gcc-12" */
	char target[64];    /* the compiler's target: "x86_64-linux-gnu" */
	char archive[1024]; /* the libc.a with memcpy; "": the host's libc */
	char origin[512]; /* tree and commit, or package: run/origin.h; or "" */
	char version[64]; /* of the ringtear that recorded it */
	/* of an atomic build that differs in one thing, or "" */
	char sound_accessor[256];
	/* of that build; "" in what an older ringtear stored: the run's */
	char sound_toolchain[64];
	char sound_flags[512];
	char sound_outcome[16];	  /* of that build, rt_outcome_word() */
	char *sound_instructions; /* of that build: the listing, as lines */
};

/* Frees what @evidence owns and zeroes it. */
void rt_evidence_free(struct rt_evidence *evidence);

/* The latency of a cache line between two CPUs of a machine. */
struct rt_round_trip {
	int64_t machine;
	unsigned int first, second;
	double median; /* in ns */
};

/* A result of a search, stored once: its key is a digest of its content. */
struct rt_finding {
	int64_t id;   /* given by the store */
	char key[40]; /* unique; digest of trial, kind and mixture */
	/*
	 * Of the code that it comes from: a digest, the same for all findings
	 * of one cause, and its name, "two `movsb` in musl's memcpy". "" in
	 * what an older ringtear stored, until it is met again.
	 */
	char cause[40];
	char code[256];
	char kind[16];	  /* tear, refetch, crash or compiler */
	char engine[16];  /* that saw the tear: step, hammer; otherwise "" */
	char mixture[24]; /* rt_mixture_word() of the witness */
	char aligned[16]; /* as in struct rt_run */
	char accessor[256];
	char toolchain[64];
	char flags[512];   /* minimised */
	char *trial;	   /* key = value lines */
	char witness[256]; /* one line */
	char started[32];  /* when it was found first: ISO 8601, UTC */
	int64_t run;	   /* that found it first; 0 when not known */
	uint64_t met;	   /* how often it was found */
};

/* Frees what @finding owns and zeroes it. */
void rt_finding_free(struct rt_finding *finding);

/* The runs of one command together. */
struct rt_recorded {
	int64_t first, last; /* ids; the first is the campaign's */
	char kind[16];	     /* as rt_run.kind */
	char started[32];
	/* Of the alphabetically first, and how many there are. */
	char accessor[256], toolchain[64];
	unsigned int accessors, toolchains;
	unsigned int runs, torn, atomic, inconclusive, error, unfinished;
};

#endif
