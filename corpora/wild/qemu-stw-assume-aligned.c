/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * accessor: qemu-stw-assume-aligned
 * summary:  __builtin_memcpy to an address said to be naturally aligned
 * met:      case 2: what would have mended QEMU on MIPS KVM, 2021-05-17,
 *           Message-ID 1621220021-17199-1-git-send-email-maobibo@loongson.cn;
 *           the accessor as it was is builtin-memcpy
 * expect:   atomic
 */
#include "ringtear.h"

#define ACCESSORS(bits)                                                        \
	uint##bits##_t ringtear_load##bits(const void *p)                      \
	{                                                                      \
		uint##bits##_t v;                                              \
                                                                               \
		__builtin_memcpy(&v, __builtin_assume_aligned(p, sizeof(v)),   \
				 sizeof(v));                                   \
		return v;                                                      \
	}                                                                      \
                                                                               \
	void ringtear_store##bits(void *p, uint##bits##_t v)                   \
	{                                                                      \
		__builtin_memcpy(__builtin_assume_aligned(p, sizeof(v)), &v,   \
				 sizeof(v));                                   \
	}

RINGTEAR_EACH_WIDTH(ACCESSORS)
