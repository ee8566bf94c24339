import { Check, Problem } from '../check';
import { LintSeverity } from '../lint-finding';
import { isOptional, proxyFilterOf } from '../patches';

export const DOUBLE_PROXY_PROTOCOL: Check = {
  code: 'double-proxy-protocol',
  severity: LintSeverity.ERROR,
  title: 'a gateway reads two PROXY headers from each connection',
  why: 'there is one header, the second filter waits for another, and every connection is reset',
  find: scene => scene.gateways.flatMap(({ id, workload, proxyPatches, isSure }): Problem[] => {
    // One that is optional may merely find nothing; what it finds, a client wrote.
    const strict = proxyPatches.filter(patch => proxyFilterOf(patch)!.config !== undefined && !isOptional(proxyFilterOf(patch)!));
    const [first, ...others] = strict;
    const { topology, topologyFrom } = workload;
    const other = topology.proxyProtocol ? `gatewayTopology.proxyProtocol (${topologyFrom})` : `EnvoyFilter ${first?.object.name}`;
    const twice = topology.proxyProtocol ? strict : others.filter(({ object, applyTo }) => object !== first.object && applyTo === first.applyTo);
    return twice.map(({ object, path }) => ({
      object,
      path,
      what: `the PROXY filter comes on top of ${other}, on gateway ${id}`,
      instead: 'keep gatewayTopology: { proxyProtocol: {} } and delete the EnvoyFilter',
      severity: topology.proxyProtocol && isSure ? undefined : LintSeverity.WARNING,
    }));
  }),
};
