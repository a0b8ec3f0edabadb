// Servers on a TLS port that are none: each takes a whole ClientHello, and then does what it should not.
//
//   ClientHello -> plaintext | silence | RST | FIN

import { type InternetAddress, StreamRequestHandler } from '../../src/socketserver/index.ts';
import { headerBytes, recordBytes } from './records.ts';

type Answer = (handler: StreamRequestHandler<InternetAddress>) => Promise<void> | void;

const answers = {
  plaintext: async ({ request }) => {
    await request.sendAll('220 this is no TLS\r\n');
    await untilEnd(request);
  },
  silent: ({ request }) => untilEnd(request),
  reset: ({ request }) => request.reset(),
  // To return is to close, in good order: nothing is unread.
  end: () => {},
} as const satisfies Record<string, Answer>;

export function misbehaving(how: keyof typeof answers) {
  return class extends StreamRequestHandler<InternetAddress> {
    override async handle(): Promise<void> {
      // All of it, which may come in two segments: closing with bytes unread would be a reset.
      const header = await this.rfile.read(headerBytes);
      if (header.length === headerBytes) await this.rfile.read(recordBytes(header) - headerBytes);
      await answers[how](this);
    }
  };
}

async function untilEnd(request: StreamRequestHandler['request']): Promise<void> {
  while ((await request.recv()).length > 0);
}
