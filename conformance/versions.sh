#!/usr/bin/env bash
# What the programs say of themselves, as JSON. inside.sh runs it, where they lie under /run/tools.
first() { "$@" 2>&1 | grep -oE '[0-9]+\.[0-9]+\.[0-9]+' | head -1; }
cat <<JSON
{
  "Istio (istiod, istioctl, pilot-agent)": "${ISTIO:-1.29.1}",
  "Envoy": "$(first /run/tools/envoy --version)",
  "Kubernetes API server": "$(first /run/tools/kube-apiserver --version)",
  "NGINX": "$(first nginx -v)",
  "HAProxy": "$(first haproxy -v)",
  "etcd": "$(first etcd --version)"
}
JSON
