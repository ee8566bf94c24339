import { EXAMPLES } from '../../examples';
import { echo, send } from '../rig/client';
import { analyze, validate } from '../rig/istio';
import { diff } from '../rig/kubernetes';
import { Scenario } from '../rig/scenario';

test('up', async () => {
  console.time('up');
  const scenario = await Scenario.up(EXAMPLES['nginx-in-front']);
  console.timeEnd('up');
  const gateway = scenario.gateway();
  try {
    await gateway.publish('192.168.0.50');
    console.log(await gateway.ports(), scenario.outdir);
    console.log(await diff(scenario.manifests), await validate(scenario.manifests), await analyze('istio-system'));
    const answers = await send([
      { from: '192.168.0.10', to: '192.168.0.50:80', authority: 'www.example.com' },
      { from: '192.168.0.10', to: '192.168.0.50:80', authority: 'www.example.com', prefix: Buffer.from('PROXY TCP4 198.51.100.1 192.168.0.10 4000 80\r\n') },
      { from: '192.168.0.10', to: '192.168.0.50:80', authority: 'admin.example.com', prefix: Buffer.from('PROXY TCP4 198.51.100.1 192.168.0.10 4000 80\r\n') },
      { from: '192.168.0.10', to: '192.168.0.50:80', authority: 'admin.example.com', prefix: Buffer.from('PROXY TCP4 203.0.113.1 192.168.0.10 4000 80\r\n') },
      { from: '192.168.0.10', to: `192.168.0.50:443`, tls: { sni: 'www.example.com' }, authority: 'admin.example.com', prefix: Buffer.from('PROXY TCP4 203.0.113.1 192.168.0.10 4000 443\r\n') },
      { from: '192.168.0.11', to: `${gateway.address}:8080`, authority: 'admin.example.com', prefix: Buffer.from('PROXY TCP4 203.0.113.1 192.168.0.10 4000 80\r\n') },
    ]);
    console.log(answers.map(answer => [answer, echo(answer)]));
  } finally {
    console.log(gateway.log().split('\n').slice(-30).join('\n'));
    await scenario.down();
  }
});
