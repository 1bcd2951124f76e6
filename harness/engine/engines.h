/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The engines, one per line, in the order in which they are asked. No include
 * guard: engine.c includes this file once for each use. RT_ENGINE(name) stands
 * for rt_engine_name, which the engine's own folder defines.
 */
RT_ENGINE(codegen)
RT_ENGINE(step)
RT_ENGINE(hammer)
RT_ENGINE(tsan)
