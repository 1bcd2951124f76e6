/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The emulated machines: their dynamic relocations, the CPUs that their libc
 * distinguishes, and what else libunicorn needs besides harness/arch. Another
 * machine is one file and one line of the list below. Constants, thread-safe.
 */
#ifndef RT_ENGINE_STEP_UNICORN_MACHINE_H
#define RT_ENGINE_STEP_UNICORN_MACHINE_H

#include <stddef.h>
#include <stdint.h>

#include "harness/arch/arch.h"
#include "harness/arch/capstone.h"
#include "harness/arch/unicorn.h"

enum { RT_EMULATED_PRESETS = 2 };

/* What a dynamic relocation writes. */
enum rt_relocation {
	RT_RELOCATE_NOTHING,
	RT_RELOCATE_BASE,   /* the load address plus the addend */
	RT_RELOCATE_SYMBOL, /* the symbol's address, plus the addend */
	RT_RELOCATE_SLOT,   /* the symbol's address */
	RT_RELOCATE_PC,	    /* the symbol's distance plus the addend */
	RT_RELOCATE_ASK,    /* the address that a resolver returns */
	RT_RELOCATE_THREAD, /* thread-local storage: not written */
	RT_RELOCATE_CALLED, /* TLS descriptor: a function that is missing */
	/* a symbol's address or the load address, plus the word */
	RT_RELOCATE_MIPS,
};

struct rt_relocation_type {
	unsigned int type; /* R_AARCH64_RELATIVE and so on, from elf.h */
	enum rt_relocation what;
};

/* A word of data that the libc would set when it starts. */
struct rt_preset {
	const char *symbol; /* NULL: none */
	unsigned int offset, size;
	uint64_t value;
};

/*
 * A CPU as the libc's resolvers (ifunc) see it: the hwcap that they get as an
 * argument, and the data that they read. Of variants with equal choices, only
 * the first is run.
 */
struct rt_variant {
	const char *name; /* "Neoverse N1"; "" is the baseline CPU */
	uint64_t hwcap;
	struct rt_preset preset[RT_EMULATED_PRESETS];
};

struct rt_emulated {
	const struct rt_arch *arch; /* with the machine's registers */
	const struct rt_relocation_type *relocations; /* terminated by type 0 */
	/* Terminated by a NULL name; NULL: the libc has no resolvers. */
	const struct rt_variant *variants;
	/* Enables what user code needs; may be NULL. */
	uc_err (*prepare)(uc_engine *engine);
	/* Sets the thread pointer, if that is not one register; may be NULL. */
	uc_err (*set_thread)(uc_engine *engine, uint64_t address);
	/*
	 * libcapstone's mode for the code at the program counter; may be NULL.
	 */
	cs_mode (*text_mode_now)(uc_engine *engine);
};

/* NULL when @arch is not emulated. */
const struct rt_emulated *rt_emulated_of(const struct rt_arch *arch);

/* The emulated machines and the names of their CPUs. */
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

/* Read and write a word of @size bytes in the machine's byte order. */
uint64_t rt_emulated_number(const struct rt_emulated *machine,
			    const unsigned char *bytes, unsigned int size);
void rt_emulated_put(const struct rt_emulated *machine, unsigned char *bytes,
		     unsigned int size, uint64_t value);

#endif
