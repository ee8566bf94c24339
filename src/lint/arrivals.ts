import { groups } from './groups';
import { HttpRoute } from './routes/http-routes';
import { Request } from './scoped-list';

/** Requests by where they lead. */
export class Arrivals {
  private readonly byHost: ReadonlyMap<string, readonly { readonly backend: string; readonly request: Request }[]>;

  public constructor(requests: readonly Request[]) {
    this.byHost = groups(requests.flatMap(request => request.route.backends.map(backend => [hostOf(backend), { backend, request }])));
  }

  /** Those that lead to a backend of this route, too: the same port of the same host. */
  public sharing({ backends }: HttpRoute): { readonly backend: string; readonly request: Request }[] {
    return backends.flatMap(backend => (this.byHost.get(hostOf(backend)) ?? [])
      .filter(other => other.backend === backend || [backend, other.backend].some(isHostOnly))
      .map(({ request }) => ({ backend, request })));
  }
}

/** Where the backend has one port only. */
function isHostOnly(backend: string): boolean {
  return !backend.includes(':');
}

function hostOf(backend: string): string {
  return backend.split(':')[0];
}
