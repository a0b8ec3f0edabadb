// The API client of the engine that `docker` itself talks to.

import type Docker from 'dockerode';
import { defaultEngineAddress, engineAddress } from './engine/engine.ts';

/** A client for the engine of DOCKER_HOST, else of the current docker context. Opens no connection yet. */
export async function dockerClient(): Promise<Docker> {
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
