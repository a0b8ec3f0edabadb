// Is a server of your own image, unchanged and without tools, refused by a firewall and answering again without it?

import { faults } from 'socketbed';
import { expect, scenario } from 'socketbed/vitest';

const port = 7000;
const program = `require('net').createServer((socket) => socket.pipe(socket)).listen(${port})`;

scenario('a firewall in front of my own image', async ({ bed, act, inject }) => {
  const server = await bed.container({ image: 'node:24-bookworm-slim', command: ['node', '-e', program] });
  const client = await bed.probe();
  const capture = await bed.capture(client.container);
  const ask = () => client.ask('tcp', server.at(port), 'hello');

  await act.control(async () => {
    await expect.poll(ask).toReply('hello');
  });

  await act.fault(async () => {
    const fault = faults.reject('host-unreachable', { direction: 'in', protocol: 'tcp', localPort: port });
    await using _ = await inject(fault, server);
    expect(await ask()).toBeUnreachable({ code: 'EHOSTUNREACH', syscall: 'connect' });
    expect(await capture.wire()).toShow('SYN', 'ICMP host-unreachable');
  });

  await act.lifted(async () => {
    expect(await ask()).toReply('hello');
  });
});
