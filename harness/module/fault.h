/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a signal handler can tell of the fault that ends a process, and what can
 * be said of it afterwards, in another process. rt_fault_take() may be called
 * in a signal handler.
 */
#ifndef RT_MODULE_FAULT_H
#define RT_MODULE_FAULT_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include "harness/base/text.h"

struct rt_fault {
	int number;	  /* of the signal; 0: there was no fault */
	uint64_t counter; /* address of the instruction */
	uint64_t address; /* that it accessed, of SIGSEGV and SIGBUS */
	bool is_mapped;	  /* something lies there, and forbids the access */
	uint64_t base;	  /* where the module is loaded; 0: not known */
	uint64_t field;	  /* where it is; 0: there is none */
};

/* Fills number, counter, address and is_mapped, as sigaction(2) gives them. */
void rt_fault_take(struct rt_fault *fault, int number, const siginfo_t *info,
		   const void *context);

/*
 * Appends what happened, as what the subject of the sentence did: "called
 * qemu_mutex_lock, which is not in the object", or "crashed: signal 11
 * (Segmentation fault) in load_idx, at address 0x12: a null pointer". @module
 * is the file that is loaded at fault->base. Not thread-safe (libelf).
 */
void rt_fault_say(struct rt_text *out, const struct rt_fault *fault,
		  const char *module);

#endif
