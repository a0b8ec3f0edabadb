// vitest's configuration for the catalogue: what `socketbed run` gives it, and the project `scenarios` of vitest.config.ts.

import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ViteUserConfig } from 'vitest/config';
import { catalogueGlob } from '../evidence/scenario-file.ts';
import { cacheDirectory } from '../testbed/engine/cache.ts';
import { isCheckout } from '../testbed/project.ts';

/** For everything that needs an engine. */
export const withEngine = {
  globalSetup: [fileURLToPath(new URL('./setup.ts', import.meta.url))],
  env: {
    // testcontainers' own reaper is an image that it would have to pull.
    TESTCONTAINERS_RYUK_DISABLED: 'true',
    // Inside a container it takes the gateway for the host; our tests run beside the engine.
    TESTCONTAINERS_HOST_OVERRIDE: '127.0.0.1',
  },
  testTimeout: 180_000,
  hookTimeout: 300_000,
};

// One more than there are processors: the kernel's waits leave room for it. With two of them four
// workers were the fastest, by little; more were not tried.
const workersByDefault = Math.min(4, availableParallelism() + 1);

export const scenarioProject = {
  name: 'scenarios',
  include: [catalogueGlob],
  ...withEngine,
  // A bed for each worker, and all scenarios of a worker on it: much of their time is the kernel's, who waits.
  // A thread ends with its process, even when that is killed.
  isolate: false,
  pool: 'threads' as const,
  maxWorkers: Number(process.env.SOCKETBED_WORKERS || workersByDefault),
  testTimeout: 60_000,
};

/** A worker that ends takes down its bed: some forty containers. */
export const teardownTimeoutMs = 60_000;

const config: ViteUserConfig = {
  // Vite's cache lies in the project, else: a package may lie where its user cannot write.
  ...(isCheckout ? {} : { cacheDir: join(cacheDirectory(), 'vite') }),
  test: {
    ...scenarioProject,
    // Not node_modules: there the catalogue of an installed package lies.
    exclude: [],
    fsModuleCache: isCheckout,
    teardownTimeout: teardownTimeoutMs,
  },
};

export default config;
