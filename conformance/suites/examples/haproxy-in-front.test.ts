import { example } from '../../fixtures/example';
import { behindOneMachine, MACHINE } from '../../fixtures/one-machine';
import { Edge } from '../../rig/edge';

example(behindOneMachine('haproxy-in-front', 'HAProxy', async scenario => [await Edge.haproxy('haproxy', MACHINE, scenario.read('haproxy.cfg'))]));
