// TLS records in a stream of bytes (RFC 8446, 5.1): type, version, length, and what that many bytes hold.

export const headerBytes = 5;
/** Handshakes of TLS 1.3 too, but for the first message of each side. */
export const applicationData = 23;

/** Length of the record that begins with this header, header included. */
export function recordBytes(header: Buffer): number {
  return headerBytes + header.readUInt16BE(3);
}

/** Puts pieces together and gives whole records. */
export class Records {
  #rest = Buffer.alloc(0);

  take(piece: Buffer): Buffer[] {
    const records: Buffer[] = [];
    this.#rest = Buffer.concat([this.#rest, piece]);
    while (this.#rest.length >= headerBytes) {
      const length = recordBytes(this.#rest);
      if (this.#rest.length < length) break;
      records.push(this.#rest.subarray(0, length));
      this.#rest = this.#rest.subarray(length);
    }
    return records;
  }
}
