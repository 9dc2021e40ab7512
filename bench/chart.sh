#!/usr/bin/env bash
# Draws the chart of a benchmark's page, from the numbers that the page holds (chart in run.sh): a bar for each, as a multiple of
# its target, which is the line at 1.
#
#   chart.sh PAGE.md    writes PAGE.svg beside it; nothing where the page has no chart
set -euo pipefail
page=${1:?chart.sh: which page?}
data=$(mktemp)
trap 'rm -f "$data"' EXIT

# number, multiple of the target, what the bar says, label
sed -n '/^<!-- chart$/,/^-->$/{//!p}' "$page" | tr -d '`"' |
	awk -F '\t' '{ printf "%d\t%g\t\"%.3g of %.3g\"\t\"%s\"\n", NR, $2 / $3, $2, $3, $1 }' > "$data"
[ -s "$data" ] || exit 0

# Grey text can be read on white and on black. Bars longer than thrice the target are cut there; what they say is not.
gnuplot <<END | sed -e "s/<title>Gnuplot</<title>$(sed -n 's/^# //p;T;q' "$page")</" -e 's/[[:space:]]*$//' > "${page%.md}.svg"
bars = $(wc -l < "$data")
set terminal svg size 960, 90 + 34 * bars dynamic noenhanced font "sans-serif,14"
set datafile separator "\t"
grey = 0x808080
limit(x) = x > 3 ? 3 : x
set border 1 linecolor rgb grey
set xrange [0:4]
set yrange [bars + 0.7:0.3]
set xtics nomirror ("0" 0, "target" 1, "2 ×" 2, "3 ×" 3) textcolor rgb grey
set ytics scale 0 textcolor rgb grey
set lmargin 48
unset key
set arrow from 1, graph 0 to 1, graph 1 nohead linewidth 2 linecolor rgb grey front
set style fill solid noborder
plot "$data" using (0):1:(0):(limit(\$2)):(\$1 - 0.35):(\$1 + 0.35):(\$2 <= 1 ? 0x3f8fbf : 0xd0762a):ytic(4) with boxxyerror linecolor rgb variable, \
	"" using (limit(\$2) > 1 || \$2 < 0.5 ? limit(\$2) : 1):1:3 with labels left offset 1, 0 textcolor rgb grey
END
