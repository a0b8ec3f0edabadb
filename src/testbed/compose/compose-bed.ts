// A bed of somebody else's compose project: its services by their names, faults between any two of them, packets, probes on
// its networks. Brought up by us from its file, or found running.
//
//   composeBed({ file })        docker compose up --> ComposeBed --> all of it removed
//   attachedBed({ project })    what runs         --> ComposeBed --> only ours removed: sidecars, probes
//
// Nothing in the containers is changed or needed: a sidecar joins the network namespace of the one it works on.

import type Docker from 'dockerode';
import { SocketbedError } from '../../errors/socketbed-error.ts';
import type { Fault } from '../../faults/index.ts';
import type { CaptureOptions } from '../../protocol/sidecar.ts';
import { Bed } from '../bed.ts';
import type { ProbeOptions } from '../container-options.ts';
import { ensureImage } from '../image.ts';
import type { InjectedFault } from '../inject-fault.ts';
import { LiveCapture } from '../live-capture.ts';
import type { Probe } from '../probe.ts';
import { removeAll } from '../remove-all.ts';
import type { Run } from '../run.ts';
import { saveContainer } from '../saved-container.ts';
import type { Sidecar } from '../sidecar.ts';
import { Sidecars } from '../sidecars.ts';
import { Between } from './between.ts';
import type { BetweenFault } from './between-fault.ts';
import { ComposeProject, type Replicas } from './compose-project.ts';
import type { ProjectContainer } from './project-container.ts';
import { ProjectNetwork } from './project-network.ts';
import { placeOf } from './resolve-pair.ts';
import { untilReady } from './until-ready.ts';

export interface ComposeBedParts {
  readonly docker: Docker;
  readonly run: Run;
  readonly project: string;
  /** Takes the project itself down; for one that is not ours, nothing. */
  readonly takeDown: () => Promise<void>;
}

const removeAllTimeoutMs = 120_000;

export class ComposeBed implements AsyncDisposable {
  readonly run: Run;
  readonly #docker: Docker;
  readonly #project: ComposeProject;
  readonly #sidecars: Sidecars;
  readonly #takeDown: () => Promise<void>;
  readonly #faults: BetweenFault[] = [];
  /** Those that have begun, also when they have ended. */
  readonly captures: LiveCapture[] = [];
  /** For probes, which are containers of ours. */
  #ours: Promise<Bed> | undefined;
  #stopping: Promise<void> | undefined;

  /** Of composeBed and attachedBed. */
  constructor({ docker, run, project, takeDown }: ComposeBedParts) {
    this.run = run;
    this.#docker = docker;
    this.#takeDown = takeDown;
    this.#sidecars = new Sidecars(docker, run);
    this.#project = new ComposeProject(docker, project, async () => {
      for (const fault of this.#faults) await fault.renewIfLost();
    });
  }

  /** Name of the compose project: `socketbed-1a2b3c4d-shop-9f3e`. */
  get project(): string {
    return this.#project.name;
  }

  /** All containers of the project as it is now, running or not. */
  containers(): Promise<ProjectContainer[]> {
    return this.#project.containers();
  }

  /** One container: the first replica of a service unless another is named. */
  async container(wanted: Replicas): Promise<ProjectContainer> {
    const [first] = await this.#project.replicas(wanted);
    if (first !== undefined) return first;
    throw new SocketbedError({ ...stateError, what: `there is no container of ${JSON.stringify(wanted)}` });
  }

  /**
   * What goes between two services, where faults are put and packets captured: `bed.between('web', 'db')`. A fault is in
   * the network of the second and seen from there.
   */
  between(from: Replicas, to: Replicas): Between {
    this.#checkOpen();
    return new Between(
      {
        project: this.#project,
        sidecars: this.#sidecars,
        onFault: (fault) => void this.#faults.push(fault),
        onCapture: (capture) => void this.captures.push(capture),
      },
      from,
      to,
    );
  }

  /** Puts a fault into the network of one container, whoever it talks to. A restart takes it out (`lost`). */
  async inject(fault: Fault, container: ProjectContainer): Promise<InjectedFault> {
    this.#checkOpen();
    const { target } = await placeOf(this.#project, container);
    return await this.#sidecars.inject(fault, target);
  }

  /** The sidecar of one container: its sockets, their end from outside, the kernel's counters. */
  async sidecar(container: ProjectContainer): Promise<Sidecar> {
    this.#checkOpen();
    const { target } = await placeOf(this.#project, container);
    return await this.#sidecars.of(target);
  }

  /** Captures the packets of one container, whoever it talks to, from when this resolves to the end of the bed. */
  async capture(container: ProjectContainer, options: CaptureOptions = {}): Promise<LiveCapture> {
    const sidecar = await this.sidecar(container);
    const capture = new LiveCapture(container.name, await sidecar.startCapture(options));
    this.captures.push(capture);
    return capture;
  }

  /** A container of ours whose sockets are driven by remote control, on all networks of the project. */
  async probe(options: ProbeOptions = {}): Promise<Probe> {
    this.#checkOpen();
    const names = await this.#project.networks();
    this.#ours ??= startOurs(this.run);
    const bed = await this.#ours;
    return await bed.probe({
      networks: names.map((name) => new ProjectNetwork(this.#docker, name)),
      ...options,
    });
  }

  /** Resolves when all its containers are healthy, or run where they have no health check. BED_NOT_READY. */
  async untilReady(timeoutMs?: number): Promise<void> {
    await untilReady(this.#docker, await this.containers(), timeoutMs);
  }

  /** Writes what each container has said, and what the engine knows of it, into a directory; gives the paths. */
  async save(directory: string): Promise<string[]> {
    const saved = (await this.containers()).map(({ docker }) => saveContainer(docker, directory));
    return (await Promise.all(saved)).flat();
  }

  /** Lifts all faults and removes what was made: twice is fine. BED_NOT_STOPPED says what is left after 120 s. */
  stop(): Promise<void> {
    this.#stopping ??= removeAll({
      what: this.project,
      timeoutMs: removeAllTimeoutMs,
      steps: [
        // While their networks are there.
        [...this.#sidecars.closeAll(), async () => void (await (await this.#ours)?.stop())],
        [this.#takeDown],
      ],
    });
    return this.#stopping;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  #checkOpen(): void {
    if (this.#stopping === undefined) return;
    throw new SocketbedError({ ...stateError, what: `the bed of ${this.project} has been stopped` });
  }
}

const stateError = { code: 'BED_STATE', advice: 'Start another one' } as const;

async function startOurs(run: Run): Promise<Bed> {
  const image = run.image === '' ? await ensureImage() : run.image;
  return await Bed.start({ run: { ...run, image } });
}
