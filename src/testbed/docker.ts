// The API client of the engine that `docker` itself talks to.

import type Docker from 'dockerode';
import { defaultEngineAddress, engineAddress } from './engine/engine.ts';

let client: Promise<Docker> | undefined;

/**
 * The client for the engine of DOCKER_HOST, else of the current docker context. Opens no connection yet. One for the
 * process: to ask for the context takes a run of `docker`.
 */
export function dockerClient(): Promise<Docker> {
  client ??= makeClient();
  return client;
}

async function makeClient(): Promise<Docker> {
  // dockerode knows DOCKER_HOST in all its forms, but not contexts.
  const address = await engineAddress();
  if (address !== defaultEngineAddress) process.env.DOCKER_HOST = address;
  // Loaded only here: it takes longer than all the rest of a command that does not need it.
  const { default: Client } = await import('dockerode');
  return new Client();
}

/** Filter for everything of one compose project. */
export function ofProject(project: string): { label: string[] } {
  return { label: [`com.docker.compose.project=${project}`] };
}
