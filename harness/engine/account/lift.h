/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lifts machine code to VEX's intermediate representation (libvex_ir.h), with
 * libVEX 3.19.
 *
 * libVEX keeps one state a process, asserts on code that it does not expect,
 * and has faulted on some: use a process of its own, with one thread. What it
 * asserts ends the call, not the process.
 */
#ifndef RT_ENGINE_ACCOUNT_LIFT_H
#define RT_ENGINE_ACCOUNT_LIFT_H

#include <stdbool.h>
#include <stdint.h>

#include "harness/engine/account/guest.h"

/* Prepares libVEX, once in a process; later calls do nothing. */
void rt_lift_start(void);

/*
 * The instructions from @address on, at most @most, up to the end of the block:
 * a jump, a call, or what cannot be lifted. @address is odd for Thumb. The
 * bytes must be at that address, or, for one instruction that has another
 * origin, at @bytes. NULL when libVEX gives up. The block is valid until the
 * next call.
 */
IRSB *rt_lift(const struct rt_guest *guest, const uint8_t *bytes,
	      uint64_t address, unsigned most);

/*
 * Calls @body, which calls functions of libVEX: false when one of them gave up
 * on the way.
 */
bool rt_lift_guarded(void (*body)(void *data), void *data);

#endif
