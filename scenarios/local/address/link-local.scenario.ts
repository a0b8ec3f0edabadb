// Does a link-local address need to say which card it is meant for, and fail with EINVAL otherwise?
//
// fe80::/10 is on every card: without `%eth0` the kernel cannot know where. Addresses that are copied out of a list lose
// it.

import type { Probe } from 'socketbed';
import { expect, scenario } from 'socketbed/vitest';

const port = 9000;

scenario('a link-local address without its card is invalid', async ({ bed, act, inject }) => {
  const machine = await bed.probe({ ipv6: true });
  await machine.listen('tcp', { port, family: 6 });
  const host = await linkLocalAddress(machine);

  await act.control(async () => {
    expect(await machine.connect('tcp', { host: `${host}%eth0`, port })).toBeConnected();
  });

  await act.fault(async () => {
    const card = (await inject('the card is left out', () => '')) ?? '%eth0';
    const socket = await machine.connect('tcp', { host: `${host}${card}`, port });
    expect(socket).toFail({ code: 'EINVAL', syscall: 'connect' });
  });

  await act.lifted(async () => {
    expect(await machine.connect('tcp', { host: `${host}%eth0`, port })).toBeConnected();
  });
});

// To a neighbour on the link, here one that nobody is, the kernel goes with the card's own link-local address, as soon as
// it has made sure that nobody else has that: it takes a second.
async function linkLocalAddress(machine: Probe): Promise<string> {
  let local = '';
  const look = async () => {
    const { outcome } = await machine.connect('udp', { host: 'fe80::1%eth0', port });
    local = outcome?.kind === 'connected' ? outcome.local : '';
    return local;
  };
  await expect.poll(look, { timeout: 10_000 }).toContain('[fe80:');
  return local.slice(1, local.indexOf('%'));
}
