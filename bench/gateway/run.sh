#!/usr/bin/env bash
# npm run bench:gateway: what a list costs a gateway, in Envoy's CPU time for a request that it passes on to NGINX. Runs where the conformance
# suites run, and writes docs/gateway-cost.* and its part of docs/performance.md. A machine that does something else gives no good figures.
set -euo pipefail
cd "$(dirname "$0")/../.."
command -v wrk > /dev/null || { echo 'bench/gateway: missing wrk; apt-get install --yes --no-install-recommends wrk' >&2; exit 2; }
exec conformance/run.sh --testMatch '<rootDir>/bench/gateway/*.bench.ts'
