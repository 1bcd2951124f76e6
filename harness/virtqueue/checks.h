/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether the virtqueue checks anything: 1 unless a benchmark compiles the same
 * sources with -DRT_VQ_CHECKS=0 to learn what the checks cost.
 *
 * At 0 both the real systems' checks and the oracle are gone, so the accessors
 * must then be atomic. Used as a constant in `if`.
 */
#ifndef RT_VIRTQUEUE_CHECKS_H
#define RT_VIRTQUEUE_CHECKS_H

#ifndef RT_VQ_CHECKS
#define RT_VQ_CHECKS 1
#endif

#endif
