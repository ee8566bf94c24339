import { HostRoute } from './route-table';
import { Request } from './scoped-list';
import { groups } from '../manifests/groups';

/** A backend that a route has in common with a request. */
export interface Shared {
  readonly backend: string;
  /** Whether the route only sends copies there. */
  readonly copied: boolean;
  readonly request: Request;
}

/** Requests by where they lead. */
export class RequestsByBackend {
  private readonly byHost: ReadonlyMap<string, readonly { readonly backend: string; readonly request: Request }[]>;

  public constructor(requests: readonly Request[]) {
    this.byHost = groups(requests.flatMap(request => request.route.action.backends.map(backend => [hostOf(backend), { backend, request }])));
  }

  /** Those that lead to where this route leads, too, or sends copies: the same port of the same host. */
  public sharing({ action: { backends, mirrors } }: HostRoute): Shared[] {
    return [...backends.map(backend => ({ backend, copied: false })), ...mirrors.map(backend => ({ backend, copied: true }))]
      .flatMap(({ backend, copied }) => (this.byHost.get(hostOf(backend)) ?? [])
        .filter(other => other.backend === backend || [backend, other.backend].some(isHostOnly))
        .map(({ request }) => ({ backend, copied, request })));
  }
}

/** Where the backend has one port only. */
function isHostOnly(backend: string): boolean {
  return !backend.includes(':');
}

function hostOf(backend: string): string {
  return backend.split(':')[0];
}
