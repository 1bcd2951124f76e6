/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The engines, a row each, in the order in which they are asked. No guard:
 * engine.c includes it for each of its tables. RT_ENGINE(name) stands for
 * rt_engine_name, which the engine's own folder defines.
 */
RT_ENGINE(codegen)
RT_ENGINE(step)
RT_ENGINE(hammer)
RT_ENGINE(tsan)
