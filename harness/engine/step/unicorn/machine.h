/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The machines that are emulated: what libunicorn and libcapstone call them,
 * the ABI of a call, and what their dynamic relocations mean. Constants, any
 * thread: another machine is a file and a line in machine.c.
 */
#ifndef RT_ENGINE_STEP_UNICORN_MACHINE_H
#define RT_ENGINE_STEP_UNICORN_MACHINE_H

#include <capstone/capstone.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <unicorn/unicorn.h>

enum { RT_NO_REGISTER = -1, RT_EMULATED_PRESETS = 2 };

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
	const char *name;	  /* "aarch64" */
	unsigned int elf_machine; /* e_machine of elf(5) */
	bool is_64, is_big_endian;
	uc_arch arch;
	uc_mode mode;
	int model; /* for uc_ctl_set_cpu_model(), or -1: the usual */
	/* Of libcapstone; without it instructions are shown as bytes. */
	bool has_text;
	cs_arch text_arch;
	cs_mode text_mode;
	/*
	 * The call: RT_NO_REGISTER for address and value means on the stack
	 * above the return address, in that order. A value wider than a
	 * register is in wide[], the low half first; a result in wide_result[].
	 */
	int address, value, result, wide[2], wide_result[2];
	bool is_value_signed; /* 32 bits are sign-extended to a register */
	int stack, counter;
	int link;   /* RT_NO_REGISTER: the return address is on the stack */
	int entry;  /* holds the function's address, or RT_NO_REGISTER */
	int thread; /* points at the thread's own data, or RT_NO_REGISTER */
	/* Numbers of UC_HOOK_INTR. */
	uint32_t system_call, undefined;
	const struct rt_relocation_type *relocations; /* ended by type 0 */
	const struct rt_variant *variants;	      /* ended by a NULL name */
	/* What else the CPU needs before it runs user code; or NULL. */
	uc_err (*prepare)(uc_engine *engine);
	/* Points the thread register at @address where that takes more. */
	uc_err (*set_thread)(uc_engine *engine, uint64_t address);
	/*
	 * True when the architecture may carry out the accesses of the
	 * instruction at @code in other pieces than the emulator reports: what
	 * it shows is then one way of several. NULL: never.
	 */
	bool (*may_split)(const uint8_t *code, size_t length);
	/* The mode that libcapstone needs for the code at hand; or NULL. */
	cs_mode (*text_mode_now)(uc_engine *engine);
};

/* The machine of this e_machine, class and byte order; NULL: not emulated. */
const struct rt_emulated *rt_emulated_of(unsigned int elf_machine, bool is_64,
					 bool is_big_endian);

/* Those that the table has, by number; NULL behind the last. */
const struct rt_emulated *rt_emulated_at(size_t number);

/* For machines whose libc has no resolvers: one plain CPU. */
extern const struct rt_variant rt_only_variant[];

extern const struct rt_emulated rt_emulated_x86_64;
extern const struct rt_emulated rt_emulated_i386;
extern const struct rt_emulated rt_emulated_aarch64;
extern const struct rt_emulated rt_emulated_arm;
extern const struct rt_emulated rt_emulated_riscv64;
extern const struct rt_emulated rt_emulated_s390x;
extern const struct rt_emulated rt_emulated_mips;
extern const struct rt_emulated rt_emulated_mipsel;

#endif
