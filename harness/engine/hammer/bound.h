/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a count of rare events says of their rate. Pure, thread-safe. */
#ifndef RT_ENGINE_HAMMER_BOUND_H
#define RT_ENGINE_HAMMER_BOUND_H

#include <stdint.h>

/*
 * The upper end of the one-sided 95 % confidence interval of a rate with @seen
 * events in @tries; 1 without tries. Poisson: exact for @seen = 0 (the "rule of
 * three"), else by the cube-root approximation of the chi-square quantile
 * (Wilson and Hilferty, PNAS 1931).
 */
double rt_upper_bound(uint64_t seen, uint64_t tries);

#endif
