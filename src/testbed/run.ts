// A run: what belongs together because one command started it. Its id marks everything in Docker, its folder keeps
// everything that is worth keeping.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

export interface Run {
  readonly id: string;
  /** Id or name of the image that services and probes are of. */
  readonly image: string;
  /** The same of net-admin sidecars. Default: built when the first one is asked for. */
  readonly sidecarImage?: string;
  /** `results/<id>` */
  readonly directory: string;
}

/** A folder of the run, made when it is missing: `failed-starts`, `tcp/refused/closed-port`. */
export function runFolder({ directory }: Run, name: string): string {
  const path = join(directory, name);
  mkdirSync(path, { recursive: true });
  return path;
}
