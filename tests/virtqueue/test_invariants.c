/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Every invariant, broken on purpose, and the words it ends with. */
#include "tests/virtqueue/fixture.h"

/* What a case breaks: it gets one published request, whose head is 0. */
typedef void breaker(struct fixture *fixture);

struct broken_ring {
	const char *name;
	const struct rt_vq_device_kind *kind;
	unsigned ring_size;
	breaker *break_it;
	enum rt_vq_invariant invariant;
	const char *message;
	uint16_t last_avail_idx; /* afterwards; the ring starts at 0 */
};

static void desc(struct fixture *fixture, unsigned i, uint64_t addr,
		 uint32_t len, uint16_t flags, uint16_t next)
{
	rt_vq_descriptor_write(&fixture->vq.desc[i], addr, len, flags, next);
}

static void bad_head(struct fixture *f)
{
	f->vq.avail->ring[0] = (uint16_t)(f->vq.config.ring_size + 3);
}

static void next_out_of_range(struct fixture *f)
{
	desc(f, 0, 0, 16, RT_VRING_DESC_NEXT, 77);
}

static void loop(struct fixture *f)
{
	desc(f, 0, 0, 16, RT_VRING_DESC_NEXT, 1);
	desc(f, 1, 0, 16, RT_VRING_DESC_NEXT, 0);
}

static void indirect_of_24(struct fixture *f)
{
	desc(f, 0, 0, 24, RT_VRING_DESC_INDIRECT, 0);
}

static void indirect_of_0(struct fixture *f)
{
	desc(f, 0, 0, 0, RT_VRING_DESC_INDIRECT, 0);
}

static void indirect_outside(struct fixture *f)
{
	desc(f, 0, f->vq.memory_size, 16, RT_VRING_DESC_INDIRECT, 0);
}

static void indirect_partly_outside(struct fixture *f)
{
	desc(f, 0, f->vq.memory_size - 16, 32, RT_VRING_DESC_INDIRECT, 0);
}

/* A table of one entry in the first buffer, which says there are more. */
static void indirect_too_short(struct fixture *f)
{
	struct rt_vring_desc *table = (void *)f->vq.memory;

	rt_vq_descriptor_write(table, 0, 16, RT_VRING_DESC_NEXT, 1);
	desc(f, 0, 0, 16, RT_VRING_DESC_INDIRECT, 0);
}

static void readable_after_writable(struct fixture *f)
{
	desc(f, 0, 0, 16, RT_VRING_DESC_NEXT | RT_VRING_DESC_WRITE, 1);
	desc(f, 1, 0, 16, 0, 0);
}

static void zero_sized(struct fixture *f)
{
	desc(f, 0, 0, 0, 0, 0);
}

static void outside(struct fixture *f)
{
	desc(f, 0, f->vq.memory_size - 15, 16, 0, 0);
}

static void far_outside(struct fixture *f)
{
	desc(f, 0, UINT64_MAX - 7, 16, 0, 0);
}

static void chain_of_1025(struct fixture *f)
{
	for (unsigned i = 0; i < 1024; i++)
		desc(f, i, 0, 16, RT_VRING_DESC_NEXT, (uint16_t)(i + 1));
}

static void idx_beyond_size(struct fixture *f)
{
	f->vq.avail->idx = 17;
}

