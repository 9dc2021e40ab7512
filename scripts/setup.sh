#!/usr/bin/env bash
# Installs what building and testing need, and prints on standard output only the pg_config of the server to use.
#
#   setup.sh            server, its headers and test drivers, compiler, Perl modules
#   setup.sh lint       clang, clang-tidy and cppcheck too
#   setup.sh instructions    valgrind too
#   setup.sh bench      gnuplot too
#
# PG_CONFIG chooses the server; else it is the newest one installed, else the distribution's default.
# What is there already is left alone: then neither root nor the network is needed. No cluster is made or touched.
set -euo pipefail

say() { echo "setup: $*" >&2; }
die() { say "$*"; exit 1; }

newest_installed() { # the pg_config of the newest server that is new enough
	local bin
	for bin in $(ls -d /usr/lib/postgresql/*/bin 2> /dev/null | sort -t/ -k5,5nr); do
		[ -x "$bin/postgres" ] && [ "$(basename "$(dirname "$bin")")" -ge 15 ] || continue
		echo "$bin/pg_config"
		return
	done
	# outside Debian's layout, whatever the PATH offers beside a server
	if bin=$(pg_config --bindir 2> /dev/null) && [ -x "$bin/postgres" ]; then echo "$bin/pg_config"; fi
}

# Packages are judged by what they are needed for, so that a server built from source serves as well.
look() { # fills the array missing
	local config=$1 major=$2 pgxs=
	missing=()
	if [ -x "$config" ]; then pgxs=$("$config" --pgxs); pgxs=${pgxs%/makefiles/pgxs.mk}; fi
	[ -x "$config" ] && [ -x "$("$config" --bindir)/initdb" ] && [ -e "$("$config" --sharedir)/extension/btree_gist.control" ] ||
		missing+=("postgresql-$major")
	[ -x "$config" ] && [ -e "$("$config" --includedir-server)/postgres.h" ] && [ -e "$pgxs/makefiles/pgxs.mk" ] &&
		[ -x "$pgxs/test/isolation/pg_isolation_regress" ] && [ -e "$pgxs/test/perl/PostgreSQL/Test/Cluster.pm" ] ||
		missing+=("postgresql-server-dev-$major")
	command -v gcc > /dev/null || missing+=(gcc)
	[ -e /usr/include/stdio.h ] || missing+=(libc6-dev)
	command -v make > /dev/null || missing+=(make)
	command -v diff > /dev/null || missing+=(diffutils)
	command -v prove > /dev/null || missing+=(perl)
	perl -MIPC::Run -e1 2> /dev/null || missing+=(libipc-run-perl)
	local tool tools=()
	case $purpose in
		lint) tools=(clang clang-tidy cppcheck) ;;
		instructions) tools=(valgrind) ;;
		bench) command -v gnuplot > /dev/null || missing+=(gnuplot-nox) ;;
	esac
	for tool in "${tools[@]}"; do command -v $tool > /dev/null || missing+=("$tool"); done
}

major_of() { # of a pg_config that need not exist yet
	if [ -x "$1" ]; then "$1" --version | sed -E 's/^PostgreSQL ([0-9]+).*/\1/'
	else expr "$1" : '/usr/lib/postgresql/\([0-9]*\)/bin/pg_config$' || die "PG_CONFIG is $1, and there is no such program"; fi
}

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

get() {
	as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -qq -y "$@" > "$log" 2>&1 ||
		{ tail -20 "$log" >&2; die "apt-get $1 failed"; }
}

install_missing() {
	local settings=/etc/postgresql-common/createcluster.d/tuoyu-setup.conf
	say "installing ${missing[*]} (this can take some minutes)"
	case " ${missing[*]} " in *" postgresql-$major "*)
		# Debian's server package makes and starts a cluster of its own, unless told otherwise before it is installed
		get install --no-install-recommends postgresql-common
		trap 'as_root rm -f '$settings'; rm -f "$log"' EXIT
		as_root mkdir -p "$(dirname $settings)"
		echo 'create_main_cluster = false' | as_root tee $settings > /dev/null ;;
	esac
	get install --no-install-recommends "${missing[@]}"
}

purpose=${1:-}
log=$(mktemp)
trap 'rm -f "$log"' EXIT

config=${PG_CONFIG:-$(newest_installed)}
[ -z "$config" ] || config=$(command -v "$config" || echo "$config")
# Debian's pg_config on the PATH stands for that of the newest headers; an own one is needed to build for its server
[ ! -x "$config" ] || [ ! -x "$("$config" --bindir)/pg_config" ] || config=$("$config" --bindir)/pg_config
[ -z "$config" ] || major=$(major_of "$config")
look "$config" "${major:-N}"

if [ ${#missing[@]} -gt 0 ]; then
	command -v apt-get > /dev/null && [ -e /etc/debian_version ] ||
		die "this is no Debian system: please install what corresponds to ${missing[*]} and set PG_CONFIG (PostgreSQL 15 or later)"
	[ "$(id -u)" = 0 ] || command -v sudo > /dev/null ||
		die "please install ${missing[*]} as root (there is no sudo here)"
	say "reading the package lists"
	get update
	if [ -z "$config" ]; then
		major=$(apt-cache depends --important postgresql | sed -nE 's/.*Depends: postgresql-([0-9]+)$/\1/p' | head -1)
		config=/usr/lib/postgresql/${major:?no package postgresql in the lists of apt}/bin/pg_config
		look "$config" "$major"
	fi
	install_missing
	look "$config" "$major"
	[ ${#missing[@]} = 0 ] || die "still missing after the installation: ${missing[*]}"
fi
[ "$major" -ge 15 ] || die "$config belongs to PostgreSQL $major; tuoyu needs 15 or later"
[ "$(id -u)" != 0 ] || id postgres > /dev/null 2>&1 || die "a user postgres is needed to run servers and tests as root"
echo "$config"
