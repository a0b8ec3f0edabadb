// The log of a container as lines, from its first one on, over the engine's API: one connection per container and no
// process, so that 500 containers can be read at once.

import type Docker from 'dockerode';

export interface LogOptions {
  /** Ends the reading; the generator returns, it does not throw. */
  readonly signal?: AbortSignal;
  /** Go on with lines that are yet to come. Default: true. */
  readonly follow?: boolean;
  /** Only the last this many lines of what is there. Default: all. */
  readonly tailLines?: number;
  /** Only lines from then on, milliseconds since 1970. Default: all. */
  readonly sinceMs?: number;
  /** Put the time of each line before it, as the engine has it: `2026-01-31T12:00:00.123456789Z line`. */
  readonly timestamps?: boolean;
}

/** Yields whole lines of stdout and stderr in the order the engine has them, until the container ends. */
export async function* containerLines(
  container: Docker.Container,
  { signal, follow = true, tailLines, sinceMs, timestamps = false }: LogOptions = {},
): AsyncGenerator<string> {
  const options = {
    ...{ stdout: true, stderr: true, timestamps },
    ...(sinceMs === undefined ? {} : { since: (sinceMs / 1000).toFixed(3) }),
    ...(tailLines === undefined ? {} : { tail: tailLines }),
    ...(signal === undefined ? {} : { abortSignal: signal }),
  };
  try {
    if (follow) yield* demultiplexLines(await container.logs({ ...options, follow: true }));
    else yield* demultiplexLines([await container.logs({ ...options, follow: false })]);
  } catch (error) {
    if (signal?.aborted !== true) throw error;
  }
}

// Each frame: 1 byte stream, 3 bytes 0, 4 bytes length (big endian), then that many bytes. Frames and lines both break
// anywhere.
const headerBytes = 8;

/** The lines in a multiplexed log stream; an unfinished last line counts as one. */
export async function* demultiplexLines(
  chunks: AsyncIterable<Buffer | string> | Iterable<Buffer | string>,
): AsyncGenerator<string> {
  let frames = Buffer.alloc(0);
  let text = Buffer.alloc(0);
  for await (const chunk of chunks) {
    frames = Buffer.concat([frames, Buffer.from(chunk)]);
    while (frames.length >= headerBytes) {
      const end = headerBytes + frames.readUInt32BE(4);
      if (frames.length < end) break;
      text = Buffer.concat([text, frames.subarray(headerBytes, end)]);
      frames = frames.subarray(end);
    }
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
      yield text.toString('utf8', 0, end);
      text = text.subarray(end + 1);
    }
  }
  if (text.length > 0) yield text.toString();
}
