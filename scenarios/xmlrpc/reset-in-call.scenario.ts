// What does a client get whose connection is reset while the server works on its call?
//
// ECONNRESET, as from any socket. Whether the call was carried out is not known: only calls that may be made twice should
// be made again.

import { expect, scenario } from 'socketbed/vitest';

scenario('a reset in the middle of a call', async ({ bed, act, inject }) => {
  const [server, client] = [await bed.probe(), await bed.probe()];
  const listener = await server.listen('tcp', { port: 8001 });
  const capture = await bed.capture(client.container);

  /** The server's side of a call, by hand. */
  const take = async () => {
    const served = await listener.accept();
    expect((await served.receive()).kind).toBe('received');
    return served;
  };
  const answer =
    '<methodResponse><params><param><value><int>5</int></value></param></params></methodResponse>';
  const head = `HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: ${answer.length}\r\n\r\n`;
  const works = async () => {
    const calling = client.call(listener.address, 'add', [2, 3]);
    const served = await take();
    await served.send(head + answer);
    expect(await calling).toReply('5');
    await served.close();
  };

  await act.control(works);

  await act.fault(async () => {
    const calling = client.call(listener.address, 'add', [2, 3]);
    const served = await take();
    const broken = await inject('the server resets in the call', () => served.reset());
    if (broken === undefined) await served.send(head + answer);
    expect(await calling).toBeReset({ code: 'ECONNRESET', syscall: 'read' });
    expect(await capture.wire()).toShow('data from client', 'RST from server');
  });

  await act.lifted(works);
});
