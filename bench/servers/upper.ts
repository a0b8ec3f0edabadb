// The work of each request, the same in every server that is measured.

/** ASCII letters in upper case, all other bytes as they are. */
export function upper(data: Uint8Array): Buffer {
  const reply = Buffer.allocUnsafe(data.length);
  for (let index = 0; index < data.length; index += 1) {
    const byte = data[index] ?? 0;
    reply[index] = byte >= 97 && byte <= 122 ? byte - 32 : byte;
  }
  return reply;
}
