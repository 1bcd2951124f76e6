/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * accessor: qemu-ram-device-exact
 * summary:  an access of the exact width for each size that can be asked for
 * met:      case 10, its fix of 2016, QEMU commit 4a2e242bbb
 * expect:   atomic
 */
#include <stddef.h>

#include "ringtear.h"

static volatile size_t size_asked[] = {1, 2, 4, 8};

static uint64_t read_exactly(const void *p, size_t size)
{
	switch (size) {
	case 2:
		return *(const volatile uint16_t *)p;
	case 4:
		return *(const volatile uint32_t *)p;
	case 8:
		return *(const volatile uint64_t *)p;
	default:
		return *(const volatile uint8_t *)p;
	}
}

static void write_exactly(void *p, uint64_t data, size_t size)
{
	switch (size) {
	case 2:
		*(volatile uint16_t *)p = (uint16_t)data;
		break;
	case 4:
		*(volatile uint32_t *)p = (uint32_t)data;
		break;
	case 8:
		*(volatile uint64_t *)p = data;
		break;
	default:
		*(volatile uint8_t *)p = (uint8_t)data;
	}
}

#define ACCESSORS(bits, log)                                                   \
	uint##bits##_t ringtear_load##bits(const void *p)                      \
	{                                                                      \
		return (uint##bits##_t)read_exactly(p, size_asked[log]);       \
	}                                                                      \
                                                                               \
	void ringtear_store##bits(void *p, uint##bits##_t v)                   \
	{                                                                      \
		write_exactly(p, v, size_asked[log]);                          \
	}

ACCESSORS(16, 1)
ACCESSORS(32, 2)
ACCESSORS(64, 3)
