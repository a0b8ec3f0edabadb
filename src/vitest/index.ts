// What a test file imports: `import { expect, scenario, test } from 'socketbed/vitest'`.

export { expect } from 'vitest';
export type { OutcomeDetails, OutcomeMatchers } from './matchers.ts';
export { type Inject, type ScenarioFixtures, scenario, test } from './scenario.ts';
export type { AttachedBedFixture, ComposeBedFixture } from './test-compose-beds.ts';
export type { WireMatchers } from './wire-matchers.ts';
