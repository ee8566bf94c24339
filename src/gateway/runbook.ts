import { Installed } from './installed';
import { IProxyProtocolGateway, labelsOf } from './referenced-gateway';
import { isWrittenByProxy } from '../envoy/client-address-source';
import { kindBy } from '../providers/kind-annotations';
import { ClientAddressSource, ProxyProtocolPhase, TargetType, TrustedProxy } from '../topology';
import { shortList } from '../topology/describe';

/** How to see that it works, as Markdown with the names of this gateway, and the proxy configuration of its pods. */
export function runbook(gateway: IProxyProtocolGateway, { workload, existingService, files }: Installed, proxyConfig: string): string {
  const { topology, namespace } = gateway;
  const labels = Object.entries(labelsOf(gateway)).map(([name, value]) => `${name}=${value}`).join(',');
  const remote = isWrittenByProxy(topology.clientAddressSource);
  const instructions = [
    ...topology.proxies.flatMap(proxy => [...proxy.originLock?._instructions() ?? [], ...proxy._instructions()].map(line => `- ${proxy.name}: ${line}`)),
    ...dialledPorts(gateway),
    ...existingService === undefined ? [] : [...existingKind(gateway, existingService), ...udpPorts(gateway, existingService)],
  ];
  return `# Runbook: gateway ${workload.name} in ${namespace}

\`\`\`
${topology.describe()}\`\`\`

${topology._rollout ? rolloutPhase(topology._rollout.phase) : ''}${instructions.length ? `## What has to be set by hand\n${instructions.join('\n')}\n\n` : ''}## Apply
\`\`\`sh
kubectl apply --server-side -f dist${installs(files, workload.name, namespace)}
\`\`\`

${existingService === undefined ? 'Lists of over 262,144 bytes are refused without \`--server-side\`, which writes no copy of the object into an annotation.'
  : `Without \`--server-side\` the parts of what exists are refused, since they lack required fields; and lists of over 262,144 bytes, which would not fit into an
annotation. Where kubectl tells of a conflict, look who owns that field, and then add \`--force-conflicts\`.`}

## See that the topology is applied
A changed topology needs new pods. Applying it rolls them, and this shows their annotation.

\`\`\`sh
kubectl rollout status ${workload.kind.toLowerCase()}/${workload.name} -n ${namespace}
kubectl get pods -n ${namespace} -l ${labels} -o jsonpath='{.items[*].metadata.annotations.proxy\\.istio\\.io/config}'
\`\`\`

It must be \`${proxyConfig}\`.

## Find your own address
Switch on the log of access decisions, send a request, and read what Envoy saw and decided.
The log then holds all headers of all requests, secrets included, so switch it off again.

\`\`\`sh
for pod in $(kubectl get pods -n ${namespace} -l ${labels} -o name | sed 's|pod/||'); do
  istioctl proxy-config log "$pod" -n ${namespace} --level rbac:debug
done
kubectl logs -n ${namespace} -l ${labels} --tail=-1 | grep -E 'directRemoteIP|enforced|shadow'
\`\`\`

\`directRemoteIP\` is the packet source (${'`ipBlocks`'}), \`remoteIP\` the address from PROXY or X-Forwarded-For (${'`remoteIpBlocks`'}).
Lists on this gateway compare \`${remote ? 'remoteIP' : 'directRemoteIP'}\`; a trie logs only what it denies.${topology._guards.proxySource
  ? ' Lines with `checking connection` are the guard on the PROXY header: `remoteIP` is the proxy that the header names.' : ''}
Afterwards: \`--level rbac:warning\`.

${troubleTable(troubles(gateway))}`;
}

/** What installs the gateway itself, where the manifests do not. */
function installs(files: Installed['files'], name: string, namespace: string): string {
  const commands: { readonly [file: string]: string } = {
    'gateway-values.yaml': `helm upgrade --install ${name} istio/gateway --namespace ${namespace} -f gateway-values.yaml`,
    'gateway-operator.yaml': 'istioctl install -f yours.yaml -f gateway-operator.yaml',
  };
  return files.map(file => commands[file.name]).filter(command => command !== undefined).map(command => `\n${command}`).join('');
}

function troubleTable(rows: readonly string[][]): string {
  return rows.length === 0 ? '' : `## When it does not work
| what you see | what it is |
|---|---|
${rows.map(([seen, meaning]) => `| ${seen} | ${meaning} |`).join('\n')}
`;
}

const NEXT_STEP: Record<ProxyProtocolPhase, string> = {
  [ProxyProtocolPhase.ACCEPT]: 'to `send` when all pods are new',
  [ProxyProtocolPhase.SEND]: 'to `require` when the load balancer sends the header to all of its targets',
  [ProxyProtocolPhase.REQUIRE]: 'without `proxyProtocolRollout` when all pods are new',
};

