import { example } from '../../fixtures/example';
import { behindOneMachine, MACHINE } from '../../fixtures/one-machine';
import { Edge } from '../../rig/edge';

example(behindOneMachine('nginx-in-front', 'NGINX', async scenario => [await Edge.nginx('nginx', MACHINE, scenario.read('nginx-stream.conf'), 'stream')]));
