#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Asks ringtear about real code, each with the command that one who maintains it
# would type, and compares the verdict. `make real` runs it. Fetches nothing:
# what is not on this machine is named, with what brings it:
#
#   apt-get install linux-libc-dev liburing-dev libxdp-dev libdpdk-dev \
#       libxen-dev librust-vm-memory-dev golang-go
#   QEMU_TREE=…      of `apt-get source qemu`, or a clone, with a build/ that
#                    `../configure --target-list=x86_64-softmmu` made, and in it
#                    `ninja qapi/qapi-builtin-types.h trace/trace-hw_virtio.h`
#   KVMTOOL_TREE=…   a clone of kvmtool
#
# Ends with 1 where an answer is not the one that is written here. The part
# that needs linux-libc-dev alone is in tests/cli/real.bats.
set -u
cd "$(dirname "$0")/../.." || exit 2
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
export RINGTEAR_HOME=$PWD RINGTEAR_RUNS=$scratch/runs
ringtear=build/release/ringtear
asked=0 right=0 lacking=0

# ask NAME FILE VERDICT WORD...: runs `ringtear WORD...` where FILE is there.
ask() {
	name=$1 needs=$2 wanted=$3
	shift 3
	if [ ! -e "$needs" ]; then
		lacking=$((lacking + 1))
		printf '%-12s %s: lacks %s\n' - "$name" "$needs"
		return
	fi
	asked=$((asked + 1))
	"$ringtear" "$@" >"$scratch/said" 2>&1
	read -r verdict _ <"$scratch/said"
	verdict=${verdict%:}
	if [ "$verdict" = "$wanted" ]; then
		right=$((right + 1))
		printf '%-12s %s\n' "$verdict" "$name"
		return
	fi
	printf '%-12s %s: not %s\n' wrong "$name" "$wanted"
	sed 's/^/    /' "$scratch/said"
}

uapi=/usr/include/linux
ask 'Linux, avail->idx' $uapi/virtio_ring.h atomic check \
	--include linux/virtio_ring.h --within 2/4 \
	--load '((struct vring_avail *)object)->idx'
ask 'Linux, used->idx stored' $uapi/virtio_ring.h atomic check \
	--include linux/virtio_ring.h --within 2/4 \
	--store '((struct vring_used *)object)->idx = v'
ask 'Linux, a packed ring event' $uapi/virtio_ring.h atomic check \
	--include linux/virtio_ring.h --within 0/4 \
	--load '((const struct vring_packed_desc_event *)object)->off_wrap'
ask 'liburing, completions ready' /usr/include/liburing.h atomic check \
	--include liburing.h --width 32 --load \
	'io_uring_cq_ready(&(struct io_uring){.cq = {.ktail = (unsigned *)p, .khead = &(unsigned){0}}})'
ask 'libxdp, packets available' /usr/include/xdp/xsk.h atomic check \
	--include xdp/xsk.h --width 32 --load \
	'xsk_cons_nb_avail(&(struct xsk_ring_cons){.producer = (__u32 *)p, .size = 64}, 64)'
ask 'Xen, responses of a ring' /usr/include/xen/io/blkif.h atomic check \
	--include '<stdint.h>' --include '<string.h>' --include xen/io/blkif.h \
	--width 32 --within 8/16 --load \
	'RING_HAS_UNCONSUMED_RESPONSES(&(blkif_front_ring_t){.sring = (blkif_sring_t *)object})'

dpdk=/usr/include/dpdk
ask 'DPDK, the tail of a ring' $dpdk/rte_ring.h atomic check \
	--pkg-config libdpdk --include rte_ring.h --width 32 --within 4/8 \
	--load '((volatile struct rte_ring_headtail *)object)->tail'
ask 'DPDK, rte_memcpy' $dpdk/rte_ring.h atomic check \
	--pkg-config libdpdk --include rte_memcpy.h \
	--copy 'rte_memcpy(dst, src, len)'
