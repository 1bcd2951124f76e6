/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/torture/templates.h"

#define COUNT(list) (sizeof(list) / sizeof(*(list)))

enum { any = 15 };

const struct torture_template torture_loads[] = {
	{any, "mov@s @M,@a;mov@s @a,@D"},
	{any, "mov@s @M,@c;mov@s @c,@V;mov@s @V,@a;mov@s @a,@D"},
	{1, "movzbl @M,%eax;movb %al,@D"},
	{2, "movzwl @M,%eax;movw %ax,@D"},
	{1, "movsbq @M,%rcx;movb %cl,@D"},
	{2, "movswl @M,%ecx;movw %cx,@D"},
	{4, "movslq @M,%rcx;movl %ecx,@D"},
	{any, "xor %eax,%eax;or@s @M,@a;mov@s @a,@D"},
	{any, "xor %eax,%eax;add@s @M,@a;mov@s @a,@D"},
	{any, "xor %ecx,%ecx;sub@s @M,@c;neg@s @c;mov@s @c,@D"},
	{any, "mov $-1,%rax;and@s @M,@a;mov@s @a,@D"},
	{any, "xor %eax,%eax;lock xadd@s @a,@M;mov@s @a,@D"},
	{any, "xor %eax,%eax;xor %ecx,%ecx;lock cmpxchg@s @c,@M;mov@s @a,@D"},
	{any, "lea @M,%rsi;lea @D,%rdi;movs@s"},
	{any, "lea @M,%rsi;lods@s;mov@s @a,@D"},
	{2 | 8, "push@s @M;pop@s @D"},
	{4, "movd @M,%xmm0;movd %xmm0,@D"},
	{4, "movd @M,%xmm3;movdqu %xmm3,@V;movl @V,%eax;movl %eax,@D"},
	{4, "movss @M,%xmm1;movss %xmm1,@D"},
	{8, "movq @M,%xmm0;movq %xmm0,%rax;mov %rax,@D"},
	{8, "movsd @M,%xmm1;movdqu %xmm1,@V;mov @V,%rax;mov %rax,@D"},
	{8, "movhps @M,%xmm1;movhps %xmm1,@D"},
	{8, "movlps @M,%xmm2;movlps %xmm2,@D"},
	{8, "movq @M,%mm0;movq %mm0,@D;emms"},
	{2, "pinsrw $3,@M,%xmm2;pextrw $3,%xmm2,%eax;movw %ax,@D"},
	{2, "filds @M;fistps @D"},
	{4, "fildl @M;fistpl @D"},
	{8, "fildll @M;fistpll @D"},
	{2 | 4 | 8, "cmp %eax,%eax;cmove @M,@a;mov@s @a,@D"},
	{2 | 4 | 8, "imul@s $1,@M,@a;mov@s @a,@D"},
	{any, "lea @M,%rdi;call @N_get@z;mov@s @a,@D"},
	/* Which way depends on the value; what is accessed does not. */
	{any, "mov@s @M,@a;test $1,%al;jz 1f;mov@s @a,@D;jmp 2f;1:;"
	      "mov@s @a,@D;2:"},
	{any, "movb $9,%cl;cmpb %cl,@V;jb 1f;mov@s @M,@a;jmp 2f;1:;"
	      "mov@s @M,@a;2:;mov@s @a,@D"},
	{4, "pinsrd $1,@M,%xmm2;pextrd $1,%xmm2,@D"},
	{8, "pinsrq $1,@M,%xmm3;pextrq $1,%xmm3,%rax;mov %rax,@D"},
	{4, "vmovd @M,%xmm4;vmovd %xmm4,@D"},
	{8, "vmovq @M,%xmm4;vmovq %xmm4,@D"},
	{8, "vmovsd @M,%xmm4;vmovsd %xmm4,@D"},
	{2, "movbe @M,%ax;rolw $8,%ax;movw %ax,@D"},
	{4, "movbe @M,%eax;bswap %eax;movl %eax,@D"},
	{8, "movbe @M,%rax;bswap %rax;mov %rax,@D"},
};

const struct torture_template torture_looks[] = {
	{any, "cmp@s $9,@M;jb 1f;inc %r8;1:"},
	{any, "test@s @a,@M;jz 1f;nop;1:"},
	{any, "mov@s @M,@a"},
	{any, "lea @M,%rdi;scas@s"},
	{any, "lea @M,%rdi;lea @V,%rsi;cmps@s"},
	{2 | 4 | 8, "cmp %eax,%eax;cmovne @M,@c"},
	{2 | 4 | 8, "bt@s $3,@M;jc 1f;dec %r9;1:"},
	{any, "lea @M,%rdi;call @N_get@z"},
};

