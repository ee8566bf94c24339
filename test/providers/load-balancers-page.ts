import { LoadBalancerName, TrustedTopology } from '../../src';
import { CATALOGUE } from '../../src/providers/catalogue';
import { CatalogueEntry, isUnavailable } from '../../src/providers/catalogue/entry';
import { KINDS } from '../../src/providers/kind-annotations';
import { ENTRIES, EXAMPLE, Entry, READ_BY_CONTROLLER, Use, outcome, pair } from '../support/catalogue';

/** docs/load-balancers.md: what `npm run catalogue-docs` writes. */
export function page(): string {
  return `# Load balancers, CDNs and proxies

What is in front of the gateway, what each does to the client's address, and how it is written. Everything here is generated from the catalogue;
\`npm run catalogue-docs\` rewrites it.

A load balancer that a controller makes from the gateway's Service is \`LoadBalancer.of(LoadBalancerName.…, { … })\`; those of AWS have factories of their own.
Its annotations are written together, so none contradicts another.

\`\`\`ts
import { Hairpin, IpBlocks, LoadBalancer, LoadBalancerName, TrustedTopology } from 'cdk8s-istio-source-ip';

new TrustedTopology({
  proxies: [
    LoadBalancer.of(LoadBalancerName.VULTR, {
      proxyProtocol: true,
      connectsFrom: IpBlocks.of('10.0.0.0/24'), // its own addresses, as the nodes see them
      hairpin: Hairpin.hostname('lb.example.com'),
    }),
  ],
});
\`\`\`

An NLB may be made by EKS Auto Mode, lie in subnets of your choice, and end TLS with certificates of ACM; the gateway then serves HTTP on that port.

\`\`\`ts
import { Aws, GatewayServer, NlbController, TargetType, TrustedTopology } from 'cdk8s-istio-source-ip';

new TrustedTopology({
  proxies: [
    Aws.nlb({
      controller: NlbController.EKS_AUTO_MODE,
      targetType: TargetType.PODS,
      internetFacing: true,
      proxyProtocol: false,
      subnets: ['subnet-0a1b2c3d', 'subnet-4e5f6a7b'],
      sslCert: ['arn:aws:acm:eu-central-1:111122223333:certificate/12345678-1234-1234-1234-123456789012'],
    }),
  ],
});
GatewayServer.http({ name: 'web', port: 443, hosts: ['www.example.com'] }); // TLS has ended at the NLB
\`\`\`

## What each can do

Plain: bytes, without PROXY. The words are the \`externalTrafficPolicy\` that the Service gets. Where there are two, the first is with \`connectsFrom\`, on which a guard
compares packets and so needs Local; the second with \`OriginLock.enforcedElsewhere\` instead. *lost*: alone it hides the client, and it is right only
after a proxy that names the client (a CDN). *none*: it cannot. *not confirmed*: no source says what it does, so choosing it is an error; look at what the gateway
receives, and declare it with \`TrustedProxy.layer4\` or \`TrustedProxy.http\`. *–*: its factory has no such option.

| | written | plain | PROXY | HTTP |
|---|---|---|---|---|
${ENTRIES.map(entry => row(entry.title, entry.written, ...(['plain', 'PROXY', 'HTTP'] as const).map(use => cell(entry, use)))).join('\n')}

## With PROXY: clients inside the cluster, and health checks

Where the Service's status shows the load balancer's address, kube-proxy sends clients inside the cluster straight to the pods, without a header, and the
gateway resets them. Those need \`hairpin\`: \`Hairpin.hostname\` (where a name can be put into the status), or \`Hairpin.noClientsInside\`, with a second
gateway without PROXY for clients inside. \`ipMode\` works from Kubernetes 1.30. The load balancers of AWS show their names, and need nothing.

| | annotations | clients inside | health checks |
|---|---|---|---|
${services().filter(([, { proxy }]) => !isUnavailable(proxy)).map(([name, entry]) => row(entry.title, annotations(name), inside(entry), entry.healthCheck)).join('\n')}

## A load balancer that exists

With \`GatewayInstall.existing()\` none of these is written, since they choose another load balancer instead of changing the existing one: its controller
ignores or removes them, or makes a second one. Where the chain needs one of them, the runbook says so, and how to check it.

${[...KINDS].map(([name, { values }]) => `- ${(values?.map(value => `${name}: ${value}`) ?? [name]).map(text => `\`${text}\``).join(', ')}`).join('\n')}

## What is not confirmed, or depends on what manifests do not show

| | |
|---|---|
${services().flatMap(([, entry]) => caveats(entry).map(text => row(entry.title, text))).join('\n')}

## Sources

*Read by its controller*: the [suites](../conformance/README.md) give the Services of all its uses to the controller, whose own code says what it builds.

| | |
|---|---|
${ENTRIES.map(({ id, title, source }) => row(title, [...source, ...read(id) ? ['*read by its controller*'] : []].join('; '))).join('\n')}
`;
}

function read(id: string): boolean {
  return Object.values(READ_BY_CONTROLLER).some(ids => ids.includes(id));
}

function services(): [LoadBalancerName, CatalogueEntry][] {
  return Object.values(LoadBalancerName).map(name => [name, CATALOGUE[name]]);
}

function caveats({ plain, proxy, http, condition, trafficPolicy }: CatalogueEntry): string[] {
  const modes = [['plain', plain], ['PROXY', proxy], ['HTTP', http]] as const;
  return [
    ...modes.flatMap(([use, mode]) => isUnavailable(mode) && mode.unavailable === 'unconfirmed' ? [`${use}, not confirmed: ${mode.because}`] : []),
    ...condition ? [condition] : [],
    ...trafficPolicy ? [`needs ${trafficPolicy.needs}: ${trafficPolicy.because}`] : [],
  ];
}

function row(...cells: string[]): string {
  return `| ${cells.map(text => text.replace(/\|/g, '\\|')).join(' | ')} |`;
}

const WORDS: Record<string, string> = {
  'lost-address': '*lost*',
  'no-proxy-protocol': '*none*',
  'no-http-mode': '*none*',
  'unconfirmed': '*not confirmed*',
  'no such option': '–',
  'traffic-policy': '*error*',
  'unguarded-trust': '*error*',
};

function cell(entry: Entry, use: Use): string {
  return pair(policy => {
    const word = outcome(() => entry.chain(use, policy, EXAMPLE));
    return WORDS[word] ?? word;
  }).replace(' | ', ' or ');
}

function annotations(name: LoadBalancerName): string {
  const entry = ENTRIES.find(({ id }) => id === name)!;
  const proxy = new TrustedTopology({ proxies: entry.chain('PROXY', 'Cluster', EXAMPLE)! })._lastProxy!;
  return Object.entries(proxy._serviceAnnotations([{ name: 'http-web', port: 80, protocol: 'TCP' }])!)
    .filter(([key]) => !key.startsWith('cdk8s-istio-source-ip/')).map(([key, value]) => `\`${key}: ${value}\``).join('<br/>');
}

function inside({ proxy, hostname }: CatalogueEntry): string {
  if (isUnavailable(proxy)) return '';
  const { bypasses, because } = proxy.inside;
  return bypasses ? `**\`hairpin\`**${hostname ? '' : ' (\`noClientsInside\` only)'}: ${because}` : `pass through it: ${because}`;
}
