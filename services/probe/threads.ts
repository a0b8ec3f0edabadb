// Work that keeps a thread of libuv's pool and cannot be called off: look-ups, and closes with a linger time.

let busy = 0;

/** As many at a time; Node's default is 4, and so many closes or dead name servers would hold up every look-up. */
export const threadsMax = 64;

export async function onThread<T>(work: Promise<T>): Promise<T> {
  busy += 1;
  try {
    return await work;
  } finally {
    busy -= 1;
  }
}

/** Whether Node's exit would wait for a thread. */
export function threadsAreBusy(): boolean {
  return busy > 0;
}
