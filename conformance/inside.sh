#!/usr/bin/env bash
# The first process in the private namespaces; run.sh starts it with the half that it plays. Sets up the network, then hands over to jest.
set -euo pipefail
mount -t tmpfs -o mode=755 tmpfs /run
mkdir -p /run/netns /run/rig /run/tools /run/tmp
chmod 1777 /run/tmp
# Where the HAProxy configuration that people get puts its socket.
mount -t tmpfs tmpfs /var/lib/haproxy
export TMPDIR=/run/tmp PATH=$PATH:/usr/sbin:/sbin

# The gateways run as istio-proxy (1337), who may not read the cache under root's home.
IFS=: read -r -a folders <<< "$CONFORMANCE_TOOLS"
for folder in "${folders[@]}"; do
  for file in "$folder"/*; do
    target=/run/tools/$(basename "$file")
    if [ -d "$file" ]; then mkdir "$target"; else touch "$target"; fi
    mount --bind "$file" "$target"
  done
done

# Every address is local here, so that a client can come from any; pods have namespaces of their own (rig/network.ts).
ip link set lo up
ip route add local 0.0.0.0/0 dev lo
ip -6 route add local ::/0 dev lo
for setting in net.ipv4.ip_forward=1 net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.default.rp_filter=0 net.ipv6.conf.all.forwarding=1 \
  net.ipv4.ip_local_port_range='20000 60999'; do
  echo "${setting#*=}" > "/proc/sys/$(tr . / <<< "${setting%%=*}")"
done
printf '127.0.0.1 localhost\n10.255.0.1 istiod.istio-system.svc\n' > /run/rig/hosts
mount --bind /run/rig/hosts /etc/hosts

CONFORMANCE_VERSIONS=$(conformance/versions.sh)
export CONFORMANCE_VERSIONS
export CONFORMANCE_HALF=$1
shift
node node_modules/jest/bin/jest.js --config conformance/jest.config.json --runInBand --passWithNoTests "--shard=$CONFORMANCE_HALF/2" "$@"
