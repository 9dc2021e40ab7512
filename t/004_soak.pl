# The staffing guarantee under concurrent writes: a short form of "make soak".
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init(extra => [ '--encoding=UTF8', '--locale=C.UTF-8' ]);
$node->start;

local %ENV = $node->_get_env();
$ENV{SERVER_LOG} = $node->logfile;
my ($out, $err) = run_command([ 'scripts/soak.sh', 10, 8 ]);
is($? >> 8, 0, 'no class is in breach, no deadlock, no unexpected error');
is($err, '', 'nothing to complain of');
like($out, qr/ratio_violations: 0; day by day: 0/, 'both checks have been made');
note($out);

$node->stop;
done_testing();
