import { Construct } from 'constructs';
import { Fault } from '../fault';

const PLAIN_PATH = /^(\/[A-Za-z0-9_~$&'+,=:@-][A-Za-z0-9._~$&'+,=:@-]*|\/\.[A-Za-z0-9_-][A-Za-z0-9._-]*)+\/?$|^\/$/;

/** A path that Envoy compares as it is written: what it normalises, decodes or matches as a pattern is not exact. */
export function assertExact(list: Construct, path: string): void {
  const segments = path.split('/');
  if (!PLAIN_PATH.test(segments.map(segment => segment === '{token}' ? 'token' : segment).join('/'))) {
    throw new Fault('inexact-exemption', {
      what: `exempt path "${path}" is not exact`,
      why: 'a prefix or pattern also matches "/prefix/..%2fadmin", which Envoy passes on and many servers resolve',
      instead: "write whole paths of plain characters, such as '/healthz', with the trie also '/.well-known/acme-challenge/{token}'; "
        + 'for more than that, serve what is open under its own host',
    }, list);
  }
}
