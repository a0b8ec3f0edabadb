// What does a client see whose own cable is out: ENETUNREACH for new connections, and silence on the open ones?
//
// With the link goes the route, so connect fails at once, and no packet leaves. An open connection waits for its
// acknowledgement as on any other day, and goes on when the link is back. (Laptops that wake up.)

import { faults } from 'socketbed';
import { expect, scenario } from 'socketbed/vitest';
import { converse, greet, settle } from '../reset/conversation.ts';

const silenceMs = 700;

scenario('a link that is down and comes up again', async ({ bed, act, inject }) => {
  const [server, client] = [await bed.probe(), await bed.probe()];
  const listener = await server.listen('tcp');
  const capture = await bed.capture(server.container);
  const conversation = await converse(client, listener);
  const { client: socket, served } = conversation;

  await act.control(async () => {
    await greet(conversation);
    await settle(capture, socket);
  });

  await act.fault(async () => {
    await using _ = await inject(faults.linkDown(), client.container);
    const outcome = await client.connect('tcp', listener.address);
    expect(outcome).toBeUnreachable({ code: 'ENETUNREACH', syscall: 'connect' });
    expect(await socket.send('request')).toBeSent(7);
    expect(await served.receive({ bytes: 7, timeoutMs: silenceMs })).toTimeOut({ syscall: 'recv' });
    expect(await capture.wire({ of: socket })).toShow('5 bytes from server', 'silence 500 ms', 'nothing');
  });

  await act.lifted(async () => {
    expect(await served.receive({ bytes: 7 })).toReceive('request');
    expect(await served.send('the answer')).toBeSent(10);
    expect(await socket.receive({ bytes: 10 })).toReceive('the answer');
    expect(await capture.wire({ of: socket })).toShow(
      ...['silence 500 ms', '7 bytes from client', '10 bytes from server'],
    );
  });
});
