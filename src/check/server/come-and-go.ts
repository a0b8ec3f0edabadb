// Clients that connect and leave, with a FIN, at every moment.

import { failed, passed } from '../judgement.ts';
import type { ServerCheck } from './server-check.ts';

const rounds = 15;

export const comeAndGo: ServerCheck = {
  name: 'come-and-go',
  question: 'Does it go on serving when clients connect and leave at once, or in the middle of a request?',
  expected: 'a good client is served while others come and go',
  during: 'clients came and went',
  async run(bench, record) {
    let count = 0;
    await record.broke('clients connect and leave', async () => {
      for (let round = 0; round < rounds; round += 1) {
        const sockets = await bench.opened(2);
        const [, inRequest] = sockets;
        if (inRequest !== undefined) await bench.sendHalf(inRequest);
        // Not after a whole request: its reply would meet a closed socket, which is a reset.
        await Promise.all(sockets.map((socket) => socket.close()));
        count += sockets.length;
      }
    });
    const { isRight, seen } = await bench.askNoted(record);
    return isRight
      ? passed(`${count} clients came and left at once or in mid-request; it goes on serving others`)
      : failed(
          `after ${count} clients came and left at once or in mid-request, a good client got ${seen}`,
          'The end of a connection must end its handler only: look at what it does with a read of 0 bytes',
        );
  },
};
