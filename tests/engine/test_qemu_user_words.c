/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the hammer's driver and QEMU print, which others may have written, and
 * which instructions an emulator's tear proves nothing of. Nothing is run.
 */
#include <elf.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "harness/base/error.h"
#include "harness/engine/qemu_user/qemu_user.h"
#include "harness/engine/qemu_user/report.h"
#include "harness/engine/qemu_user/split.h"

#define HEAD "ringtear-hammer 3\nmodule 0x4002af0000\n"
#define RACED                                                                  \
	"form same\ncontrol 9 8 7 6 0 1\nsound 5 4 3 0 0 0\n"                  \
	"subject 9 9 7 2 3 1\n"
#define TORN "first 0xff 0x100 0x1ff\n"

static bool parse(struct rt_qemu_user_report *report, const char *text)
{
	return rt_qemu_user_report_parse(report, text, strlen(text), 16);
}

static void a_whole_report_is_read(void **state)
{
	struct rt_qemu_user_report report;

	(void)state;
	assert_true(parse(&report, HEAD RACED TORN "end\n"));
	assert_true(report.has_begun);
	assert_int_equal(report.module, 0x4002af0000);
	assert_int_equal(report.form, RT_FORM_SAME);
	assert_int_equal(report.control.stores, 9);
	assert_int_equal(report.control.torn, 6);
	assert_int_equal(report.sound.changes, 3);
	assert_int_equal(report.subject.torn, 2);
	assert_int_equal(report.subject.stale, 3);
	assert_int_equal(report.subject.unjudged, 1);
	assert_true(report.subject.first.seen);
	assert_int_equal(report.subject.first.before, 0xff);
	assert_int_equal(report.subject.first.after, 0x100);
	assert_int_equal(report.subject.first.value, 0x1ff);
}

static void what_stands_before_it_is_passed_over(void **state)
{
	struct rt_qemu_user_report report;

	(void)state;
	assert_true(parse(&report,
			  "qemu-arm: warning: x\n" HEAD "form neither\nend\n"));
	assert_int_equal(report.form, RT_FORM_NEITHER);
	assert_false(parse(&report, "x" HEAD "form neither\nend\n"));
	assert_false(report.has_begun);
}

static void anything_else_is_refused(void **state)
{
	static const char *const texts[] = {
		"",
		"ringtear-hammer 3\n",
		"ringtear-hammer 2\nmodule 0x1\nform neither\nend\n",
		HEAD RACED TORN,
		HEAD RACED TORN "end",
		HEAD RACED TORN "end\nend\n",
		HEAD RACED "end\n",
		HEAD HEAD RACED TORN "end\n",
		HEAD "form same\nend\n",
		HEAD "form neither\n" TORN "end\n",
		HEAD "hello\n" RACED TORN "end\n",
		/* counts that cannot be */
		HEAD "form same\ncontrol 1 1 2 0 0 0\nsound 0 0 0 0 0 0\n"
		     "subject 0 0 0 0 0 0\nend\n",
		HEAD "form same\ncontrol 1 2 2 1 0 2\nsound 0 0 0 0 0 0\n"
		     "subject 0 0 0 0 0 0\nend\n",
		HEAD "form same\ncontrol 0 0 0 0 0 0\nsound 0 0 0 0 0 0\n"
		     "subject 1 2 2 1 0 18446744073709551615\n" TORN "end\n",
		HEAD "form same\ncontrol 0 0 0 0 0 0\nsound 0 0 0 0 0 0\n"
		     "subject 18446744073709551616 0 0 0 0 0\nend\n",
		HEAD "form same\ncontrol 9 9 5 3 2 1\nsound 0 0 0 0 0 0\n"
		     "subject 0 0 0 0 0 0\nend\n",
		HEAD "form same\ncontrol 9 9 5 3 3 0\nsound 0 0 0 0 0 0\n"
		     "subject 0 0 0 0 0 0\nend\n",
		HEAD "form same\ncontrol 0 0 0 0 0 -1\nsound 0 0 0 0 0 0\n"
		     "subject 0 0 0 0 0 0\nend\n",
		HEAD "form same\ncontrol 00 0 0 0 0 0\nsound 0 0 0 0 0 0\n"
		     "subject 0 0 0 0 0 0\nend\n",
		/* no torn value of 16 bits */
		HEAD RACED "first 0xff 0x100 0x100\nend\n",
		HEAD RACED "first 0xff 0x100 0xff\nend\n",
		HEAD RACED "first 0xff 0x100 0x1ffff\nend\n",
		HEAD RACED "first 0xFF 0x100 0x1ff\nend\n",
		HEAD RACED "first ff 0x100 0x1ff\nend\n",
	};
	struct rt_qemu_user_report report;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		if (parse(&report, texts[i]))
			fail_msg("taken:\n%s", texts[i]);
}

