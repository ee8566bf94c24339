#!/usr/bin/env bash
# What the programs say of themselves, as JSON; the API server says nothing when it is built as a dependency. inside.sh runs this.
first() { "$@" 2>&1 | grep -oE '[0-9]+\.[0-9]+\.[0-9]+' | head -1; }
cat <<JSON
{
  "Istio": "$(grep -oP '/istio-\K[\d.]+(?=-)' <<< "$CONFORMANCE_TOOLS")",
  "Envoy": "$(first /run/tools/envoy --version)",
  "Kubernetes API server": "$(first grep -m1 'k8s.io/kubernetes v' conformance/tools/kubernetes/go.mod)",
  "NGINX": "$(first nginx -v)",
  "HAProxy": "$(first haproxy -v)",
  "etcd": "$(first etcd --version)"
}
JSON
