// The echo handlers that are measured: what a user of the library would write.

import { BaseRequestHandler, type Datagram } from '../../src/socketserver/index.ts';
import { upper } from './upper.ts';

export class StreamUpper extends BaseRequestHandler {
  override async handle(): Promise<void> {
    try {
      for (;;) {
        const data = await this.request.recv();
        if (data.length === 0) return;
        await this.request.sendAll(upper(data));
      }
    } catch {
      // The generator resets its connections, as the original's program expects of clients.
    }
  }
}

export class DatagramUpper extends BaseRequestHandler<Datagram> {
  override async handle(): Promise<void> {
    const { data, socket } = this.request;
    await socket.sendTo(upper(data), this.clientAddress);
  }
}
