#!/usr/bin/env bash
# A second look at the sources: clang as compiler, clang-tidy, cppcheck, white space. The last line counts the four.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
unset MAKEFLAGS MAKEOVERRIDES MFLAGS MAKELEVEL
PG_CONFIG=$(scripts/setup.sh lint) || exit 1
export PG_CONFIG
server=$("$PG_CONFIG" --includedir-server)
flags=(-std=gnu11 -D_GNU_SOURCE -Isrc -isystem "$server" -isystem "$("$PG_CONFIG" --includedir)/internal" -isystem /usr/include/postgresql/internal)
sources=(src/*.c src/*/*.c)
passed=0 failed=0

check() { # NAME COMMAND…
	local name=$1 output
	shift
	if output=$("$@" 2>&1); then
		passed=$((passed + 1))
		echo "ok - $name"
	else
		failed=$((failed + 1))
		echo "$output"
		echo "not ok - $name"
	fi
}

clang_build() { # in a copy; the server's flags are gcc's, so what clang does not know of them is no fault
	local copy status
	copy=$(mktemp -d)
	tar cf - --exclude='*.o' Makefile src tuoyu.control | tar xf - -C "$copy"
	make -s -C "$copy" -j"$(nproc)" CC=clang WERROR=1 with_llvm=no \
		COPT='-Wunreachable-code -Wno-unknown-warning-option -Wno-ignored-optimization-argument' tuoyu.so
	status=$?
	rm -rf "$copy"
	return $status
}

tidy() {
	printf '%s\n' "${sources[@]}" | xargs -P"$(nproc)" -I{} clang-tidy --quiet {} -- "${flags[@]}"
}

# Without the server's headers, whose many configurations would take minutes; what matters of them is said here.
cpp_check() {
	cppcheck --quiet --error-exitcode=1 --inline-suppr --enable=warning,portability,performance --std=c11 --library=posix \
		--suppress=legacyUninitvar -Isrc -D__GNUC__ -DPG_VERSION_NUM=180000 '-Dereport(level,...)=abort()' \
		'-Dforeach(cell,list)=for(cell=next(list);cell;cell=next(list))' '-DAssert(x)=if(!(x))abort()' "${sources[@]}"
}

white_space() { # as .editorconfig has it
	! git grep -nIE '[[:space:]]+$' -- . ':!expected' &&
		! git grep -nIE '^ {4,}' -- 'src/*.[ch]' 'sql/*.sql' 'src/*.sql' 'scripts/*.sh'
}

check "clang -Wall -Wextra -Werror" clang_build
check "clang-tidy" tidy
check "cppcheck" cpp_check
check "white space" white_space
echo "$passed passed, $failed failed"
[ $failed = 0 ]
