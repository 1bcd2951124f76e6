/* SPDX-License-Identifier: GPL-2.0-or-later */
/* libunicorn's constants for a machine and its registers: its headers. */
#ifndef RT_ARCH_UNICORN_H
#define RT_ARCH_UNICORN_H

#include <stdbool.h>
#include <stdint.h>
#include <unicorn/unicorn.h>

enum { RT_UNICORN_NONE = -1 };

struct rt_arch_unicorn {
	uc_arch arch;
	uc_mode mode;
	int model; /* for uc_ctl_set_cpu_model(), or -1: the default */
	/*
	 * The registers of an accessor's call. RT_UNICORN_NONE for address and
	 * value: both are on the stack above the return address, in this order.
	 * A value wider than a register is in wide[], the low half first; a
	 * result in wide_result[].
	 */
	int address, value, result, wide[2], wide_result[2];
	bool is_value_signed; /* 32 bits are sign-extended to a register */
	int stack, counter;
	int link; /* RT_UNICORN_NONE: the return address is on the stack */
	/* A return address is odd, as one of Thumb must be (ARM A2.3.2). */
	bool is_link_odd;
	int entry;  /* holds the function's address, or RT_UNICORN_NONE */
	int thread; /* the thread pointer, or RT_UNICORN_NONE */
	/* Exception numbers in UC_HOOK_INTR: QEMU's target/<machine>/cpu.h. */
	uint32_t system_call, undefined;
};

#endif
