#!/usr/bin/env bash
# npm run conformance [-- TEST-FILE…]: builds the real programs once, then runs the suites in namespaces of their own.
# Nothing outlives the run: the process namespace's end kills every process, and files lie on a tmpfs of the mount namespace.
set -euo pipefail
cd "$(dirname "$0")/.."
tools=$(npx ts-node --project conformance/tsconfig.json conformance/rig/prepare.ts)
export CONFORMANCE_TOOLS=$tools

setpriv --pdeathsig KILL -- unshare --net --mount --pid --fork --kill-child --mount-proc conformance/inside.sh "$@" <&0 &
inside=$!
# unshare itself ignores both signals.
trap 'kill -KILL "$inside" 2>/dev/null; wait "$inside" 2>/dev/null; echo "conformance: interrupted, nothing is left running" >&2; exit 130' INT TERM HUP
wait "$inside"
