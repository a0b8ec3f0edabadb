// The beds of compose projects that a test asks for: of the run that the set-up began, with their logs and packets kept when
// the test ends, and taken down then.

import { join } from 'node:path';
import { type AttachedBedOptions, attachedBed } from '../testbed/compose/attached-bed.ts';
import type { ComposeBed } from '../testbed/compose/compose-bed.ts';
import { type ComposeBedOptions, composeBed } from '../testbed/compose/start-compose-bed.ts';
import type { LiveCapture } from '../testbed/live-capture.ts';
import { type Run, runFolder } from '../testbed/run.ts';
import { saveCapture } from './scenario-evidence.ts';

/** Starts a compose project for the test; see composeBed of `socketbed`. */
export type ComposeBedFixture = (options?: Omit<ComposeBedOptions, 'run'>) => Promise<ComposeBed>;
/** Attaches to a compose project that is up; see attachedBed of `socketbed`. */
export type AttachedBedFixture = (options?: Omit<AttachedBedOptions, 'run'>) => Promise<ComposeBed>;

export class TestComposeBeds {
  readonly #run: () => Run;
  readonly #beds: ComposeBed[] = [];

  /** `run` is asked for with the first bed, and throws when there can be none. */
  constructor(run: () => Run) {
    this.#run = run;
  }

  readonly start: ComposeBedFixture = (options = {}) =>
    this.#kept(composeBed({ ...options, run: this.#run() }));
  readonly attach: AttachedBedFixture = (options = {}) =>
    this.#kept(attachedBed({ ...options, run: this.#run() }));

  get captures(): LiveCapture[] {
    return this.#beds.flatMap(({ captures }) => captures);
  }

  /** Keeps what they tell in `folder` of the run, each in a folder of its own from the second on; gives the paths. */
  async save(folder: string): Promise<string[]> {
    const saved = this.#beds.map(async (bed, index) => {
      const directory = runFolder(bed.run, index === 0 ? folder : join(folder, `bed-${index + 1}`));
      const captures = bed.captures.map((capture) => saveCapture(capture, directory));
      return (await Promise.all([bed.save(directory), ...captures])).flat();
    });
    return (await Promise.all(saved)).flat();
  }

  async stop(): Promise<void> {
    await Promise.all(this.#beds.map((bed) => bed.stop()));
  }

  async #kept(starting: Promise<ComposeBed>): Promise<ComposeBed> {
    const bed = await starting;
    this.#beds.push(bed);
    return bed;
  }
}