ask 'DPDK, vhost: used->idx' $dpdk/rte_vhost.h atomic check \
	--pkg-config libdpdk --include rte_vhost.h --store \
	'*(volatile uint16_t *)&((struct vring_used *)object)->idx = v' \
	--within 2/4

kvmtool=${KVMTOOL_TREE:-KVMTOOL_TREE}
ask 'kvmtool, a queue has buffers' "$kvmtool" atomic check \
	--include kvm/virtio.h -I "$kvmtool/include" -I "$kvmtool/x86/include" \
	--within 2/4 --load \
	'virt_queue__available(&(struct virt_queue){.vring = {.avail = (struct vring_avail *)object}})'

qemu=${QEMU_TREE:-QEMU_TREE}
real=(--compile-commands "$qemu/build/compile_commands.json")
ask 'QEMU, bswap.h' "$qemu/build/compile_commands.json" atomic check \
	"${real[@]}" --file hw/virtio/virtio.c --include qemu/osdep.h \
	--include qemu/bswap.h --load 'lduw_he_p(p)'
ask 'QEMU, virtio.c as a whole' "$qemu/build/trace/trace-hw_virtio.h" atomic \
	check "${real[@]}" --file hw/virtio/virtio.c -I "$qemu" \
	--include hw/virtio/virtio.c --load \
	'virtio_lduw_phys_cached(&(VirtIODevice){0}, &(MemoryRegionCache){.ptr = (void *)p, .len = 64}, 0)'
ask 'libvhost-user' "$qemu/build/compile_commands.json" atomic check \
	"${real[@]}" --file libvhost-user.c --include libvhost-user.c \
	--within 2/4 --load \
	'vring_avail_idx(&(VuVirtq){.vring = {.avail = (void *)object}})'

# Debian's crate, built offline where the library of the user's would be.
build_rust() {
	mkdir -p "$scratch/ring/src" "$scratch/ring/.cargo"
	printf '%s\n' '[package]' 'name = "ring"' 'version = "0.1.0"' \
		'edition = "2021"' '[lib]' 'crate-type = ["cdylib"]' \
		'[dependencies]' \
		'vm-memory = { version = "*", features = ["backend-mmap"] }' \
		'[profile.release]' 'panic = "abort"' >"$scratch/ring/Cargo.toml"
	printf '%s\n' '[source.crates-io]' 'replace-with = "debian"' \
		'[source.debian]' 'directory = "/usr/share/cargo/registry"' \
		>"$scratch/ring/.cargo/config.toml"
	printf '%s\n' 'use std::sync::atomic::Ordering::Acquire;' \
		'use vm_memory::{Bytes, VolatileSlice};' '#[no_mangle]' \
		'pub unsafe extern "C" fn load_idx(p: *mut u8) -> u16 {' \
		'VolatileSlice::new(p, 2).load::<u16>(0, Acquire).unwrap() }' \
		>"$scratch/ring/src/lib.rs"
	(cd "$scratch/ring" && cargo build --offline --release) \
		>"$scratch/log" 2>&1 || cat "$scratch/log"
}
rust=librust-vm-memory-dev
set -- /usr/share/cargo/registry/vm-memory-*
if [ -e "$1" ] && command -v cargo >/dev/null; then
	build_rust
	rust=$scratch/ring/target/release/libring.so
fi
ask 'vm-memory, load()' "$rust" atomic check --object "$rust" --load load_idx

# A Go library has threads from its first call on: the race alone answers.
go=golang-go
if command -v go >/dev/null; then
	go=$scratch/go.so
	printf '%s\n' 'package main' 'import "C"' 'import "unsafe"' \
		'//export load_idx' \
		'func load_idx(p unsafe.Pointer) uint16 { return *(*uint16)(p) }' \
		'func main() {}' >"$scratch/go.go"
	GOCACHE=$scratch/gocache go build -buildmode=c-shared -o "$go" \
		"$scratch/go.go"
fi
ask 'Go, a library raced' "$go" inconclusive hammer --object "$go" \
	--load load_idx

. tests/real/shape.sh

echo "$right of $asked as expected at the first try, $lacking not here"
[ "$right" -eq "$asked" ]
