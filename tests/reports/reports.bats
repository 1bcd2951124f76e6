#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
#
# `report`: each format as its reader's own program takes it.

load ../cli/common

# One reproduction, which all tests here look at, and one check.
setup_file() {
	use_own_folders
	share_cache
	[ "$(nproc)" -ge 2 ] || return 0
	./run.sh repro "${short[@]}" >/dev/null || :
}

setup() {
	two_cpus
	cd "$clone" || return 1
	report=$BATS_TEST_TMPDIR/report
}

parse() {
	/usr/bin/python3 "$clone/tests/reports/parse.py" "$@"
}

@test "mail: parsed back, narrow, and its C file tears in 10 tries of 10" {
	./run.sh report 1 --format mail --to qemu-devel@nongnu.org \
		--from 'Günther Müßig <g@example.org>' >"$report"
	cd "$BATS_TEST_TMPDIR"
	parse mail report
	mkdir empty
	cp tear.c tear.sh empty
	cd empty
	sh ./tear.sh
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		run ./tear
		ended 1
		says "torn: old 0x"
	done
}

# The commands of the tutorial and of the manual page, on a terminal that would
# answer nothing: without --to git asks for the list and the message replied to.
@test "mail: git send-email takes it, and asks nothing on a terminal" {
	./run.sh report --format mail --to qemu-devel@nongnu.org \
		--from 'A B <a@example.org>' >"$BATS_TEST_TMPDIR/report.mbox"
	cd "$BATS_TEST_TMPDIR"
	git init -q .
	git config user.name x
	git config user.email x@example.org
	for file in docs/tutorial.md docs/ringtear.1; do
		sed -n '/^ *git send-email/,/report.mbox$/p' "$clone/$file" |
			sed 's/\\e$/\\/' >typed.sh
		grep -q 'report.mbox$' typed.sh
		mkfifo silent
		exec 4<>silent
		run timeout 60 script -qec 'sh ./typed.sh' /dev/null <&4
		exec 4>&-
		rm silent
		ended 0
		says "Result: OK"
		says "[BUG] torn 16-bit load of avail->idx"
		never_says "?"
	done
}

@test "mail: without --from git's name and address, the repository's first" {
	export HOME=$BATS_TEST_TMPDIR
	unset XDG_CONFIG_HOME
	printf '[core]\n\tname = No\n[User]\n\tname = "A. # B" ; hers\n%s\n' \
		'	email = a@example.org # mine' >"$HOME/.gitconfig"
	mkdir -p "$HOME/tree/below"
	cd "$HOME/tree/below"
	run -0 "$ringtear" report 1 --format mail
	says 'From: "A. # B" <a@example.org>'
	git init -q "$HOME/tree"
	git config user.email b@example.org
	run -0 "$ringtear" report 1 --format mail
	says '<b@example.org>'
}

# The working directory's address is $1, in the report as for git.
sent_by() {
	[ "$(git config user.email)" = "$1" ]
	run -0 "$ringtear" report 1 --format mail
	says "<$1>"
}

@test "mail: what git's configuration includes, as git reads it" {
	local home=$BATS_TEST_TMPDIR/home

	mkdir -p "$home/group" "$BATS_TEST_TMPDIR/elsewhere"
	ln -s "$BATS_TEST_TMPDIR/elsewhere" "$home/link"
	export HOME=$home
	unset XDG_CONFIG_HOME
	cat >"$HOME/.gitconfig" <<-'EOF'
		[user]
			name = A
			email = a@example.org
		[include]
			path = group/more
		[includeIf "gitdir:~/group/"]
			path = ~/group/of
		[includeIf "gitdir:link/"]
			path = group/linked
		[includeIf "gitdir/i:~/GROUP/s*/**"]
			path = group/folded
		[includeIf "gitdir:./group/beside/.git"]
			path = group/beside.config
	EOF
	for file in more of linked folded beside.config; do
		printf '[user]\n\temail = %s@example.org\n' "$file" \
			>"$HOME/group/$file"
	done
	cd "$HOME"
	sent_by more@example.org
	for tree in group/tree group/sub group/beside link/tree other; do
		git init -q "$HOME/$tree"
	done
	cd "$HOME/group/tree"
	sent_by of@example.org
	cd "$HOME/group/sub"
	sent_by folded@example.org
	cd "$HOME/group/beside"
	sent_by beside.config@example.org
	cd "$HOME/link/tree"
	sent_by linked@example.org
	cd "$HOME/other"
	git -c user.email=x@example.org commit -q --allow-empty -m x
	git worktree add -q "$HOME/group/worktree"
	cd "$HOME/group/worktree"
	sent_by more@example.org
	git config user.email mine@example.org
	sent_by mine@example.org
	cd "$HOME/group/tree"
	git -c protocol.file.allow=always submodule --quiet add "$HOME/other"
	cd other
	sent_by of@example.org
}