const struct torture_template torture_stores[] = {
	{any, "mov@s @R,@a;mov@s @a,@M"},
	{any, "mov@s @R,@c;mov@s @c,@M"},
	{any, "lea @R,%rsi;lea @M,%rdi;movs@s"},
	{any, "mov@s @R,@a;lea @M,%rdi;stos@s"},
	{any, "mov@s @R,@a;xchg@s @a,@M"},
	{2 | 8, "push@s @R;pop@s @M"},
	{4, "movd @R,%xmm0;movd %xmm0,@M"},
	{4, "movss @R,%xmm1;movss %xmm1,@M"},
	{8, "movq @R,%xmm0;movq %xmm0,@M"},
	{8, "movsd @R,%xmm4;movlps %xmm4,@M"},
	{8, "movhps @R,%xmm5;movhps %xmm5,@M"},
	{8, "movq @R,%mm1;movq %mm1,@M;emms"},
	{4 | 8, "mov@s @R,@a;movnti @a,@M"},
	{2, "filds @R;fistps @M"},
	{4, "fildl @R;fistpl @M"},
	{8, "fildll @R;fistpll @M"},
	{any, "mov@s @R,@a;lea @M,%rdi;call @N_put@z"},
	{any, "mov@s @R,@a;test $1,%al;jz 1f;mov@s @a,@M;jmp 2f;1:;"
	      "mov@s @a,@M;2:"},
	{4, "pinsrd $0,@R,%xmm2;pextrd $0,%xmm2,@M"},
	{8, "pinsrq $1,@R,%xmm3;pextrq $1,%xmm3,@M"},
	{8, "vmovq @R,%xmm4;vmovq %xmm4,@M"},
	{2, "movw @R,%ax;rolw $8,%ax;movbe %ax,@M"},
	{4, "movl @R,%eax;bswap %eax;movbe %eax,@M"},
	{8, "movq @R,%rax;bswap %rax;movbe %rax,@M"},
};

const struct torture_template torture_moves[] = {
	{any, "mov @P,@S;xor @P,@P;mov @S,@P"},
	{any, "push @P;mov $1,%eax;pop @P"},
	{any, "mov @P,%rdi;call @N_same;mov %rax,@P"},
	{any, "movq @P,%xmm6;movq %xmm6,@S;mov @S,@P"},
	{any, "xor $0x55,@P;xor $0x55,@P"},
	{any, "mov @P,%rdx;xchg %rdx,@P"},
};

const struct torture_template torture_noise[] = {
	{any, "nop"},
	{any, "lea 5(%r8,%r9,2),%r10"},
	{any, "cmp %rax,%rax;je 1f;ud2;1:"},
	{any, "test %rsp,%rsp;jz 1f;add $3,%r8;1:"},
	{any, "mov $3,%ecx;1:;imul $7,%r9;dec %ecx;jnz 1b"},
	{any, "lea 1f(%rip),%r8;jmp *%r8;ud2;1:"},
	{any, "call @N_noise"},
	{any, "mov %r9,@V;addq $1,@V;mov @V,%r10"},
	{any, "pxor %xmm7,%xmm7;movdqu %xmm7,@V;movdqu @V,%xmm6"},
	{any, "mfence"},
	{any, "jmp 1f;mov (%rdi),%rax;1:"},
};

const unsigned torture_loads_count = COUNT(torture_loads);
const unsigned torture_looks_count = COUNT(torture_looks);
const unsigned torture_stores_count = COUNT(torture_stores);
const unsigned torture_moves_count = COUNT(torture_moves);
const unsigned torture_noise_count = COUNT(torture_noise);

const char torture_load_loop[] =
	"lea @M,%rsi;lea @D,%rdx;xor %ecx,%ecx;1:;mov@s (%rsi,%rcx,@z),@a;"
	"mov@s @a,(%rdx,%rcx,@z);inc %rcx;cmp $@n,%rcx;jb 1b";
const char torture_store_loop[] =
	"lea @R,%rsi;lea @M,%rdx;xor %ecx,%ecx;1:;mov@s (%rsi,%rcx,@z),@a;"
	"mov@s @a,(%rdx,%rcx,@z);inc %rcx;cmp $@n,%rcx;jb 1b";

/*
 * musl's memcpy, in bytes where it is given less than 8: once with a length
 * that codegen knows, once by way of a vector, where it does not.
 */
const char *const torture_copies[2][2] = {
	{
		"lea @M,%rsi;lea @D,%rdi;mov $@n,%edx;call memcpy",
		"mov $@n,%eax;movd %eax,%xmm5;lea @M,%rsi;lea @D,%rdi;"
		"movd %xmm5,%edx;call memcpy",
	},
	{
		"lea @R,%rsi;lea @M,%rdi;mov $@n,%edx;call memcpy",
		"mov $@n,%eax;movd %eax,%xmm5;lea @R,%rsi;lea @M,%rdi;"
		"movd %xmm5,%edx;call memcpy",
	},
};

const char *const torture_rep[2][2] = {
	{
		"lea @M,%rsi;lea @D,%rdi;mov $@n,%ecx;rep movs@s",
		"lea @M,%rsi;lea @D,%rdi;mov $@n,%ecx;std;rep movs@s;cld",
	},
	{
		"lea @R,%rsi;lea @M,%rdi;mov $@n,%ecx;rep movs@s",
		"lea @R,%rsi;lea @M,%rdi;mov $@n,%ecx;std;rep movs@s;cld",
	},
};

const char torture_helpers[] =
	"@N_get1:;movb (%rdi),%al;ret;@N_get2:;movw (%rdi),%ax;ret;"
	"@N_get4:;movl (%rdi),%eax;ret;@N_get8:;movq (%rdi),%rax;ret;"
	"@N_put1:;movb %al,(%rdi);ret;@N_put2:;movw %ax,(%rdi);ret;"
	"@N_put4:;movl %eax,(%rdi);ret;@N_put8:;movq %rax,(%rdi);ret;"
	"@N_same:;lea (%rdi),%rax;ret;@N_noise:;push %r10;rol $3,%r10;"
	"pop %r8;ret";
