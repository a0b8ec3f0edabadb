// Does a thin line make a large answer late, and lose nothing of it?
//
// 200,000 bytes at 200,000 bytes a second take a second; without a limit they take some milliseconds. Until all is there
// the program sees a connection that is well, and a deadline for the whole that was right on a faster line.

import { faults } from 'socketbed';
import { expect, scenario } from 'socketbed/vitest';
import { type Conversation, converse } from '../reset/conversation.ts';

const answerBytes = 200_000;
const bytesPerSecond = 200_000;
const leastMs = (answerBytes / bytesPerSecond) * 1000;
/** Long enough that nothing has to be dropped. */
const queueMs = 2000;
const deadlineMs = 500;

scenario('a thin line is late, and whole', async ({ bed, act, inject }) => {
  const [server, client] = [await bed.probe(), await bed.probe()];
  const listener = await server.listen('tcp');
  const capture = await bed.capture(client.container);
  const answer = Buffer.alloc(answerBytes, 'socketbed');

  const answered = async ({ client: socket, served }: Conversation) => {
    const sending = served.send(answer);
    expect(await socket.receive({ bytes: answerBytes })).toReceive(answer);
    expect(await sending).toBeSent(answerBytes);
  };

  await act.control(async () => await answered(await converse(client, listener)));

  await act.fault(async () => {
    const { client: socket, served } = await converse(client, listener);
    const fault = faults.rate({ direction: 'out', bytesPerSecond, queueMs });
    await using _ = await inject(fault, server.container);
    const sending = served.send(answer);
    const early = await socket.receive({ bytes: answerBytes, timeoutMs: deadlineMs });
    expect(early).toTimeOut({ syscall: 'recv' });
    const begun = 'data' in early && early.data !== undefined ? early.data : Buffer.alloc(0);
    const rest = await socket.receive({ bytes: answerBytes - begun.length });
    expect(rest).toReceive(answer.subarray(begun.length));
    const sent = await sending;
    expect(sent).toBeSent(answerBytes);
    const tookMs = rest.atMs + rest.durationMs - sent.atMs;
    expect(tookMs).toBeGreaterThan(0.8 * leastMs);
    const wire = await capture.wire({ of: socket });
    expect(wire.signature.bytes.server).toBe(5 + answerBytes);
    expect(wire).toNeverShow('RST', 'FIN');
  });

  await act.lifted(async () => await answered(await converse(client, listener)));
});