static const struct broken_ring device_cases[] = {
	{"qemu head", &rt_vq_qemu, 16, bad_head, RT_VQ_QEMU_HEAD,
	 "Guest says index 19 is available", 1},
	{"qemu next", &rt_vq_qemu, 16, next_out_of_range, RT_VQ_QEMU_DESC_NEXT,
	 "Desc next is 77", 1},
	{"qemu loop", &rt_vq_qemu, 16, loop, RT_VQ_QEMU_LOOPED,
	 "Looped descriptor", 1},
	{"qemu indirect 24", &rt_vq_qemu, 16, indirect_of_24,
	 RT_VQ_QEMU_INDIRECT_SIZE, "Invalid size for indirect buffer table", 1},
	{"qemu indirect 0", &rt_vq_qemu, 16, indirect_of_0,
	 RT_VQ_QEMU_INDIRECT_SIZE, "Invalid size for indirect buffer table", 1},
	{"qemu indirect outside", &rt_vq_qemu, 16, indirect_outside,
	 RT_VQ_QEMU_INDIRECT_MAP, "Cannot map indirect buffer", 1},
	{"qemu indirect short", &rt_vq_qemu, 16, indirect_partly_outside,
	 RT_VQ_QEMU_INDIRECT_MAP, "Cannot map indirect buffer", 1},
	{"qemu indirect next", &rt_vq_qemu, 16, indirect_too_short,
	 RT_VQ_QEMU_DESC_NEXT, "Desc next is 1", 1},
	{"qemu order", &rt_vq_qemu, 16, readable_after_writable,
	 RT_VQ_QEMU_ORDER, "Incorrect order for descriptors", 1},
	{"qemu zero", &rt_vq_qemu, 16, zero_sized, RT_VQ_QEMU_ZERO_SIZED,
	 "virtio: zero sized buffers are not allowed", 1},
	{"qemu many", &rt_vq_qemu, 2048, chain_of_1025, RT_VQ_QEMU_TOO_MANY,
	 "virtio: too many write descriptors in indirect table", 1},
	{"qemu outside", &rt_vq_qemu, 16, outside, RT_VQ_QEMU_BOGUS,
	 "virtio: bogus descriptor or out of resources", 1},
	{"qemu far outside", &rt_vq_qemu, 16, far_outside, RT_VQ_QEMU_BOGUS,
	 "virtio: bogus descriptor or out of resources", 1},
	{"vhost idx", &rt_vq_vhost, 16, idx_beyond_size, RT_VQ_VHOST_INDEX,
	 "Invalid available index change from 0 to 17", 0},
	{"vhost head", &rt_vq_vhost, 16, bad_head, RT_VQ_VHOST_HEAD,
	 "Guest says index 19 > 16 is available", 0},
	{"vhost next", &rt_vq_vhost, 16, next_out_of_range,
	 RT_VQ_VHOST_DESC_INDEX, "Desc index is 77 > 16, head = 0", 0},
	{"vhost loop", &rt_vq_vhost, 16, loop, RT_VQ_VHOST_LOOP,
	 "Loop detected: last one at 0 vq size 16 head 0", 0},
	{"vhost outside", &rt_vq_vhost, 16, outside, RT_VQ_VHOST_TRANSLATION,
	 "Translation failure -14 descriptor idx 0", 0},
	{"vhost order", &rt_vq_vhost, 16, readable_after_writable,
	 RT_VQ_VHOST_ORDER, "Descriptor has out after in: idx 1", 0},
	{"vhost indirect 24", &rt_vq_vhost, 16, indirect_of_24,
	 RT_VQ_VHOST_INDIRECT_LENGTH,
	 "Invalid length in indirect descriptor: len 0x18 not multiple of 0x10",
	 0},
	{"vhost indirect outside", &rt_vq_vhost, 16, indirect_outside,
	 RT_VQ_VHOST_INDIRECT_TRANSLATION,
	 "Translation failure -14 in "
	 "indirect.",
	 0},
	{"vhost indirect short", &rt_vq_vhost, 16, indirect_too_short,
	 RT_VQ_VHOST_INDIRECT_LOOP,
	 "Loop detected: last one at 1 indirect size 1", 0},
	{"rust-vmm idx", &rt_vq_rust_vmm, 16, idx_beyond_size,
	 RT_VQ_RUST_VMM_AVAIL_INDEX,
	 "invalid available ring index (more descriptors to process than "
	 "queue size)",
	 0},
	{"rust-vmm head", &rt_vq_rust_vmm, 16, bad_head,
	 RT_VQ_RUST_VMM_USED_HEAD,
	 "attempted to add out of bounds descriptor to used ring: 19", 1},
};

