#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The kernel's own headers, with the commands that one who maintains code over
# them would type. `make real` asks about more code, of more packages.

load common

setup_file() {
	[ -e /usr/include/linux/virtio_ring.h ] || skip "lacks linux-libc-dev"
	use_own_folders
	share_cache
}

ring() {
	run "$ringtear" check --include linux/virtio_ring.h "$@"
}

@test "avail->idx and used->idx: the first try, what it says, the second" {
	ring --load '((struct vring_avail *)p)->idx'
	ended 125
	says "here 2/4"
	ring --within 2/4 --load '((struct vring_avail *)object)->idx'
	ended 0
	says "atomic: load of 16 bits"
	ring --within 2/4 --store '((struct vring_used *)object)->idx = v'
	ended 0
	says "atomic: store of 16 bits"
}

@test "a function of the header, a copied structure, one in pieces" {
	ring --load 'vring_need_event(*(const volatile __u16 *)p, 7, 5)'
	ended 0
	event='struct vring_packed_desc_event'
	ring --within 2/4 --load "({ $event e = *($event *)object; e.flags; })"
	ended 0
	byte='((const volatile __u8 *)object)'
	ring --within 0/4 --load "${byte}[0] | ${byte}[1] << 8"
	ended 1
	says "torn: load of 16 bits"
}
