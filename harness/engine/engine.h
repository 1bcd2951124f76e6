/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What every engine has in common: it looks at one module and says what it
 * saw. The evidence itself is the engine's own; this is the part that the
 * verdict is made of. Plain data, any thread.
 */
#ifndef RT_ENGINE_ENGINE_H
#define RT_ENGINE_ENGINE_H

enum rt_sight {
	/* A torn value or a witness is in the evidence. */
	RT_SAW_TEAR,
	/* Looked, and saw none; how much that means depends on the engine. */
	RT_SAW_NO_TEAR,
	/* Could not look: the reason says what was missing. */
	RT_COULD_NOT_LOOK,
	/* The module crashed, hung or did not do what an accessor does. */
	RT_SAW_FAILURE,
};

/*
 * What the machine code does to the field, as far as reading it can tell;
 * whether that was seen to tear is the sight's to say.
 */
enum rt_emission {
	RT_EMITTED_UNKNOWN, /* not looked at, or it cannot be told */
	RT_EMITTED_WHOLE,   /* one access of the full width on every path */
	RT_EMITTED_PARTS,   /* a partial access on some path: it can tear */
	RT_EMITTED_TWICE,   /* more than one, each of the full width */
	RT_EMISSIONS,
};

struct rt_observation {
	const char *engine; /* codegen, step, hammer or tsan */
	enum rt_sight sight;
	enum rt_emission emission;
	char reason[256]; /* one sentence, numbers included */
};

#endif