static const struct rt_field_count still,
	many = {.loads = 900, .changes = 800},
	tears = {.loads = 900,
		 .changes = 800,
		 .torn = 4,
		 .first = {true, 0x1ff, 0xff, 0x100}};

static const struct rt_field_count old = {
	.loads = 900, .changes = 800, .stale = 5};

static void try_words(struct rt_qemu_user raced, enum rt_outcome sight,
		      const char *words)
{
	struct rt_error error = RT_ERROR_INIT;
	struct rt_observation seen;

	raced.emulator = "qemu-x";
	raced.width = 16;
	rt_qemu_user_observe(&raced, RT_OK, &error, &seen);
	assert_string_equal(seen.reason, words);
	assert_int_equal(seen.outcome, sight);
}

#define RACE(controls, sounds, subjects)                                       \
	{                                                                      \
		.control = (controls), .sound = (sounds),                      \
		.subject = (subjects)                                          \
	}

static void what_did_not_tear_is_told_beside_the_control(void **state)
{
	(void)state;
	try_words((struct rt_qemu_user){.report = RACE(tears, many, many)},
		  RT_OUTCOME_NO_TEAR,
		  "no tear in 800 changes under qemu-x, where the control tore "
		  "1 in 200; an emulator proves no machine atomic");
	try_words((struct rt_qemu_user){.report = RACE(many, many, many)},
		  RT_OUTCOME_INCONCLUSIVE,
		  "no tear seen under qemu-x, but the control did not tear "
		  "either; try more --milliseconds");
	try_words((struct rt_qemu_user){.report = RACE(tears, many, still)},
		  RT_OUTCOME_INCONCLUSIVE,
		  "under qemu-x the field was never seen to change; try more "
		  "--milliseconds");
}

static void what_tore_is_told_with_what_is_in_doubt(void **state)
{
	(void)state;
	try_words((struct rt_qemu_user){.report = RACE(tears, many, tears),
					.is_believed = true},
		  RT_OUTCOME_TORN,
		  "under qemu-x 4 of 800 changes were torn, the first 0x01ff "
		  "between 0x00ff and 0x0100");
	try_words((struct rt_qemu_user){.report = RACE(tears, many, tears),
					.doubt = "why"},
		  RT_OUTCOME_INCONCLUSIVE,
		  "under qemu-x 4 of 800 changes were torn, which proves "
		  "nothing, the first 0x01ff between 0x00ff and 0x0100: why");
	/* Whatever else holds. */
	try_words((struct rt_qemu_user){.report = RACE(tears, tears, tears),
					.is_believed = true},
		  RT_OUTCOME_INCONCLUSIVE,
		  "under qemu-x the atomic control tore as well: its tears say "
		  "nothing of the code");
}

static void what_was_stale_is_an_error_and_no_tear(void **state)
{
	(void)state;
	try_words((struct rt_qemu_user){.report = RACE(tears, many, old)},
		  RT_OUTCOME_ERROR,
		  "stale, not torn: under qemu-x 5 of 800 changes were to an "
		  "older value, whole");
	try_words((struct rt_qemu_user){.report = RACE(tears, old, old)},
		  RT_OUTCOME_INCONCLUSIVE,
		  "under qemu-x the atomic control gave older values as well: "
		  "its values say nothing of the code");
}

static bool note(void *data, uint64_t address)
{
	uint64_t *last = data;

	*last = address;
	return address == 0x10;
}

