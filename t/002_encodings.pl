# The database must be UTF8; clients may use any encoding that can write Chinese.
use strict;
use warnings;
use Encode qw(encode);
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use utf8;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init(extra => [ '--encoding=UTF8', '--locale=C' ]);
$node->start;

foreach my $encoding (qw(LATIN1 SQL_ASCII EUC_CN))
{
	my $database = lc "db_$encoding";
	$node->safe_psql('postgres', "CREATE DATABASE $database ENCODING '$encoding' TEMPLATE template0");
	my ($rc, $out, $err) = $node->psql($database, 'CREATE EXTENSION tuoyu CASCADE');
	my @errors = $err =~ /^.*ERROR:.*$/mg;
	is(scalar @errors, 1, "$encoding: one error");
	# a database that cannot even hold the script is told so by PostgreSQL itself
	like($errors[0], qr/tuoyu needs a database with encoding UTF8|has no equivalent in encoding "$encoding"/, "$encoding: a clear one");
	is($node->safe_psql($database, "SELECT count(*) FROM pg_extension WHERE extname IN ('tuoyu', 'btree_gist')"),
		'0', "$encoding: nothing is left behind");
}

$node->safe_psql('postgres', 'CREATE EXTENSION tuoyu CASCADE');
foreach my $encoding (qw(GBK GB18030 EUC_CN))
{
	# what all three write with the same two bytes
	my $label = encode('GBK', '托小');
	local $ENV{PGCLIENTENCODING} = $encoding;
	is($node->safe_psql('postgres', "SELECT '$label'::tuoyu.age_band"), $label, "$encoding: reads and prints a label");
	is($node->safe_psql('postgres', 'SELECT \'' . encode('GBK', '1：3') . '\'::tuoyu.staff_ratio'), '1:3', "$encoding: folds full width");
	my ($rc, $out, $err) = $node->psql('postgres', 'SELECT \'' . encode('GBK', '大大') . '\'::tuoyu.age_band');
	like($err, qr/invalid input syntax for type age_band: "\Q${\encode('GBK', '大大')}\E"/, "$encoding: an error shows the value");
}

$node->stop;
done_testing();
