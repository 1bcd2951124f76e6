/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The term of one of VEX's operations (libvex_ir.h, IROp). Not thread-safe. */
#ifndef RT_ENGINE_ACCOUNT_OPERATIONS_H
#define RT_ENGINE_ACCOUNT_OPERATIONS_H

#include "harness/engine/account/fold.h"

/*
 * The result, of @size bytes, of the IROp @operation on @count operands, from 1
 * to 4. An operation without a rule derives from all bytes of its operands.
 */
rt_term rt_operation(struct rt_fold *fold, uint32_t operation,
		     const rt_term *operand, unsigned count, unsigned size);

#endif
