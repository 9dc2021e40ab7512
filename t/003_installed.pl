# What is installed: documented as it is, and no name in the library that could clash with another's.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init(extra => [ '--encoding=UTF8', '--locale=C.UTF-8' ]);
$node->start;

my $made = "$PostgreSQL::Test::Utils::tmp_check/reference.md";
$node->command_ok([ 'psql', '-XAtq', '-v', 'ON_ERROR_STOP=1', '-f', 'scripts/reference.sql', '-o', $made, 'postgres' ],
	'the reference can be made');
my ($difference) = run_command([ 'diff', 'doc/reference.md', $made ]);
is(substr($difference, 0, 1000), '', 'doc/reference.md is current (make doc makes it)');

# The library exports what SQL calls, what PostgreSQL's loader looks for, and names that begin with tuoyu.
$node->safe_psql('postgres', 'CREATE EXTENSION tuoyu CASCADE');
my %called = map { $_ => 1 } split /\n/, $node->safe_psql('postgres', q{
	SELECT DISTINCT prosrc FROM pg_proc WHERE probin = '$libdir/tuoyu'});
my ($libdir) = run_command([ 'pg_config', '--pkglibdir' ]);
my ($symbols) = run_command([ 'nm', '-D', '--defined-only', "$libdir/tuoyu.so" ]);
my @exported = map { (split)[-1] } split /\n/, $symbols;
ok(@exported > 0, 'the library exports something');
is(join(' ', grep { !/^(tuoyu|pg_finfo_|_PG_init$|_PG_fini$|Pg_magic_func$|_init$|_fini$)/ && !$called{$_} } @exported),
	'', 'no name is exported that another library could use too');
is(join(' ', grep { !$called{$_} } map { /^pg_finfo_(.*)/ } @exported), '', 'no entry point is left without a SQL function');

$node->stop;
done_testing();
