/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Accessors that give back, or leave in memory, something that they make of the
 * field or of the value: judged by what they give where nobody interferes. And
 * what is said beside the verdict.
 */
#include "harness/verdict/judge.h"
#include "tests/engine/step.h"

#define BYTES_OF "uint16_t v = " BYTE(0) "; v |= " BYTE(1) " << 8; "
#define BYTES "uint16_t low = " BYTE(0) "; return low | " BYTE(1) " << 8;"

#define WHOLE_LOAD "uint16_t v = " WORD "; "

enum { PARTIAL = 1, LOSES = 2, OVERWRITES = 4 };

static const struct derived {
	struct step_case one;
	unsigned beside; /* PARTIAL and so on */
	unsigned within, object;
} derived[] = {
	{{LOAD16 "{ uint16_t v = " WORD "; return v == 0x1234 ? 0 : v; }", 16,
	  false, RT_OUTCOME_ATOMIC, "access of "},
	 0,
	 0,
	 0},
	{{LOAD16 "{ uint16_t v = " WORD "; return v == 0xffff ? 7 : v; }", 16,
	  false, RT_OUTCOME_ATOMIC, "access of "},
	 0,
	 0,
	 0},
	{{LOAD16 "{ uint16_t v = " WORD "; if (v == 0x1234) return 0; return "
		 "__builtin_bswap16(v); }",
	  16, false, RT_OUTCOME_ATOMIC, "access of "},
	 0,
	 0,
	 0},
	/* What the second access reads may be the value that is refused. */
	{{LOAD16 "{ if (" WORD " == 0x1234) return 0; return " WORD "; }", 16,
	  false, RT_OUTCOME_ATOMIC, "more than once"},
	 0,
	 0,
	 0},
	{{LOAD16 "{ if (" WORD " == 0x1234) return 0; " BYTES "}", 16, false,
	  RT_OUTCOME_TORN, "tore"},
	 0,
	 0,
	 0},
	/* A conditional move chooses: no branch has the value. */
	{{LOAD16 "{ uint32_t v; __asm__ volatile(\"movzwl (%1), %0\\n"
		 "movzwl (%1), %%ecx\\n movb %b0, %%cl\\n cmpw $0x1234, %w0\\n"
		 "cmove %%ecx, %0\" : \"=&q\"(v) : \"r\"(p) : \"rcx\", \"cc\", "
		 "\"memory\"); return v; }",
	  16, false, RT_OUTCOME_TORN, "tore"},
	 0,
	 0,
	 0},
	{{LOAD16 "{ " WHOLE_LOAD "return v == 0x1234 ? v : 0; }", 16, false,
	  RT_OUTCOME_ATOMIC, "access of "},
	 0,
	 0,
	 0},
	{{LOAD16 "{ " WHOLE_LOAD "return v & 0x7f3f; }", 16, false,
	  RT_OUTCOME_ATOMIC, "access of "},
	 0,
	 0,
	 0},
	{{LOAD16 "{ " WHOLE_LOAD "return v < 0x100 ? v : 0x100; }", 16, false,
	  RT_OUTCOME_ATOMIC, "access of "},
	 0,
	 0,
	 0},
	{{LOAD16 "{ " WHOLE_LOAD "return v != 0; }", 16, false,
	  RT_OUTCOME_ATOMIC, "access of "},
	 0,
	 0,
	 0},
	/* What it gives depends on earlier calls. */
	{{LOAD16 "{ static uint16_t last; " WHOLE_LOAD
		 "uint16_t d = v - last; last = v; return d; }",
	  16, false, RT_OUTCOME_ATOMIC, "access of "},
	 0,
	 0,
	 0},
	{{LOAD16 "{ static uint16_t last; " BYTES_OF
		 "uint16_t d = v - last; last = v; return d; }",
	  16, false, RT_OUTCOME_TORN, "tore"},
	 0,
	 0,
	 0},
	{{LOAD16 "{ " BYTES_OF "return v & 0x7f3f; }", 16, false,
	  RT_OUTCOME_TORN, "alone give"},
	 0,
	 0,
	 0},
	{{LOAD16 "{ " BYTES_OF "return v + 1; }", 16, false, RT_OUTCOME_TORN,
	  "alone give"},
	 0,
	 0,
	 0},
	/* Two loads: a branch on one, and what is made of the other. */
	{{LOAD16 "{ if (" WORD " > 0x4000) return " WORD
		 " - 0x4000; return " WORD "; }",
	  16, false, RT_OUTCOME_TORN, "alone give"},
	 0,
	 0,
	 0},
	/* A part of it, and nothing else. */
	{{LOAD16 "{ return " BYTE(1) " << 8; }", 16, false, RT_OUTCOME_ATOMIC,
	  "access of "},
	 PARTIAL,
	 0,
	 0},
	{{STORE16 "{ " BYTE(0) " = v; }", 16, true, RT_OUTCOME_ATOMIC,
	  "access of "},
	 PARTIAL,
	 0,
	 0},
	/* Reads, and stores what it has made of it. */
	{{LOAD16 "{ return " WORD "++; }", 16, false, RT_OUTCOME_ATOMIC,
	  "access of "},
	 LOSES,
	 0,
	 0},
	{{STORE16 "{ " WORD " += v; }", 16, true, RT_OUTCOME_ATOMIC,
	  "access of "},
	 LOSES,
	 0,
	 0},
	{{STORE16 "{ __atomic_fetch_add((uint16_t *)p, v, 5); }", 16, true,
	  RT_OUTCOME_ATOMIC, "access of "},
	 0,
	 0,
	 0},
	/* Locked it does no harm; else it undoes a store in between. */
	{{LOAD16 "{ uint16_t v = 0; __asm__ volatile(\"lock xaddw %0, (%1)\""
		 " : \"+r\"(v) : \"r\"(p) : \"memory\"); return v; }",
	  16, false, RT_OUTCOME_ATOMIC, "access of "},
	 0,
	 0,
	 0},
	/* The object around it. */
	{{LOAD16 "{ return *(volatile uint32_t *)((char *)p - 2) >> 16; }", 16,
	  false, RT_OUTCOME_ATOMIC, "access of "},
	 0,
	 2,
	 4},
	{{LOAD16 "{ uint16_t s, v; do { s = ((volatile uint16_t *)p)[-1];"
		 "v = " WORD "; } while (s & 1 || s != ((volatile uint16_t *)p)"
		 "[-1]); return v; }",
	  16, false, RT_OUTCOME_ATOMIC, "access of "},
	 0,
	 2,
	 4},
	{{STORE16 "{ volatile uint32_t *w = (void *)((char *)p - 2);"
		  "*w = (*w & 0xffff) | (uint32_t)v << 16; }",
	  16, true, RT_OUTCOME_ATOMIC, "access of "},
	 OVERWRITES,
	 2,
	 4},
	{{LOAD16 "{ " BYTES_OF "return v + ((volatile uint16_t *)p)[-1]; }", 16,
	  false, RT_OUTCOME_TORN, "tore"},
	 0,
	 2,
	 4},
};