static void check_device_case(const struct broken_ring *broken)
{
	struct rt_vq_config config = RT_VQ_CONFIG_INIT;
	struct fixture f;

	print_message("%s\n", broken->name);
	config.ring_size = broken->ring_size;
	config.kind = broken->kind;
	set_up(&f, &config, NULL);
	assert_true(rt_vq_guest_publish(&f.guest));
	broken->break_it(&f);
	assert_int_equal(rt_vq_device_turn(&f.device), RT_VQ_BROKEN);
	assert_violation(&f.device.violations, broken->invariant,
			 broken->message);
	assert_int_equal(f.device.violations.entry[0].side, RT_VQ_DEVICE);
	assert_int_equal(f.device.last_avail_idx, broken->last_avail_idx);
	assert_int_equal(rt_vq_device_turn(&f.device), RT_VQ_BROKEN);
	assert_int_equal(f.device.violations.count, 1);
	tear_down(&f);
}

static void devices_end_with_their_words(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(device_cases) / sizeof(device_cases[0]);
	     i++)
		check_device_case(&device_cases[i]);
}

/* What breaks a descriptor is dropped without a word. */
static void dpdk_and_rust_vmm_drop_quietly(void **state)
{
	static breaker *const breakers[] = {
		next_out_of_range,  loop,	indirect_of_0, indirect_outside,
		indirect_too_short, zero_sized, outside,       far_outside,
	};
	static const struct rt_vq_device_kind *const kinds[] = {
		&rt_vq_dpdk, &rt_vq_rust_vmm};

	(void)state;
	for (size_t i = 0; i < 2 * sizeof(breakers) / sizeof(breakers[0]);
	     i++) {
		struct rt_vq_config config = RT_VQ_CONFIG_INIT;
		struct fixture f;

		config.ring_size = 16;
		config.kind = kinds[i % 2];
		set_up(&f, &config, NULL);
		assert_true(rt_vq_guest_publish(&f.guest));
		breakers[i / 2](&f);
		assert_int_equal(rt_vq_device_turn(&f.device), RT_VQ_PROGRESS);
		assert_int_equal(f.device.completed, 1);
		assert_true(rt_vq_guest_collect(&f.guest));
		assert_false(f.guest.broken);
		tear_down(&f);
	}
}

static void get_avail_bytes_checks_the_distance(void **state)
{
	struct rt_vq_config config = RT_VQ_CONFIG_INIT;
	uint64_t in_bytes, out_bytes;
	struct fixture f;

	(void)state;
	config.ring_size = 16;
	config.start = 0xfffe;
	config.burst = 3;
	config.chain = 4;
	set_up(&f, &config, NULL);
	rt_vq_guest_publish(&f.guest);
	assert_true(
		rt_vq_device_get_avail_bytes(&f.device, &in_bytes, &out_bytes));
	assert_int_equal(in_bytes, 3 * 3 * RT_VQ_BUFFER_BYTES);
	assert_int_equal(out_bytes, 3 * RT_VQ_BUFFER_BYTES);
	f.vq.avail->idx = 15;
	assert_false(
		rt_vq_device_get_avail_bytes(&f.device, &in_bytes, &out_bytes));
	assert_violation(&f.device.violations, RT_VQ_QEMU_MOVED_INDEX,
			 "Guest moved used index from 65534 to 15");
	tear_down(&f);
}

static void a_bad_index_does_not_migrate(void **state)
{
	struct rt_vq_config config = RT_VQ_CONFIG_INIT;
	struct fixture f;

	(void)state;
	config.start = 0xff;
	set_up(&f, &config, NULL);
	f.vq.avail->idx = 0x1ff;
	assert_true(rt_vq_device_load_check(&f.device, 3));
	f.vq.avail->idx = 0;
	assert_false(rt_vq_device_load_check(&f.device, 3));
	assert_violation(&f.device.violations, RT_VQ_QEMU_MIGRATION,
			 "VQ 3 size 0x100 Guest index 0x0 inconsistent with "
			 "Host index 0xff: delta 0xff01");
	tear_down(&f);
}

/* Hands the guest @id in the next used element. */
static void use(struct fixture *f, uint32_t id)
{
	f->vq.used->ring[f->device.used_idx & f->vq.mask].id = id;
	rt_vq_device_flush(&f->device, 1);
}

