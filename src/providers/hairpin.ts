import { guardDoors } from '../doors/door';
import { Fault } from '../fault';

/**
 * What happens to clients inside the cluster that call the load balancer's address.
 *
 * Where the Service's status shows that address without `ipMode: Proxy`, kube-proxy answers for it and sends them straight to the pods:
 * the gateway gets no PROXY header and resets the connection. Most controllers avoid that by themselves, or the catalogue's annotations
 * make them avoid it; the others need one of these.
 */
export class Hairpin {
  /**
   * The status shows a name instead of the address, so connections leave the cluster and come back through the load balancer.
   *
   * @param hostname a name in DNS that leads to the load balancer, such as `lb.example.com`
   */
  public static hostname(hostname: string): Hairpin {
    if (hostname.length > 253 || !/^([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\.)+[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/.test(hostname)) {
      throw new Fault('hairpin-hostname', {
        what: `"${hostname}" is not a valid DNS name`,
        why: "it becomes the Service's status, and the API server or the controller would refuse it",
        instead: "write a lower-case name with a dot, such as Hairpin.hostname('lb.example.com')",
      });
    }
    return new Hairpin(hostname);
  }

  /**
   * An acknowledgement: nobody inside the cluster calls that address; those that need the gateway use a second one inside, without PROXY.
   *
   * It shows as an annotation of the Service, for the reviewer.
   *
   * @param reason why nobody does, in a sentence that a reviewer can check
   */
  public static noClientsInside(reason: string): Hairpin {
    if (reason.trim().length < 10) {
      throw new Fault('hairpin-reason', {
        what: `"${reason}" does not say why nobody inside the cluster calls the load balancer`,
        why: 'an acknowledgement replaces a remedy, and a reviewer must be able to check it',
        instead: "write a sentence, such as Hairpin.noClientsInside('workloads call the gateway internal-ingress')",
      });
    }
    return new Hairpin(undefined, reason.trim());
  }

  private constructor(
    /** @internal */ public readonly _hostname?: string,
    /** @internal */ public readonly _reason?: string,
  ) {}
}

guardDoors('Hairpin', Hairpin);
