// docker compose for the standing bed: one project, one file; what it says goes to a log and, shortened, to the
// progress. Knows nothing of what runs in the containers.

import { join } from 'node:path';
import { SocketbedError } from '../errors/socketbed-error.ts';
import { logFile } from './engine/cache.ts';
import { buildEnvironment } from './engine/certificates.ts';
import { type ChildResult, lastLines, runChild } from './engine/child.ts';
import type { Progress } from './engine/progress.ts';
import { projectDirectory } from './project.ts';

export interface ComposeOptions {
  /** Name of the project. Default: compose's own, from the directory. */
  readonly project?: string;
  readonly progress?: Progress;
  /** Keep what compose says out of the log. Default: false. */
  readonly unlogged?: boolean;
  /** Stops compose; containers that have been started stay. */
  readonly signal?: AbortSignal;
}

/** Runs `docker compose ARGS` for the project's file and gives what it said, whether or not it succeeded. */
export function compose(args: readonly string[], options: ComposeOptions = {}): Promise<ChildResult> {
  const { project, progress, signal, unlogged = false } = options;
  const name = project === undefined ? [] : ['--project-name', project];
  const file = [
    '--project-directory',
    projectDirectory,
    '--file',
    join(projectDirectory, 'docker-compose.yml'),
  ];
  return runChild(
    'docker',
    ['compose', '--ansi', 'never', '--progress', 'plain', ...file, ...name, ...args],
    {
      env: buildEnvironment(),
      cwd: projectDirectory,
      ...(unlogged ? {} : { logPath: composeLogPath() }),
      // Ctrl-C reaches a whole foreground group: compose would stop half-way and leave us to guess how far it came.
      ownGroup: true,
      ...(signal === undefined ? {} : { signal }),
      ...(progress === undefined ? {} : { onLine: buildStepNotes(progress) }),
    },
  );
}

export const composeLogPath = (): string => logFile('compose');

/** The project's name as compose works it out: COMPOSE_PROJECT_NAME, `name:` in the file, else the directory. */
export async function composeProjectName(): Promise<string> {
  const result = await compose(['config', '--format', 'json'], { unlogged: true });
  if (result.exitCode !== 0) throw composeFailure('docker-compose.yml cannot be read', result);
  const config: { name: string } = JSON.parse(result.stdout);
  return config.name;
}

export function composeFailure(what: string, result: ChildResult, more = ''): SocketbedError {
  return new SocketbedError({
    code: 'COMPOSE_FAILED',
    what,
    found: `${composeProblem(result.output)}${more}`,
    advice: `The whole output is in ${composeLogPath()}`,
  });
}

/** The lines of compose's output that say what went wrong; its last lines when none does. */
export function composeProblem(output: string): string {
  const lines = output.split('\n').map((line) => line.trim());
  const telling = lines.filter((line) =>
    /^(Error|error|ERROR)\b|^failed to |failed to (solve|start)|is unhealthy|exited \(\d+\)|^no such service|^validating |^yaml:/.test(
      line,
    ),
  );
  return telling.length === 0 ? lastLines(output, 10) : [...new Set(telling)].slice(-6).join('\n');
}

// BuildKit's plain output: `#7 [3/5] RUN npm ci` begins a step, `#7 DONE 6.9s` ends it. Steps that took no time (or
// came from the cache) are not worth a line.
function buildStepNotes(progress: Progress): (line: string) => void {
  const steps = new Map<string, string>();
  return (line) => {
    const [, id = '', begun, seconds] =
      /^#(\d+) (?:\[([^\]]*\d+\/\d+\] .*)|DONE ([\d.]+)s)/.exec(line.trim()) ?? [];
    if (begun !== undefined) steps.set(id, begun.replace(/^.*?(\d+\/\d+)\] /, '$1 '));
    const step = steps.get(id);
    if (step !== undefined && Number(seconds) >= 0.5)
      progress.note(`image ${step.slice(0, 80)}: ${seconds} s`);
  };
}
