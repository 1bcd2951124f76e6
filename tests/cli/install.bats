#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What run.sh installs or names, and the installed program. Nothing is ever
# installed here: apt-get, sudo and id are fakes that write down what they
# were asked.
#
# Their text is for the fake to expand.
# shellcheck disable=SC2016

load common

setup_file() {
	use_own_folders
}

setup() {
	ASKED=$BATS_TEST_TMPDIR/asked
	export ASKED
	fakes=$BATS_TEST_TMPDIR/bin
	mkdir "$fakes"
	unset DEBIAN_FRONTEND
}

# A command $1 in the fakes that runs the shell text $2.
fake() {
	printf '#!/bin/sh\n%s\n' "$2" >"$fakes/$1"
	chmod +x "$fakes/$1"
}

# Every command of this machine but those named, in the fakes.
all_but() {
	ln -sf /bin/* /usr/bin/* "$fakes/" 2>/dev/null || true
	for command; do
		rm -f "$fakes/$command"
	done
}

# What is built, but for the tests, to be installed with another PREFIX.
copy_build() {
	mkdir "$BATS_TEST_TMPDIR/build"
	find build/release -mindepth 1 -maxdepth 1 ! -name tests ! -name bench \
		-exec cp -a {} "$BATS_TEST_TMPDIR/build" \;
}

@test "--no-install names what is missing for three packagers, exits 129" {
	# Were the installation tried, it would be a fake's.
	fake apt-get 'echo "$@" >>"$ASKED"'
	PKG_CONFIG_LIBDIR=/nonexistent PATH=$fakes:$PATH \
		run ./run.sh --no-install
	ended 129
	says "--no-install"
	[[ $output =~ apt-get\ install\ .*libhwloc-dev ]]
	[[ $output =~ apk\ add\ .*hwloc-dev ]]
	[[ $output =~ dnf\ install\ .*hwloc-devel ]]
	[ ! -e "$ASKED" ]
}

@test "--no-install before test names the tests' packages too" {
	fake apt-get 'echo "$@" >>"$ASKED"'
	all_but apt-get shellcheck
	PATH=$fakes run ./run.sh --no-install test
	ended 129
	[[ $output =~ apt-get\ install\ .*shellcheck ]]
	[ ! -e "$ASKED" ]
}

@test "without apt-get: names them for apk and dnf, and stops" {
	all_but apt-get
	PKG_CONFIG_LIBDIR=/nonexistent PATH=$fakes run ./run.sh
	ended 129
	says "no apt-get"
	says "apk add"
	says "dnf install"
	says "libcapstone-dev"
}

@test "what is installed is printed first, and nothing is asked" {
	fake id 'echo 0'
	fake apt-get '{ echo "$DEBIAN_FRONTEND: $*"; cat; } >>"$ASKED"
		[ "$1" = update ] || { echo no such package; exit 100; }'
	PKG_CONFIG_LIBDIR=/nonexistent PATH=$fakes:$PATH \
		run ./run.sh repro </dev/null
	ended 129
	[[ ${lines[0]} == *installing* && ${lines[0]} == *libsqlite3-dev* ]]
	says "apt-get failed"
	says "no such package"
	grep -q "^: update" "$ASKED"
	grep -q "^noninteractive: install -y .*libhwloc-dev" "$ASKED"
	not grep -q gcc "$ASKED"
}

@test "not root: sudo installs; without sudo, says what to do" {
	fake id 'echo 1000'
	fake sudo 'echo "sudo $*" >>"$ASKED"; exit 1'
	fake apt-get 'echo "plain $*" >>"$ASKED"'
	PKG_CONFIG_LIBDIR=/nonexistent PATH=$fakes:$PATH run ./run.sh
	ended 129
	grep -q "^sudo apt-get update" "$ASKED"
	not grep -q "^plain" "$ASKED"
	rm "$ASKED" "$fakes/sudo" "$fakes/id" "$fakes/apt-get"
	all_but apt-get sudo id
	fake id 'echo 1000'
	fake apt-get 'echo "plain $*" >>"$ASKED"'
	PKG_CONFIG_LIBDIR=/nonexistent PATH=$fakes run ./run.sh
	ended 129
	says "needs root"
	[ ! -e "$ASKED" ]
}

@test "a failed build shows what make said, exits 129" {
	# A clone of its own, to break.
	mkdir "$BATS_TEST_TMPDIR/clone"
	cp -r Makefile run.sh harness pinning reports corpora \
		"$BATS_TEST_TMPDIR/clone"
	echo 'int nonsense' >"$BATS_TEST_TMPDIR/clone/harness/base/zzz.c"
	fake nproc 'echo 1'
	fake cc 'case " $* " in *zzz.c*) exec gcc "$@" ;; esac
		while [ $# -gt 0 ]; do [ "$1" != -o ] || touch "$2"; shift; done'
	PATH=$fakes:$PATH run "$BATS_TEST_TMPDIR/clone/run.sh" list
	ended 129
	says "the build failed"
	says "zzz.c:1"
}

@test "the sources are those of a musl machine too" {
	machine=$(uname -m)
	musl=/usr/include/$machine-linux-musl
	[ -d "$musl" ] || skip "lacks musl-dev"
	# Behind musl's headers the other libraries' and the kernel's.
	printf '%s\n' harness/*/*.c harness/*/*/*.c pinning/*.c reports/*.c |
		sh tests/warnings.sh clang -std=gnu17 -D_GNU_SOURCE -I. \
			-DRT_PREFIX='""' -nostdinc -isystem "$musl" \
			-isystem "$(clang -print-resource-dir)/include" \
			-idirafter /usr/include \
			-idirafter "/usr/include/$machine-linux-gnu" \
			-I/usr/include/capstone -Werror
}

@test "run.sh works from any folder, through a blank in its path" {
	ln -s "$clone" "$BATS_TEST_TMPDIR/a clone"
	cd /
	run "$BATS_TEST_TMPDIR/a clone/run.sh" list
	ended 0
	says "fortify-memcpy"
}

@test "make install: the program finds its corpora and the user's folders" {
	two_cpus
	copy_build
	prefix=$BATS_TEST_TMPDIR/usr
	make BUILD="$BATS_TEST_TMPDIR/build" PREFIX="$prefix" install \
		>"$BATS_TEST_TMPDIR/log" 2>&1 || cat "$BATS_TEST_TMPDIR/log"
	unset RINGTEAR_HOME RINGTEAR_RUNS RINGTEAR_CACHE
	export HOME=$BATS_TEST_TMPDIR/home
	unset XDG_CACHE_HOME XDG_STATE_HOME
	mkdir "$HOME"
	cd "$HOME"
	run "$prefix/bin/ringtear" list
	ended 0
	says "fortify-memcpy"
	run "$prefix/bin/ringtear" hammer --accessor movsb "${shortest[@]}"
	[ "$status" -eq 1 ] || [ "$status" -eq 125 ]
	says "ringtear hammer --accessor movsb"
	[ -s .local/state/ringtear/runs.db ]
	[ -d .cache/ringtear ]
	export XDG_STATE_HOME=$HOME/elsewhere
	run "$prefix/bin/ringtear" runs
	ended 0
	says "no runs yet in $HOME/elsewhere/ringtear"
	# Without HOME no folder that anybody may make is used instead.
	unset HOME XDG_STATE_HOME
	for command in hammer repro runs; do
		run "$prefix/bin/ringtear" "$command"
		ended 129
		says "set HOME, or RINGTEAR_CACHE and RINGTEAR_RUNS"
	done
	HOME='' run "$prefix/bin/ringtear" runs
	ended 129
	says "set HOME"
	run "$prefix/bin/ringtear" runs --help
	ended 0
	run "$prefix/bin/ringtear" list
	ended 0
	RINGTEAR_CACHE=$BATS_TEST_TMPDIR/c RINGTEAR_RUNS=$BATS_TEST_TMPDIR/r \
		run "$prefix/bin/ringtear" hammer "${shortest[@]}"
	never_says "ringtear: "
	[ -s "$BATS_TEST_TMPDIR/r/runs.db" ]
}

@test "make install with DESTDIR puts files there and PREFIX inside" {
	copy_build
	make BUILD="$BATS_TEST_TMPDIR/build" DESTDIR="$BATS_TEST_TMPDIR/stage" \
		PREFIX=/opt/ringtear install >/dev/null 2>&1
	root=$BATS_TEST_TMPDIR/stage/opt/ringtear
	[ -x "$root/bin/ringtear" ]
	[ -s "$root/share/ringtear/corpora/include/ringtear.h" ]
	[ -s "$root/share/ringtear/corpora/accessors/memcpy.c" ]
	# What the driver of other machines is compiled from.
	for file in hammer.c bare_field.h bare_order.h judge.h; do
		[ -s "$root/share/ringtear/corpora/drivers/$file" ]
	done
	# It runs where it is, with what was put beside it.
	unset RINGTEAR_HOME
	run "$root/bin/ringtear" list
	ended 0
	says "fortify-memcpy"
	rm -r "$root/share"
	run "$root/bin/ringtear" list
	ended 129
	says "/opt/ringtear/share/ringtear/corpora"
}

@test "make install with blanks in PREFIX and DESTDIR" {
	copy_build
	make BUILD="$BATS_TEST_TMPDIR/build" DESTDIR="$BATS_TEST_TMPDIR/a stage" \
		PREFIX="/a prefix" install >"$BATS_TEST_TMPDIR/log" 2>&1 ||
		{ cat "$BATS_TEST_TMPDIR/log" && return 1; }
	root="$BATS_TEST_TMPDIR/a stage/a prefix"
	[ -s "$root/share/ringtear/corpora/include/ringtear.h" ]
	[ -s "$root/share/man/man1/ringtear.1" ]
	[ "$(ls "$BATS_TEST_TMPDIR/a stage")" = "a prefix" ]
	unset RINGTEAR_HOME
	run "$root/bin/ringtear" check volatile --toolchain gcc+glibc
	ended 0
}
