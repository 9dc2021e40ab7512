# tuoyu: childcare rules, subsidies and staffing guarantees inside PostgreSQL
#
#   make demo       everything from nothing: packages, build, throw-away server, data, reports (KEEP=1 keeps the server)
#   make check      the same set-up, then all tests
#   make check-all  the tests on PostgreSQL 15, 17 and 18, each with the compiler of its Debian release (root only)
#   make soak       32 clients write under the staffing guarantee for three minutes; SOAK="SECONDS CLIENTS" for another run
#   make bench      doc/benchmark-NAME.md and .svg for each of BENCH="NAME…" (bench/); SCALE=0.02 RUNS=1 for a quick look
#   make instructions             instructions of the hot paths against the committed baseline (bench/instructions); over 10 % more fails
#   make instructions-baseline    write that baseline anew: commit it with the change that explains it
#   make lint       clang as second compiler, clang-tidy, cppcheck
#   make doc        doc/reference.md, from the COMMENTs in the database
#   make && sudo make install && make installcheck    the ordinary PGXS route

EXTENSION    = tuoyu
EXTVERSION   = 0.1
MODULE_big   = tuoyu

OBJS = $(patsubst %.c,%.o,$(sort $(wildcard src/*.c src/*/*.c)))

# The install script is these files in this order; a later one may use what an earlier one declares.
SQL_PARTS = \
	src/extension.sql \
	src/types/age_band.sql \
	src/types/staff_ratio.sql \
	src/types/yuan.sql \
	src/types/yuan_upper.sql \
	src/types/region_code.sql \
	src/types/region.sql \
	src/types/region_list.sql \
	src/types/credit_code.sql \
	src/types/resident_id.sql \
	src/formula/formula.sql \
	src/calendar/as_of.sql \
	src/calendar/months.sql \
	src/calendar/bands.sql \
	src/calendar/band_support.sql \
	src/ratio/ratio.sql \
	src/policy/catalogue.sql \
	src/policy/band_rule.sql \
	src/policy/workdays.sql \
	src/policy/fee.sql \
	src/policy/subsidy.sql \
	src/policy/explain_difference.sql \
	src/policy/explain.sql \
	src/policy/targets.sql \
	src/policy/overview.sql \
	src/policy/lint.sql \
	src/policy/seeds/nation.sql \
	src/policy/seeds/wuhan.sql \
	src/policy/seeds/zhoushan.sql \
	src/policy/seeds/yinchuan.sql \
	src/policy/seeds/huainan.sql \
	src/policy/seeds/chongqing.sql \
	src/ratio/constraint.sql \
	src/ratio/modes.sql \
	src/ratio/headroom.sql \
	src/settlement/facts.sql \
	src/settlement/tables.sql \
	src/settlement/settle.sql \
	src/settlement/check.sql \
	src/settlement/views.sql \
	src/registry/registry.sql \
	src/registry/gather.sql \
	src/registry/views.sql \
	src/registry/scenarios.sql

DATA_built   = $(EXTENSION)--$(EXTVERSION).sql
# made here from data/regions.csv
EXTRA_CLEAN  = src/types/region_list.sql

# One test a concept, each on its own; btree_gist and tuoyu are loaded by pg_regress.
REGRESS      = $(sort $(patsubst sql/%.sql,%,$(wildcard sql/*.sql)))
REGRESS_OPTS = --encoding=UTF8 --no-locale --load-extension=btree_gist --load-extension=tuoyu
ISOLATION    = $(sort $(patsubst specs/%.spec,%,$(wildcard specs/*.spec)))
ISOLATION_OPTS = --encoding=UTF8 --no-locale --load-extension=btree_gist --load-extension=tuoyu
TAP_TESTS    = 1

# The server's headers count as system headers, so that -Wextra speaks of our code only.
PG_CONFIG   ?= pg_config
PG_CPPFLAGS  = -Isrc -isystem $(shell $(PG_CONFIG) --includedir-server)
PG_CFLAGS    = -std=gnu11 -Wextra -Wno-declaration-after-statement $(if $(WERROR),-Werror)

# PGXS is read only where a goal wants it: the project's own goals must run before there is a pg_config, and PGXS
# has a goal "check" of its own, which says that it is not supported.
OWN_GOALS    = demo check check-all lint doc setup soak bench instructions instructions-baseline
ifneq ($(filter $(OWN_GOALS),$(MAKECMDGOALS)),)

SERVER = PG_CONFIG=$$(scripts/setup.sh) && export PG_CONFIG && scripts/private_server.sh

.PHONY: $(MAKECMDGOALS)
check:
	@$(SERVER) with scripts/run_tests.sh
doc:
	@made=$$(mktemp) && $(SERVER) with psql -XAtq -v ON_ERROR_STOP=1 -f scripts/reference.sql > $$made && \
	cat $$made > doc/reference.md; status=$$?; rm -f $$made; exit $$status
soak:
	@$(SERVER) with scripts/soak.sh $(SOAK)
BENCH       ?= staffing
BENCH_SERVER = -c shared_buffers=1GB -c max_wal_size=16GB -c checkpoint_timeout=1h -c autovacuum=off -c jit=off
bench:
	@scripts/setup.sh bench > /dev/null && \
	for name in $(BENCH); do made=$$(mktemp) && export SERVER_OPTIONS="$(BENCH_SERVER)" && \
	$(SERVER) with bench/run.sh $$name > $$made && cat $$made > doc/benchmark-$$name.md && bench/chart.sh doc/benchmark-$$name.md; \
	status=$$?; rm -f $$made; [ $$status = 0 ] || exit $$status; done
demo lint setup instructions:
	@scripts/$@.sh
instructions-baseline:
	@scripts/instructions.sh --baseline
check-all:
	@scripts/check_all.sh
$(filter-out $(OWN_GOALS),$(MAKECMDGOALS)):
	@$(MAKE) $@

else

PGXS := $(shell $(PG_CONFIG) --pgxs)
ifeq ($(wildcard $(PGXS)),)
$(error PostgreSQL's development files are missing ($(PG_CONFIG) --pgxs names "$(PGXS)"): "make setup" installs them)
endif
include $(PGXS)

$(OBJS): $(wildcard src/*.h src/*/*.h)

$(DATA_built): $(SQL_PARTS) Makefile
	{ printf '%s\n' '\echo Use "CREATE EXTENSION tuoyu CASCADE" to load this file. \quit'; cat $(SQL_PARTS); } > $@

src/types/region_list.sql: data/regions.csv Makefile
	sed -e "1s/.*/INSERT INTO tuoyu.region (code, name, origin) VALUES/" -e "2,\$$s/\(.*\),\(.*\)/('\1', '\2', 'shipped'),/" \
		-e '$$s/,$$/;/' data/regions.csv > $@

endif
