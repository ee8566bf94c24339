import { readFileSync } from 'fs';
import { join } from 'path';
import { App } from 'cdk8s';
import * as ts from 'typescript';

/** The first program of a page of documentation. */
export function programOf(page: string): string {
  return /^```ts\n(.*?)^```/ms.exec(readFileSync(join(__dirname, '..', '..', page), 'utf8'))![1];
}

/** Runs a program that makes `app`, as a user does, but for the folder that it writes. */
export function run(program: string, outdir: string): App {
  const { outputText } = ts.transpileModule(program, { compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 } });
  const load = (name: string) => name === 'cdk8s-istio-source-ip' ? require('../../src') : require(name); // eslint-disable-line @typescript-eslint/no-require-imports
  process.env.CDK8S_OUTDIR = outdir;
  try {
    return new Function('require', 'exports', `${outputText}\nreturn app;`)(load, {});
  } finally {
    delete process.env.CDK8S_OUTDIR;
  }
}
