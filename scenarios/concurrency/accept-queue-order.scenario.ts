// Does accept give connections in the order in which they were made, whichever container they came from?

import { expect, scenario } from 'socketbed/vitest';

const rounds = 5;

scenario('the accept queue is first in, first out', async ({ bed, act }) => {
  const [server, clients] = [await bed.probe(), await bed.probes(3)];
  const listener = await server.listen('tcp', { backlog: rounds * clients.length });

  await act.control(async () => {
    const made: string[] = [];
    for (let round = 0; round < rounds; round += 1) {
      for (const client of clients) {
        const { outcome } = await client.connect('tcp', listener.address);
        if (outcome?.kind === 'connected') made.push(outcome.local);
      }
    }
    const accepted: string[] = [];
    for (const _ of made) {
      const { outcome } = await listener.accept();
      if (outcome?.kind === 'accepted') accepted.push(outcome.peer ?? '');
    }
    expect(made).toHaveLength(rounds * clients.length);
    expect(accepted).toEqual(made);
  });
});
