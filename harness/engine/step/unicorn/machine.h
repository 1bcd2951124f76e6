/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The emulated machines: the CPUs that their libc distinguishes, and what else
 * libunicorn needs besides harness/arch. Another machine is one file and one
 * line of the list below. Constants, thread-safe.
 */
#ifndef RT_ENGINE_STEP_UNICORN_MACHINE_H
#define RT_ENGINE_STEP_UNICORN_MACHINE_H

#include <stddef.h>
#include <stdint.h>

#include "harness/arch/arch.h"
#include "harness/arch/capstone.h"
#include "harness/arch/unicorn.h"

enum { RT_EMULATED_PRESETS = 2 };

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
	/*
	 * Writes an instruction that libcapstone does not know to @text, and
	 * returns its name, "" for none; of @code 16 bytes can be read. May be
	 * NULL.
	 */
	const char *(*own_text)(const uint8_t *code, char *text, size_t size);
};

/* NULL when @arch is not emulated. */
const struct rt_emulated *rt_emulated_of(const struct rt_arch *arch);

/* The emulated machines and the names of their CPUs. */
#define RT_EMULATED_MACHINES(ONE)                                              \
	ONE(x86_64, "x86-64")                                                  \
	ONE(i386, "i386")                                                      \
	ONE(aarch64, "aarch64")                                                \
	ONE(arm, "arm")                                                        \
	ONE(armv6m, "ARMv6-M")                                                 \
	ONE(armv7m, "ARMv7-M")                                                 \
	ONE(riscv64, "riscv64")                                                \
	ONE(riscv32, "riscv32")                                                \
	ONE(s390x, "s390x")                                                    \
	ONE(mipsel, "mipsel")                                                  \
	ONE(mips, "mips")

#define RT_DECLARE_EMULATED(machine, name)                                     \
	extern const struct rt_emulated rt_emulated_##machine;
RT_EMULATED_MACHINES(RT_DECLARE_EMULATED)

#endif
