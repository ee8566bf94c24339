#!/usr/bin/env bash
# Pins one version of Argo CD: writes argo-cd/go.mod and go.sum, from which the suites build its one binary, and whose source has its CRDs.
#   ./pin-argo-cd.sh 3.2.11
set -euo pipefail
version=$1
cd "$(dirname "$0")"
source=$(go mod download -json "github.com/argoproj/argo-cd/v3@v$version" | sed -n 's/.*"Dir": "\(.*\)",*/\1/p')
mkdir -p argo-cd
cd argo-cd
cp "$source/go.sum" go.sum
chmod u+w go.sum
{
  echo 'module conformance/argo-cd'
  echo
  grep '^go ' "$source/go.mod"
  echo
  echo 'tool github.com/argoproj/argo-cd/v3/cmd'
  echo
  printf 'require github.com/argoproj/argo-cd/v3 v%s\n\n' "$version"
  # Everything after the go line: Argo CD's own requirements and replacements, which a dependent module does not inherit.
  sed -n '/^require (/,$p' "$source/go.mod"
} > go.mod
go mod download github.com/argoproj/argo-cd/v3
go list -mod=mod tool > /dev/null
