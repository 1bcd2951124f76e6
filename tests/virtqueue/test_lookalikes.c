/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The messages of a tear without a tear: what the oracle saw must tell them
 * apart, or a report would blame an accessor that is sound.
 */
#include "tests/virtqueue/fixture.h"

static void assert_nothing_torn(const struct rt_vq_observer *seen)
{
	assert_true(seen->reads > 0);
	assert_int_equal(seen->torn, 0);
}

/* A device reset that forgot inuse: one buffer short of none. */
static void inuse_was_left_at_minus_one(void **state)
{
	struct rt_vq_config config = RT_VQ_CONFIG_INIT;
	struct rt_vq_element element;
	struct fixture f;

	(void)state;
	set_up(&f, &config, NULL);
	f.device.inuse = (unsigned)-1;
	assert_true(rt_vq_guest_publish(&f.guest));
	assert_false(rt_vq_device_pop(&f.device, &element));
	assert_violation(&f.device.violations, RT_VQ_QEMU_SIZE_EXCEEDED,
			 "Virtqueue size exceeded");
	assert_nothing_torn(&f.device.avail);
	assert_int_equal(f.device.phantom_pops, 0);
	tear_down(&f);
}

/* used->idx arrived, the element before it did not: no coherent DMA. */
static void element_came_after_the_index(void **state)
{
	struct rt_vq_config config = RT_VQ_CONFIG_INIT;
	struct rt_vq_element element;
	struct fixture f;

	(void)state;
	set_up(&f, &config, NULL);
	assert_true(rt_vq_guest_publish(&f.guest));
	assert_true(rt_vq_guest_publish(&f.guest));
	assert_true(rt_vq_device_pop(&f.device, &element));
	rt_vq_device_push(&f.device, element.head, 0);
	assert_true(rt_vq_guest_collect(&f.guest));
	assert_true(rt_vq_device_pop(&f.device, &element));
	/* What the guest sees is the element of the lap before: id 0. */
	rt_vq_device_push(&f.device, 0, 0);
	rt_vq_guest_collect(&f.guest);
	assert_true(f.guest.broken);
	assert_violation(&f.guest.violations, RT_VQ_LINUX_NOT_HEAD,
			 "id 0 is not a head!");
	assert_nothing_torn(&f.guest.used);
	tear_down(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(inuse_was_left_at_minus_one),
		cmocka_unit_test(element_came_after_the_index),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
