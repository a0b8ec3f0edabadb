// One container of a sidecar, from its start to its end, in the network namespace that its target has now. When the
// target is started again it has a new one: then this session is over, and sidecar.ts begins another.
//
//   command -> link -> services/sidecar.ts -> kernel

import { randomBytes } from 'node:crypto';
import type Docker from 'dockerode';
import { SocketbedError } from '../errors/socketbed-error.ts';
import type { SidecarAnswer, SidecarCommand, SidecarProblem, SidecarValues } from '../protocol/sidecar.ts';
import { BedContainer } from './bed-container.ts';
import type { Attachment } from './container-shape.ts';
import { ensureSidecarImage } from './image.ts';
import { roleLabel, runLabel } from './labels.ts';
import { ProgramLink } from './program-link.ts';
import { type Run, runFolder } from './run.ts';
import { saveStory } from './saved-container.ts';

type SidecarLink = ProgramLink<SidecarCommand, SidecarAnswer>;

/** A container that has a network namespace of its own. */
export interface NetworkOwner {
  readonly name: string;
  readonly id: string;
  readonly docker: Docker.Container;
  /** Its network cards. */
  readonly attachments: readonly Attachment[];
}

export interface SidecarTarget {
  readonly docker: Docker;
  readonly run: Run;
  readonly target: NetworkOwner;
}

/** Rights in the target's network namespace, and nowhere else; the last two because tcpdump insists on being root. */
const capabilities = ['NET_ADMIN', 'NET_RAW', 'SETUID', 'SETGID'];
/** How long it may take to lift what is on and to end. */
const endTimeoutMs = 5000;

export class SidecarSession {
  readonly container: BedContainer;
  /** When the target was started whose namespace this is. */
  readonly targetStartedAt: string;
  readonly #link: SidecarLink;
  #closing: Promise<void> | undefined;

  private constructor(container: BedContainer, link: SidecarLink, targetStartedAt: string) {
    this.container = container;
    this.#link = link;
    this.targetStartedAt = targetStartedAt;
  }

  /** Resolves when the sidecar takes commands. */
  static async start({ docker, run, target }: SidecarTarget): Promise<SidecarSession> {
    const image = run.sidecarImage ?? (await ensureSidecarImage());
    const startedAt = await targetStart(target);
    const attached = Promise.withResolvers<SidecarLink>();
    const name = `sidecar-of-${target.name}`;
    const save = async (failed: Docker.Container) => {
      await saveStory(docker, failed, runFolder(run, 'failed-starts'));
    };
    const container = await BedContainer.start(docker, shapeOf({ image, name, run, target }), {
      name,
      onCreated: async (created) => attached.resolve(await ProgramLink.attach(program, created)),
      onFailed: save,
    });
    const link = await attached.promise;
    try {
      await link.ready();
    } catch (error) {
      await save(container.docker);
      await container.remove();
      throw error;
    }
    return new SidecarSession(container, link, startedAt);
  }

  /** Rejects with what the sidecar says against it, or with SIDECAR_GONE or SIDECAR_SILENT. */
  async request<Op extends SidecarCommand['op']>(
    command: Extract<SidecarCommand, { readonly op: Op }>,
  ): Promise<SidecarValues[Op]> {
    const answer = await this.#link.request(command);
    if ('error' in answer) throw problemError(answer.error, this.container.name);
    // The sidecar answers each command with its own kind of value.
    return answer.value as SidecarValues[Op];
  }

  /** Lets it lift everything and end, and removes it. Twice is fine. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#link.close();
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, endTimeoutMs);
    await Promise.race([this.#link.ended(), late]);
    clearTimeout(timer);
    await this.container.remove();
  }
}

const program = { name: 'sidecar', goneCode: 'SIDECAR_GONE', silentCode: 'SIDECAR_SILENT' } as const;

/** When the target was last started. Rejects with BED_STATE when it does not run. */
export async function targetStart(target: NetworkOwner): Promise<string> {
  const { State } = await target.docker.inspect();
  if (State.Running) return State.StartedAt;
  throw new SocketbedError({
    code: 'BED_STATE',
    what: `the container ${target.name} does not run, so it has no network to work on`,
    advice: 'Start it again; what was injected before is gone with its network',
  });
}

function shapeOf({
  image,
  name,
  run,
  target,
}: Pick<SidecarTarget, 'run' | 'target'> & { readonly image: string; readonly name: string }) {
  return {
    image,
    name: `socketbed-${run.id}-${name}-${randomBytes(3).toString('hex')}`,
    labels: { [runLabel]: run.id, [roleLabel]: 'sidecar' },
    networks: target.attachments,
    networkOf: target.id,
    user: '0:0',
    capabilities,
    readOnly: true,
    init: true,
    memoryBytes: 512 * 2 ** 20,
    pidsMax: 128,
    stdin: true,
    // A volume of its own, gone with it: memory is too small for long captures.
    binds: ['/captures'],
  };
}

const adviceFor: Readonly<Record<SidecarProblem['code'], string>> = {
  UNSUPPORTED: 'This machine cannot do it; `socketbed doctor` tells what its kernel can',
  OPTION_INVALID: 'See src/protocol/sidecar.ts for what can be asked',
  BED_STATE: 'Ask for it while it is on',
  FAULT_FAILED: 'See what the kernel said, and whether somebody else changes the same network',
};

function problemError({ code, what, found }: SidecarProblem, name: string): SocketbedError {
  return new SocketbedError({
    code,
    what: `${name}: ${what}`,
    ...(found === undefined ? {} : { found }),
    advice: adviceFor[code],
  });
}
