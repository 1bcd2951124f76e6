#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Nothing that another user can have written is loaded or read: the cache and
# the folder of runs are this user's alone, or others are used. What needs a
# second user is tried by root; the mode of a file is tried by everybody.

load common

setup_file() {
	use_own_folders
	RINGTEAR_CACHE=$BATS_FILE_TMPDIR/torn look bytes-volatile
	RINGTEAR_CACHE=$BATS_FILE_TMPDIR/whole look atomic-relaxed
}

setup() {
	export HOME=$BATS_TEST_TMPDIR/home
	export XDG_CACHE_HOME=$HOME/caches XDG_STATE_HOME=$HOME/states
	export RINGTEAR_CACHE=$BATS_TEST_TMPDIR/cache
	export RINGTEAR_RUNS=$BATS_TEST_TMPDIR/runs
	mkdir "$HOME"
}

look() {
	"$ringtear" check "$1" --toolchain gcc+glibc --flags -O2 || [ $? -eq 1 ]
}

# The folder of the module of accessor $2 in the cache $1: of two the smaller
# one, as the other is built for its lines of source and not loaded.
entry_of() {
	grep -l "accessors/$2.c" "$1"/*/*/inputs | xargs dirname |
		xargs -I {} stat -c '%s %n' {}/module.so | sort -n |
		sed -n '1s,^[0-9]* \(.*\)/module.so,\1,p'
}

# The cache is one of a torn accessor, whose module is another one, which is
# not torn, as somebody would make it who can write there.
plant() {
	cp -r "$BATS_FILE_TMPDIR/torn" "$RINGTEAR_CACHE"
	torn=$(entry_of "$RINGTEAR_CACHE" bytes-volatile)
	whole=$(entry_of "$BATS_FILE_TMPDIR/whole" atomic-relaxed)
	cp "$whole/module.so" "$whole/module.o" "$torn"
	sed -i "s/^module .*/$(tail -n 1 "$whole/inputs")/" "$torn/inputs"
}

