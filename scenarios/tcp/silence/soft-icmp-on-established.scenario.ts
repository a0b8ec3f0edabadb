// Does a router's "host unreachable" end a connection that is open?
//
// Not at once (RFC 1122, 4.2.3.9): the kernel keeps it in mind and goes on sending. Only when it gives up, after one or
// two seconds here and a quarter of an hour by default, it gives EHOSTUNREACH in the place of ETIMEDOUT.

import { faults } from 'socketbed';
import { expect, scenario } from 'socketbed/vitest';
import { shortTimers } from '../../short-timers.ts';
import { converse } from '../reset/conversation.ts';

const port = 9000;

scenario('ICMP is the reason, but not the end', async ({ bed, act, inject }) => {
  const [server, client] = await Promise.all([bed.probe(), bed.probe({ sysctls: shortTimers })]);
  const listener = await server.listen('tcp', { port });
  const capture = await bed.capture(client.container);

  await act.control(async () => void (await converse(client, listener)));

  await act.fault(async () => {
    const { client: socket, served } = await converse(client, listener);
    const ours = { direction: 'in', protocol: 'tcp', localPort: port } as const;
    await using _ = await inject(faults.reject('host-unreachable', ours), server.container);
    expect(await socket.send('request')).toBeSent(7);
    expect(await socket.receive()).toBeUnreachable({ code: 'EHOSTUNREACH', syscall: 'recv' });
    expect(await capture.wire({ of: socket })).toShow(
      '7 bytes from client',
      'ICMP host-unreachable',
      '7 bytes from client again',
    );
    expect(await served.receive({ timeoutMs: 100 })).toTimeOut({ syscall: 'recv' });
  });

  await act.lifted(async () => void (await converse(client, listener)));
});
