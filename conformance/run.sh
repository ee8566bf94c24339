#!/usr/bin/env bash
# npm run conformance [-- TEST-FILE…]: builds the real programs once, then runs the suites in namespaces of their own, one half of them on a cluster and a
# network each, since most of a suite's time is waiting.
# Nothing outlives the run: the process namespace's end kills every process, and files lie on a tmpfs of the mount namespace.
set -euo pipefail
cd "$(dirname "$0")/.."
tools=$(npx ts-node --project conformance/tsconfig.json conformance/rig/prepare.ts)
export CONFORMANCE_TOOLS=$tools
rm -rf test-reports/conformance-halves

halves=()
for half in 1 2; do
  setpriv --pdeathsig KILL -- unshare --net --mount --pid --fork --kill-child --mount-proc conformance/inside.sh "$half" "$@" <&0 &
  halves+=($!)
done
# unshare itself ignores both signals.
trap 'kill -KILL "${halves[@]}" 2>/dev/null; wait "${halves[@]}" 2>/dev/null; echo "conformance: interrupted, nothing is left running" >&2; exit 130' INT TERM HUP
status=0
for half in "${halves[@]}"; do wait "$half" || status=$?; done
node conformance/report/print.js
exit "$status"
