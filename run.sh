#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Installs what is missing, builds, and runs ringtear.
#
#   ./run.sh               reproduces the Alpine bug and writes a report
#   ./run.sh test          runs every test
#   ./run.sh WORD ...      runs `ringtear WORD ...`; `./run.sh help` lists them
#   ./run.sh --no-install  before any of these: never installs, names instead
set -eu

# Without a process more than it needs: this is the start of every command.
case $0 in
*/*) home=$(CDPATH='' cd -- "${0%/*}" && pwd) ;;
*) home=$(pwd) ;;
esac

# What must be there: a file that proves it, and its name for each packager.
# file under / or command:NAME | apt-get | apk | dnf
needed="\
command:gcc|gcc libc6-dev|gcc musl-dev|gcc glibc-devel
command:make|make|make|make
command:pkg-config|pkg-config|pkgconf|pkgconf-pkg-config
pkg:hwloc|libhwloc-dev|hwloc-dev|hwloc-devel
pkg:capstone|libcapstone-dev|capstone-dev|capstone-devel
pkg:valgrind|valgrind|valgrind-dev|valgrind-devel
pkg:sqlite3|libsqlite3-dev|sqlite-dev|sqlite-devel
pkg:jansson|libjansson-dev|jansson-dev|jansson-devel
pkg:libelf|libelf-dev|elfutils-dev|elfutils-libelf-devel
pkg:libdw|libdw-dev|elfutils-dev|elfutils-devel
pkg:unicorn|libunicorn-dev|unicorn-dev|unicorn-devel
pkg:libxxhash|libxxhash-dev|xxhash-dev|xxhash-devel
musl:|musl-dev|musl-dev|musl-devel
file:libatomic|gcc|gcc|libatomic-static"

needed_for_tests="\
command:clang|clang|clang|clang
command:bats|bats|bats|bats
command:shellcheck|shellcheck|shellcheck|ShellCheck
command:clang-format|clang-format|clang-extra-tools|clang-tools-extra
command:git|git|git|git
command:sqlite3|sqlite3|sqlite|sqlite
command:strace|strace|strace|strace
command:script|bsdutils|util-linux-misc|util-linux
command:patch|patch|patch|patch
command:gdb|gdb|gdb|gdb
command:g++|g++|g++|gcc-c++
command:parallel|parallel|parallel|parallel
pkg:cmocka|libcmocka-dev|cmocka-dev|libcmocka-devel
file:clang-runtime|libclang-rt-dev|compiler-rt|compiler-rt
command:tcc|tcc|tcc|tcc
command:diet|dietlibc-dev|dietlibc|dietlibc
file:send-email|git-email libmailtools-perl|git-email|git-email
file:jsonschema|python3-jsonschema|py3-jsonschema|python3-jsonschema
command:chromium|chromium|chromium|chromium
command:xmllint|libxml2-utils|libxml2-utils|libxml2
command:mandoc|mandoc|mandoc|mandoc
command:zsh|zsh|zsh|zsh
command:aarch64-linux-gnu-gcc|gcc-aarch64-linux-gnu libc6-dev-arm64-cross||gcc-aarch64-linux-gnu
command:arm-linux-gnueabihf-gcc|gcc-arm-linux-gnueabihf libc6-dev-armhf-cross||gcc-arm-linux-gnu
command:i686-linux-gnu-gcc|gcc-i686-linux-gnu libc6-dev-i386-cross||
command:mips-linux-gnu-gcc|gcc-mips-linux-gnu libc6-dev-mips-cross||
command:mipsel-linux-gnu-gcc|gcc-mipsel-linux-gnu libc6-dev-mipsel-cross||
command:riscv64-linux-gnu-gcc|gcc-riscv64-linux-gnu libc6-dev-riscv64-cross||gcc-riscv64-linux-gnu
command:s390x-linux-gnu-gcc|gcc-s390x-linux-gnu libc6-dev-s390x-cross||gcc-s390x-linux-gnu
command:powerpc64le-linux-gnu-gcc|gcc-powerpc64le-linux-gnu libc6-dev-ppc64el-cross||gcc-powerpc64le-linux-gnu
command:arm-none-eabi-gcc|gcc-arm-none-eabi libnewlib-arm-none-eabi|gcc-arm-none-eabi newlib-arm-none-eabi|arm-none-eabi-gcc-cs arm-none-eabi-newlib
command:riscv64-unknown-elf-gcc|gcc-riscv64-unknown-elf picolibc-riscv64-unknown-elf||
command:qemu-aarch64|qemu-user||qemu-user"

# libFuzzer, which `fuzz` is linked with, comes with clang.
needed_for_fuzz="\
command:clang|clang|clang|clang
file:clang-runtime|libclang-rt-dev|compiler-rt|compiler-rt"

# What `ringtear` ends with when it is asked wrongly or lacks something, as
# harness/base/error.c has it: git-bisect(1) stops at it.
refused=129

# What this script itself fails at is such a lack too: the 1 or 2 of a shell
# without a file, a process or a program more would be a verdict to git-bisect.
end() {
	[ "$1" -eq 0 ] || exit $refused
}
trap 'end $?' EXIT

say() {
	printf '%s\n' "$*" >&2
}

# True when the thing that $1 names is on this machine.
present() {
	case $1 in
	command:*) command -v "${1#command:}" >/dev/null 2>&1 ;;
	pkg:*) pkg-config --exists "${1#pkg:}" 2>/dev/null ;;
	musl:*) set -- /usr/lib/*-linux-musl*/libc.a /usr/lib/musl/lib/libc.a \
		/usr/lib/libc.musl-*.so.1 /usr/*-linux-musl/lib*/libc.a
		for at; do [ -e "$at" ] && return 0; done
		# Alpine's; where the loader is not musl's it is another libc's.
		set -- /lib/ld-musl-*.so.1
		[ -e "$1" ] && [ -e /usr/lib/libc.a ] ;;
	file:libatomic)
		set -- /usr/lib/gcc/*/*/libatomic.a /usr/lib/libatomic.a \
			/usr/lib64/libatomic.a
		for at; do [ -e "$at" ] && return 0; done
		return 1 ;;
	file:send-email) [ -e /usr/lib/git-core/git-send-email ] ||
		[ -e /usr/libexec/git-core/git-send-email ] ;;
	file:jsonschema) /usr/bin/python3 -c 'import jsonschema' 2>/dev/null ;;
	file:clang-runtime)
		set -- /usr/lib/llvm-*/lib/clang/*/lib/linux/libclang_rt.tsan-*.a \
			/usr/lib/clang/*/lib/*/libclang_rt.tsan*.a
		for at; do [ -e "$at" ] && return 0; done
		return 1 ;;
	esac
}

# True when all of list $1 is there: one pkg-config for all that it knows, as
# this is asked at every start.
all_present() {
	libraries=''
	for line in $1; do
		thing=${line%%|*}
		case $thing in
		pkg:*) libraries="$libraries ${thing#pkg:}" ;;
		*:*) present "$thing" || return 1 ;;
		esac
	done
	# Split into words on purpose: a list of names.
	# shellcheck disable=SC2086
	[ -z "$libraries" ] || pkg-config --exists $libraries 2>/dev/null
}

# Prints the packages that are missing, for the packager in column $1.
missing() {
	column=$1
	printf '%s\n' "$2" | while IFS='|' read -r thing debian alpine fedora; do
		[ -n "$thing" ] || continue
		present "$thing" && continue
		case $column in
		apt-get) printf '%s ' "$debian" ;;
		apk) printf '%s ' "$alpine" ;;
		dnf) printf '%s ' "$fedora" ;;
		esac
	done
}

as_root() {
	if [ "$(id -u)" -eq 0 ]; then
		"$@"
	elif command -v sudo >/dev/null 2>&1; then
		sudo "$@"
	else
		say "run.sh: installing needs root: run this as root, install sudo,"
		say "run.sh: or install the packages above yourself"
		return 1
	fi
}

tell_missing() {
	for packager in apt-get apk dnf; do
		case $packager in
		apt-get) verb='apt-get install' ;;
		apk) verb='apk add' ;;
		dnf) verb='dnf install' ;;
		esac
		say "  $verb $(missing "$packager" "$1")"
	done
}

# Makes sure that everything in list $1 is there, or says what is not.
provide() {
	! all_present "$1" || return 0
	packages=$(missing apt-get "$1")
	[ -n "$packages" ] || return 0
	if [ "$install" = no ]; then
		say "run.sh: packages are missing, and --no-install was given:"
		tell_missing "$1"
		exit $refused
	fi
	if ! command -v apt-get >/dev/null 2>&1; then
		say "run.sh: packages are missing, and there is no apt-get here to"
		say "run.sh: install them; one of these does:"
		tell_missing "$1"
		exit $refused
	fi
	say "run.sh: installing with apt-get: $packages"
	log=$(mktemp "${TMPDIR:-/tmp}/ringtear-install.XXXXXX")
	# Split into words on purpose: a list of package names.
	# shellcheck disable=SC2086
	if ! { as_root apt-get update &&
		as_root env DEBIAN_FRONTEND=noninteractive apt-get install \
			-y --no-install-recommends $packages; } \
		>"$log" 2>&1 </dev/null; then
		say "run.sh: apt-get failed; its last words ($log has all):"
		tail -n 20 "$log" >&2
		exit $refused
	fi
	rm -f "$log"
}

# True when every program named is there, and no source or folder of sources
# is newer: what make takes ten times as long to say. (reports/ itself is newer
# as soon as runs are kept in it.)
up_to_date() {
	for program; do
		program=$home/build/release/$program
		[ -x "$program" ] || return 1
		newer=$(find "$home/Makefile" "$home/harness" "$home/pinning" \
			"$home/reports" -path "$home/reports/runs" -prune -o \
			! -path "$home/reports" -newer "$program" -print -quit 2>&1)
		[ -z "$newer" ] || return 1
	done
}

build() {
	tab=$(printf '\t')
	log=$(mktemp "${TMPDIR:-/tmp}/ringtear-build.XXXXXX")
	[ -x "$home/build/release/ringtear" ] || say "run.sh: building"
	if ! make -C "$home" -j"$(nproc 2>/dev/null || echo 1)" "$@" \
		>"$log" 2>&1; then
		say "run.sh: the build failed; make said:"
		grep -v "^make\|^mkdir\|^$tab" "$log" >&2 || cat "$log" >&2
		rm -f "$log"
		exit $refused
	fi
	rm -f "$log"
}

install=yes
if [ "${1-}" = --no-install ]; then
	install=no
	shift
fi

provide "$needed"
case ${1-} in
test)
	provide "$needed_for_tests"
	exec make -C "$home" --no-print-directory test
	;;
bench | soak)
	exec make -C "$home" --no-print-directory "$1"
	;;
fuzz)
	provide "$needed_for_fuzz"
	up_to_date ringtear ringtear-fuzz || build all fuzzer
	;;
*)
	up_to_date ringtear || build all
	;;
esac

RINGTEAR_HOME=$home
RINGTEAR_COMMAND=./run.sh
export RINGTEAR_HOME RINGTEAR_COMMAND
[ $# -gt 0 ] || set -- repro
exec "$home/build/release/ringtear" "$@"
