import { IConstruct } from 'constructs';
import { SERVER_SIDE_APPLY, withSyncOption } from './sync-options';
import { Fault } from '../fault';

/** kubectl apply without `--server-side`, and Argo CD by itself, copy the object into an annotation; annotations may have 262,144 bytes together. */
export const CLIENT_SIDE_LIMIT = 262_144;
/** etcd takes 1.5 MiB, with what the API server adds. */
export const SERVER_SIDE_LIMIT = 1_572_864;
/** For what others add: annotations of Argo CD, the API server's record of field owners. */
export const MARGIN = 8_192;
/** The most bytes of JSON that an emitted object may have. */
export const MAX_OBJECT_BYTES = SERVER_SIDE_LIMIT - MARGIN;

/** The manifest, with the annotation that it needs to be applied at its size. Throws where no cluster accepts it. */
export function withinBudget(at: IConstruct, manifest: any): any {
  const bytes = sizeOf(manifest);
  if (bytes > MAX_OBJECT_BYTES) {
    throw new Fault('object-too-large', {
      what: `${manifest.kind} has ${bytes} bytes as JSON, ${bytes - MAX_OBJECT_BYTES} more than it may have`,
      why: 'a cluster takes no object over 1.5 MiB, so it would keep the old list, or none',
      instead: 'write engine: MatchEngine.ipTrie(), which splits long lists; for addresses of a proxy, name fewer and larger blocks',
    }, at);
  }
  return needsServerSideApply(bytes) ? withSyncOption(manifest, SERVER_SIDE_APPLY) : manifest;
}

/** Whether an annotation may not hold the object, with what others add. */
export function needsServerSideApply(bytes: number): boolean {
  return bytes + MARGIN > CLIENT_SIDE_LIMIT;
}

/** Bytes of JSON, which is what the API server stores. */
export function sizeOf(manifest: any): number {
  return Buffer.byteLength(JSON.stringify(manifest));
}
