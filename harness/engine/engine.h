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
	/* Followed every access: each whole, each value one that was held. */
	RT_SAW_WHOLE,
	/* Could not look: the reason says what was missing. */
	RT_COULD_NOT_LOOK,
	/* The module crashed, hung or did not do what an accessor does. */
	RT_SAW_FAILURE,
};

struct rt_observation {
	const char *engine; /* codegen, step, hammer or tsan */
	enum rt_sight sight;
	char reason[256]; /* one sentence, numbers included */
};

#endif
