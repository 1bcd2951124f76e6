/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/engine/engine.h"

#include <stdio.h>
#include <string.h>

#include "harness/base/text.h"
#include "harness/trial/trial.h"

#define RT_ENGINE(name) extern const struct rt_engine rt_engine_##name;
#include "harness/engine/engines.h"
#undef RT_ENGINE

const struct rt_engine *const rt_engines[] = {
#define RT_ENGINE(name) &rt_engine_##name,
#include "harness/engine/engines.h"
#undef RT_ENGINE
	NULL,
};

_Static_assert(sizeof(rt_engines) / sizeof(*rt_engines) <= RT_ENGINES_MOST + 1,
	       "a judgement has room for RT_ENGINES_MOST engines");

static bool is_named(const struct rt_engine *engine, const char *name,
		     size_t length)
{
	return strlen(engine->name) == length &&
	       !strncmp(engine->name, name, length);
}

/* Fails with @name, of @length bytes, and the names of all engines. */
static int fail_unknown(const char *name, size_t length, struct rt_error *error)
{
	struct rt_text names = RT_TEXT_INIT;
	int code;

	for (int i = 0; rt_engines[i]; i++)
		rt_text_format(&names, "%s%s",
			       !i		   ? ""
			       : rt_engines[i + 1] ? ", "
						   : " and ",
			       rt_engines[i]->name);
	if (length)
		code = rt_fail(error, RT_USAGE,
			       "there is no engine '%.*s'; there are %s",
			       (int)length, name, rt_text_string(&names));
	else
		code = rt_fail(error, RT_USAGE,
			       "--engines names no engine; there are %s",
			       rt_text_string(&names));
	rt_text_free(&names);
	return code;
}

int rt_engines_check(const char *names, struct rt_error *error)
{
	if (!*names)
		return fail_unknown(names, 0, error);
	for (const char *at = names; *at; at += *at == ',') {
		size_t length = strcspn(at, ",");
		bool known = false;

		for (int i = 0; rt_engines[i]; i++)
			known |= is_named(rt_engines[i], at, length);
		if (!known)
			return fail_unknown(at, length, error);
		at += length;
	}
	return RT_OK;
}

bool rt_engine_is_asked(const struct rt_engine *engine, const char *names)
{
	if (!names)
		return engine->is_usual;
	for (const char *at = names; *at; at += *at == ',') {
		size_t length = strcspn(at, ",");

		if (is_named(engine, at, length))
			return true;
		at += length;
	}
	return false;
}

const char *rt_question_symbol(const struct rt_question *question,
			       char buffer[32])
{
	if (question->symbol)
		return question->symbol;
	snprintf(buffer, 32, "ringtear_%s%u",
		 question->stores ? "store" : "load", question->width);
	return buffer;
}

unsigned rt_question_place(const struct rt_question *question)
{
	struct rt_trial usual;

	if (question->offset >= 0)
		return (unsigned)question->offset % 64;
	if (question->object)
		return question->within;
	if (question->trial)
		return rt_trial_line_place(question->trial);
	rt_trial_init(&usual);
	usual.width = question->width;
	return (unsigned)rt_trial_place(&usual);
}

const char *rt_race_name(enum rt_race race)
{
	static const char *const names[] = {
		[RT_RACE_UNKNOWN] = "unknown",
		[RT_RACE_NONE] = "no race",
		[RT_RACE_SEEN] = "race",
	};

	return names[race];
}

void rt_question_take_object(struct rt_question *question,
			     const struct rt_trial_object *object)
{
	question->within = object->offset;
	question->object = object->size;
	question->object_alignment = object->alignment;
	question->beside = object->has_beside ? object->beside : NULL;
}

unsigned rt_question_alignment(const struct rt_question *question)
{
	enum { most = 16 };
	unsigned size =
		question->object ? question->object : question->width / 8;
	unsigned alignment = size & -size;

	if (question->object_alignment)
		return question->object_alignment;
	return alignment < most ? alignment : most;
}
