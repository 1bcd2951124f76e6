/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is kept of a run: plain data, filled in by whoever ran it.
 *
 * Everything is a value except the char pointers. A record that came from the
 * store owns them and is released with rt_run_free() and its like; the store
 * and the reports only read them. Any thread may use its own records.
 */
#ifndef RT_RECORD_RECORD_H
#define RT_RECORD_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "harness/engine/evidence.h"

/* Where a run took place. All of it is text for a human. */
struct rt_machine {
	char cpu[128];
	char microcode[32];
	char kernel[128];
	char hypervisor[64]; /* "none" on bare metal */
	char topology[256];
	char tools[1024]; /* compilers and libcs with versions, one a line */
};

/*
 * Fills cpu, microcode, kernel and hypervisor in; what cannot be found out is
 * "unknown". topology and tools are the caller's and stay as they are.
 * From /proc/cpuinfo, uname(2), /sys/hypervisor/type, /sys/class/dmi/id and
 * CPUID leaf 0x40000000 (Linux Documentation/virt/kvm/x86/cpuid.rst).
 */
void rt_machine_describe(struct rt_machine *machine);

/*
 * The same for the files below @root, so that recorded machines can be
 * described too. @signature is what CPUID leaf 0x40000000 gives, "" when
 * that is not known. The kernel is always the one that runs now.
 */
void rt_machine_describe_at(struct rt_machine *machine, const char *root,
			    const char *signature);

struct rt_run {
	int64_t id;	  /* given by the store; 0 before that */
	char uid[40];	  /* 32 hex digits, the run's name on every machine;
			     given by the store where it is empty */
	char kind[16];	  /* subcommand: repro, hammer, check, fuzz, compare */
	int64_t campaign; /* shared by the runs that one command made */
	int64_t machine;  /* rt_store_machine_add(); 0 when not known */
	char started[32]; /* ISO 8601, UTC */
	char command[1024];
	char title[64]; /* what a human calls it: "Alpine 2019" */
	char *trial;	/* key = value lines */
	char accessor[256];
	char toolchain[64];
	char flags[512];
	char verdict[16]; /* torn, atomic, inconclusive, error; "" at first */
	/* As the verdict, and finer where that is coarse: rt_outcome_word(). */
	char outcome[16];
	char verdict_reason[256];
	char emulator[32];	/* that the verdict is of; "": this CPU */
	char emitted[16];	/* rt_emission_name() */
	char permitted[16];	/* rt_race_name() */
	char disagreement[256]; /* between engines; "" when there is none */
	bool twice;		/* the field was touched more than once */
	struct rt_witness witness;
	char provider[256]; /* whose memcpy ran */
	char pair[256];	    /* the two cores, and why these */
	unsigned int guest_cpu,
		device_cpu; /* the same where there is no pair */
	uint64_t seed;

	/* Of a comparison; empty and 0 in other runs. */
	char comparison[1024]; /* the command of all of it, without a shard */
	char side[8];	       /* before or after */
	char block[48];	       /* title of a block of the matrix */
	unsigned int row;      /* of all rows of the comparison, from 1 */
	unsigned int shard;    /* from 1; 0: it has all rows */
	unsigned int shards;
	unsigned int rows; /* that the command was to make; 0: not known */

	/* The hammer: loads by the subject, and by the control beside it. */
	uint64_t loads;
	uint64_t changes; /* of the index, as seen by the loads */
	uint64_t torn;
	uint64_t unjudged; /* loads whose window was too wide to judge */
	double seconds;
	double torn_upper_bound; /* 95 % bound on torn per index change */
	uint64_t control_torn;
	uint64_t control_changes;
	double control_seconds;
	unsigned int schedule_gap; /* both: what calibration chose */
	unsigned int schedule_poll;
	double null_nanoseconds; /* the harness' own cost a load */
	double load_nanoseconds;
	struct rt_torn first_torn;

	/* The virtqueue. */
	char ended[200];       /* the device's message, "" when it had none */
	char ended_system[32]; /* whose message: "QEMU", "Linux" */
	char ended_side[8];    /* that ended with it: guest or device */
	uint64_t pops;
	uint64_t pop_calls;
	uint64_t phantom_pops; /* of heads that the guest had not published */
	uint64_t requests_wanted; /* 0: no ring was run */
	uint64_t requests_done;
	uint64_t ring_torn;
	double ring_seconds;
	double first_violation_seconds; /* since the threads started */
	struct rt_torn ring_first_torn;

	char *instructions; /* the accessor's listing, lines */
	char *called;	    /* listing of the memcpy it calls; may be NULL */
	bool finished;	    /* false: killed, or still running */
};

/* Frees what @run owns and zeroes it. */
void rt_run_free(struct rt_run *run);

/* A virtqueue invariant that broke, with the device's state at that moment. */
struct rt_violation {
	int64_t run;
	double seconds; /* since the threads started */
	char system[32];
	char side[8]; /* that broke it: guest or device */
	char invariant[48];
	char message[200];
	unsigned int last_avail_idx;
	unsigned int shadow_avail_idx;
	unsigned int inuse;
	uint64_t pops;
	uint64_t value; /* all three: as in struct rt_torn */
	uint64_t before;
	uint64_t after;
};

/* What one engine saw of a run; words as in harness/engine/engine.h. */
struct rt_observed {
	int64_t run;
	char engine[16];
	char outcome[24];  /* rt_observation_word() */
	char emission[16]; /* rt_emission_name() */
	char race[16];	   /* rt_race_name() */
	char emulator[32]; /* whose CPU ran it; "": this one, or none */
	char reason[256];
};

/* What a report says of a run beside its verdict. */
struct rt_evidence {
	int64_t run;
	char path[1024];    /* of the accessor's C file; "" without one */
	unsigned int line;  /* of the accessor in it, from 1 */
	char *source;	    /* its content; NULL unless the run tore */
	char compiler[64];  /* the command of it: "gcc-12" */
	char target[64];    /* the compiler's: "x86_64-linux-gnu" */
	char archive[1024]; /* the libc.a that memcpy is of; "": the host's */
	char sound_accessor[64]; /* of a sound build alike; "": there is none */
	char sound_outcome[16];	 /* the verdict on that, rt_outcome_word() */
	char *sound_instructions; /* the listing of that, lines */
};

/* Frees what @evidence owns and zeroes it. */
void rt_evidence_free(struct rt_evidence *evidence);

/* How far two CPUs of a machine are apart. */
struct rt_round_trip {
	int64_t machine;
	unsigned int first, second;
	double median; /* of a cache line, in ns */
};

/* Something that a campaign found; named by content, so each is kept once. */
struct rt_finding {
	int64_t id;	  /* given by the store */
	char key[40];	  /* a digest of what makes it this one */
	char kind[16];	  /* tear, refetch, crash or compiler */
	char engine[16];  /* that saw the tear: step or hammer; "" else */
	char mixture[24]; /* rt_mixture_word() of the witness */
	char accessor[256];
	char toolchain[64];
	char flags[512];   /* no more of them than it needs */
	char *trial;	   /* key = value lines */
	char witness[256]; /* one line */
	char started[32];  /* when it was first met: ISO 8601, UTC */
	int64_t run;	   /* that met it first; 0 when not known */
	uint64_t met;	   /* how often it was met */
};

/* Frees what @finding owns and zeroes it. */
void rt_finding_free(struct rt_finding *finding);

#endif
