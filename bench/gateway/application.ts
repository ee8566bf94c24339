import { Agent, get } from 'http';
import { Edge } from '../../conformance/rig/edge';
import { endpointSlice } from '../../conformance/rig/gateway-pod';
import { apply, Manifest, namespaces } from '../../conformance/rig/kubernetes';

const NAMESPACE = 'bench';
const ADDRESS = '10.61.0.2';
/** Of the machine itself: it has every address, and would take one at random. */
const OWN_ADDRESS = '10.255.0.9';

/** As the gateways' routes name it. */
export const HOST = `nginx.${NAMESPACE}.svc.cluster.local`;

/** NGINX behind all gateways: it does as little as an application can, and counts requests. */
export class Application {
  public static async start(): Promise<Application> {
    const service: Manifest = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'nginx', namespace: NAMESPACE },
      spec: { ports: [{ name: 'http', port: 80, targetPort: 9000, protocol: 'TCP' }] },
    };
    await namespaces([NAMESPACE]);
    await apply([service, endpointSlice(service, [ADDRESS])]);
    const configuration = 'keepalive_requests 1000000000; server { listen 9000; location / { return 200 "hello\\n"; } } server { listen 9001; location / { stub_status; } }';
    return new Application(await Edge.nginx('bench-nginx', [ADDRESS], configuration, 'http'));
  }

  private readonly agent = new Agent({ keepAlive: true });
  private asked = 0;

  private constructor(private readonly edge: Edge) {}

  /** Requests until now, this one not among them. */
  public async requests(): Promise<number> {
    const status = await new Promise<string>((resolve, reject) => {
      get({ host: ADDRESS, port: 9001, localAddress: OWN_ADDRESS, agent: this.agent }, response => {
        let text = '';
        response.on('data', data => { text += data; }).on('end', () => resolve(text));
      }).on('error', reject);
    });
    this.asked++;
    return Number(/requests\s+\d+ \d+ (\d+)/.exec(status)![1]) - this.asked;
  }

  public async stop(): Promise<void> {
    this.agent.destroy();
    await this.edge.stop();
  }
}
