import { defineConfig } from 'vitest/config';
import { scenarioProject, teardownTimeoutMs, withEngine } from './src/vitest/catalogue-config.ts';

// unit         no sockets beyond this process
// integration  real sockets on loopback, child processes, Python peers; no Docker
// docker       containers; needs an engine (./socketbed engine up)
// scenarios    the catalogue, as `socketbed run` runs it; needs an engine

export default defineConfig({
  test: {
    testTimeout: 20_000,
    hookTimeout: 60_000,
    teardownTimeout: teardownTimeoutMs,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.{integration,docker}.test.ts'],
        },
      },
      { extends: true, test: { name: 'integration', include: ['test/**/*.integration.test.ts'] } },
      {
        extends: true,
        test: {
          name: 'docker',
          include: ['test/**/*.docker.test.ts'],
          setupFiles: ['test/support/require-engine.ts'],
          ...withEngine,
          // Each file has runs of its own, and most of its time it waits.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: { ...scenarioProject, sequence: { groupOrder: 2 } },
      },
    ],
  },
});
