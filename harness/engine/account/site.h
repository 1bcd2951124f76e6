/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Private to this folder: the instructions that access the field, each with its
 * text and what the machine's manual promises of it. Not thread-safe.
 */
#ifndef RT_ENGINE_ACCOUNT_SITE_H
#define RT_ENGINE_ACCOUNT_SITE_H

#include "harness/engine/account/walk.h"

/* The name of the function that contains @address, "" without one. */
void rt_site_function(const struct rt_walk *walk, uint64_t address,
		      char name[RT_ACCOUNT_NAME]);

/*
 * Opens the way where the instruction of the module at @address uses the thread
 * pointer, and the module's thread-local data are not there.
 */
void rt_site_note_thread(struct rt_walk *walk, struct rt_state *state,
			 uint64_t address);

/* The site of the instruction at @address; RT_ACCOUNT_SITES: no room. */
unsigned rt_site_of(struct rt_walk *walk, uint64_t address);
/*
 * Whether the machine promises that the instruction at @address, which accesses
 * @bytes at @offset from the field, accesses @least of them at once, those of
 * the field.
 */
bool rt_site_is_whole(struct rt_walk *walk, uint64_t address, int64_t offset,
		      unsigned bytes, unsigned least);

/*
 * Whether the machine promises that the registers of the instruction at
 * @address, @bytes together, are one access.
 */
bool rt_site_is_joined(struct rt_walk *walk, uint64_t address, unsigned bytes);

/*
 * Whether the instruction at @address is a load-exclusive whose @bytes are one
 * access only if the store-exclusive succeeds.
 */
bool rt_site_is_linked(struct rt_walk *walk, uint64_t address, unsigned bytes);

/* Whether an interrupt may have the instruction make its accesses again. */
bool rt_site_may_restart(struct rt_walk *walk, uint64_t address);

#endif