static struct rt_question ask(const struct rt_build *built, size_t i,
			      char symbol[32])
{
	snprintf(symbol, 32, "case_%zu", i);
	return (struct rt_question){
		.module = rt_text_string(&built->module),
		.symbol = symbol,
		.width = derived[i].one.width,
		.stores = derived[i].one.stores,
		.offset = -1,
		.within = derived[i].within,
		.object = derived[i].object,
	};
}

static bool is_right(const struct derived *one,
		     const struct rt_judgement *judgement)
{
	const struct rt_verdict *verdict = &judgement->verdict;
	unsigned beside = (verdict->partial ? PARTIAL : 0) |
			  (verdict->loses_update ? LOSES : 0) |
			  (verdict->overwrites ? OVERWRITES : 0);

	if (step_is_right(&one->one, &judgement->seen[1]) &&
	    verdict->outcome == one->one.outcome && beside == one->beside &&
	    !verdict->disagreement[0])
		return true;
	print_error("%s\nverdict %d, %s; beside it %u\n", one->one.text,
		    verdict->outcome, verdict->reason, beside);
	return false;
}

/* What comes back, or is left, may be anything that is made of one access. */
static void what_is_made_of_the_field_is_judged_as_it_is(void **state)
{
	struct step_case cases[STEP_COUNT(derived)];
	struct rt_build built;
	unsigned wrong = 0;
	char symbol[32];

	for (size_t i = 0; i < STEP_COUNT(derived); i++)
		cases[i] = derived[i].one;
	step_build(*state, &built, "gcc+musl", "-O1", cases,
		   STEP_COUNT(derived));
	for (size_t i = 0; i < STEP_COUNT(derived); i++) {
		const struct rt_question question = ask(&built, i, symbol);
		struct rt_judgement judgement;

		assert_int_equal(
			rt_judge(&judgement, &question, "codegen,step", NULL),
			RT_OK);
		wrong += !is_right(&derived[i], &judgement);
		rt_judgement_free(&judgement);
	}
	rt_build_free(&built);
	assert_int_equal(wrong, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_made_of_the_field_is_judged_as_it_is),
	};

	return cmocka_run_group_tests_name("derived", tests, fixture_setup,
					   fixture_teardown);
}
