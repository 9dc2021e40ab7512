#!/usr/bin/env bash
# Runs all tests of the current folder, a built tree, against the server that the environment names, and counts them.
# The last line is "N passed, N failed", summed over what pg_regress, the isolation tester and prove print.
set -uo pipefail
unset MAKEFLAGS MAKEOVERRIDES MFLAGS MAKELEVEL
passed=0 failed=0
mkdir -p log

suite() { # NAME FILES VARIABLES…: one of the test drivers that installcheck calls, the others switched off by VARIABLES
	local name=$1 files log=log/$1.log rc=0 ok bad
	files=$(compgen -G "$2" | wc -l)
	shift 2
	[ "$files" -gt 0 ] || return 0
	echo "== $name"
	make -s installcheck with_llvm=no PROVE_FLAGS=--verbose "$@" 2>&1 | tee "$log" || rc=$?
	# PostgreSQL 15 says "test NAME ... ok", 16 and later "ok 1 - NAME" as TAP tests do; a skipped test counts as nothing
	ok=$(grep -E '^test .*\.\.\. ok |^ok [0-9]+' "$log" | grep -cvi '# skip')
	bad=$(grep -cE '^test .*\.\.\. FAILED|^not ok [0-9]+' "$log")
	# a driver that broke off has tests that it never named
	[ $((ok + bad)) -ge "$files" ] || bad=$((files - ok))
	[ $rc = 0 ] || [ "$bad" -gt 0 ] || bad=1
	passed=$((passed + ok)) failed=$((failed + bad))
	if [ "$bad" -gt 0 ]; then
		cat regression.diffs output_iso/regression.diffs 2> /dev/null | head -1000
		rm -f regression.diffs output_iso/regression.diffs
	fi
}

# pg_regress gives up at a test without an expected file; here that test alone shall fail (this tree is a copy)
mkdir -p expected
for test in sql/*.sql specs/*.spec; do
	expected=expected/$(basename "${test%.*}").out
	[ ! -e "$test" ] || [ -e "$expected" ] || : > "$expected"
done

suite regress 'sql/*.sql' ISOLATION= TAP_TESTS=
suite isolation 'specs/*.spec' REGRESS= TAP_TESTS=
suite tap 't/*.pl' REGRESS= ISOLATION=
echo "$passed passed, $failed failed"
[ $failed = 0 ] && [ $passed -gt 0 ]
