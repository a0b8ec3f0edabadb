// The other end of ../pack.ts: what stands in a script of the page, as a document with the bytes behind it.

export interface Unpacked<T> {
  readonly document: T;
  readonly bytes: Uint8Array;
}

/** Undefined where the page has no script of this name. */
export async function unpack<T>(id: string): Promise<Unpacked<T> | undefined> {
  const text = document.getElementById(id)?.textContent;
  if (!text) return undefined;
  const packed = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  const whole = new Uint8Array(await new Response(stream).arrayBuffer());
  const length = new DataView(whole.buffer).getUint32(0, true);
  const json = new TextDecoder().decode(whole.subarray(4, 4 + length));
  return { document: JSON.parse(json), bytes: whole.subarray(4 + length) };
}
