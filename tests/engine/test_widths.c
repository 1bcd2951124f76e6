/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Asks the CPU how wide the memory operands of instructions are: each runs
 * with its operand at the very end of a page, and one byte further on, where
 * it must fault. What the decoder believes must be the same.
 */
#include <dlfcn.h>
#include <setjmp.h>
#include <signal.h>
#include <sys/mman.h>

#include "harness/engine/step/operands.h"
#include "harness/engine/step/widths.h"
#include "tests/base/machine.h"
#include "tests/module/fixture.h"

enum { page = 4096 };

/* What comes before the instruction and after it; both may be "". */
static const struct {
	const char *before, *text, *after;
} known[] = {
	{"", "movb (%rdi), %al", ""},
	{"", "movw (%rdi), %ax", ""},
	{"", "movl (%rdi), %eax", ""},
	{"", "movq (%rdi), %rax", ""},
	{"", "movb %al, (%rdi)", ""},
	{"", "movw %ax, (%rdi)", ""},
	{"", "movl %eax, (%rdi)", ""},
	{"", "movq %rax, (%rdi)", ""},
	{"", "movw $7, (%rdi)", ""},
	{"", "movq $7, (%rdi)", ""},
	{"", "movzbl (%rdi), %eax", ""},
	{"", "movzwl (%rdi), %eax", ""},
	{"", "movsbq (%rdi), %rax", ""},
	{"", "movswl (%rdi), %eax", ""},
	{"", "movslq (%rdi), %rax", ""},
	{"", "movbe (%rdi), %ax", ""},
	{"", "movbe (%rdi), %eax", ""},
	{"", "movbe %rax, (%rdi)", ""},
	{"", "movnti %eax, (%rdi)", ""},
	{"", "movnti %rax, (%rdi)", ""},
	{"", "pushw (%rdi)", "popw %ax"},
	{"", "pushq (%rdi)", "popq %rax"},
	{"pushw %ax", "popw (%rdi)", ""},
	{"pushq %rax", "popq (%rdi)", ""},
	{"", "addb %al, (%rdi)", ""},
	{"", "addw (%rdi), %ax", ""},
	{"", "subl %eax, (%rdi)", ""},
	{"", "adcq (%rdi), %rax", ""},
	{"", "sbbl (%rdi), %eax", ""},
	{"", "andw $3, (%rdi)", ""},
	{"", "orq $3, (%rdi)", ""},
	{"", "xorl (%rdi), %eax", ""},
	{"", "cmpw $3, (%rdi)", ""},
	{"", "cmpq (%rdi), %rax", ""},
	{"", "testb $3, (%rdi)", ""},
	{"", "testl %eax, (%rdi)", ""},
	{"", "incw (%rdi)", ""},
	{"", "decq (%rdi)", ""},
	{"", "negl (%rdi)", ""},
	{"", "notw (%rdi)", ""},
	{"", "shlw $1, (%rdi)", ""},
	{"", "shrq $3, (%rdi)", ""},
	{"", "sarl %cl, (%rdi)", ""},
	{"", "rolw $8, (%rdi)", ""},
	{"", "rorq $8, (%rdi)", ""},
	{"", "rclw $1, (%rdi)", ""},
	{"", "rcrl $1, (%rdi)", ""},
	{"", "imull (%rdi), %eax", ""},
	{"", "imulw $1, (%rdi), %ax", ""},
	{"", "mulw (%rdi)", ""},
	{"", "divl (%rdi)", ""},
	{"", "idivq (%rdi)", ""},
	{"", "bsfw (%rdi), %ax", ""},
	{"", "bsrq (%rdi), %rax", ""},
	{"", "popcntl (%rdi), %eax", ""},
	{"", "tzcntw (%rdi), %ax", ""},
	{"", "lzcntq (%rdi), %rax", ""},
	{"", "btw $3, (%rdi)", ""},
	{"", "btsl $3, (%rdi)", ""},
	{"", "btrq $3, (%rdi)", ""},
	{"", "btcw $3, (%rdi)", ""},
	{"", "sete (%rdi)", ""},
	{"", "cmovew (%rdi), %ax", ""},
	{"", "cmovnel (%rdi), %eax", ""},
	{"", "cmovaq (%rdi), %rax", ""},
	{"", "xchgb %al, (%rdi)", ""},
	{"", "xchgl %eax, (%rdi)", ""},
	{"", "lock xaddw %ax, (%rdi)", ""},
	{"", "lock cmpxchgw %cx, (%rdi)", ""},
	{"", "lock cmpxchgq %rcx, (%rdi)", ""},
	{"", "lock incl (%rdi)", ""},
	{"push %rbx", "lock cmpxchg8b (%rdi)", "pop %rbx"},
	{"push %rbx", "lock cmpxchg16b (%rdi)", "pop %rbx"},
	{"", "lodsb", ""},
	{"", "lodsw", ""},
	{"", "lodsl", ""},
	{"", "lodsq", ""},
	{"", "stosb", ""},
	{"", "stosw", ""},
	{"", "stosl", ""},
	{"", "stosq", ""},
	{"", "scasb", ""},
	{"", "scasw", ""},
	{"", "scasl", ""},
	{"", "scasq", ""},
	{"mov $1, %ecx", "rep stosw", ""},
	{"mov $1, %ecx", "rep lodsw", ""},
	{"", "movd (%rdi), %xmm0", ""},
	{"", "movd %xmm0, (%rdi)", ""},
	{"", "movd (%rdi), %mm0", "emms"},
	{"", "movq (%rdi), %mm0", "emms"},
	{"", "movq %mm0, (%rdi)", "emms"},
	{"", "movntq %mm0, (%rdi)", "emms"},
	{"", "movq (%rdi), %xmm0", ""},
	{"", "movq %xmm0, (%rdi)", ""},
	{"", "movss (%rdi), %xmm0", ""},
	{"", "movss %xmm0, (%rdi)", ""},
	{"", "movsd (%rdi), %xmm0", ""},
	{"", "movsd %xmm0, (%rdi)", ""},
	{"", "movlps (%rdi), %xmm0", ""},
	{"", "movlps %xmm0, (%rdi)", ""},
	{"", "movhps (%rdi), %xmm0", ""},
	{"", "movhps %xmm0, (%rdi)", ""},
	{"", "movlpd (%rdi), %xmm0", ""},
	{"", "movhpd %xmm0, (%rdi)", ""},
	{"", "movups (%rdi), %xmm0", ""},
	{"", "movupd %xmm0, (%rdi)", ""},
	{"", "movaps (%rdi), %xmm0", ""},
	{"", "movapd %xmm0, (%rdi)", ""},
	{"", "movdqa (%rdi), %xmm0", ""},
	{"", "movdqu (%rdi), %xmm0", ""},
	{"", "movdqu %xmm0, (%rdi)", ""},
	{"", "lddqu (%rdi), %xmm0", ""},
	{"", "movntdq %xmm0, (%rdi)", ""},
	{"", "movntdqa (%rdi), %xmm0", ""},
	{"", "movntps %xmm0, (%rdi)", ""},
	{"", "movntpd %xmm0, (%rdi)", ""},
	{"", "pinsrb $1, (%rdi), %xmm0", ""},
	{"", "pinsrw $1, (%rdi), %xmm0", ""},
	{"", "pinsrd $1, (%rdi), %xmm0", ""},
	{"", "pinsrq $1, (%rdi), %xmm0", ""},
	{"", "pextrb $1, %xmm0, (%rdi)", ""},
	{"", "pextrw $1, %xmm0, (%rdi)", ""},
	{"", "pextrd $1, %xmm0, (%rdi)", ""},
	{"", "pextrq $1, %xmm0, (%rdi)", ""},
	{"", "filds (%rdi)", "fstp %st(0)"},
	{"", "fildl (%rdi)", "fstp %st(0)"},
	{"", "fildll (%rdi)", "fstp %st(0)"},
	{"", "flds (%rdi)", "fstp %st(0)"},
	{"", "fldl (%rdi)", "fstp %st(0)"},
	{"", "fldt (%rdi)", "fstp %st(0)"},
	{"fld1", "fists (%rdi)", "fstp %st(0)"},
	{"fld1", "fistl (%rdi)", "fstp %st(0)"},
	{"fld1", "fistps (%rdi)", ""},
	{"fld1", "fistpl (%rdi)", ""},
	{"fld1", "fistpll (%rdi)", ""},
	{"fld1", "fisttps (%rdi)", ""},
	{"fld1", "fsts (%rdi)", "fstp %st(0)"},
	{"fld1", "fstl (%rdi)", "fstp %st(0)"},
	{"fld1", "fstps (%rdi)", ""},
	{"fld1", "fstpl (%rdi)", ""},
};

