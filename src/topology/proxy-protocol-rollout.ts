import { chainOf } from './chain-text';
import { Derived } from './client-address';
import { Guards } from './guards';
import { TrustedProxy } from './trusted-proxy';
import { ClientAddressSource } from '../envoy/client-address-source';
import { Fault } from '../fault';
import { IpBlocks } from '../net';

/** How far turning PROXY on has come. One commit for each phase; the next when all pods of the last one are new. */
export enum ProxyProtocolPhase {
  /** The gateway accepts connections with a PROXY header and without; the load balancer is as it was. */
  ACCEPT = 'accept',
  /** The load balancer sends the header. */
  SEND = 'send',
  /** The gateway requires the header, and guards it. Then leave `proxyProtocolRollout` out. */
  REQUIRE = 'require',
}

/** Turning PROXY on at a load balancer that is in use, without a failed request. */
export interface ProxyProtocolRollout {
  /** How far it has come. */
  readonly phase: ProxyProtocolPhase;
  /** The load balancer as it was: the same factory with `proxyProtocol: false`. */
  readonly before: TrustedProxy;
  /**
   * Whether on all TCP servers clients send the first byte (PostgreSQL, Redis, Kafka), not servers (MySQL, SMTP, SSH, FTP). While PROXY is optional Envoy
   * waits for the client's first bytes, to see whether they are a header: a client that waits for the server would wait for ever.
   * @default - an error where there are TCP servers
   */
  readonly clientsSpeakFirst?: boolean;
}

/** Node metadata (`ISTIO_META_…`) of the pods that accept both; an EnvoyFilter finds them by it. @internal */
export const OPTIONAL_HEADER = 'CDK8S_PROXY_PROTOCOL';

/** What a rollout means for the manifests of a topology. @internal */
export class Rollout {
  public constructor(private readonly rollout: ProxyProtocolRollout, private readonly proxies: readonly TrustedProxy[], derived: Derived) {
    if (derived.source !== ClientAddressSource.PROXY_PROTOCOL || proxies.length !== 1) {
      throw new Fault('rollout-chain', {
        what: `proxyProtocolRollout on ${chainOf(proxies)}, where the client's address comes from ${derived.source}`,
        why: 'its phases are made for one load balancer that sends PROXY; in another chain a forged header could pass during a phase',
        instead: 'declare the topology as it will be, with the one load balancer that sends PROXY; or leave proxyProtocolRollout out',
      });
    }
    if (rollout.before.layer !== 4 || rollout.before.sendsProxyProtocol) {
      throw new Fault('rollout-before', {
        what: `before is "${rollout.before.name}", ${rollout.before.layer === 4 ? 'which sends PROXY' : 'a layer-7 proxy'}`,
        why: 'it is what is there today: a load balancer that passes bytes and sends no header',
        instead: 'write the same load balancer with proxyProtocol: false',
      });
    }
    const [after] = proxies;
    const kindOf = ({ targetType, _service: service }: TrustedProxy) => JSON.stringify([targetType, service?.type, service?.loadBalancerClass]);
    if (kindOf(after) !== kindOf(rollout.before)) {
      throw new Fault('rollout-before', {
        what: `before is "${rollout.before.name}", with another target type or controller than "${after.name}"`,
        why: 'the load balancer would be made anew, and requests would fail',
        instead: 'change only PROXY in a rollout; for another load balancer make a second gateway, and move the name in DNS',
      });
    }
    if (!after.keepsPacketSource && !after.connectsFrom) {
      throw new Fault('guard-addresses', {
        what: `proxyProtocolRollout, and proxy "${after.name}" does not say from where it connects`,
        why: 'while pods also accept connections without a header, only its addresses tell its header from one that an attacker wrote',
        instead: `write connectsFrom: IpBlocks.of(…) with the addresses from which "${after.name}" connects`,
      });
    }
  }

  public get phase(): ProxyProtocolPhase {
    return this.rollout.phase;
  }

  /** Whether pods accept connections without a header. */
  public get isOptional(): boolean {
    return this.rollout.phase !== ProxyProtocolPhase.REQUIRE;
  }

  /** Whether a client that waits for the server's first byte would wait for ever. */
  public get waitsForClients(): boolean {
    return this.isOptional && !this.rollout.clientsSpeakFirst;
  }

  /** The proxy that the gateway's Service is for. */
  public get serviceProxy(): TrustedProxy {
    return this.rollout.phase === ProxyProtocolPhase.ACCEPT ? this.rollout.before : this.proxies[0];
  }

  /** Whether packets may still come from clients, which kube-proxy must not hide. */
  public get seesClients(): boolean {
    return this.isOptional && this.rollout.before.keepsPacketSource;
  }

  /**
   * Until the header is required, the gateway believes nothing that a guard on packets would protect. And packets still come from clients where
   * they did before, or from nodes, until kube-proxy has learned of `externalTrafficPolicy: Local`.
   */
  public guards(later: Guards): Guards {
    return this.isOptional ? { ...later, packetSource: undefined, loadBalancerSource: undefined } : later;
  }

  /** Whether all clients look alike: an attacker who writes a header cannot be told from the load balancer yet. */
  public get hidesClients(): boolean {
    return this.isOptional && !this.seesClients;
  }

  /** The addresses from which a header is believed. Unknown where the load balancer keeps the packet source, or does not say its addresses. */
  public get senders(): IpBlocks | undefined {
    const [{ keepsPacketSource, connectsFrom }] = this.proxies;
    return keepsPacketSource ? undefined : connectsFrom;
  }
}
