// The echo rule on bytes. Apart from the handlers, so that clients and health checks load it without the server library.

// By byte and not by character: what is no ASCII letter, such as a byte of UTF-8, must come back as it was.
const upperOf = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x61 && byte <= 0x7a ? byte - 0x20 : byte,
);

/** A copy of `data` with ASCII a-z as A-Z and every other byte unchanged. */
export function upper(data: Uint8Array): Buffer {
  const result = Buffer.allocUnsafe(data.length);
  for (let index = 0; index < data.length; index += 1) result[index] = upperOf[data[index] ?? 0] ?? 0;
  return result;
}
