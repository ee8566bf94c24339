#!/usr/bin/env bash
# Installs a packed tarball into an empty folder and runs the README's first snippet and the app of docs/start.md there, as a new user would.
# Usage: scripts/try-package.sh dist/js/cdk8s-istio-source-ip@0.0.0.jsii.tgz
set -euo pipefail
tarball=$(realpath "$1")
readme=$(realpath "$(dirname "$0")/../README.md")
start=$(realpath "$(dirname "$0")/../docs/start.md")
snippet() { awk '/^```ts$/ { inside = 1; next } /^```$/ { if (inside) exit } inside' "$1"; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --silent "$tarball" cdk8s cdk8s-plus-28 constructs typescript@~6.0.0 '@types/node@^20'
snippet "$readme" > main.ts
npx tsc --strict --target ES2022 --module node16 --types node main.ts
node main.js
test -s dist/edge.k8s.yaml
node -e '
  const [readme, emitted] = process.argv.slice(1).map(path => require("fs").readFileSync(path, "utf8"));
  if (!emitted.includes(readme.match(/```yaml\n(.*?)```/s)[1])) throw new Error("the README shows other YAML than its snippet emits:\n" + emitted);
' "$readme" dist/edge.k8s.yaml
npx cdk8s-istio-source-ip trace dist --help >/dev/null
npx cdk8s-istio-source-ip trace dist/edge.k8s.yaml --peer 10.0.0.1 --proxy 203.0.113.7 >trace.txt || test $? -eq 1
grep -q '^client address' trace.txt

npm install --no-audit --no-fund --silent --save-dev cdk8s-cli tsx
snippet "$start" > app.ts
npx cdk8s synth --app 'npx tsx app.ts' --output start --check-upgrade=false >/dev/null
npx cdk8s-istio-source-ip trace start --peer 172.18.0.3 --host admin.example.com >trace.txt || test $? -eq 1
grep -q '^DENIED: 403' trace.txt
echo "the packed tarball works: $(grep -c '^kind:' dist/edge.k8s.yaml) objects from the README's first snippet"
