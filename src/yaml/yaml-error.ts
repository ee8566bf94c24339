/** What is no YAML, and where. */
export class YamlError extends Error {
  public constructor(message: string, public readonly offset: number) {
    super(message);
  }
}
