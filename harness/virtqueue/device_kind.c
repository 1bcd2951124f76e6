/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/virtqueue/device_kind.h"

#include <string.h>

#include "harness/base/text.h"

const struct rt_vq_device_kind *const rt_vq_device_kinds[] = {
	&rt_vq_qemu, &rt_vq_vhost, &rt_vq_rust_vmm, &rt_vq_dpdk, NULL,
};

static int fail_unknown(const char *name, struct rt_error *error)
{
	struct rt_text names = RT_TEXT_INIT;
	int code;

	for (unsigned i = 0; rt_vq_device_kinds[i]; i++)
		rt_text_format(&names, "%s%s", i ? ", " : "",
			       rt_vq_device_kinds[i]->name);
	code = rt_fail(error, RT_USAGE,
		       "device '%s' is unknown; choose one of: %s", name,
		       rt_text_string(&names));
	rt_text_free(&names);
	return code;
}

int rt_vq_device_kind_find(const struct rt_vq_device_kind **kind,
			   const char *name, struct rt_error *error)
{
	for (unsigned i = 0; rt_vq_device_kinds[i]; i++) {
		if (strcmp(rt_vq_device_kinds[i]->name, name) == 0) {
			*kind = rt_vq_device_kinds[i];
			return RT_OK;
		}
	}
	return fail_unknown(name, error);
}

__attribute__((cold)) bool rt_vq_device_violate(
	struct rt_vq_device *device, enum rt_vq_invariant invariant,
	const uint32_t arguments[RT_VQ_MESSAGE_ARGUMENTS])
{
	struct rt_vq_violation violation = {
		.side = RT_VQ_DEVICE,
		.invariant = invariant,
		.last_avail_idx = device->last_avail_idx,
		.shadow_avail_idx = device->shadow_avail_idx,
		.inuse = device->inuse,
		.value_read = device->avail.value,
		.judgement = rt_vq_observer_judge(&device->avail),
		.before = device->avail.before,
		.after = device->avail.after,
		.pops = device->pops,
		.pop_calls = device->pop_calls,
		.phantoms = device->phantom_pops,
	};

	device->broken = true;
	rt_vq_violations_add(&device->violations, &violation, arguments);
	return false;
}

bool rt_vq_table_map(struct rt_vq_table *table, const struct rt_vq *vq,
		     const struct rt_vq_descriptor *descriptor)
{
	if (descriptor->addr % sizeof(struct rt_vring_desc) ||
	    !rt_vq_memory_maps(vq, descriptor->addr, descriptor->len))
		return false;
	*table = (struct rt_vq_table){
		.entry = (const void *)(vq->memory + descriptor->addr),
		.size = descriptor->len / sizeof(struct rt_vring_desc),
	};
	return true;
}

void rt_vq_element_gather(struct rt_vq_element *element, const struct rt_vq *vq,
			  uint16_t head)
{
	struct rt_vq_table table = {vq->desc, vq->config.ring_size};
	struct rt_vq_descriptor descriptor;
	unsigned i = head;

	*element = (struct rt_vq_element){.head = head};
	for (unsigned left = table.size; left && i < table.size; left--) {
		descriptor = rt_vq_descriptor_read(&table, i);
		i = descriptor.next;
		if (descriptor.flags & RT_VRING_DESC_INDIRECT) {
			if (table.entry != vq->desc ||
			    !rt_vq_table_map(&table, vq, &descriptor))
				return;
			i = 0;
			continue;
		}
		if (!rt_vq_memory_maps(vq, descriptor.addr, descriptor.len))
			return;
		rt_vq_element_add(element, &descriptor);
		if (!(descriptor.flags & RT_VRING_DESC_NEXT))
			return;
	}
}

/* Relaxed, as only the device writes the flags. */
static void set_used_flags(const struct rt_vq *vq, uint16_t flags)
{
	atomic_store_explicit(&vq->used->flags, flags, memory_order_relaxed);
}

void rt_vq_device_suppress_kicks(struct rt_vq_device *device)
{
	device->notification = false;
	if (!device->vq->config.event_index)
		set_used_flags(device->vq, RT_VRING_USED_NO_NOTIFY);
}

void rt_vq_device_want_kicks(struct rt_vq_device *device, uint16_t event)
{
	const struct rt_vq *vq = device->vq;

	device->notification = true;
	if (vq->config.event_index)
		atomic_store_explicit(
			rt_vring_avail_event(vq->used, vq->config.ring_size),
			event, memory_order_relaxed);
	else
		set_used_flags(vq, 0);
	/* Pairs with the fence in the guest's kick_prepare. */
	atomic_thread_fence(memory_order_seq_cst);
}
