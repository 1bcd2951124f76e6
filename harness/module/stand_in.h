/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Stand-ins: what a module has in place of the symbols that an object needs and
 * nothing here defines. Each is a function of its own that does nothing but
 * trap, and a symbol of the missing name lies at its address, so that a call
 * can be told by the name that was called. A constant; thread-safe.
 */
#ifndef RT_MODULE_STAND_IN_H
#define RT_MODULE_STAND_IN_H

/* The stand-ins are named this and a number. */
#define RT_STAND_IN "ringtear_missing_"

#endif
