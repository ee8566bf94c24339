#!/usr/bin/env bash
# Pins one version of Istio: writes istio-VERSION/go.mod and go.sum, from which the suites build istiod, istioctl and pilot-agent.
# Istio's tags carry no "v", so that a Go module knows them by pseudo-version only.
# Further arguments are replacements, for what the module proxy no longer serves.
#   ./pin-istio.sh 1.29.1 v0.0.0-20260306174214-6991a379e1fc
#   ./pin-istio.sh 1.28.2 v0.0.0-20251217200826-ab413ac6c1f4 github.com/envoyproxy/go-control-plane=github.com/envoyproxy/go-control-plane@v0.14.0
set -euo pipefail
version=$1 pseudo=$2
cd "$(dirname "$0")"
source=$(go mod download -json "istio.io/istio@$pseudo" | sed -n 's/.*"Dir": "\(.*\)",*/\1/p')
mkdir -p "istio-$version"
cd "istio-$version"
cp "$source/go.sum" go.sum
chmod u+w go.sum
{
  echo 'module conformance/istio'
  echo
  grep '^go ' "$source/go.mod"
  echo
  echo 'tool ('
  printf '\tistio.io/istio/%s\n' pilot/cmd/pilot-discovery istioctl/cmd/istioctl pilot/cmd/pilot-agent
  echo ')'
  echo
  printf 'require istio.io/istio %s\n\n' "$pseudo"
  # Everything after the go line: Istio's own requirements and replacements, which a dependent module does not inherit.
  sed -n '/^require (/,$p' "$source/go.mod"
} > go.mod
for replacement in "${@:3}"; do go mod edit -replace "$replacement"; done
go mod download istio.io/istio
go list -mod=mod tool > /dev/null
