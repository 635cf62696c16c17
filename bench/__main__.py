"""All benches, one after the other; fails when one is below its limit."""

import sys

from bench import bench_award, bench_bake, bench_server, bench_strangers, bench_verify

sys.exit(
    max(
        [
            bench_award.main(),
            bench_verify.main(),
            bench_server.main(),
            bench_bake.main(),
            bench_strangers.main(),
        ]
    )
)
