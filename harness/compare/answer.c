/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/compare/answer.h"

#include <stdio.h>

#include "harness/base/file.h"
#include "harness/engine/codegen/codegen.h"
#include "harness/module/open_names.h"
#include "harness/record/take.h"
#include "harness/verdict/judge.h"

struct rt_question rt_compare_question(const struct rt_compare_row *row,
				       const struct rt_subject *subject)
{
	struct rt_question question = {
		.module = subject->module,
		.symbol = row->stores ? subject->store_symbol
				      : subject->load_symbol,
		.width = row->width,
		.stores = row->stores,
		.offset = row->misaligned ? (int)row->misaligned : -1,
		.open = &subject->object.open,
	};

	rt_question_take_object(&question, &row->object);
	return question;
}

static void take_judgement(struct rt_compared_answer *answer,
			   const struct rt_judgement *judgement,
			   const char *faults)
{
	const struct rt_verdict *verdict = &judgement->verdict;

	answer->outcome = rt_outcome_with(verdict, faults);
	answer->verdict = verdict->outcome;
	answer->twice = verdict->twice;
	if (answer->outcome == RT_OUTCOME_FAULTY)
		snprintf(answer->reason, sizeof(answer->reason), "%s: %.190s",
			 faults, verdict->reason);
	else
		snprintf(answer->reason, sizeof(answer->reason), "%s",
			 verdict->reason);
	snprintf(answer->emitted, sizeof(answer->emitted), "%s",
		 rt_emission_name(verdict->emitted));
	snprintf(answer->emulator, sizeof(answer->emulator), "%s",
		 verdict->emulator ? verdict->emulator : "");
	snprintf(answer->disagreement, sizeof(answer->disagreement), "%s",
		 verdict->disagreement);
	rt_witness_take(&answer->witness, judgement);
	for (size_t i = 0; i < judgement->count; i++)
		answer->seen[answer->seen_count++] =
			rt_observed_take(0, &judgement->seen[i]);
}

/* Counts the instructions that one undisturbed run executes. */
static void count_instructions(struct rt_compared_answer *answer,
			       const struct rt_question *question)
{
	/* avail->idx is at byte 2; wider accesses may have to be aligned. */
	unsigned usual = question->width > 64 ? 0 : 2;
	unsigned place = question->offset >= 0 ? (unsigned)question->offset
			 : question->object    ? question->within
					       : usual;
	const struct rt_step_run run = {
		.stores = question->stores,
		.width = question->width,
		.offset = place,
		.within = question->within,
		.object = question->object,
		.new_value = 0x0102030405060708,
		.gap = RT_STEP_NEVER,
	};
	const struct rt_step_cpu_kind *cpu;
	struct rt_error unused = RT_ERROR_INIT;
	struct rt_step_trace trace;

	if (!question->symbol &&
	    !rt_step_cpu_for(&cpu, NULL, question->module, &unused) &&
	    !rt_step_replay(cpu, question->module, &run, &trace, &unused) &&
	    trace.blind == RT_STEP_SEEN_ALL)
		answer->instructions = trace.steps;
	rt_error_clear(&unused);
}

int rt_compare_answer(struct rt_compared_answer *answer,
		      const struct rt_question *question, bool is_once,
		      struct rt_error *error)
{
	struct rt_judgement judgement;
	int code = rt_judge(&judgement, question, NULL, error);
	char faults[64];

	if (!code) {
		rt_verdict_faults(&judgement.verdict, question->stores, is_once,
				  faults);
		take_judgement(answer, &judgement, faults);
		count_instructions(answer, question);
	}
	rt_judgement_free(&judgement);
	return code;
}

int rt_compare_key(struct rt_digest *key, const struct rt_question *question,
		   struct rt_error *error)
{
	struct rt_text module = RT_TEXT_INIT, how = RT_TEXT_INIT;
	struct rt_hash hash;
	int code = rt_file_read(&module, question->module, error);

	rt_text_format(&how, "%u %d %d %s %u/%u %u ", question->width,
		       question->stores, question->offset,
		       question->symbol ? question->symbol : "",
		       question->within, question->object,
		       question->object_alignment);
	for (unsigned i = 0; question->beside && i < question->object; i++)
		rt_text_format(&how, "%02x", question->beside[i]);
	if (question->open && question->open->lacks_thread_data)
		rt_text_add(&how, " thread");
	for (size_t i = 0; question->open && i < question->open->count; i++)
		rt_text_format(&how, " %d %s", question->open->list[i].why,
			       question->open->list[i].name);
	if (!code) {
		rt_hash_start(&hash);
		rt_hash_bytes(&hash, rt_text_string(&module), module.length);
		rt_hash_string(&hash, rt_text_string(&how));
		code = rt_hash_end(&hash, key, error);
	}
	rt_text_free(&module);
	rt_text_free(&how);
	return code;
}
