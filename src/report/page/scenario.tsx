// One scenario: what it asks, what came of it, and everything that happened on one time axis.

import { useEffect, useMemo, useState } from 'preact/hooks';
import { decisiveAct } from '../cause-word.ts';
import type { PageIndex, ScenarioSummary } from '../page-data.ts';
import { Acts } from './acts.tsx';
import { Command } from './copy-button.tsx';
import { readFilter, select as selectScenarios } from './filter.ts';
import { VerdictStrip } from './history.tsx';
import { Problems } from './overview.tsx';
import { formatRoute, route } from './route.ts';
import { loadDetail, type ShownDetail } from './store.ts';
import { TimelinePart } from './timeline-part.tsx';
import { VerdictMark } from './verdict-mark.tsx';
import { formatBytes, formatTook, visible, WithCodes } from './words.tsx';

export function Scenario({ index, id }: { index: PageIndex; id: string }) {
  const [detail, setDetail] = useState<ShownDetail | undefined>(undefined);
  const [problem, setProblem] = useState('');
  useEffect(() => {
    let isShown = true;
    setDetail(undefined);
    setProblem('');
    loadDetail(id).then(
      (loaded) =>
        isShown && (loaded === undefined ? setProblem('it is not in this page') : setDetail(loaded)),
      (error) => isShown && setProblem(String(error)),
    );
    return () => {
      isShown = false;
    };
  }, [id]);
  const summary = index.scenarios.find((scenario) => scenario.id === id);
  if (summary === undefined) return <Unknown id={id} index={index} />;
  const isRead = detail !== undefined && detail.result.id === id;
  return (
    <main id="main" class="scenario" aria-busy={!isRead && problem === ''}>
      <Head index={index} summary={summary} />
      {problem !== '' && <Problems problems={[`The data of this scenario cannot be read: ${problem}`]} />}
      {isRead && <Body detail={detail} />}
    </main>
  );
}

function Unknown({ id, index }: { id: string; index: PageIndex }) {
  const below = index.scenarios.filter((scenario) => scenario.id.startsWith(`${id}/`));
  return (
    <main id="main">
      <h1 tabIndex={-1}>{below.length > 0 ? id : `This run has no scenario ${id}`}</h1>
      <ul class="seen">
        {below.map((scenario) => (
          <li key={scenario.id}>
            <a href={formatRoute('scenario', scenario.id)} class="seen-link">
              <VerdictMark verdict={scenario.verdict} /> <strong>{scenario.id}</strong> {scenario.question}
            </a>
          </li>
        ))}
      </ul>
      <Command text={`./socketbed run ${id}`} />
    </main>
  );
}

function Head({ index, summary }: { index: PageIndex; summary: ScenarioSummary }) {
  const { id, question, verdict, cause, durationMs } = summary;
  const folders = id.split('/').slice(0, -1);
  const filter = readFilter(route.value.params);
  const ordered = selectScenarios(index.scenarios, filter).toSorted((one, other) =>
    one.id.localeCompare(other.id),
  );
  const place = ordered.findIndex((scenario) => scenario.id === id);
  const past = index.history.scenarios.find((scenario) => scenario.id === id);
  return (
    <header>
      <nav class="crumbs" aria-label="Where you are">
        <a href={formatRoute('overview')}>all</a>
        {folders.map((folder, depth) => (
          <a
            key={folder}
            href={formatRoute('overview', '', { under: folders.slice(0, depth + 1).join('/') })}
          >
            {folder}
          </a>
        ))}
        <span aria-current="page">{id.split('/').at(-1)}</span>
        <span class="steps">
          <Step scenario={ordered[place - 1]} label="Previous" arrow="←" />
          <Step scenario={ordered[place + 1]} label="Next" arrow="→" />
        </span>
      </nav>
      <h1 tabIndex={-1}>{question === '' ? id : question}</h1>
      <p class="outcome">
        <VerdictMark verdict={verdict} label />
        <span class="cause">
          <WithCodes text={visible(cause)} />
        </span>
        <span class="dim">{formatTook(durationMs)}</span>
        {past !== undefined && index.history.runs.length > 1 && (
          <a href={formatRoute('history')} class="past" title="This scenario in the runs that are kept">
            <VerdictStrip scenario={past} runs={index.history.runs} />
          </a>
        )}
      </p>
    </header>
  );
}

function Step({
  scenario,
  label,
  arrow,
}: {
  scenario: ScenarioSummary | undefined;
  label: string;
  arrow: string;
}) {
  if (scenario === undefined) return <span class="step off">{arrow}</span>;
  return (
    <a
      class="step"
      href={formatRoute('scenario', scenario.id)}
      title={`${label}: ${scenario.id}`}
      data-step={label.toLowerCase()}
    >
      <span class="sr">{label} scenario</span>
      {arrow}
    </a>
  );
}

function Body({ detail }: { detail: ShownDetail }) {
  const { result } = detail;
  const meaning = useMemo(() => decisiveAct(result)?.outcome?.message, [result]);
  return (
    <>
      <div class="tools">
        {result.rerun !== '' && <Command text={result.rerun} />}
        <Files detail={detail} />
      </div>
      <Problems problems={detail.problems} />
      {result.verdict !== 'passed' && meaning !== undefined && (
        <p class="dim">The kernel's own words: {meaning}.</p>
      )}
      {result.failures.map((failure) => (
        <Failure key={failure} text={failure} />
      ))}
      <Acts acts={result.acts} />
      <TimelinePart detail={detail} />
    </>
  );
}

/** What was expected in green, what came in red, as vitest has it. */
function Failure({ text }: { text: string }) {
  return (
    <pre class="failure">
      {text.split('\n').map((line, place) => (
        <span
          key={place}
          class={line.startsWith('- ') ? 'wanted' : line.startsWith('+ ') ? 'came' : undefined}
        >
          {visible(line)}
          {'\n'}
        </span>
      ))}
    </pre>
  );
}

function Files({ detail }: { detail: ShownDetail }) {
  const captures = detail.read.filter(({ file }) => file.kept === 'whole');
  return (
    <span class="files">
      {captures.map((capture) => (
        <button
          type="button"
          key={capture.file.path}
          onClick={() => download(capture.file.path, capture.bytes)}
        >
          ↓ {capture.file.name}.pcap <span class="dim">{formatBytes(capture.file.bytes)}</span>
        </button>
      ))}
      {detail.read
        .filter(({ file }) => file.kept !== 'whole')
        .map(({ file }) => (
          <a key={file.path} class="button" href={linkTo(file.path)} download>
            ↓ {file.name}.pcap <span class="dim">{formatBytes(file.bytes)}, beside this page</span>
          </a>
        ))}
      <details class="all-files">
        <summary>{detail.files.length} files</summary>
        <ul>
          {detail.files.map(({ path, bytes }) => (
            <li key={path}>
              {bytes < 0 ? <span>{path}</span> : <a href={linkTo(path)}>{path.split('/').at(-1)}</a>}{' '}
              <span class="dim">{bytes < 0 ? 'gone' : formatBytes(bytes)}</span>
            </li>
          ))}
        </ul>
      </details>
    </span>
  );
}

const linkTo = (path: string): string => path.split('/').map(encodeURIComponent).join('/');

function download(path: string, bytes: Uint8Array): void {
  const copy = Uint8Array.from(bytes);
  const url = URL.createObjectURL(new Blob([copy], { type: 'application/vnd.tcpdump.pcap' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = path.replaceAll('/', '-');
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
