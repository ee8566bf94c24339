#!/usr/bin/env bash
# Pins one version of Kubernetes: writes kubernetes/go.mod and go.sum, from which the suites build kube-apiserver and kubectl.
# Kubernetes' own go.mod points at ./staging, which a dependent module does not have: the same libraries are published as v0.X.Y.
#   ./pin-kubernetes.sh 1.34.2
set -euo pipefail
version=$1
cd "$(dirname "$0")"
source=$(go mod download -json "k8s.io/kubernetes@v$version" | sed -n 's/.*"Dir": "\(.*\)",*/\1/p')
mkdir -p kubernetes
cd kubernetes
cp "$source/go.sum" go.sum
chmod u+w go.sum
{
  echo 'module conformance/kubernetes'
  echo
  grep '^go ' "$source/go.mod"
  grep '^godebug ' "$source/go.mod"
  echo
  echo 'tool ('
  printf '\tk8s.io/kubernetes/cmd/%s\n' kube-apiserver kubectl
  echo ')'
  echo
  printf 'require k8s.io/kubernetes v%s\n\n' "$version"
  sed -n '/^require (/,$p' "$source/go.mod" | sed "s#=> ./staging/src/\(.*\)#=> \1 v0.${version#1.}#"
} > go.mod
go mod download k8s.io/kubernetes
go list -mod=mod tool > /dev/null
