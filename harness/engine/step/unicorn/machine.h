/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The machines that are emulated: what their dynamic relocations mean, the CPUs
 * that their libc knows, and what else libunicorn needs of them beside what
 * harness/arch has. Constants, any thread: another machine is a file and a line
 * of the list below.
 */
#ifndef RT_ENGINE_STEP_UNICORN_MACHINE_H
#define RT_ENGINE_STEP_UNICORN_MACHINE_H

#include <stddef.h>
#include <stdint.h>

#include "harness/arch/arch.h"
#include "harness/arch/capstone.h"
#include "harness/arch/unicorn.h"

enum { RT_EMULATED_PRESETS = 2 };

/* What a dynamic relocation puts into its place. */
enum rt_relocation {
	RT_RELOCATE_NOTHING,
	RT_RELOCATE_BASE,   /* where the module lies, plus the addend */
	RT_RELOCATE_SYMBOL, /* the symbol's address, plus the addend */
	RT_RELOCATE_SLOT,   /* the symbol's address alone */
	RT_RELOCATE_PC,	    /* the symbol's distance, plus the addend */
	RT_RELOCATE_ASK,    /* what the resolver at that address gives back */
	RT_RELOCATE_THREAD, /* thread-local storage: left as it is */
	RT_RELOCATE_CALLED, /* the same, by a function: there is none */
	RT_RELOCATE_MIPS,   /* a symbol's address or the base, in place */
};

struct rt_relocation_type {
	unsigned int type; /* R_AARCH64_RELATIVE … of elf.h */
	enum rt_relocation what;
};

/* A word of the libc's data that it would have set when it started. */
struct rt_preset {
	const char *symbol; /* NULL: none */
	unsigned int offset, size;
	uint64_t value;
};

/*
 * A CPU as the libc's resolvers (ifunc) see it: what they are given as
 * hwcap, and what they look up. Those that choose alike are tried once.
 */
struct rt_variant {
	const char *name; /* "Neoverse N1"; "" is the plainest CPU */
	uint64_t hwcap;
	struct rt_preset preset[RT_EMULATED_PRESETS];
};

struct rt_emulated {
	const struct rt_arch *arch; /* which has its registers */
	const struct rt_relocation_type *relocations; /* ended by type 0 */
	/* Ended by a NULL name; NULL: the libc has no resolvers. */
	const struct rt_variant *variants;
	/* What else the CPU needs before it runs user code; or NULL. */
	uc_err (*prepare)(uc_engine *engine);
	/* Points the thread register at @address where that takes more. */
	uc_err (*set_thread)(uc_engine *engine, uint64_t address);
	/* The mode that libcapstone needs for the code at hand; or NULL. */
	cs_mode (*text_mode_now)(uc_engine *engine);
};

/* NULL: not emulated. */
const struct rt_emulated *rt_emulated_of(const struct rt_arch *arch);

/* Each that is emulated, and how its CPU is named. */
#define RT_EMULATED_MACHINES(ONE)                                              \
	ONE(x86_64, "x86-64")                                                  \
	ONE(i386, "i386")                                                      \
	ONE(aarch64, "aarch64")                                                \
	ONE(arm, "arm")                                                        \
	ONE(riscv64, "riscv64")                                                \
	ONE(s390x, "s390x")                                                    \
	ONE(mipsel, "mipsel")                                                  \
	ONE(mips, "mips")

#define RT_DECLARE_EMULATED(machine, name)                                     \
	extern const struct rt_emulated rt_emulated_##machine;
RT_EMULATED_MACHINES(RT_DECLARE_EMULATED)

/* Words of the machine's size and order. */
uint64_t rt_emulated_number(const struct rt_emulated *machine,
			    const unsigned char *bytes, unsigned int size);
void rt_emulated_put(const struct rt_emulated *machine, unsigned char *bytes,
		     unsigned int size, uint64_t value);

#endif
