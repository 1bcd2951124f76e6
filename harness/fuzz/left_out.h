/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Flags that no trial of a search has, though a user may give them: what they
 * lead to is the doing of the flag or of the harness, and not of the accessor.
 * Thread-safe.
 */
#ifndef RT_FUZZ_LEFT_OUT_H
#define RT_FUZZ_LEFT_OUT_H

#include <stdbool.h>

/* Why @word is left out: "it needs …"; NULL for a word that may be tried. */
const char *rt_left_out(const char *word);

/* Whether a trial of a search may have @word: rt_flags_allow(), and not that.
 */
bool rt_flag_may_be_tried(const char *word);

#endif