@test "mail: witness, sound build, control, cells, cause" {
	run ./run.sh report --format mail
	ended 0
	says "the other side stores 0x9900 over 0x2211"
	says "returned 0x9911 (old 0x2211, new 0x9900)"
	says "=> movsb"
	says "movzwl (%rdi), %eax"
	says "synthetic storm of stores with stride 0x0101"
	[[ $(tr "\n" " " <<<"$output") == *"A control that is known to tear"* ]]
	says "Machine code: split"
	says "torn         gcc+musl, -O2 -D_FORTIFY_SOURCE=2"
	says "The same build without -D_FORTIFY_SOURCE=2 is atomic"
	never_says "builtin-memcpy"
}

@test "json: by its published schema" {
	./run.sh report --format json >"$report"
	parse json "$report" docs/json.schema.json
	./run.sh runs --json >"$report"
	parse json "$report" docs/json.schema.json
}

@test "sarif: the accessor's line; the official schema where npm gives it" {
	local schema=$clone/build/sarif-2.1.0.json

	./run.sh report --format sarif >"$report"
	if [ ! -s "$schema" ] && command -v npm >/dev/null; then
		(cd "$BATS_TEST_TMPDIR" &&
			npm pack --silent @microsoft/jest-sarif@1.0.0-beta.0 &&
			tar xzf microsoft-jest-sarif-*.tgz &&
			cp package/lib/schemas/sarif-2.1.0-rtm.5.json \
				"$schema") >/dev/null 2>&1 || :
	fi
	[ -s "$schema" ] || schema=
	parse sarif "$report" ${schema:+"$schema"}
}

@test "junit: well-formed, counted" {
	./run.sh report --format junit >"$report"
	xmllint --noout "$report"
	[ "$(xmllint --xpath 'count(//testcase)' "$report")" -eq 3 ]
	[ "$(xmllint --xpath 'count(//failure)' "$report")" -eq \
		"$(xmllint --xpath 'number(/testsuites/@failures)' "$report")" ]
}

@test "litmus: the witness, in herd7's grammar" {
	./run.sh report --format litmus >"$report"
	parse litmus "$report"
	grep -qF 'uint16_t x=0x2211' "$report"
	grep -qF 'exists (1:r8=0x11 /\ 1:r9=0x99)' "$report"
	run ./run.sh report 3 --format litmus
	ended 129
	says "no torn value"
}

@test "html: one file that Chromium shows, with nothing of the network" {
	./run.sh report --format html >"$report.html"
	not grep -qE '<(script|img|link|iframe)|https?://' "$report.html"
	run timeout 60 chromium --headless --no-sandbox --disable-gpu \
		--disable-quic --no-first-run --disable-background-networking \
		--disable-component-update --disable-sync --hide-scrollbars \
		--user-data-dir="$BATS_TEST_TMPDIR/profile" \
		--window-size=500,900 --screenshot="$report.png" --dump-dom \
		"file://$report.html"
	ended 0
	says '<table><caption>Verdicts by toolchain and flags.'
	says '</html>'
}

@test "a check is reported too, and beside it a sound build" {
	run ./run.sh check memcpy --toolchain gcc+musl --flags '-O2 -fno-builtin'
	run ./run.sh report --format mail
	ended 0
	says "not raced"
	says "movzwl (%rdi), %eax"
	run ./run.sh report --format text
	says "witness, step by step"
}

