/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * x86-64 and i386: the System V psABIs; "SDM" is Intel's Software Developer's
 * Manual. Other CPUs see stores in program order: SDM volume 3, 9.2.3.2.
 */
#include <elf.h>

#include "harness/arch/arch.h"
#include "harness/arch/atomic.h"
#include "harness/arch/capstone.h"
#include "harness/arch/unicorn.h"

/* Register numbers as instructions encode them: SDM volume 2, table 2-2. */
enum { ax, cx, dx, sp = 4, si = 6, di, r8, r10 = 10 };

static const char *const cpus_64[] = {"x86_64", NULL};
static const char *const cpus_32[] = {"i386", "i486", "i586", "i686", NULL};

static const struct rt_target targets_64[] = {
	{"x86_64-linux-gnu", "libc6-dev-amd64-cross", &rt_arch_x86_64, false},
	{.triplet = NULL},
};

static const struct rt_target targets_32[] = {
	{"i686-linux-gnu", "libc6-dev-i386-cross", &rt_arch_i386, false},
	{.triplet = NULL},
};

/* tcbhead_t of the GNU C library: stack_guard and pointer_guard. */
static const char *const thread_own_64[] = {"%fs:0x28", "%fs:0x30", NULL};
static const char *const thread_own_32[] = {"%gs:0x14", "%gs:0x18", NULL};

static const struct rt_arch_call call_64 = {
	.argument = di,
	.stack = sp,
	.link = RT_ARCH_NONE,
	.entry = RT_ARCH_NONE,
	/* With %al for variadic functions, and r10, the static chain. */
	.arguments = 1 << di | 1 << si | 1 << dx | 1 << cx | 3 << r8 | 1 << ax |
		     1 << r10,
	.clobbered = 1 << ax | 1 << cx | 1 << dx | 1 << si | 1 << di | 15 << r8,
	/* The call pushed 8 bytes below a multiple of 16. */
	.stack_alignment = 16,
	.stack_residue = 8,
};

static const struct rt_arch_call call_32 = {
	.argument = RT_ARCH_NONE,
	.stack = sp,
	.link = RT_ARCH_NONE,
	.entry = RT_ARCH_NONE,
	/* Of regparm functions, which compilers make of static ones. */
	.arguments = 1 << ax | 1 << dx | 1 << cx,
	.clobbered = 1 << ax | 1 << cx | 1 << dx,
	.stack_alignment = 16,
	.stack_residue = 12,
};

static const struct rt_arch_capstone capstone_64 = {
	.arch = CS_ARCH_X86,
	.mode = CS_MODE_64,
};

static const struct rt_arch_capstone capstone_32 = {
	.arch = CS_ARCH_X86,
	.mode = CS_MODE_32,
};

static const struct rt_arch_unicorn unicorn_64 = {
	.arch = UC_ARCH_X86,
	.mode = UC_MODE_64,
	.model = -1,
	.address = UC_X86_REG_RDI,
	.value = UC_X86_REG_RSI,
	.result = UC_X86_REG_RAX,
	.wide = {UC_X86_REG_RSI, UC_X86_REG_RDX},
	.wide_result = {UC_X86_REG_RAX, UC_X86_REG_RDX},
	.stack = UC_X86_REG_RSP,
	.counter = UC_X86_REG_RIP,
	.link = RT_UNICORN_NONE,
	.entry = RT_UNICORN_NONE,
	.thread = UC_X86_REG_FS_BASE,
	.system_call = 0x80,
	.undefined = 6, /* #UD: SDM volume 3, 6.15 */
};

static const struct rt_arch_unicorn unicorn_32 = {
	.arch = UC_ARCH_X86,
	.mode = UC_MODE_32,
	.model = -1,
	.address = RT_UNICORN_NONE,
	.value = RT_UNICORN_NONE,
	.result = UC_X86_REG_EAX,
	.wide_result = {UC_X86_REG_EAX, UC_X86_REG_EDX},
	.stack = UC_X86_REG_ESP,
	.counter = UC_X86_REG_EIP,
	.link = RT_UNICORN_NONE,
	.entry = RT_UNICORN_NONE,
	.thread = RT_UNICORN_NONE,
	.system_call = 0x80,
	.undefined = 6,
};

static const struct rt_arch_relocation relocations_64[] = {
	{R_X86_64_RELATIVE, RT_RELOCATE_BASE},
	{R_X86_64_64, RT_RELOCATE_SYMBOL},
	{R_X86_64_GLOB_DAT, RT_RELOCATE_SLOT},
	{R_X86_64_JUMP_SLOT, RT_RELOCATE_SLOT},
	{R_X86_64_IRELATIVE, RT_RELOCATE_ASK},
	{R_X86_64_DTPMOD64, RT_RELOCATE_THREAD},
	{R_X86_64_DTPOFF64, RT_RELOCATE_THREAD},
	{R_X86_64_TPOFF64, RT_RELOCATE_THREAD},
	{R_X86_64_TLSDESC, RT_RELOCATE_CALLED},
	{R_X86_64_COPY, RT_RELOCATE_COPY},
	{0},
};

