/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The text of instructions that access memory: libcapstone 4 has no RISC-V. */
#include <stdbool.h>
#include <stdio.h>

#include "harness/engine/account/riscv_text.h"

/* The ABI's names of the registers: RISC-V ELF psABI, chapter 1. */
static const char *const names[] = {
	"zero", "ra", "sp", "gp", "tp",	 "t0",	"t1", "t2", "s0", "s1", "a0",
	"a1",	"a2", "a3", "a4", "a5",	 "a6",	"a7", "s2", "s3", "s4", "s5",
	"s6",	"s7", "s8", "s9", "s10", "s11", "t3", "t4", "t5", "t6"};

static const char *load_name(uint32_t code)
{
	static const char *const loads[] = {"lb",  "lh",  "lw",	 "ld",
					    "lbu", "lhu", "lwu", ""};

	return loads[code >> 12 & 7];
}

static const char *store_name(uint32_t code)
{
	static const char *const stores[] = {"sb", "sh", "sw", "sd",
					     "",   "",	 "",   ""};

	return stores[code >> 12 & 7];
}

static const char *atomic_name(uint32_t code)
{
	switch (code >> 27) {
	case 0x00:
		return "amoadd";
	case 0x01:
		return "amoswap";
	case 0x02:
		return "lr";
	case 0x03:
		return "sc";
	case 0x04:
		return "amoxor";
	case 0x08:
		return "amoor";
	case 0x0c:
		return "amoand";
	case 0x10:
		return "amomin";
	case 0x14:
		return "amomax";
	case 0x18:
		return "amominu";
	case 0x1c:
		return "amomaxu";
	default:
		return "";
	}
}

static int32_t load_offset(uint32_t code)
{
	return (int32_t)code >> 20;
}

static int32_t store_offset(uint32_t code)
{
	return ((int32_t)code >> 25) * 32 + (int32_t)(code >> 7 & 31);
}

static uint32_t read_code(const uint8_t *bytes, bool is_64)
{
	uint32_t code = bytes[0] | (uint32_t)bytes[1] << 8;

	if ((code & 3) != 3)
		return rt_riscv_expand((uint16_t)code, is_64);
	return code | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

static const char *write_text(uint32_t code, char *text, size_t size)
{
	unsigned to = code >> 7 & 31, from = code >> 20 & 31;
	const char *base = names[code >> 15 & 31], *name = "";
	bool is_wide = code >> 12 & 1;

	switch (code & 0x7f) {
	case 0x03:
		name = load_name(code);
		snprintf(text, size, "%s %s, %d(%s)", name, names[to],
			 load_offset(code), base);
		break;
	case 0x07:
		name = is_wide ? "fld" : "flw";
		snprintf(text, size, "%s f%u, %d(%s)", name, to,
			 load_offset(code), base);
		break;
	case 0x23:
		name = store_name(code);
		snprintf(text, size, "%s %s, %d(%s)", name, names[from],
			 store_offset(code), base);
		break;
	case 0x27:
		name = is_wide ? "fsd" : "fsw";
		snprintf(text, size, "%s f%u, %d(%s)", name, from,
			 store_offset(code), base);
		break;
	case 0x2f:
		name = atomic_name(code);
		snprintf(text, size, "%s.%c %s, %s, (%s)", name,
			 is_wide ? 'd' : 'w', names[to], names[from], base);
		break;
	default:
		snprintf(text, size, "an instruction without memory");
	}
	return name;
}

const char *rt_riscv64_text(const uint8_t *bytes, char *text, size_t size)
{
	return write_text(read_code(bytes, true), text, size);
}

const char *rt_riscv32_text(const uint8_t *bytes, char *text, size_t size)
{
	return write_text(read_code(bytes, false), text, size);
}
