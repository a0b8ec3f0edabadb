// What everything that a run starts in Docker is marked with, so that it can be found again and nothing else touched.

/** Id of the run. */
export const runLabel = 'org.socketbed.run';
/** `tcp`, `probe` ...: what a container is in its bed. */
export const roleLabel = 'org.socketbed.role';

/** What the names of a run's compose projects begin with: compose sets no labels of ours on networks and volumes. */
export const runProject = (runId: string): string => `socketbed-${runId}-`;

/** Filter for everything of one run. */
export function ofRun(runId: string): { label: string[] } {
  return { label: [`${runLabel}=${runId}`] };
}