static const struct rt_arch_relocation relocations_32[] = {
	{R_386_RELATIVE, RT_RELOCATE_BASE},
	{R_386_32, RT_RELOCATE_SYMBOL},
	{R_386_PC32, RT_RELOCATE_PC},
	{R_386_GLOB_DAT, RT_RELOCATE_SLOT},
	{R_386_JMP_SLOT, RT_RELOCATE_SLOT},
	{R_386_IRELATIVE, RT_RELOCATE_ASK},
	{R_386_TLS_TPOFF, RT_RELOCATE_THREAD},
	{R_386_TLS_DTPMOD32, RT_RELOCATE_THREAD},
	{R_386_TLS_DTPOFF32, RT_RELOCATE_THREAD},
	{R_386_TLS_TPOFF32, RT_RELOCATE_THREAD},
	{R_386_TLS_DESC, RT_RELOCATE_CALLED},
	{R_386_COPY, RT_RELOCATE_COPY},
	{0},
};

/*
 * SDM volume 3A, 9.1.1, "Guaranteed Atomic Operations" (8.1.1 before 2022): by
 * the size and alignment of the access, whatever the instruction; an access of
 * an SSE or x87 instruction that is wider than a quadword may be made of
 * several, but for the moves of 16 bytes on CPUs with AVX, which AMD's manual
 * has too (APM volume 2, 7.3.2). What LOCK makes one access: 9.1.2.
 */
static const struct rt_arch_atomic atomic[] = {
	{
		.names = "mov movabs movzx movsx movsxd movbe movnti add sub "
			 "adc sbb and or xor not neg inc dec cmp test xchg "
			 "xadd cmpxchg bt bts btr btc push pop call jmp leave "
			 "ret imul mul div idiv shl shr sal sar rol ror rcl "
			 "rcr shld shrd bsf bsr lzcnt tzcnt popcnt crc32 "
			 "cmov* set* adcx adox andn bextr blsi blsmsk blsr "
			 "bzhi mulx pdep pext rorx sarx shlx shrx xlat*",
		.bytes = 8,
		.section = "SDM 3A, 9.1.1: aligned, up to a quadword",
	},
	{
		.names = "lodsb lodsw lodsd lodsq stosb stosw stosd stosq "
			 "movsb movsw movsd movsq cmpsb cmpsw cmpsd cmpsq "
			 "scasb scasw scasd scasq",
		.bytes = 8,
		.section =
			"SDM 3A, 9.1.1: aligned, up to a quadword, each round",
	},
	{
		.names = "fild fist fistp fisttp fld fst fstp fadd* fsub* "
			 "fmul* fdiv* fcom* fiadd fisub* fimul fidiv* ficom*",
		.bytes = 8,
		.section = "SDM 3A, 9.1.1: aligned, up to a quadword",
	},
	{
		.names = "movd movq movss movlps movhps movlpd movhpd movntq "
			 "movddup pinsrb pinsrw pinsrd pinsrq pextrb pextrw "
			 "pextrd pextrq pmovzx* pmovsx* cvtsi2ss cvtsi2sd "
			 "cvtps2pd cvtdq2pd addss addsd subss subsd mulss "
			 "mulsd divss divsd ucomiss ucomisd comiss comisd "
			 "vmovd vmovq vmovss vmovsd vmovlps vmovhps vmovlpd "
			 "vmovhpd vmovddup vpinsrb vpinsrw vpinsrd vpinsrq "
			 "vpextrb vpextrw vpextrd vpextrq vpbroadcastb "
			 "vpbroadcastw vpbroadcastd vpbroadcastq vbroadcastss "
			 "vbroadcastsd vpmovzx* vpmovsx*",
		.bytes = 8,
		.section = "SDM 3A, 9.1.1: aligned, up to a quadword",
	},
	{
		.names = "cmpxchg8b",
		.bytes = 8,
		.section = "SDM 3A, 9.1.1 and 9.1.2: a quadword, locked",
	},
	{
		.names = "cmpxchg16b",
		.bytes = 16,
		.section = "SDM 3A, 9.1.2: 16 bytes, locked",
	},
	{
		.names = "movaps movapd movdqa",
		.bytes = 16,
		.facility = "avx",
		.section = "SDM 3A, 9.1.1: 16 aligned bytes, on CPUs with AVX",
	},
	{
		.names = "vmovaps vmovapd vmovdqa",
		.bytes = 16,
		.section = "SDM 3A, 9.1.1: 16 aligned bytes; it is of AVX",
	},
	{.names = NULL},
};

/* libatomic takes a lock where there is no CMPXCHG16B: GCC, libatomic. */
static const struct rt_arch_fallback fallbacks[] = {
	{"libat_", "_16", "cx16"},
	{.facility = NULL},
};

const struct rt_arch rt_arch_x86_64 = {
	.name = "x86-64",
	.elf = {.machine = EM_X86_64, .title = "x86-64", .is_64 = true},
	.is_x86 = true,
	.orders_stores = true,
	.cpus = cpus_64,
	.targets = targets_64,
	.qemu_user = "qemu-x86_64",
	.relocations = relocations_64,
	.atomic = atomic,
	.fallbacks = fallbacks,
	.call = &call_64,
	.capstone = &capstone_64,
	.thread_pointer = "%fs:",
	.thread_own = thread_own_64,
	.unicorn = &unicorn_64,
	.litmus = "X86_64",
};

const struct rt_arch rt_arch_i386 = {
	.name = "i386",
	.elf = {.machine = EM_386, .title = "i386"},
	.is_x86 = true,
	.orders_stores = true,
	.cpus = cpus_32,
	.targets = targets_32,
	.qemu_user = "qemu-i386",
	.relocations = relocations_32,
	.atomic = atomic,
	.call = &call_32,
	.capstone = &capstone_32,
	.thread_pointer = "%gs:",
	.thread_own = thread_own_32,
	.unicorn = &unicorn_32,
};
