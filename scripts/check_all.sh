#!/usr/bin/env bash
# The tests on several PostgreSQL majors, each in a Debian release that ships it and built by that release's compiler.
#
#   check_all.sh [MAJOR…]     default: 15 17 18, or those in MAJORS
#
# A release is downloaded with an apt state of its own and unpacked, not installed, into a tree under the cache folder;
# nothing of the machine's own packages, apt or clusters is touched. Addresses are those that this machine's apt uses.
# The tests run inside the tree, in namespaces of their own. Root only, because of chroot and the namespaces.
# Trees are kept for the next time (some 400 MB each); remove the folder to have them made anew.
set -euo pipefail
top=$(cd "$(dirname "$0")/.." && pwd)
cache=${XDG_CACHE_HOME:-/var/tmp}/tuoyu-trees
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
[ $# -gt 0 ] || read -ra majors <<< "${MAJORS:-15 17 18}"
[ $# = 0 ] || majors=("$@")

die() { echo "check-all: $*" >&2; exit 1; }

release_of() { # MAJOR
	case $1 in
		15) echo bookworm ;;
		17) echo trixie ;;
		18) echo forky ;;
		*) die "no Debian release is known here for PostgreSQL $1" ;;
	esac
}

address_of() { # CODENAME: where this machine gets that release from, or nothing
	apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' "Codename: $1" | sort -u | head -1
}

private_apt() { # FOLDER RELEASE: an apt set-up that knows one release, and a machine with no package on it
	local apt=$1 release=$2 host security
	host=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
	mkdir -p "$apt"/etc/{apt.conf.d,preferences.d,sources.list.d} "$apt"/state/lists/partial "$apt"/cache/archives/partial
	: > "$apt/status"
	echo "deb [signed-by=$keyring] $(address_of "$host") $release main" > "$apt/etc/sources.list"
	security=$(address_of "$host-security")
	# a release under development has no security updates yet
	[ "$release" = forky ] || [ -z "$security" ] ||
		echo "deb [signed-by=$keyring] $security $release-security main" >> "$apt/etc/sources.list"
	# signatures are checked as ever; only that a mirror stands still is forgiven
	cat > "$apt/apt.conf" <<-END
		Dir::Etc "$apt/etc"; Dir::State "$apt/state"; Dir::State::status "$apt/status"; Dir::Cache "$apt/cache";
		APT::Sandbox::User "root"; APT::Install-Recommends "false";
		Acquire::Check-Valid-Until "false"; Acquire::Languages "none"; Acquire::Retries "3";
	END
}

download() { # FOLDER MAJOR: all packages into FOLDER/cache/archives
	export APT_CONFIG=$1/apt.conf
	apt-get -qq update
	apt-get -qq -y --download-only install "postgresql-$2" gcc libc6-dev make perl libipc-run-perl binutils \
		base-files bash coreutils dash diffutils findutils gawk grep sed tar tzdata
	# without what it depends on, which is a whole clang
	cd "$1/cache/archives"
	apt-get -qq download "postgresql-server-dev-$2"
	rm -f libllvm*.deb
}

make_tree() { # MAJOR TREE
	local apt=$2.apt tree=$2 deb folder
	rm -rf "$tree" "$apt"
	private_apt "$apt" "$(release_of "$1")"
	(download "$apt" "$1") > "$apt/log" 2>&1 || { tail -5 "$apt/log" >&2; return 1; }
	for folder in bin sbin lib lib64; do
		mkdir -p "$tree/usr/$folder"
		ln -s "usr/$folder" "$tree/$folder"
	done
	for deb in "$apt"/cache/archives/*.deb; do
		dpkg-deb --fsys-tarfile "$deb" | tar xpf - -C "$tree" --keep-directory-symlink --no-same-owner \
			--exclude='./usr/share/doc/*' --exclude='./usr/share/man/*' --exclude='./usr/share/locale/*'
	done
	# what the packages' own scripts would have done, as far as it is needed
	ldconfig -r "$tree"
	ln -sf dash "$tree/usr/bin/sh"
	ln -sf gawk "$tree/usr/bin/awk"
	printf 'root:x:0:0::/root:/bin/bash\npostgres:x:65500:65500::/tmp:/bin/bash\n' > "$tree/etc/passwd"
	printf 'root:x:0:\npostgres:x:65500:\n' > "$tree/etc/group"
	mkdir -p "$tree"/{tmp,dev,proc,src}
	chmod 1777 "$tree/tmp"
	rm -rf "$apt"
	touch "$tree/complete"
}

test_in() { # MAJOR TREE
	local tree=$2
	rm -rf "$tree/src"
	mkdir "$tree/src"
	(cd "$top" && tar cf - --exclude=./.git .) | tar xf - -C "$tree/src" --no-same-owner
	chmod -R a+rX "$tree/src"
	PG_CONFIG=/usr/lib/postgresql/$1/bin/pg_config unshare --mount --pid --ipc --net --fork --kill-child bash -euc '
		mount --rbind /dev "$1/dev"
		mount -t proc proc "$1/proc"
		exec chroot --userspec=postgres:postgres "$1" /usr/bin/env -i PATH=/usr/bin PG_CONFIG="$PG_CONFIG" LC_ALL=C.UTF-8 \
			/src/scripts/private_server.sh with scripts/run_tests.sh' bash "$tree"
}

[ "$(id -u)" = 0 ] || die "only root may make trees and namespaces; 'make check' tests the server at hand"
[ -e $keyring ] && command -v dpkg-deb > /dev/null || die "this needs Debian's apt and archive keys"
[ -n "$(address_of "$(. /etc/os-release && echo "${VERSION_CODENAME:-}")")" ] || die "apt knows no address of this Debian release"
mkdir -p "$cache"
exec 9> "$cache/lock"
flock 9

passed=0 failed=0
for major in "${majors[@]}"; do
	tree=$cache/pg$major
	echo "== PostgreSQL $major ($(release_of "$major"))"
	log=$(mktemp)
	if [ -e "$tree/complete" ] || make_tree "$major" "$tree"; then
		test_in "$major" "$tree" 2>&1 | tee "$log" || true
	fi
	# a tree that did not come about, or a run that broke off before it could count, is a failure
	read -r p f < <(tail -1 "$log" | sed -nE 's/^([0-9]+) passed, ([0-9]+) failed$/\1 \2/p') || { p=0 f=1; }
	rm -f "$log"
	passed=$((passed + p)) failed=$((failed + f))
done
echo "$passed passed, $failed failed"
[ $failed = 0 ]
