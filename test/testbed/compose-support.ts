// The compose project of these tests, and how one of its webs is asked.

import { fileURLToPath } from 'node:url';
import { expect, inject } from 'vitest';
import type { ProjectContainer } from '../../src/testbed/compose/project-container.ts';
import { dockerClient } from '../../src/testbed/docker.ts';
import { projectLeftovers } from '../../src/testbed/leftovers.ts';
import type { Probe } from '../../src/testbed/probe.ts';
import '../../src/vitest/matchers.ts';
import '../../src/vitest/setup.ts';
import '../../src/vitest/wire-matchers.ts';

export const file = fileURLToPath(new URL('compose-project/docker-compose.yml', import.meta.url));
export const run = inject('run');

export interface Asked {
  readonly bytes: number;
  readonly code?: string;
}

/** What web says came of asking another service for 200 bytes. */
export async function ask(probe: Probe, web: ProjectContainer, service: string): Promise<Asked> {
  const outcome = await probe.request('fetch', await web.at(8080), { path: `/${service}` });
  expect(outcome).toReply();
  return JSON.parse('reply' in outcome ? outcome.reply : '');
}

export const whole: Asked = { bytes: 200 };
export const cut: Asked = { bytes: 100, code: 'ECONNRESET' };

/** How many containers, networks, volumes and images there are of a project. */
export async function countOf(project: string): Promise<number[]> {
  return (await projectLeftovers(await dockerClient(), project)).map((kind) => kind.length);
}

export const nothing = [0, 0, 0, 0];
