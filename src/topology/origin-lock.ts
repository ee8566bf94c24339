import { guardDoors } from '../doors/door';
import { Fault } from '../fault';

/** How a proxy proves itself. @internal */
export enum LockKind {
  MUTUAL_TLS,
  HEADER,
  ELSEWHERE,
}

/**
 * Proof that a request came through a certain proxy, for the places where its address proves nothing:
 * a CDN that everyone can rent, or an attacker who connects after the proxy and looks, from the gateway, like honest traffic.
 *
 * A lock on a proxy covers everything after that proxy, up to the gateway's pods.
 * It says nothing about the proxies in front of it.
 */
export class OriginLock {
  /**
   * The gateway's HTTPS servers ask the proxy for a client certificate (Cloudflare's authenticated origin pulls, a CDN's origin certificate).
   *
   * Use a certificate authority of your own zone: one that the vendor presents for all of its customers proves only the vendor.
   * Plain HTTP servers cannot ask for a certificate, so beside this lock there may be none, not even a redirecting one: after a layer-7
   * proxy Envoy believes `X-Forwarded-Proto: https` and serves the request instead of redirecting it.
   *
   * @param caCertCredentialName Secret (key `ca.crt`) in the gateway's namespace with the authority that signed the proxy's certificate;
   *   Istio's `caCertCredentialName` (written with the suffix `-cacert` that istiod expects), Gateway `tls.mode: MUTUAL`.
   */
  public static mutualTls(caCertCredentialName: string): OriginLock {
    if (!/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/.test(caCertCredentialName)) {
      throw new Fault('lock-credential', {
        what: `"${caCertCredentialName}" is not a valid name for a Secret`,
        why: 'without the certificate authority the gateway cannot check the proxy, and Envoy would not open the port',
        instead: "write the Secret's name, such as OriginLock.mutualTls('cloudflare-origin-ca')",
      });
    }
    return new OriginLock(LockKind.MUTUAL_TLS, caCertCredentialName);
  }

  /**
   * Requests without this header and value are refused.
   *
   * AuthorizationPolicy cannot read a Secret, so **the value is in the manifest**, readable by whoever reads the
   * repository or the cluster's policies; the proxy must overwrite the header, and the backends see it.
   *
   * @param name the header's name, such as `x-origin-key`
   * @param valueInManifest at least 16 printable characters without blanks, commas or `*`
   */
  public static header(name: string, valueInManifest: string): OriginLock {
    if (!/^[A-Za-z0-9-]+$/.test(name)) {
      throw new Fault('lock-header', {
        what: `"${name}" is not a valid header name`,
        why: 'a policy on it would never match, and the gateway would deny everybody',
        instead: "write letters, digits and hyphens, such as OriginLock.header('x-origin-key', …)",
      });
    }
    if (!/^[!-~]{16,}$/.test(valueInManifest) || /[*,]/.test(valueInManifest)) {
      throw new Fault('lock-header', {
        what: `the value for ${name} has ${valueInManifest.length} characters or holds a blank, a comma or "*"`,
        why: 'a short value can be guessed, and Istio reads "*" as a wildcard',
        instead: 'write at least 16 printable characters without blanks, commas and "*", such as the output of `openssl rand -hex 32`',
      });
    }
    return new OriginLock(LockKind.HEADER, valueInManifest, name.toLowerCase());
  }

  /**
   * An acknowledgement: something that these manifests cannot show keeps everybody else away (a security group, a private network, a tunnel).
   *
   * It shows in the output as an annotation, for the reviewer.
   *
   * @param reason what enforces it, in a sentence that a reviewer can check
   */
  public static enforcedElsewhere(reason: string): OriginLock {
    if (reason.trim().length < 10) {
      throw new Fault('lock-reason', {
        what: `"${reason}" does not say what keeps others away`,
        why: 'an acknowledgement replaces a guard, and a reviewer must be able to check it',
        instead: "write a sentence, such as OriginLock.enforcedElsewhere('security group sg-1 admits the CDN only')",
      });
    }
    return new OriginLock(LockKind.ELSEWHERE, reason.trim());
  }

  private constructor(
    /** @internal */ public readonly _kind: LockKind,
    /** Credential, secret or reason. @internal */ public readonly _detail: string,
    /** Name of the header. @internal */ public readonly _header: string = '',
  ) {}

  /** Whether the lock acts on HTTP requests, and so needs a layer-7 proxy. @internal */
  public get _needsHttp(): boolean {
    return this._kind !== LockKind.ELSEWHERE;
  }

  /** What the proxy must be told. @internal */
  public _instructions(): string[] {
    switch (this._kind) {
      case LockKind.MUTUAL_TLS: return [
        `a client certificate of your own; the authority that signed it is in Secret \`${this._detail}\` (key \`ca.crt\`) beside the gateway`,
      ];
      case LockKind.HEADER: return [`header \`${this._header}\` on every request, overwriting any that came, with the value in the manifests`];
      case LockKind.ELSEWHERE: return [];
    }
  }
}

guardDoors('OriginLock', OriginLock);
