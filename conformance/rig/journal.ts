import { API, Event, within } from './api';
import { Manifest } from './kubernetes';

/** What is written into a namespace, in the order in which the API server took it. */
export class Journal {
  public static async open(namespace: string, kinds: readonly string[]): Promise<Journal> {
    const journal = new Journal();
    await Promise.all(kinds.map(async kind => {
      const path = within(kind, namespace);
      const { kind: list, items, metadata } = await API.get(path);
      for (const item of items) journal.known.set(nameOf({ ...item, kind: list.replace(/List$/, '') }), content(item));
      await API.watch(path, metadata.resourceVersion, journal.closing.signal, event => journal.write(event));
    }));
    return journal;
  }

  private readonly known = new Map<string, string>();
  private readonly written: { readonly version: number; readonly text: string }[] = [];
  private readonly closing = new AbortController();

  /** What was written since. */
  public close(): string[] {
    this.closing.abort();
    return this.written.sort((one, other) => one.version - other.version).map(({ text }) => text);
  }

  private write({ type, object }: Event): void {
    const name = nameOf(object);
    // A status, or who owns which field, is nobody's change.
    if (type === 'MODIFIED' && this.known.get(name) === content(object)) return;
    this.known.set(name, content(object));
    const { resourceVersion } = object.metadata as unknown as { resourceVersion: string };
    this.written.push({ version: Number(resourceVersion), text: `${type.toLowerCase()} ${name}` });
  }
}

function nameOf({ kind, metadata }: Manifest): string {
  return `${kind} ${metadata.name}`;
}

function content(manifest: Manifest): string {
  return JSON.stringify({ ...manifest, apiVersion: undefined, kind: undefined, metadata: undefined, status: undefined });
}
