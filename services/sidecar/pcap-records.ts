// A pcap stream in pieces, as its header and its records. What is in a record is for others to know.
//
//   24 bytes file header | 16 bytes record header, packet | 16 bytes record header, packet | ...

export interface PcapListener {
  readonly onHeader: (header: Buffer) => void;
  /** A record with its header. `linkType` as in pcap's file header. */
  readonly onRecord: (record: Buffer, linkType: number) => void;
}

const fileHeaderBytes = 24;
const linkTypeOffset = 20;
export const recordHeaderBytes = 16;
const capturedOffset = 8;

export class PcapRecords {
  readonly #listener: PcapListener;
  #rest = Buffer.alloc(0);
  #linkType: number | undefined;

  constructor(listener: PcapListener) {
    this.#listener = listener;
  }

  take(piece: Buffer): void {
    const bytes = this.#rest.length === 0 ? piece : Buffer.concat([this.#rest, piece]);
    let offset = 0;
    if (this.#linkType === undefined) {
      if (bytes.length < fileHeaderBytes) {
        this.#rest = Buffer.from(bytes);
        return;
      }
      this.#linkType = bytes.readUInt32LE(linkTypeOffset);
      this.#listener.onHeader(Buffer.from(bytes.subarray(0, fileHeaderBytes)));
      offset = fileHeaderBytes;
    }
    while (bytes.length - offset >= recordHeaderBytes) {
      const end = offset + recordHeaderBytes + bytes.readUInt32LE(offset + capturedOffset);
      if (end > bytes.length) break;
      this.#listener.onRecord(Buffer.from(bytes.subarray(offset, end)), this.#linkType);
      offset = end;
    }
    this.#rest = Buffer.from(bytes.subarray(offset));
  }
}
