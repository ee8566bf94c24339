import { ChildProcess, spawn } from 'child_process';
import { readdirSync, readFileSync } from 'fs';
import { ApiObject, App, Chart, JsonPatch } from 'cdk8s';
import { GatewayInstall, GatewayServer, ProxyProtocolGateway, TrustedTopology } from 'cdk8s-istio-source-ip';
import { LISTED, STRANGER } from './addresses';
import { HOST } from './application';
import { Way } from './ways';
import { send } from '../../conformance/rig/client';
import { GatewayPod } from '../../conformance/rig/gateway-pod';
import { Host } from '../../conformance/rig/network';
import { eventually, run } from '../../conformance/rig/programs';
import { Scenario } from '../../conformance/rig/scenario';

const WEB = 'www.example.com';

export interface Setting {
  readonly name: string;
  readonly way: Way;
  readonly addresses: readonly string[];
  /** HTTPS servers of their own certificate beside the HTTP server: each is a filter chain. */
  readonly httpsServers?: number;
}

/** A gateway with a list or without, in front of the application. */
export class Contestant {
  public static async start(setting: Setting, strangers: 'admitted' | 'refused'): Promise<Contestant> {
    const scenario = await Scenario.up(outdir => synth(setting, outdir));
    const contestant = new Contestant(scenario, await envoyOf(scenario.gateway()));
    await contestant.inForce(STRANGER, strangers);
    await contestant.inForce(LISTED, 'admitted');
    return contestant;
  }

  private constructor(private readonly scenario: Scenario, private readonly envoy: string) {}

  /** Until a client fares so. */
  public async inForce(from: string, how: 'admitted' | 'refused'): Promise<void> {
    await eventually(`${from} to be ${how}`, async () => {
      const [{ status }] = await send([{ to: `${this.pod.address}:8080`, from, authority: WEB }]);
      return status === (how === 'admitted' ? 200 : 403);
    }, 300);
  }

  public async change(setting: Setting): Promise<void> {
    await this.scenario.sync(outdir => synth(setting, outdir));
  }

  /** CPU time of Envoy until now, in microseconds: all of its threads, as the scheduler counts them. */
  public cpu(): number {
    const threads = readdirSync(`/proc/${this.envoy}/task`);
    return threads.reduce((sum, thread) => sum + Number(readFileSync(`/proc/${this.envoy}/task/${thread}/schedstat`, 'utf8').split(' ')[0]), 0) / 1000;
  }

  /** Resident memory of Envoy, in megabytes. */
  public memory(): number {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${this.envoy}/status`, 'utf8'))![1]) / 1024;
  }

  /** Sixteen connections of a listed client, each of which sends its next request when the answer has come. It is stopped until it is told to go on. */
  public load(client: Host): ChildProcess {
    const load = spawn('ip', client.inside('wrk', '-t1', '-c16', '-d36000s', '-H', `Host: ${WEB}`, `http://${this.pod.address}:8080/`), { stdio: 'ignore' });
    setTimeout(() => load.kill('SIGSTOP'), 400);
    return load;
  }

  public stop(): Promise<void> {
    return this.scenario.down();
  }

  private get pod(): GatewayPod {
    return this.scenario.gateway();
  }
}

async function envoyOf(pod: GatewayPod): Promise<string> {
  const pids = (await run('ip', ['netns', 'pids', pod.host.name])).stdout.split('\n').filter(Boolean);
  return pids.find(pid => readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === 'envoy')!;
}

function synth({ name, way, addresses, httpsServers = 0 }: Setting, outdir: string): App {
  const app = new App({ outdir });
  const chart = new Chart(app, name, { namespace: name });
  const gateway = new ProxyProtocolGateway(chart, 'gateway', {
    name,
    topology: new TrustedTopology({ proxies: [] }),
    servers: [
      GatewayServer.http({ name: 'http', hosts: [WEB] }),
      ...Array.from({ length: httpsServers }, (_, index) => GatewayServer.https({
        name: `https-${index}`, hosts: [`h${index}.example.com`], credentialName: `h${index}`,
      })),
    ],
    install: GatewayInstall.injectedDeployment(),
  });
  way(chart, gateway, addresses);
  // One worker, so that two cores hold Envoy and its neighbours.
  const config = JSON.stringify({ gatewayTopology: { numTrustedProxies: 0 }, concurrency: 1 });
  const patch = JsonPatch.replace('/spec/template/metadata/annotations/proxy.istio.io~1config', config);
  chart.apiObjects.filter(({ kind }) => kind === 'Deployment').forEach(deployment => deployment.addJsonPatch(patch));
  new ApiObject(chart, 'route', {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name: 'route' },
    ...{ spec: { gateways: [name], hosts: [WEB], http: [{ route: [{ destination: { host: HOST, port: { number: 80 } } }] }] } },
  });
  app.synth();
  return app;
}