static void addresses_are_found_in_a_log(void **state)
{
	static const char log[] = "----------------\nIN: f\n"
				  "0x0000004002af0520:  3c4c0002  addis r2\n"
				  "0x3f601e60:  lui\tgp,0x1a\n\n"
				  " 0x99: no\n0x: no\n0xzz: no\n0x12 no\n";
	static const char more[] = "0x10:  ret\n0x11:  nop\n";
	uint64_t last = 0;

	(void)state;
	assert_false(rt_split_any(log, sizeof(log) - 1, note, &last));
	assert_int_equal(last, 0x3f601e60);
	assert_true(rt_split_any(more, sizeof(more) - 1, note, &last));
	assert_int_equal(last, 0x10);
	/* A line that is cut off has no colon. */
	assert_false(rt_split_any("0x10", 4, note, &last));
}

struct code {
	const char *bytes; /* in hexadecimal */
	bool may_split;
};

static size_t bytes_of(const char *hex, uint8_t bytes[16])
{
	size_t length = strlen(hex) / 2;

	for (size_t i = 0; i < length; i++) {
		const char digits[] = {hex[2 * i], hex[2 * i + 1], 0};

		bytes[i] = (uint8_t)strtoul(digits, NULL, 16);
	}
	return length;
}

static void try_codes(const struct rt_split *split, const struct code *codes,
		      size_t count)
{
	assert_non_null(split);
	for (size_t i = 0; i < count; i++) {
		uint8_t bytes[16];
		size_t length = bytes_of(codes[i].bytes, bytes);

		if (split->may_split(bytes, length) != codes[i].may_split)
			fail_msg("%s: %s", split->arch->name, codes[i].bytes);
		/* Of what cannot be read nothing is known. */
		assert_true(split->may_split(bytes, 0));
	}
}

