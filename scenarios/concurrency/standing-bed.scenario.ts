// Is every one of four clients that start together answered over every protocol, and does nothing stay behind?
//
// No fault: this is the control of the standing bed, the compose file as it is, driven by testcontainers.

import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import {
  type AnsweredClient,
  certificateFile,
  projectDirectory,
  ReplyLog,
  type RoundLine,
  runProject,
  standingBedParts,
  stopStandingBed,
} from 'socketbed';
import { expect, scenario } from 'socketbed/vitest';
import { DockerComposeEnvironment, type StartedTestContainer } from 'testcontainers';
import { inject as provided } from 'vitest';

const clients = [1, 2, 3, 4];
const isKept = process.env.SOCKETBED_KEEP === '1';

scenario('four clients are answered over every protocol', async ({ act, onTestFinished, signal }) => {
  const project = `${runProject(provided('run').id)}${randomUUID().slice(0, 8)}`;
  // Also when `up` fails half-way, of which testcontainers knows nothing.
  if (!isKept) onTestFinished(async () => void (await stopStandingBed({ project })));

  await act.control(async () => {
    const bed = await new DockerComposeEnvironment(projectDirectory, 'docker-compose.yml')
      .withProjectName(project)
      .withEnvironment({ SOCKETBED_CA_FILE: certificateFile() ?? '/dev/null', LOG_FORMAT: 'json' })
      .withBuild()
      .withClientOptions({ commandOptions: ['--wait', '--scale', `client=${clients.length}`] })
      .up();
    const answered = await Promise.all(
      clients.map((number) => firstReplies(bed.getContainer(`client-${number}`), signal)),
    );
    expect(answered.map(({ index }) => index)).toEqual(clients);
    for (const { replies } of answered) {
      expect(Object.values(replies).map(({ text }) => text)).toEqual(Array(6).fill('HELLO'));
    }
    if (isKept) return;
    await bed.down({ removeVolumes: true, timeout: 5000 });
    expect(await standingBedParts(project)).toEqual({ project, containers: [], networks: [], volumes: [] });
  });
});

/** Reads a client's log until all servers have answered, or the test's time is over. */
async function firstReplies(client: StartedTestContainer, signal: AbortSignal): Promise<AnsweredClient> {
  const log = new ReplyLog(parseLine);
  const lines = createInterface({ input: await client.logs(), signal });
  for await (const line of lines) {
    log.add(line);
    const answered = log.answered(client.getName());
    if (answered !== undefined) return answered;
  }
  return expect.fail(`${client.getName()} had no reply from ${log.missing().join(', ')}`);
}

function parseLine(line: string): RoundLine | undefined {
  const event = JSON.parse(line);
  return event.event === 'round' ? event : undefined;
}