# Its own execve is the one process; a compiler or a libc that it opened would
# be asked something.
@test "no format starts a process or opens a compiler" {
	local format

	for format in text mail html json junit sarif litmus; do
		strace -f -o "$BATS_TEST_TMPDIR/trace" -e \
			trace=execve,clone,?clone3,?fork,?vfork,openat \
			"$ringtear" report 1 --format "$format" >"$report"
		[ -s "$report" ]
		[ "$(grep -cE '(execve|clone3?|v?fork)\(' \
			"$BATS_TEST_TMPDIR/trace")" -eq 1 ]
		not grep -E '/((gcc|clang|tcc|cc1|diet)[^/"]*|libc\.a|corpora/.*)"' \
			"$BATS_TEST_TMPDIR/trace"
	done
}

@test "a store of an older ringtear is reported, and what it lacks is told" {
	local old=$BATS_TEST_TMPDIR/old.db format

	sqlite3 "$old" <tests/record/version-2.sql
	for format in text mail html json junit sarif litmus; do
		run -0 --separate-stderr strace -f \
			-o "$BATS_TEST_TMPDIR/trace" -e \
			trace=execve,clone,?clone3,?fork,?vfork \
			"$ringtear" report "$old:4" --format "$format"
		[ -n "$output" ]
		[ "${#stderr_lines[@]}" -eq 1 ]
		[[ ${stderr_lines[0]} == *"record it again: ringtear check "* ]]
		[ "$(wc -l <"$BATS_TEST_TMPDIR/trace")" -le 2 ]
	done
	run -0 --separate-stderr "$ringtear" report "$old:4" --format mail
	says "the other side stores 0x9900 over 0x2211"
	says "the accessor's source was not recorded"
	run -0 --separate-stderr "$ringtear" report "$old:15"
	says "does not build: error: ld returned 1 exit status"
	run "$ringtear" compare --from "$old"
	says "breaks the build of 4"
	run -0 "$ringtear" runs --limit 0
}

@test "--compare: two runs, and two machines' stores" {
	run ./run.sh report --compare 1 3
	ended 0
	says "builds differ in their verdict"
	cp "$RINGTEAR_RUNS/runs.db" "$BATS_TEST_TMPDIR/there.db"
	run ./run.sh report --compare 1 "$BATS_TEST_TMPDIR/there.db:1"
	ended 0
	says "0 builds differ in their verdict"
	says "the same"
	run ./run.sh report --compare 1
	ended 129
	says "two runs"
}

@test "by uid; and words that name no run" {
	uid=$(query 'select uid from run where id = 2')
	run ./run.sh report "$uid" --format json
	ended 0
	says "\"uid\": \"$uid\""
	run ./run.sh report 4711
	ended 129
	says "no run 4711"
	run ./run.sh report seven
	ended 129
	says "seven"
	run ./run.sh report --format pdf
	ended 129
	says "sarif"
}

@test "the mail says where a wide field lay" {
	run -1 "$ringtear" check bytes-volatile --width 64 --engines step,hammer
	run -0 "$ringtear" report --format mail
	[[ $(tr "\n" " " <<<"$output") == *"naturally aligned"* ]]
	[[ $(tr "\n" " " <<<"$output") != *"natural alignment"* ]]
}

@test "a recorded command is somebody's words: pasted, it does nothing else" {
	export RINGTEAR_RUNS=$BATS_TEST_TMPDIR/runs
	taskset -c 0 "$clone/run.sh" check plain >/dev/null
	# shellcheck disable=SC2016 # the attacks are not ours to expand
	for attack in 'ringtear check plain; touch owned' 'touch owned' \
		'ringtear check $(touch owned)' '`touch owned`' \
		'ringtear check "a' 'ringtear check plain
touch owned'; do
		sqlite3 "$RINGTEAR_RUNS/runs.db" \
			"update run set command = '$attack'"
		for form in text mail junit; do
			run "$ringtear" report --format "$form"
			# What a shell would run of each line with the attack.
			(cd "$BATS_TEST_TMPDIR" && grep -h 'owned\|check' \
				<<<"$output" |
				sed 's/^[[:space:]]*\(command *= \|Again: \|command *\)//' |
				PATH=/usr/bin:/bin sh >/dev/null 2>&1) || true
			[ ! -e "$BATS_TEST_TMPDIR/owned" ]
		done
	done
}