#define TRY(machine, ...)                                                      \
	do {                                                                   \
		static const struct code codes[] = {__VA_ARGS__};              \
                                                                               \
		try_codes(rt_split_of(&rt_arch_##machine), codes,              \
			  sizeof(codes) / sizeof(*codes));                     \
	} while (0)

static void aarch64(void **state)
{
	(void)state;
	TRY(aarch64, {"01004039", false}, /* ldrb w1, [x0] */
	    {"010840a9", false},	  /* ldp x1, x2, [x0] */
	    {"fd7bbfa9", false},	  /* stp x29, x30 */
	    {"01fc5f88", false},	  /* ldaxr w1, [x0] */
	    {"c0035fd6", false},	  /* ret */
	    {"2000028b", false},	  /* add */
	    {"01084029", true},		  /* ldp w1, w2, [x0] */
	    {"0000c03d", true},		  /* ldr q0, [x0] */
	    {"0070404c", true},		  /* ld1 */
	    {"20740bd5", true},		  /* dc zva */
	    {"01084069", true},		  /* ldpsw x1, x2 */
	    {"4004021d", true},		  /* cpyp */
	    {"010000d4", true});	  /* svc */
}

static void arm(void **state)
{
	(void)state;
	TRY(arm, {"0000d1e5", false}, /* ldrb r0, [r1] */
	    {"b000d1e1", false},      /* ldrh r0, [r1] */
	    {"d000d1e1", false},      /* ldrsb r0, [r1] */
	    {"10402de9", false},      /* push {r4, lr} */
	    {"9f0fb2e1", false},      /* ldrexd */
	    {"1eff2fe1", false},      /* bx lr */
	    {"0878c046", false},      /* thumb ldrb; nop */
	    {"10b57047", false},      /* thumb push; bx */
	    {"b1f80200", false},      /* thumb ldrh.w */
	    {"d000c2e1", true},	      /* ldrd r0, r1, [r2] */
	    {"f800c2e1", true},	      /* strd */
	    {"030092e8", true},	      /* ldm r2, {r0, r1} */
	    {"000000ef", true},	      /* svc */
	    {"d2e90001", true},	      /* thumb ldrd */
	    {"03ca7047", true},	      /* thumb ldmia; bx */
	    {"00df7047", true});      /* thumb svc; bx */
}

static void ppc64le(void **state)
{
	(void)state;
	TRY(ppc64le, {"00006488", false}, /* lbz */
	    {"000064e8", false},	  /* ld */
	    {"e1ff21f8", false},	  /* stdu */
	    {"2a28647c", false},	  /* ldx */
	    {"2820607c", false},	  /* lwarx */
	    {"2c24607c", false},	  /* lwbrx */
	    {"2011b07c", false},	  /* mtocrf */
	    {"a602087c", false},	  /* mflr */
	    {"2000804e", false},	  /* blr */
	    {"9826007c", true},		  /* lxvd2x */
	    {"ce20007c", true},		  /* lvx */
	    {"ce21007c", true},		  /* stvx */
	    {"ec27007c", true},		  /* dcbz */
	    {"010004f4", true},		  /* lxv */
	    {"1a2a047c", true},		  /* lxvl */
	    {"000085e0", true},		  /* lq */
	    {"02000044", true});	  /* sc */
	assert_null(rt_split_of(rt_arch_of_elf(EM_PPC64, true, true)));
}

static void riscv(void **state)
{
	(void)state;
	TRY(riscv64, {"03c50500", false}, /* lbu */
	    {"07b50500", false},	  /* fld */
	    {"2fa50510", false},	  /* lr.w */
	    {"2f25b600", false},	  /* amoadd.w */
	    {"732500c0", false},	  /* csrr */
	    {"82800000", false},	  /* c.jr ra */
	    {"8280", false},		  /* the last one */
	    {"03c5", true},		  /* cut off */
	    {"07840502", true},		  /* vle8.v */
	    {"0fa04500", true},		  /* cbo.zero */
	    {"73000000", true});	  /* ecall */
}

static void s390x(void **state)
{
	(void)state;
	TRY(s390x, {"e31020000090", false}, /* llgc */
	    {"401020000707", false},	    /* sth */
	    {"eb6ff0300024", false},	    /* stmg */
	    {"e54420000005", false},	    /* mvhhi */
	    {"b22200200707", false},	    /* ipm */
	    {"b90400120707", false},	    /* lgr */
	    {"ba1230000707", false},	    /* cs */
	    {"d20110002000", true},	    /* mvc */
	    {"441020000707", true},	    /* ex */
	    {"a82400000707", true},	    /* mvcle */
	    {"980120000707", true},	    /* lm */
	    {"bf1320000707", true},	    /* icm */
	    {"c80010002000", true},	    /* mvcos */
	    {"e70010000006", true},	    /* vl */
	    {"b25500120707", true},	    /* mvst */
	    {"0a0007070707", true},	    /* svc */
	    {"07fe", false},		    /* br, the last one */
	    {"40102000", false},	    /* sth, the same */
	    {"e3102000", true},		    /* cut off */
	    {"0a00", true});		    /* svc, the last one */
}

static void i386(void **state)
{
	(void)state;
	TRY(i386, {"8a0890", false},  /* movb (%eax), %cl */
	    {"0fb700", false},	      /* movzwl */
	    {"66a590", false},	      /* movsw */
	    {"f00fb10a", false},      /* lock cmpxchg */
	    {"f30f1efb", false},      /* endbr32 */
	    {"0fc890", false},	      /* bswap */
	    {"c390", false},	      /* ret */
	    {"c3", false},	      /* the last one */
	    {"0f", true},	      /* cut off */
	    {"f3a490", true},	      /* rep movsb */
	    {"f30f7e00", true},	      /* movq to SSE */
	    {"df2890", true},	      /* fildll */
	    {"cd8090", true},	      /* int $0x80 */
	    {"65ff1510000000", true}, /* call *%gs:0x10 */
	    {"0fc70890", true});      /* cmpxchg8b */
}

/* Its bytes do not tell which of three encodings they are in. */
static void of_mips_nothing_is_known(void **state)
{
	(void)state;
	assert_null(rt_split_of(&rt_arch_mipsel));
	assert_null(rt_split_of(&rt_arch_mips));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_whole_report_is_read),
		cmocka_unit_test(what_stands_before_it_is_passed_over),
		cmocka_unit_test(anything_else_is_refused),
		cmocka_unit_test(what_did_not_tear_is_told_beside_the_control),
		cmocka_unit_test(what_tore_is_told_with_what_is_in_doubt),
		cmocka_unit_test(what_was_stale_is_an_error_and_no_tear),
		cmocka_unit_test(addresses_are_found_in_a_log),
		cmocka_unit_test(aarch64),
		cmocka_unit_test(arm),
		cmocka_unit_test(ppc64le),
		cmocka_unit_test(riscv),
		cmocka_unit_test(s390x),
		cmocka_unit_test(i386),
		cmocka_unit_test(of_mips_nothing_is_known),
	};

	return cmocka_run_group_tests_name("guest words", tests, NULL, NULL);
}
