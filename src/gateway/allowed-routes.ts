import { guardDoors } from '../doors/door';
import { Fault } from '../fault';

/** Whose routes may attach to the listeners of a Gateway of the Kubernetes Gateway API: `allowedRoutes.namespaces`. */
export class AllowedRoutes {
  /** Routes of the Gateway's own namespace: `from: Same`. */
  public static fromSame(): AllowedRoutes {
    return new AllowedRoutes('Same');
  }

  /** Routes of every namespace: `from: All`. */
  public static fromAll(): AllowedRoutes {
    return new AllowedRoutes('All');
  }

  /**
   * Routes of the namespaces that have all of these labels: `from: Selector`.
   *
   * @param matchLabels Labels of the namespaces.
   */
  public static fromSelector(matchLabels: { [name: string]: string }): AllowedRoutes {
    if (Object.keys(matchLabels).length === 0) {
      throw new Fault('empty-list', {
        what: 'matchLabels of AllowedRoutes.fromSelector is empty',
        why: 'an empty selector selects every namespace',
        instead: 'write at least one label, or AllowedRoutes.fromAll()',
      });
    }
    return new AllowedRoutes('Selector', matchLabels);
  }

  private constructor(
    /** @internal */ public readonly _from: 'Same' | 'All' | 'Selector',
    /** @internal */ public readonly _matchLabels?: { [name: string]: string },
  ) {}
}

guardDoors('AllowedRoutes', AllowedRoutes);
