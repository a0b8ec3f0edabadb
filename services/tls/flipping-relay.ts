// A relay before a TLS server that changes one bit of what the server answers once the handshake is over. It knows no
// keys: it counts records.
//
//   client -- records ------------------> server
//   client <- records, a bit of one ----- server

import { connect } from 'node:net';
import { BaseRequestHandler, type Connection, type InternetAddress } from '../../src/socketserver/index.ts';
import { applicationData, Records } from './records.ts';

/** What a client sends in TLS 1.3 until its first data is out: Finished, and that. */
const clientRecordsUntilData = 2;

/** `target` is asked for at each connection: the server's port may not be known before. */
export function flippingRelay(target: () => InternetAddress) {
  return class extends BaseRequestHandler<Connection, InternetAddress> {
    override async handle(): Promise<void> {
      const upstream = connect(target());
      let clientRecords = 0;
      const forth = new Records();
      const back = new Records();
      const answering = (async () => {
        for await (const piece of upstream) {
          for (const record of back.take(piece)) {
            if (clientRecords >= clientRecordsUntilData) flipLastBit(record);
            await this.request.sendAll(record);
          }
        }
        this.request.end();
      })();
      // It is looked at later, when the client has ended.
      answering.catch(() => {});
      try {
        for (;;) {
          const piece = await this.request.recv();
          if (piece.length === 0) break;
          for (const record of forth.take(piece)) {
            if (record[0] === applicationData) clientRecords += 1;
            upstream.write(record);
          }
        }
        upstream.end();
        await answering;
      } catch {
        // Either end may break it off, which the other finds out by itself.
      } finally {
        upstream.destroy();
      }
    }
  };
}

/** It belongs to the seal of the record. */
function flipLastBit(record: Buffer): void {
  const last = record.length - 1;
  record[last] = (record[last] ?? 0) ^ 1;
}
