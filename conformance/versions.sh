#!/usr/bin/env bash
# What the programs say of themselves, as JSON; the API server says nothing when it is built as a dependency. inside.sh runs this.
first() { "$@" 2>&1 | grep -oE '[0-9]+\.[0-9]+\.[0-9]+' | head -1; }
cat <<JSON
{
  "Istio": "$(grep -oP '/istio-\K[\d.]+(?=-)' <<< "$CONFORMANCE_TOOLS")",
  "Envoy": "$(first /run/tools/envoy --version)",
  "Kubernetes API server": "$(first grep -m1 'k8s.io/kubernetes v' conformance/tools/kubernetes/go.mod)",
  "Argo CD": "$(first grep -m1 'argoproj/argo-cd/v3 v' conformance/tools/argo-cd/go.mod)",
  "AWS' cloud provider": "$(first grep -m1 'k8s.io/cloud-provider-aws v' conformance/tools/cloud-aws/go.mod)",
  "MetalLB": "$(first grep -m1 'go.universe.tf/metallb v' conformance/tools/metallb/go.mod)",
  "NGINX": "$(first nginx -v)",
  "HAProxy": "$(first haproxy -v)",
  "etcd": "$(first etcd --version)",
  "Redis": "$(first redis-server --version)"
}
JSON
