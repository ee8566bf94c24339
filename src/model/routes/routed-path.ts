import { stringMatch } from './route-match';
import { TextPattern, prefix } from '../../envoy/text-pattern';
import { record } from '../../istio/list';

/** The paths that a route matches, and how it rewrites them. */
export class RoutedPath {
  /** A path that it matches; for a regular expression, its beginning. */
  public readonly example: string;
  /** Whether it matches that one path only. */
  public readonly isExact: boolean;
  public readonly rewrites: boolean;
  /** Whether it also matches the path in other letter case. */
  public readonly ignoresCase: boolean;
  private readonly taken: TextPattern | undefined;

  /** `uri` and `rewrite` as a VirtualService has them. Without `uri` it matches every path; `segments` is the prefix of the Gateway API. */
  public constructor(private readonly uri: any, private readonly rewrite: any, ignoreCase: boolean) {
    this.isExact = uri.exact !== undefined;
    this.rewrites = Boolean(rewrite.uri || rewrite.uriRegexRewrite);
    this.example = String(uri.exact ?? uri.prefix ?? uri.segments ?? /^\^?([\w/-]*)/.exec(uri.regex ?? '/')![1]);
    this.ignoresCase = ignoreCase && uri.regex === undefined && /[a-z]/i.test(this.example);
    this.taken = Object.keys(uri).length > 0 ? stringMatch(uri, ignoreCase) : prefix('/');
  }

  public takes(path: string): boolean {
    return this.taken?.matches(path) ?? false;
  }

  /** A path as the backend gets it. */
  public backendPath(path: string): string {
    const { uri, uriRegexRewrite } = this.rewrite;
    if (uriRegexRewrite) return substitute(path, record(uriRegexRewrite));
    if (!uri) return path;
    const { segments } = this.uri;
    // Istio removes a prefix of the Gateway API and leaves exactly one slash.
    if (segments !== undefined && uri === '/') return path.slice(segments.length).replace(/^\/?/, '/');
    return uri + path.slice(this.compared(path));
  }

  /** Paths that it matches and that the backend gets as this one. Found by trial, so there may be others. */
  public sourcesOf(backendPath: string): string[] {
    const start = this.example;
    const replaced = String(this.rewrite.uri ?? '').length;
    return [
      backendPath, start, start + backendPath, start + backendPath.slice(1), start + backendPath.slice(replaced),
      `/x${backendPath}`, `${start}x${backendPath}`,
    ]
      .filter(path => this.takes(path) && this.backendPath(path) === backendPath);
  }

  /** How many characters of a path Envoy replaces: the prefix, and otherwise the whole path. */
  private compared(path: string): number {
    const { exact: whole, prefix: start, segments, regex: expression } = this.uri;
    if (whole !== undefined || expression !== undefined) return path.length;
    return String(start ?? segments ?? '/').length;
  }
}

/** RE2 replaces every match, and writes groups as `\1`. An expression that cannot be read changes nothing here. */
function substitute(path: string, { match, rewrite }: { readonly match?: any; readonly rewrite?: any }): string {
  try {
    const replacement = String(rewrite).replace(/\$/g, '$$$$').replace(/\\(\d)/g, (_, group) => group === '0' ? '$&' : `$${group}`);
    return path.replace(new RegExp(match, 'g'), replacement);
  } catch {
    return path;
  }
}
