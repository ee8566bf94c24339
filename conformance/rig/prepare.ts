// Runs outside of the private namespaces: says all that is missing, then builds what is not in the cache. Prints the cache's folder.
import { execFileSync } from 'child_process';
import { createHash } from 'crypto';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'fs';
import { homedir } from 'os';
import { join } from 'path';
import { envoyVersion, ISTIO } from '../versions';

const TOOLS = join(__dirname, '..', 'tools');
const CACHE = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'cdk8s-istio-source-ip');

/** Programs, and the Debian package (or the word) that brings each. */
const NEEDED: Record<string, string> = {
  'go': 'golang 1.26 or later (go.dev/dl)',
  'python3': 'python3',
  'etcd': 'etcd-server',
  'nginx': 'nginx',
  'haproxy': 'haproxy',
  'ip': 'iproute2',
  'iptables': 'iptables',
  'openssl': 'openssl',
  'curl': 'curl',
  'unshare': 'util-linux',
  'setpriv': 'util-linux',
  'mount': 'mount',
  'git': 'git',
  'redis-server': 'redis-server',
};
const NGINX_STREAM = '/usr/lib/nginx/modules/ngx_stream_module.so';

function missing(): string[] {
  const path = `${process.env.PATH}:/usr/sbin:/sbin`;
  const has = (program: string) => path.split(':').some(folder => existsSync(join(folder, program)));
  const packages = Object.entries(NEEDED).filter(([program]) => !has(program)).map(([, name]) => name);
  if (!existsSync(NGINX_STREAM)) packages.push('libnginx-mod-stream');
  if (has('python3') && spawnFails('python3', ['-m', 'venv', '--help'])) packages.push('python3-venv');
  return [...new Set(packages)];
}

function spawnFails(program: string, args: string[]): boolean {
  try {
    execFileSync(program, args, { stdio: 'ignore' });
    return false;
  } catch {
    return true;
  }
}

/** Builds into a folder whose name changes with what it is built from; a half-built one never gets that name. */
function cached(name: string, sources: string[], build: (folder: string) => void): string {
  const digest = createHash('sha256');
  sources.forEach(source => digest.update(readFileSync(source)).update('\0'));
  const folder = join(CACHE, `${name}-${digest.digest('hex').slice(0, 12)}`);
  if (!existsSync(folder)) {
    console.error(`building ${name} (once)`);
    mkdirSync(CACHE, { recursive: true });
    const unfinished = mkdtempSync(join(CACHE, '.building-'));
    try {
      chmodSync(unfinished, 0o755);
      build(unfinished);
      // What it replaces.
      readdirSync(CACHE).filter(old => new RegExp(`^${name}-[0-9a-f]{12}$`).test(old)).forEach(old => rmSync(join(CACHE, old), { recursive: true }));
      renameSync(unfinished, folder);
    } finally {
      rmSync(unfinished, { recursive: true, force: true });
    }
  }
  return folder;
}

function go(module: string, ...args: string[]): string {
  return execFileSync('go', args, { cwd: module, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, GOFLAGS: '-mod=readonly' } });
}

function goFiles(module: string): string[] {
  return ['go.mod', 'go.sum'].map(file => join(module, file));
}

function istio(): string {
  const module = join(TOOLS, `istio-${ISTIO}`);
  return cached(`istio-${ISTIO}`, goFiles(module), folder => {
    go(module, 'build', '-o', `${folder}/`, 'tool');
    const source = go(module, 'list', '-m', '-f', '{{.Dir}}', 'istio.io/istio').trim();
    for (const [from, to] of [
      ['manifests', 'manifests'],
      ['tools/packaging/common/envoy_bootstrap.json', 'envoy_bootstrap.json'],
      ['tests/integration/pilot/testdata/gateway-api-crd.yaml', 'gateway-api-crd.yaml'],
    ]) {
      cpSync(join(source, from), join(folder, to), { recursive: true });
    }
    execFileSync('chmod', ['-R', 'u+w,a+rX', folder]);
  });
}

function kubernetes(): string {
  const module = join(TOOLS, 'kubernetes');
  return cached('kubernetes', goFiles(module), folder => void go(module, 'build', '-o', `${folder}/`, 'tool'));
}

function helm(): string {
  const module = join(TOOLS, 'helm');
  return cached('helm', goFiles(module), folder => void go(module, 'build', '-o', `${folder}/`, 'tool'));
}

/** Argo CD's one binary, which its environment tells what to be, and its CRDs. */
function argoCd(): string {
  const module = join(TOOLS, 'argo-cd');
  const name = 'github.com/argoproj/argo-cd/v3';
  return cached('argo-cd', goFiles(module), folder => {
    go(module, 'build', '-o', join(folder, 'argocd'), `${name}/cmd`);
    const source = go(module, 'list', '-m', '-f', '{{.Dir}}', name).trim();
    cpSync(join(source, 'manifests/crds'), join(folder, 'argo-cd-crds'), { recursive: true });
    execFileSync('chmod', ['-R', 'u+w,a+rX', folder]);
  });
}

/** MetalLB's controller and its CRDs. */
function metallb(): string {
  const module = join(TOOLS, 'metallb');
  return cached('metallb', goFiles(module), folder => {
    go(module, 'build', '-o', join(folder, 'metallb-controller'), 'tool');
    const source = go(module, 'list', '-m', '-f', '{{.Dir}}', 'go.universe.tf/metallb').trim();
    cpSync(join(source, 'config/crd/bases'), join(folder, 'metallb-crds'), { recursive: true });
    execFileSync('chmod', ['-R', 'u+w,a+rX', folder]);
  });
}

/** A program of ours. */
function own(name: string): string {
  const module = join(TOOLS, name);
  const sources = go(module, 'list', '-f', '{{$d := .Dir}}{{range .GoFiles}}{{$d}}/{{.}}\n{{end}}', './...').trim().split('\n').filter(Boolean);
  return cached(name, [...goFiles(module), ...sources], folder => void go(module, 'build', '-o', `${folder}/`, '.'));
}

function envoy(): string {
  const requirement = join(TOOLS, `envoy-${envoyVersion()}.txt`);
  return cached(`envoy-${envoyVersion()}`, [requirement], folder => {
    execFileSync('python3', ['-m', 'venv', join(folder, 'venv')]);
    execFileSync(join(folder, 'venv/bin/pip'), ['install', '--quiet', '--disable-pip-version-check', '--require-hashes', '-r', requirement],
      { stdio: ['ignore', 'inherit', 'inherit'] });
    const binary = execFileSync(join(folder, 'venv/bin/python'), ['-c', 'import envoy, os; print(os.path.join(os.path.dirname(envoy.__file__), "_bin", "envoy"))'],
      { encoding: 'utf8' }).trim();
    cpSync(binary, join(folder, 'envoy'));
    rmSync(join(folder, 'venv'), { recursive: true });
  });
}

function main(): void {
  const packages = missing();
  if (process.platform !== 'linux' || process.getuid!() !== 0) {
    console.error('conformance: needs Linux and root, because it makes network and mount namespaces (sudo npm run conformance)');
    process.exit(2);
  }
  if (packages.length > 0) {
    console.error(`conformance: missing ${packages.join(', ')}\n  apt-get install --yes --no-install-recommends ${packages.filter(name => !name.includes(' ')).join(' ')}`);
    process.exit(2);
  }
  console.log([istio(), kubernetes(), helm(), argoCd(), ...(process.env.NOPROBE ? [] : [own('probe')]), own('oracle'), own('yaml-oracle'), own('cloud-aws'), metallb(), envoy()].join(':'));
}

main();
