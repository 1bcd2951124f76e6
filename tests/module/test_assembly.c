/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which assembly is the same code, and which refers to something outside. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "harness/module/assembly.h"

static struct rt_assembly hash(struct rt_digest *digest, const char *text,
			       bool verbose)
{
	struct rt_assembly found;
	struct rt_hash state;

	rt_hash_start(&state);
	assert_true(
		rt_assembly_hash(&state, &found, text, strlen(text), verbose));
	assert_int_equal(rt_hash_end(&state, digest, NULL), RT_OK);
	return found;
}

static bool are_alike(const char *left, const char *right, bool verbose)
{
	struct rt_digest one, other;

	hash(&one, left, false);
	hash(&other, right, verbose);
	return !strcmp(one.text, other.text);
}

static const char plain[] = "\t.file\t\"memcpy.c\"\n"
			    "\t.text\n"
			    "\t.globl\tf\n"
			    "\t.type\tf, @function\n"
			    "f:\n"
			    "\ttestl\t%edi, %edi\n"
			    "\tje\t.L3\n"
			    "\tmovl\t$1, %eax\n"
			    "\tret\n"
			    ".L3:\n"
			    "\tmovq\t.LC0(%rip), %rax\n"
			    "\tret\n"
			    "\t.size\tf, .-f\n"
			    "\t.section\t.rodata.cst8\n"
			    ".LC0:\n"
			    "\t.string\t\"a\\\"# b\"\n";

/* The same with -g, unwind tables, other numbers, an ident. */
static const char decorated[] = "\t.file\t\"other.c\"\n"
				"\t.text\n"
				".Ltext0:\n"
				"\t.globl\tf\n"
				"\t.type\tf, @function\n"
				"f:\n"
				".LVL0:\n"
				".LFB0:\n"
				"\t.loc 1 27 1 view -0\n"
				"\t.cfi_startproc\n"
				"#APP\n"
				"\ttestl\t%edi, %edi\n"
				"\tje\t.L17\n"
				"\tmovl\t$1, %eax\n"
				"\tret\n"
				".L17:\n"
				"\tmovq\t.LC4(%rip), %rax\n"
				"\tret\n"
				"\t.cfi_endproc\n"
				".LFE0:\n"
				"\t.size\tf, .-f\n"
				"\t.section\t.rodata.cst8\n"
				".LC4:\n"
				"\t.string\t\"a\\\"# b\"\n"
				"\t.text\n"
				".Letext0:\n"
				"\t.section\t.debug_info,\"\",@progbits\n"
				"\t.quad\t.LFB0\n"
				"\t.long\tsomewhere\n"
				"\t.ident\t\"GCC: 12\"\n";

static void decoration_is_no_code(void **state)
{
	char same[sizeof(decorated)];
	char *end;

	(void)state;
	/* ".text" behind the last string is one line of code more. */
	memcpy(same, decorated, sizeof(decorated));
	end = strstr(same, "\t.text\n.Letext0");
	memset(end, '\n', strlen("\t.text\n"));
	assert_true(are_alike(plain, same, false));
}

static void verbose_comments_are_no_code(void **state)
{
	(void)state;
	assert_true(are_alike("f:\n\tmovl\t%eax, %ebx\n\tret\n",
			      "# GNU C17\nf:\n# x.c:1: f\n"
			      "\tmovl\t%eax, %ebx\t# a, b\n\tret\t#\n\t#\n",
			      true));
	assert_false(are_alike("\t.string\t\"a\"\n", "\t.string\t\"a\t# b\"\n",
			       true));
	/* Not of that flag: the assembler may see something else in it. */
	assert_false(are_alike("\tret\n", "\tret\t# x\n", false));
}