/* The same where there is AVX. */
static const struct {
	const char *text;
} vectors[] = {
	{"vmovd (%rdi), %xmm0"},
	{"vmovd %xmm0, (%rdi)"},
	{"vmovq (%rdi), %xmm0"},
	{"vmovq %xmm0, (%rdi)"},
	{"vmovss (%rdi), %xmm0"},
	{"vmovss %xmm0, (%rdi)"},
	{"vmovsd (%rdi), %xmm0"},
	{"vmovsd %xmm0, (%rdi)"},
	{"vmovups (%rdi), %xmm0"},
	{"vmovups (%rdi), %ymm0"},
	{"vmovupd %ymm0, (%rdi)"},
	{"vmovaps (%rdi), %ymm0"},
	{"vmovapd %xmm0, (%rdi)"},
	{"vmovdqu (%rdi), %ymm0"},
	{"vmovdqa (%rdi), %ymm0"},
	{"vmovdqu %xmm0, (%rdi)"},
	{"vmovntdq %ymm0, (%rdi)"},
	{"vmovntps %ymm0, (%rdi)"},
	{"vmovntpd %xmm0, (%rdi)"},
	{"vlddqu (%rdi), %ymm0"},
	{"vmovlps %xmm0, (%rdi)"},
	{"vmovhps %xmm0, (%rdi)"},
	{"vmovlpd %xmm0, (%rdi)"},
	{"vmovhpd %xmm0, (%rdi)"},
	{"vpinsrb $1, (%rdi), %xmm0, %xmm0"},
	{"vpinsrw $1, (%rdi), %xmm0, %xmm0"},
	{"vpinsrd $1, (%rdi), %xmm0, %xmm0"},
	{"vpinsrq $1, (%rdi), %xmm0, %xmm0"},
};

