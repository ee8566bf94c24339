import { Fault } from '../src/fault';
import { IpBlocks } from '../src/net';
import { messageOf } from './support/app';

const fault = new Fault('port', { what: 'x is 1', why: 'it breaks', instead: 'write 2' });

test('says code, what, why and what to write instead', () => {
  expect(fault.message).toBe('[port] x is 1; it breaks; write 2');
  expect(fault.code).toBe('port');
  expect(fault.name).toBe('Fault');
});

test('ends in the place, where there is one', () => {
  expect(new Fault('port', { what: 'x is 1', why: 'it breaks', instead: 'write 2' }, { node: { path: 'chart/list' } }).message)
    .toBe('[port] x is 1; it breaks; write 2 (at chart/list)');
});

test('several together are one error, in order', () => {
  expect(Fault.together([fault])).toBe(fault);
  expect(Fault.together([fault, new Fault('zone', { what: 'y', why: 'z', instead: 'w' })]).message)
    .toBe('[port] x is 1; it breaks; write 2\n[zone] y; z; w');
});

test('the stack begins with the line of the caller and not with ours', () => {
  expect(messageOf(() => IpBlocks.of('x'))).toMatch(/^\[bad-address\]/);
  try {
    IpBlocks.of('x');
  } catch (error) {
    expect((error as Error).stack!.split('\n').filter(line => line.startsWith('    at '))[0]).toContain('fault.test.ts');
  }
  expect.assertions(2);
});
