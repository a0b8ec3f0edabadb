// A client that sends the beginning of a request and no more, beside one that behaves.

import { expect, type ScenarioFixtures } from 'socketbed/vitest';

/** Short enough to wait for, long enough for who is only slow. */
const env = { HEADERS_TIMEOUT_MS: '500', REQUEST_TIMEOUT_MS: '1000' };

/** Tells the scenario of a request that stops after its beginning. */
export function slowClient(beginning: string) {
  return async ({ bed, act, inject }: ScenarioFixtures): Promise<void> => {
    const [server, client] = await Promise.all([bed.service('http', { env }), bed.probe()]);
    const { address } = server;
    const capture = await bed.capture(client.container);
    const askWell = async () =>
      expect(await client.request('http', address, { path: '/hello' })).toReply('hello\n');

    await act.control(askWell);

    await act.fault(async () => {
      const slow = await client.connect('tcp', address);
      expect(slow).toBeConnected();
      const sent = await inject('the client stops in its request', () => slow.send(beginning));
      if (sent !== undefined) expect(sent).toBeSent();
      await askWell();
      const answer = await slow.receive({ untilEnd: true });
      expect(answer).toReceive();
      expect(answer).toMatchObject({ text: expect.stringMatching(/^HTTP\/1\.1 408 /) });
      expect(await capture.wire({ of: slow })).toShow(
        ...['data from client', 'data from server', 'FIN from server'],
      );
    });

    await act.lifted(askWell);
  };
}
