#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# `warnings.sh CLANG FLAG ...` parses the files that standard input names.
# clang's driver would start a process for each, which takes four times as
# long: its own command, which it is asked for, takes many files.
set -eu
cd "$(dirname "$0")/.."

# Quoted for a shell; its last word is the file.
answer=$("$@" -fsyntax-only '-###' -x c /dev/null 2>&1 | tail -n 1)
case $answer in
*'"-cc1"'*' "/dev/null"') eval "set -- ${answer%' "/dev/null"'}" ;;
*)
	echo "warnings.sh: no command that this knows: $answer" >&2
	exit 1
	;;
esac
exec xargs "$@"