static void check_guest(uint32_t id, enum rt_vq_invariant invariant,
			const char *message)
{
	struct rt_vq_config config = RT_VQ_CONFIG_INIT;
	struct fixture f;

	config.ring_size = 16;
	set_up(&f, &config, NULL);
	rt_vq_guest_publish(&f.guest);
	use(&f, id);
	assert_int_equal(rt_vq_guest_turn(&f.guest), RT_VQ_BROKEN);
	assert_violation(&f.guest.violations, invariant, message);
	assert_int_equal(f.guest.violations.entry[0].side, RT_VQ_GUEST);
	assert_int_equal(f.guest.completed, 0);
	assert_false(rt_vq_guest_publish(&f.guest));
	assert_int_equal(rt_vq_guest_turn(&f.guest), RT_VQ_BROKEN);
	tear_down(&f);
}

static void guests_end_with_their_words(void **state)
{
	(void)state;
	check_guest(16, RT_VQ_LINUX_ID_RANGE, "id 16 out of range");
	check_guest(UINT32_MAX, RT_VQ_LINUX_ID_RANGE,
		    "id 4294967295 out of range");
	check_guest(5, RT_VQ_LINUX_NOT_HEAD, "id 5 is not a head!");
}

static void an_id_used_twice_is_no_head(void **state)
{
	struct rt_vq_config config = RT_VQ_CONFIG_INIT;
	struct fixture f;

	(void)state;
	config.requests = 1;
	set_up(&f, &config, NULL);
	rt_vq_guest_publish(&f.guest);
	use(&f, 0);
	assert_int_equal(rt_vq_guest_turn(&f.guest), RT_VQ_DONE);
	use(&f, 0);
	assert_int_equal(rt_vq_guest_turn(&f.guest), RT_VQ_BROKEN);
	assert_violation(&f.guest.violations, RT_VQ_LINUX_NOT_HEAD,
			 "id 0 is not a head!");
	tear_down(&f);
}

/* The rows that no path prints: the words of older kernels, for reading. */
static void the_table_keeps_three_eras(void **state)
{
	const uint32_t arguments[RT_VQ_MESSAGE_ARGUMENTS] = {255, 511};
	char message[RT_VQ_MESSAGE_SIZE];

	(void)state;
	rt_vq_invariant_message(message, sizeof(message),
				RT_VQ_VHOST_USED_INDEX, arguments);
	assert_string_equal(message, "Guest moved used index from 255 to 511");
	rt_vq_invariant_message(message, sizeof(message),
				RT_VQ_VHOST_AVAIL_INDEX, arguments);
	assert_string_equal(message, "Guest moved avail index from 255 to 511");
	for (int i = 1; i < RT_VQ_INVARIANTS; i++)
		assert_true(*rt_vq_invariant_system((enum rt_vq_invariant)i) &&
			    *rt_vq_invariant_format((enum rt_vq_invariant)i));
}

static void messages_are_cut_not_overrun(void **state)
{
	const uint32_t arguments[RT_VQ_MESSAGE_ARGUMENTS] = {4000000000u};
	char message[9];

	(void)state;
	memset(message, 'x', sizeof(message));
	rt_vq_invariant_message(message, 8, RT_VQ_LINUX_ID_RANGE, arguments);
	assert_true(strlen(message) < 8);
	assert_int_equal(message[8], 'x');
	rt_vq_invariant_message(message, 8, RT_VQ_QEMU_LOOPED, arguments);
	assert_string_equal(message, "Looped ");
	rt_vq_invariant_message(message, 8, RT_VQ_INVARIANTS, arguments);
	assert_string_equal(message, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(devices_end_with_their_words),
		cmocka_unit_test(dpdk_and_rust_vmm_drop_quietly),
		cmocka_unit_test(get_avail_bytes_checks_the_distance),
		cmocka_unit_test(a_bad_index_does_not_migrate),
		cmocka_unit_test(guests_end_with_their_words),
		cmocka_unit_test(an_id_used_twice_is_no_head),
		cmocka_unit_test(the_table_keeps_three_eras),
		cmocka_unit_test(messages_are_cut_not_overrun),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
