// How much of a message is read before it is refused. Both sides take them: a server of its clients, a client of its
// server.

/** Every limit of reading one message. */
export interface XMLRPCLimits {
  /** Length of the body as it came, bytes. A server answers more with 413. Default 20 MiB, as Python's for gzip. */
  readonly bodyBytesMax?: number;
  /** Length of the body after gzip, bytes. Default 20 MiB. */
  readonly decodedBytesMax?: number;
  /** Arrays and structs inside one another. Default 256. */
  readonly depthMax?: number;
  /** XML elements in one message. Default 1,000,000. */
  readonly elementsMax?: number;
}

const mebibyte = 1024 * 1024;

export const defaultLimits: Required<XMLRPCLimits> = {
  bodyBytesMax: 20 * mebibyte,
  decodedBytesMax: 20 * mebibyte,
  depthMax: 256,
  elementsMax: 1_000_000,
};

/** Nobody gives an element of XML-RPC more attributes than a few namespaces. */
export const attributesMax = 16;
