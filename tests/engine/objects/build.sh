#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Makes the objects here from object.c, as text: a shared object's bytes in
# hexadecimal. Run by hand, with Debian's cross compilers (gcc 12):
# gcc-{aarch64,powerpc64le,s390x,riscv64,i686}-linux-gnu and
# gcc-arm-linux-gnueabihf.
set -eu
cd "$(dirname "$0")"
scratch=$(mktemp)
make_object() {
	name=$1 compiler=$2
	shift 2
	"$compiler" -ffreestanding -fno-builtin -fno-stack-protector \
		-fno-asynchronous-unwind-tables -fPIC -shared -nostdlib -s \
		-Wl,-z,noseparate-code -Wl,-z,max-page-size=4096 \
		-Wl,--build-id=none "$@" -o "$scratch" object.c
	od -An -v -tx1 -w32 "$scratch" | tr -d ' ' >"$name.hex"
}
for level in O0 O2; do
	make_object "aarch64-$level" aarch64-linux-gnu-gcc "-$level"
	make_object "arm-$level" arm-linux-gnueabihf-gcc -marm "-$level"
	make_object "thumb-$level" arm-linux-gnueabihf-gcc -mthumb "-$level"
	make_object "ppc64le-$level" powerpc64le-linux-gnu-gcc "-$level"
	make_object "s390x-$level" s390x-linux-gnu-gcc "-$level"
	make_object "i386-$level" i686-linux-gnu-gcc "-$level"
done
make_object riscv64-O2 riscv64-linux-gnu-gcc -O2
rm -f "$scratch"
