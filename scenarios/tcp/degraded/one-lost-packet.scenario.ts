// What does a program see of one packet that is lost: nothing but a late answer?
//
// The kernel misses the acknowledgement and sends again, 200 ms later at the earliest, which is the whole of many a
// "why is one in a thousand requests slow".

import { faults } from 'socketbed';
import { expect, scenario } from 'socketbed/vitest';
import { converse } from '../reset/conversation.ts';

const port = 9000;

scenario('one lost packet is a late answer', async ({ bed, act, inject }) => {
  const [server, client] = [await bed.probe(), await bed.probe()];
  const listener = await server.listen('tcp', { port });
  const capture = await bed.capture(client.container);
  const { client: socket, served } = await converse(client, listener);
  const say = async (text: string) => {
    expect(await socket.send(text)).toBeSent();
    expect(await served.receive({ bytes: text.length })).toReceive(text);
    expect(await served.send('OK')).toBeSent(2);
    expect(await socket.receive({ bytes: 2 })).toReceive('OK');
  };

  await act.control(() => say('control'));

  await act.fault(async () => {
    const data = { direction: 'in', protocol: 'tcp', localPort: port, tcpFlags: { set: ['psh'] } } as const;
    await using fault = await inject(faults.lose({ at: 2 }, data), server.container);
    for (const text of ['first', 'the second', 'number three']) await say(text);
    const wire = await capture.wire({ of: socket });
    expect(wire).toShow('10 bytes from client', '10 bytes from client again', '2 bytes from server');
    expect(wire).toNeverShow('5 bytes from client again', '12 bytes from client again', 'RST');
    expect(await fault?.counter()).toMatchObject({ hit: { packets: 1 } });
  });

  await act.lifted(() => say('lifted'));
});