function rolloutPhase(phase: ProxyProtocolPhase): string {
  return `## Turning PROXY on: the phase \`${phase}\`
Continue ${NEXT_STEP[phase]}. Skip no phase, and go back through the same ones: pods that require a header that the load balancer does not send
refuse everybody, and pods that expect none answer 400 to requests that have one.
${phase === ProxyProtocolPhase.REQUIRE ? '' : `
The chain above is the one at the end. Until \`require\` anybody can write a PROXY header: applications must not believe X-Forwarded-For yet, and
lists compare the packet source as well. When \`direct_address\` in the log of a GatewayAccessLog is always the load balancer's, it sends the header
to all pods.
`}
`;
}

/** What the existing load balancer must be, since no manifest can change it. */
function existingKind({ topology, namespace }: IProxyProtocolGateway, service: string): string[] {
  const proxy = topology._serviceProxy;
  return Object.entries(proxy?._service?.annotations ?? {}).flatMap(([name, value]) => {
    const kind = kindBy(name, value);
    return kind ? [`- ${proxy!.name}: the existing load balancer must be of this kind: \`${name}: ${value}\`. No manifest says so, since on an existing one `
      + 'the annotation is ignored or removed, or makes another load balancer. See '
      + `\`kubectl get service ${service} -n ${namespace} -o jsonpath='{.metadata.annotations}'\` and what the cloud shows of it`
      + (kind.note ? `; ${kind.note}` : '')] : [];
  });
}

/** A machine outside the cluster dials ports of nodes that the nodes do not have by themselves. */
function dialledPorts({ topology, servers = [] }: IProxyProtocolGateway): string[] {
  const edge = topology._lastProxy;
  const ports = [...new Set(servers.map(({ port }) => port))].join(', ');
  return edge?._isEdge && edge.targetType === TargetType.NODES && ports ? [`- ${edge.name}: it dials port ${ports} of its upstreams. What gives the Service an address there (MetalLB, the ServiceLB of k3s) must be in the cluster; `
    + 'where the Service has NodePorts only, write those into its file instead'] : [];
}

/** Ports are not among the fields that an existing Service gets: its owner would remove them. */
function udpPorts({ servers = [], namespace }: IProxyProtocolGateway, service: string): string[] {
  return servers.filter(({ _http3 }) => _http3).map(({ name, port, targetPort }) =>
    `- Service ${service} in ${namespace}: add port ${port} with protocol UDP and targetPort ${targetPort}, where HTTP/3 of server "${name}" arrives`);
}

function troubles(gateway: IProxyProtocolGateway): string[][] {
  const { topology } = gateway;
  const last = (is: (proxy: TrustedProxy) => boolean) => [...topology.proxies].reverse().find(is)?.name;
  return [
    ...topology.proxyProtocol && !topology._rollout?.isOptional ? [
      ['every connection is reset', `"${last(proxy => proxy.sendsProxyProtocol)}" sends no PROXY header, or an EnvoyFilter adds a second PROXY filter: remove it, the annotation is enough`],
      ['400 on every request', 'the gateway gets two PROXY headers: another proxy in the chain sends one that nothing reads'],
      ['calls from inside the cluster to the public address are reset', 'where the status of the Service shows a bare address, kube-proxy sends them straight to the pods, '
        + 'without a header; call the Service of the application instead'],
    ] : [],
    ...topology.clientAddressSource === ClientAddressSource.X_FORWARDED_FOR ? [
      ['remoteIP is the address of a proxy', `the gateway gets fewer than ${topology.numTrustedProxies} X-Forwarded-For entries, or the entry has a `
        + 'port: the chain is not what the topology declares'],
    ] : [],
    ...topology._guards.packetSource ? [
      ['403 for everybody, with the right remoteIP', `directRemoteIP is not among ${shortList(topology._guards.packetSource)}: `
        + (topology.externalTrafficPolicy ? 'the Service lacks externalTrafficPolicy Local, or ' : '') + `"${last(proxy => !proxy.keepsPacketSource)}" connects from other addresses`],
    ] : [],
    ...topology._guards.proxySource ? [
      ['connections are closed before any answer', `the PROXY header does not name one of ${shortList(topology._guards.proxySource)}`],
    ] : [],
    ...topology.externalTrafficPolicy ? [
      ['directRemoteIP is the address of a node', 'the Service lacks externalTrafficPolicy Local'],
      ['some nodes do not answer', 'with externalTrafficPolicy Local only nodes with a pod of the gateway answer; the health checks of a load balancer remove the others, and a proxy without health checks '
        + 'must know only nodes with a pod'],
    ] : [],
  ];
}