/* What must not be believed: a width that is not the operand's, or none. */
static const char *const doubted[] = {
	"bt %rax, (%rdi)",
	"btsw %ax, (%rdi)",
	"fxsave (%rdi)",
	"fnsave (%rdi)",
	"fnstenv (%rdi)",
	"xsave (%rdi)",
	"paddd (%rdi), %xmm0",
	"vpmaskmovd (%rdi), %xmm1, %xmm0",
	"vpgatherdd %xmm2, (%rdi,%xmm1), %xmm0",
	"sgdt (%rdi)",
	/* Under a mask; AVX-512 is not needed to read them. */
	"vmovdqu64 (%rdi), %zmm0{%k1}{z}",
	"vmovdqu64 (%rdi), %zmm0{%k1}",
	"vmovdqu64 %zmm0, (%rdi){%k1}",
	"vmovdqu8 (%rdi), %ymm0{%k1}{z}",
	"vpgatherqq (%rdi,%zmm1), %zmm0{%k1}",
	"vpscatterqq %zmm0, (%rdi,%zmm1){%k1}",
};

static sigjmp_buf faulted;
static volatile sig_atomic_t fault; /* the number of the last signal */

static void on_fault(int number)
{
	fault = number;
	siglongjmp(faulted, number);
}

static void add_function(struct rt_text *source, const char *name, size_t i,
			 const char *before, const char *text,
			 const char *after)
{
	rt_text_format(source,
		       "__asm__(\".globl %s_%zu, %s_at_%zu\\n%s_%zu: %s\\n"
		       "%s_at_%zu: %s\\n %s\\n ret\");\n",
		       name, i, name, i, name, i, before, name, i, text, after);
}

static void *build(struct fixture *fixture, struct rt_build *built)
{
	struct rt_text source = RT_TEXT_INIT;
	struct rt_cell cell = {.flags = "-O0"};
	char *path;
	void *module;

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		add_function(&source, "known", i, known[i].before,
			     known[i].text, known[i].after);
	for (size_t i = 0; i < sizeof(vectors) / sizeof(*vectors); i++)
		add_function(&source, "vector", i, "", vectors[i].text, "");
	for (size_t i = 0; i < sizeof(doubted) / sizeof(*doubted); i++)
		add_function(&source, "doubted", i, "", doubted[i], "");
	path = fixture_write(fixture, "widths.c", rt_text_string(&source));
	cell.source = path;
	cell.toolchain = fixture_toolchain(fixture, "gcc+glibc");
	fixture_build(fixture, built, &cell);
	module = dlopen(rt_text_string(&built->module), RTLD_NOW);
	assert_non_null(module);
	rt_text_free(&source);
	free(path);
	return module;
}