# The verdict is that of the source; $1 is said of the cache, if it is given.
is_judged() {
	run --separate-stderr look bytes-volatile
	says "torn: "
	if [ $# -gt 0 ]; then
		[[ $stderr == *"$1"* ]]
		[ "$(grep -c 'is not used' <<<"$stderr")" -eq 1 ]
	else
		[ -z "$stderr" ]
	fi
}

# Whether nobody can tell that there was something temporary.
left_nothing() {
	[ -z "$(find "${TMPDIR:-/tmp}" -maxdepth 1 -name 'ringtear-tmp.*' \
		-newer "$BATS_TEST_TMPDIR/begin" -user "$(id -u)")" ]
}

@test "what is planted would be loaded, were the cache this user's" {
	plant
	run look bytes-volatile
	says "atomic"
}

@test "a cache that others can write to is not used" {
	for mode in g+w o+w a+w,+t; do
		rm -rf "$RINGTEAR_CACHE"
		plant
		chmod "$mode" "$RINGTEAR_CACHE"
		before=$(find "$RINGTEAR_CACHE" -printf '%p %T@\n' | sort)
		is_judged "$RINGTEAR_CACHE can be written to by "
		[[ $stderr == *"$XDG_CACHE_HOME/ringtear is used instead"* ]]
		[[ $stderr == *RINGTEAR_CACHE* ]]
		[ "$before" = "$(find "$RINGTEAR_CACHE" -printf '%p %T@\n' | sort)" ]
	done
}

@test "nor is one on the way to which another can be put in its place" {
	mkdir "$BATS_TEST_TMPDIR/open"
	export RINGTEAR_CACHE=$BATS_TEST_TMPDIR/open/cache
	plant
	chmod o+w "$BATS_TEST_TMPDIR/open"
	is_judged "$BATS_TEST_TMPDIR/open can be written to by everybody"
	ln -s "$BATS_TEST_TMPDIR/open" "$BATS_TEST_TMPDIR/link"
	RINGTEAR_CACHE=$BATS_TEST_TMPDIR/link/cache \
		is_judged "$BATS_TEST_TMPDIR/open can be written to by everybody"
	cd "$BATS_TEST_TMPDIR/open"
	RINGTEAR_CACHE=cache is_judged "$BATS_TEST_TMPDIR/open can be written"
	# In a sticky one, as /tmp is, its owner alone can move it.
	chmod +t "$BATS_TEST_TMPDIR/open"
	rm -rf cache
	is_judged
	[ -n "$(find cache -name module.so)" ]
}

@test "what others could write to in a cache is built anew" {
	for part in "" /module.so /inputs /..; do
		rm -rf "$RINGTEAR_CACHE"
		plant
		chmod g+wx "$torn" && chmod g-w "$torn"
		chmod g+w "$torn$part"
		is_judged
		# And what was built is what is used then.
		run --separate-stderr look bytes-volatile
		says "torn: "
	done
	rm -rf "$RINGTEAR_CACHE"
	plant
	ln "$torn/module.so" "$BATS_TEST_TMPDIR/second-name"
	is_judged
}

@test "answers and other parts that others could write to are put away" {
	mkdir -p "$RINGTEAR_CACHE"/{answers,shims,work,fuzz}
	touch "$RINGTEAR_CACHE"/{answers,shims,work,fuzz}/planted
	chmod a+w "$RINGTEAR_CACHE"/*
	is_judged
	[ -z "$(find "$RINGTEAR_CACHE" -name planted)" ]
}

@test "without a folder of the user's own: a temporary one, removed" {
	touch "$BATS_TEST_TMPDIR/begin"
	plant
	chmod a+w "$RINGTEAR_CACHE"
	unset HOME XDG_CACHE_HOME XDG_STATE_HOME
	is_judged "removed at the end"
	left_nothing
	mkdir -m 777 "$BATS_TEST_TMPDIR/caches"
	chmod 777 "$BATS_TEST_TMPDIR/caches"
	XDG_CACHE_HOME=$BATS_TEST_TMPDIR/caches is_judged "removed at the end"
	left_nothing
}

@test "runs: not read from, nor written to, where others can write" {
	mkdir "$RINGTEAR_RUNS"
	chmod g+w "$RINGTEAR_RUNS"
	run --separate-stderr look bytes-volatile
	says "torn: "
	[[ $stderr == *"$RINGTEAR_RUNS can be written to by its group"* ]]
	[ -z "$(ls -A "$RINGTEAR_RUNS")" ]
	[ -s "$XDG_STATE_HOME/ringtear/runs.db" ]
	for command in runs "report 1"; do
		# Words on purpose.
		# shellcheck disable=SC2086
		run --separate-stderr "$ringtear" $command
		ended 0
		[[ $output == *bytes-volatile* ]]
		[[ $stderr == *RINGTEAR_RUNS* ]]
	done
}

@test "what ringtear makes it takes again, whatever the umask" {
	for mask in 000 002 022 077; do
		export RINGTEAR_CACHE=$BATS_TEST_TMPDIR/$mask/cache
		export RINGTEAR_RUNS=$BATS_TEST_TMPDIR/$mask/runs
		(umask "$mask" && is_judged)
		made=$(find "$RINGTEAR_CACHE" -name module.so | sort)
		(umask "$mask" && is_judged)
		[ -z "$(find "$BATS_TEST_TMPDIR/$mask"/* -perm /022)" ]
		[ -n "$made" ]
		[ "$made" = "$(find "$RINGTEAR_CACHE" -name module.so | sort)" ]
	done
	[ -z "$(find "$BATS_TEST_TMPDIR/077" -perm /077)" ]
	[ "$(stat -c %a "$BATS_TEST_TMPDIR/022/cache/answers" \
		"$BATS_TEST_TMPDIR/022/runs/runs.db" | tr '\n' ' ')" = "755 644 " ]
}

# The command as the user nobody, who may enter the test's folders.
as_nobody() {
	chmod o+x "$BATS_RUN_TMPDIR" "$BATS_TEST_TMPDIR/.." "$BATS_TEST_TMPDIR"
	setpriv --reuid 65534 --regid 65534 --clear-groups "$@"
}

@test "as another user: neither is used by the other" {
	[ "$(id -u)" -eq 0 ] || skip "lacks root, who can be two users"
	plant
	chown 65534 "$torn" "$torn"/*
	is_judged
	rm -rf "$RINGTEAR_CACHE"
	plant
	chown -R 65534 "$RINGTEAR_CACHE"
	is_judged "$RINGTEAR_CACHE belongs to another user (65534)"
	# A link that another user may point elsewhere.
	ln -s "$BATS_FILE_TMPDIR/torn" "$BATS_TEST_TMPDIR/link"
	chown -h 65534 "$BATS_TEST_TMPDIR/link"
	RINGTEAR_CACHE=$BATS_TEST_TMPDIR/link \
		is_judged "$BATS_TEST_TMPDIR/link belongs to another user"
	RINGTEAR_CACHE=$BATS_FILE_TMPDIR/torn
	chown -R 65534 "$RINGTEAR_RUNS"
	is_judged "$RINGTEAR_RUNS belongs to another user (65534)"
}

@test "as a user who has no right to a checkout's folders" {
	[ "$(id -u)" -eq 0 ] || skip "lacks root, who can be two users"
	chown 65534 "$HOME"
	export RINGTEAR_HOME=$BATS_TEST_TMPDIR/checkout
	mkdir -p "$RINGTEAR_HOME/build/cache" "$RINGTEAR_HOME/reports/runs"
	cp -r corpora "$RINGTEAR_HOME"
	unset RINGTEAR_CACHE RINGTEAR_RUNS
	cp "$ringtear" "$BATS_TEST_TMPDIR/ringtear"
	run as_nobody "$BATS_TEST_TMPDIR/ringtear" check bytes-volatile \
		--toolchain gcc+glibc --flags -O2
	ended 1
	says "$RINGTEAR_HOME/build/cache belongs to another user (0)"
	[ -s "$XDG_STATE_HOME/ringtear/runs.db" ]
	[ -n "$(find "$XDG_CACHE_HOME/ringtear" -name module.so)" ]
}

@test "a search that is resumed has the folders of its own command" {
	run -0 "$ringtear" fuzz --time 1 --jobs 1
	chmod g+w "$RINGTEAR_CACHE"
	before=$(find "$RINGTEAR_CACHE" -printf '%p %T@\n' | sort)
	run -0 "$ringtear" fuzz --resume --time 1
	says "$RINGTEAR_CACHE can be written to by its group"
	[ -d "$XDG_CACHE_HOME/ringtear/fuzz" ]
	[ "$before" = "$(find "$RINGTEAR_CACHE" -printf '%p %T@\n' | sort)" ]
}
