// How fast a client goes when nobody said: once a second, and with many replicas slower, so that all of them together
// write at most ten rounds a second and a person can still follow.

import { countReplicas, type Replica } from './replica.ts';

const intervalMsMin = 1000;
const perReplicaMs = 100;

export function paceMs(replicas: number): number {
  return Math.max(intervalMsMin, replicas * perReplicaMs);
}

/** The interval as it stands. Each call also counts the replicas anew, for a later call: they come up one by one. */
export function createPace(replica: Replica): () => number {
  let replicas = 1;
  const count = async (): Promise<void> => {
    replicas = (await countReplicas(replica)) ?? replicas;
  };
  return () => {
    void count();
    return paceMs(replicas);
  };
}
