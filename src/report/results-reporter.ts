// A vitest reporter that keeps results.json while the run goes on. It is what `socketbed run` uses, and works the same
// in anybody's vitest.config.ts: reporters: ['default', 'socketbed/vitest/reporter'].
//
//   vitest -- module begins, ends --> here --> results/<run id>/results.json, results/latest
//                                       '----> SOCKETBED_EVENTS_FD
//
// SOCKETBED_RESULTS_DIRECTORY, absolute, is stronger than the option: `socketbed run` keeps results where its user is.
// Tests find the run in their environment: SOCKETBED_RUN_ID, SOCKETBED_SEED, and SOCKETBED_RUN_FOLDER for their files.
// What they leave in task.meta.scenario becomes acts and files.

import { randomBytes, randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join, matchesGlob, relative, resolve } from 'node:path';
import type { Reporter, SerializedError, TestModule, TestSpecification, Vitest } from 'vitest/node';
import { catalogueGlob, readScenarioFile, type ScenarioFile } from '../evidence/scenario-file.ts';
import { pointLatest, runFolder, writeResults } from './results-folder.ts';
import { RunDocument } from './run-document.ts';
import { abilityFacts, type EngineFacts, hostFacts, versionFacts } from './run-facts.ts';
import { begunScenario, endedScenario, failedAfterwards, type ScenarioPlace } from './scenario-ending.ts';
import { type SendEvent, takeEvents } from './scenario-events.ts';

export interface ResultsReporterOptions {
  /** Where the folders of runs lie, from vitest's root. Default: `results`. */
  readonly directory?: string;
  /** Which test files are scenarios, as globs from vitest's root. Default: those of `scenarios/`; all without it. */
  readonly include?: readonly string[];
  /** What the containers run on. Default: SOCKETBED_RUN_FACTS, JSON of this shape. */
  readonly engine?: EngineFacts;
}

interface Run {
  readonly document: RunDocument;
  readonly place: ScenarioPlace;
}

export default class ResultsReporter implements Reporter {
  readonly #options: ResultsReporterOptions;
  #root = process.cwd();
  #directory = '';
  /** Undefined: every test file is a scenario. */
  #include: readonly string[] | undefined;
  #send: SendEvent = () => {};
  /** None in a run without scenarios: it leaves no results, and `latest` as it is. */
  #run: Run | undefined;

  constructor(options: ResultsReporterOptions = {}) {
    this.#options = options;
  }

  onInit(vitest: Vitest): void {
    const { directory = 'results', include } = this.#options;
    this.#root = vitest.config.root;
    this.#directory = resolve(this.#root, process.env.SOCKETBED_RESULTS_DIRECTORY || directory);
    this.#include = include ?? (existsSync(join(this.#root, 'scenarios')) ? [catalogueGlob] : undefined);
    this.#send = takeEvents(process.env);
    // Before global set-ups run and workers start, which inherit them.
    process.env.SOCKETBED_SEED ||= String(randomInt(2 ** 31));
    process.env.SOCKETBED_RUN_ID ||= randomBytes(4).toString('hex');
    process.env.SOCKETBED_RUN_FOLDER = runFolder(this.#directory, process.env.SOCKETBED_RUN_ID);
  }

  onTestRunStart(specifications: readonly TestSpecification[]): void {
    this.#run = undefined;
    if (!specifications.some(({ moduleId }) => this.#isScenario(moduleId))) return;
    const { SOCKETBED_RUN_ID: id = '', SOCKETBED_SEED: seed = '' } = process.env;
    const document = new RunDocument({
      id,
      seed,
      startedAt: new Date().toISOString(),
      versions: versionFacts(this.#options.engine),
      host: hostFacts(),
      ...abilityFacts(this.#options.engine),
    });
    this.#run = { document, place: { runFolder: runFolder(this.#directory, id), seed } };
    this.#write(this.#run);
    pointLatest(this.#directory, id);
  }

  onTestModuleQueued(module: TestModule): void {
    const file = this.#scenarioFile(module);
    if (this.#run === undefined || file === undefined) return;
    this.#run.document.put(module.id, begunScenario(file, this.#run.place));
    this.#write(this.#run);
    this.#send({ event: 'began', id: file.id, question: file.question });
  }

  onTestModuleEnd(module: TestModule): void {
    const file = this.#scenarioFile(module);
    if (this.#run === undefined || file === undefined) return;
    const scenario = endedScenario(module, file, this.#run.place);
    this.#run.document.put(module.id, scenario);
    this.#write(this.#run);
    this.#send({ event: 'ended', scenario });
  }

  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    if (this.#run === undefined) return;
    for (const error of errors) this.#blame(this.#run, modules, error);
    this.#run.document.end();
    this.#write(this.#run);
  }

  // An error that no test caught: vitest names the file that was running.
  #blame({ document }: Run, modules: readonly TestModule[], error: SerializedError): void {
    const module = modules.find(({ moduleId }) => moduleId === error.VITEST_TEST_PATH);
    const known = module && document.scenario(module.id);
    if (module === undefined || known === undefined) return;
    const scenario = failedAfterwards(known, error);
    document.put(module.id, scenario);
    this.#send({ event: 'ended', scenario });
  }

  #write({ document }: Run): void {
    writeResults(this.#directory, document.toResults());
  }

  #scenarioFile({ moduleId }: TestModule): ScenarioFile | undefined {
    return this.#isScenario(moduleId) ? readScenarioFile(this.#root, this.#path(moduleId)) : undefined;
  }

  #isScenario(moduleId: string): boolean {
    const path = this.#path(moduleId);
    return this.#include === undefined || this.#include.some((glob) => matchesGlob(path, glob));
  }

  #path(moduleId: string): string {
    return relative(this.#root, moduleId);
  }
}