static void each_change_of_code_shows(void **state)
{
	static const char *const changed[][2] = {
		{"$1", "$2"},
		{"je\t.L3", "jn\t.L3"},
		{"(%rip)", "(%rsp)"},
		{"\"a", "\"b"},
		{".cst8", ".cst4"},
		{"f, @f", "f, @g"},
		{"\t.globl", "\t.local"},
		{"je\t.L3", "je\t.C0"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(changed) / sizeof(*changed); i++) {
		char text[sizeof(plain)];
		char *at;

		memcpy(text, plain, sizeof(plain));
		at = strstr(text, changed[i][0]);
		assert_non_null(at);
		memcpy(at, changed[i][1], strlen(changed[i][1]));
		if (are_alike(plain, text, false))
			fail_msg("%s for %s does not show", changed[i][1],
				 changed[i][0]);
	}
}

static void labels_that_change_places_show(void **state)
{
	(void)state;
	assert_true(are_alike("\tjmp .L1\n.L1:\n.L2:\n\tjmp .L2\n",
			      "\tjmp .L8\n.L8:\n.L3:\n\tjmp .L3\n", false));
	assert_false(are_alike("\tjmp .L1\n.L1:\n.L2:\n\tjmp .L2\n",
			       "\tjmp .L2\n.L1:\n.L2:\n\tjmp .L1\n", false));
	assert_false(are_alike("\tret\n.L1:\n\tjmp .L1\n",
			       ".L1:\n\tret\n\tjmp .L1\n", false));
	/* A label and an instruction of one name. */
	assert_false(are_alike("ret:\n", "ret\n", false));
}

static void sections_on_a_stack_leave_nothing_out(void **state)
{
	static const char one[] = "\t.section .debug_x\n\t.pushsection .text\n"
				  "\tmovl $1, %eax\n\t.popsection\n";
	static const char other[] =
		"\t.section .debug_x\n\t.pushsection .text\n"
		"\tmovl $2, %eax\n\t.popsection\n";

	(void)state;
	assert_false(are_alike(one, other, false));
}

static void what_reaches_out_is_told(void **state)
{
	static const struct {
		const char *text;
		bool calls_out;
	} cases[] = {
		{plain, false},
		{decorated, false},
		{"f:\n\tcall\tmemcpy@PLT\n", true},
		{"f:\n\tcall\tmemcpy\n", true},
		{"f:\n\tjmp\tmemcpy\n", true},
		{"f:\n\tcall\t*memcpy@GOTPCREL(%rip)\n", true},
		{"f:\n\tmovq\tx(%rip), %rax\n", true},
		{"f:\n\tmovq\t$x, %rax\n", true},
		{"\t.quad\tmemcpy\n", true},
		{"\t.quad\t.L4\n", true},
		{"\t.quad\t.L4-.L3\n.L4:\n.L3:\n", false},
		{"g:\n\tret\nf:\n\tcall\tg\n", false},
		{"\t.globl\tg\ng:\n\tret\nf:\n\tcall\tg\n", true},
		{"\t.weak\tg\ng:\n\tret\nf:\n\tcall\tg\n", true},
		{"g:\n\tret\nf:\n\tcall\tg@PLT\n", true},
		{"f:\n\tlock xaddw\t%ax, (%rdi)\n\trep movsb\n", false},
		{"f:\n\tmov\teax, DWORD PTR [rdi]\n", true},
		{"f:\n\tmovl\t%fs:40, %eax\n\tjmp\t1f\n1:\n", false},
		{"f:\n\tmovl\t$0x10, 4(%rdi,%rsi,8)\n", false},
		{"f:\n\tnop; call memcpy\n", true},
		{"f:\tcall memcpy\n", true},
		{"1:\tcall memcpy\n", true},
		{"\t.set\tx, memcpy\n", true},
		{"\t.comm\tx,4,4\n", false},
		{"\t.type\tf, @function\n\t.size\tf, .-f\n", false},
		{"\t.cfi_personality 0x9b,DW.ref.x\n", false},
		{"\t.string \"call memcpy\"\n", false},
		{"", false},
	};
	struct rt_digest digest;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		if (hash(&digest, cases[i].text, false).calls_out !=
		    cases[i].calls_out)
			fail_msg("told wrong of %s", cases[i].text);
}

static void files_that_are_read_are_told(void **state)
{
	struct rt_digest digest;

	(void)state;
	assert_true(hash(&digest, "\t.incbin\t\"x\"\n", false).reads_files);
	assert_true(hash(&digest, "a: .include \"x\"\n", false).reads_files);
	assert_false(hash(&digest, plain, false).reads_files);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(decoration_is_no_code),
		cmocka_unit_test(verbose_comments_are_no_code),
		cmocka_unit_test(each_change_of_code_shows),
		cmocka_unit_test(labels_that_change_places_show),
		cmocka_unit_test(sections_on_a_stack_leave_nothing_out),
		cmocka_unit_test(what_reaches_out_is_told),
		cmocka_unit_test(files_that_are_read_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
