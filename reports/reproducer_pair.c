/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reports/reproducer_pair.h"

#include <string.h>

#include "harness/arch/arch.h"

static const char type[] =
	"typedef unsigned __int128 uint128_t;\n"
	"#define SHOW(v) (unsigned long long)((v) >> 64), (unsigned long "
	"long)(v)\n";

static const char x86_64_both[] =
	"static uint128_t pair_swap(void *p, uint128_t old, uint128_t new)\n"
	"{\n"
	"\tuint64_t low = old, high = old >> 64;\n"
	"\t__asm__ volatile(\"lock cmpxchg16b %0\" : \"+m\"(*(uint128_t "
	"*)p),\n"
	"\t\t\"+a\"(low), \"+d\"(high) : \"b\"((uint64_t)new),\n"
	"\t\t\"c\"((uint64_t)(new >> 64)) : \"memory\", \"cc\");\n"
	"\treturn (uint128_t)high << 64 | low;\n"
	"}\n";
static const char x86_64_load[] = "#define LOAD(p) pair_swap(p, 0, 0)\n";
static const char x86_64_store[] =
	"static void STORE(void *p, uint128_t v)\n"
	"{\n"
	"\tfor (uint128_t old = 0, seen; (seen = pair_swap(p, old, v)) != "
	"old;)\n"
	"\t\told = seen;\n"
	"}\n";

static const char aarch64_load[] =
	"static uint128_t LOAD(void *p)\n"
	"{\n"
	"\tuint64_t low, high;\n"
	"\tfor (uint32_t failed = 1; failed;)\n"
	"\t\t__asm__ volatile(\"ldxp %0, %1, [%3]\\n\\tstxp %w2, %0, %1, "
	"[%3]\"\n"
	"\t\t\t: \"=&r\"(low), \"=&r\"(high), \"=&r\"(failed)\n"
	"\t\t\t: \"r\"(p) : \"memory\");\n"
	"\treturn (uint128_t)high << 64 | low;\n"
	"}\n";
static const char aarch64_store[] =
	"static void STORE(void *p, uint128_t v)\n"
	"{\n"
	"\tuint64_t low = v, high = v >> 64, a, b;\n"
	"\tfor (uint32_t failed = 1; failed;)\n"
	"\t\t__asm__ volatile(\"ldxp %0, %1, [%3]\\n\\tstxp %w2, %4, %5, "
	"[%3]\"\n"
	"\t\t\t: \"=&r\"(a), \"=&r\"(b), \"=&r\"(failed)\n"
	"\t\t\t: \"r\"(p), \"r\"(low), \"r\"(high) : \"memory\");\n"
	"}\n";

static const struct pair {
	const struct rt_arch *arch;
	const char *both, *load, *store;
} pairs[] = {
	{&rt_arch_x86_64, x86_64_both, x86_64_load, x86_64_store},
	{&rt_arch_aarch64, "", aarch64_load, aarch64_store},
};

/* The machine that the reproducer's compiler is for. */
static const struct rt_arch *arch_of(const struct rt_reproducer *reproducer)
{
	const char *told = strstr(reproducer->compiler, "--target=");
	const char *name =
		told ? told + strlen("--target=") : reproducer->compiler;
	const struct rt_arch *arch = rt_arch_of_triplet(name);

	return arch ? arch : rt_arch_own();
}

int rt_reproducer_pair(const struct rt_reproducer *reproducer,
		       struct rt_text *out, struct rt_error *error)
{
	const struct rt_arch *arch = arch_of(reproducer);

	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++)
		if (pairs[i].arch == arch) {
			rt_text_format(out, "%s%s%s", type, pairs[i].both,
				       reproducer->stores ? pairs[i].load
							  : pairs[i].store);
			return RT_OK;
		}
	return rt_fail(
		error, RT_USAGE,
		"a C file of 128 bits is made for x86-64 and AArch64 "
		"only, as the other side needs the machine's own access");
}