static uint64_t address_of(void *module, const char *name, const char *at,
			   size_t i)
{
	char symbol[48];

	snprintf(symbol, sizeof(symbol), "%s%s%zu", name, at, i);
	return (uint64_t)(uintptr_t)dlsym(module, symbol);
}

/* Runs @function with %rdi and %rsi at @place; false when it faulted. */
static bool survives(uint64_t function, unsigned char *place)
{
	uint64_t a = 0, c = 0, d = 0;

	if (sigsetjmp(faulted, 1))
		return false;
	__asm__ volatile("call *%[function]"
			 : "+a"(a), "+c"(c), "+d"(d), "+D"(place)
			 : [function] "r"(function), "S"(place)
			 : "memory", "cc", "xmm0", "r8", "r9", "r10", "r11");
	return true;
}

static void expect(struct rt_decoder *decoder, void *module, const char *name,
		   size_t i, const char *text, unsigned char *end)
{
	uint64_t function = address_of(module, name, "_", i);
	ucontext_t context = {.uc_flags = 0};
	struct rt_operands operands;
	greg_t *registers = context.uc_mcontext.gregs;
	const struct rt_step_operand *memory = &operands.memory[0];

	registers[REG_RIP] = (greg_t)address_of(module, name, "_at_", i);
	registers[REG_RDI] = registers[REG_RSI] = (greg_t)(uintptr_t)end;
	registers[REG_RCX] = 1;
	rt_operands_of(decoder, &context, &operands);
	if (operands.count != 1 || operands.blind || memory->doubtful)
		fail_msg("%s %zu is not known", name, i);
	if (memory->address != (uint64_t)(uintptr_t)end)
		fail_msg("%s %zu is elsewhere", name, i);
	memset(end - page, 1, page);
	if (!survives(function, end - memory->size)) {
		if (fault != SIGILL)
			fail_msg("%s %zu is wider than %u", name, i,
				 memory->size);
		machine_lacks("an instruction", text);
		return;
	}
	if (survives(function, end - memory->size + 1))
		fail_msg("%s %zu is narrower than %u", name, i, memory->size);
}

static void widths_are_those_of_the_cpu(void **state)
{
	struct sigaction act = {.sa_handler = on_fault}, before[3];
	struct rt_build built;
	struct rt_decoder *decoder;
	void *module = build(*state, &built);
	unsigned char *pages = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE,
				    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	assert_true(pages != MAP_FAILED);
	assert_int_equal(mprotect(pages + page, page, PROT_NONE), 0);
	assert_int_equal(rt_decoder_open(&decoder, NULL), 0);
	sigaction(SIGSEGV, &act, &before[0]);
	sigaction(SIGBUS, &act, &before[1]);
	/* An instruction that this CPU has not: its width was read above. */
	sigaction(SIGILL, &act, &before[2]);
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		expect(decoder, module, "known", i, known[i].text,
		       pages + page);
	for (size_t i = 0; i < sizeof(vectors) / sizeof(*vectors); i++)
		expect(decoder, module, "vector", i, vectors[i].text,
		       pages + page);
	sigaction(SIGSEGV, &before[0], NULL);
	sigaction(SIGBUS, &before[1], NULL);
	sigaction(SIGILL, &before[2], NULL);
	rt_decoder_close(decoder);
	munmap(pages, 2 * page);
	dlclose(module);
	rt_build_free(&built);
}

static void others_are_doubted(void **state)
{
	struct rt_build built;
	struct rt_decoder *decoder;
	void *module = build(*state, &built);

	assert_int_equal(rt_decoder_open(&decoder, NULL), 0);
	for (size_t i = 0; i < sizeof(doubted) / sizeof(*doubted); i++) {
		ucontext_t context = {.uc_flags = 0};
		struct rt_operands operands;

		context.uc_mcontext.gregs[REG_RIP] =
			(greg_t)address_of(module, "doubted", "_at_", i);
		rt_operands_of(decoder, &context, &operands);
		if (!operands.blind &&
		    !(operands.count && operands.memory[0].doubtful))
			fail_msg("%s is believed", doubted[i]);
	}
	rt_decoder_close(decoder);
	dlclose(module);
	rt_build_free(&built);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(widths_are_those_of_the_cpu),
		cmocka_unit_test(others_are_doubted),
	};

	return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
