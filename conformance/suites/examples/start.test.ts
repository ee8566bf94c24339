import { run } from '../../../test/support/page-program';
import { AFTER, BEFORE, CLIENT } from '../../../test/support/start';
import { admission } from '../../fixtures/example';
import { Answer, echo, send } from '../../rig/client';
import { Scenario } from '../../rig/scenario';
import { record } from '../../rig/tally';

const ON_THE_LIST = '203.0.113.7';

// The walk of docs/start.md; a client there connects to the node, and the node leaves packets as they are.
describe('start', () => {
  let scenario: Scenario;
  beforeAll(async () => {
    scenario = await Scenario.up(outdir => run(BEFORE, outdir));
  });
  afterAll(() => scenario?.down());

  const ask = async (authority: string, headers: [string, string][] = []): Promise<Answer> => {
    record(1);
    return (await send([{ to: `${scenario.gateway().address}:8080`, from: CLIENT, authority, headers }]))[0];
  };
  const forwardedFor = (answer: Answer) => echo(answer)?.headers.filter(([name]) => name === 'x-forwarded-for');

  admission(() => scenario);

  describe('Traffic', () => {
    test('the application sees the address of the client', async () => {
      expect(forwardedFor(await ask('www.example.com'))).toEqual([['x-forwarded-for', CLIENT]]);
    });

    test.each([['', []], [' and forges an address on the list', [['X-Forwarded-For', ON_THE_LIST]]]] as [string, [string, string][]][])(
      'a client who is not on the list gets a 403%s', async (_, headers) => {
        expect(await ask('admin.example.com', headers)).toMatchObject({ status: 403, body: 'RBAC: access denied' });
      });

    test('with their address on the list they get 200', async () => {
      await scenario.sync(outdir => run(AFTER, outdir));
      const answer = await ask('admin.example.com');
      expect(answer.status).toBe(200);
      expect(forwardedFor(answer)).toEqual([['x-forwarded-for', CLIENT]]);
    });
  });
});
