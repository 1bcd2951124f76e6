/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the objects beside this file were built from, by build.sh: accessors
 * whose emission is known on every machine.
 */
#include <stddef.h>
#include <stdint.h>

void *memcpy(void *to, const void *from, size_t length);

/* One access. */
uint16_t ringtear_load16(const void *p)
{
	return *(const volatile uint16_t *)p;
}

void ringtear_store16(void *p, uint16_t v)
{
	*(volatile uint16_t *)p = v;
}

/* Two accesses, one a half. */
uint32_t ringtear_load32(const void *p)
{
	const volatile uint16_t *half = p;
	uint32_t first = half[0];

	return first << 16 | half[1];
}

void ringtear_store32(void *p, uint32_t v)
{
	volatile uint16_t *half = p;

	half[0] = (uint16_t)v;
	half[1] = (uint16_t)(v >> 16);
}

/* A call that leaves the module. */
uint16_t called16(const void *p)
{
	uint16_t v;

	memcpy(&v, p, sizeof(v));
	return v;
}

/* A call that stays in it; the address comes back from the stack. */
static __attribute__((noinline)) uint16_t inner(const void *const *at)
{
	return *(const volatile uint16_t *)*at;
}

uint16_t followed16(const void *p)
{
	const void *volatile kept = p;

	return inner((const void *const *)&kept);
}

/* Twice, each time whole. */
uint16_t twice16(const void *p)
{
	const volatile uint16_t *field = p;

	return (uint16_t)(field[0] + field[0]);
}
