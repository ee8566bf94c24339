#!/usr/bin/env bash
# npm run bench [-- CONTEST…]: builds the package, installs it and its rivals side by side in dist/bench, and runs the contests.
set -euo pipefail
cd "$(dirname "$0")/.."

npx projen compile
# Contestants run as plain JavaScript: a compiler in their process would count as their memory.
npx tsc --project bench/tsconfig.json --noEmit false --noResolve --noCheck --rootDir bench --outDir dist/bench

cp bench/rivals/package*.json dist/bench
npm ci --prefix dist/bench --silent
ln -s ../../.. dist/bench/node_modules/cdk8s-istio-source-ip

node dist/bench/run.js "$@"
