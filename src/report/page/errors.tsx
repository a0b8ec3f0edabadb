// The dictionary of errors: a table of all, and a page for each, with the scenarios that produce it.

import type { ErrorEntry, LanguageForm } from '../../errors/dictionary/entry.ts';
import type { PageIndex, ScenarioSummary } from '../page-data.ts';
import { Command } from './copy-button.tsx';
import { formatRoute } from './route.ts';
import { VerdictMark } from './verdict-mark.tsx';
import { WithCodes } from './words.tsx';

export function Errors({ index, id }: { index: PageIndex; id: string }) {
  if (id === '') return <ErrorTable index={index} />;
  const entry = index.errors.find((each) => each.id === id || each.aliases?.includes(id) === true);
  if (entry !== undefined) return <ErrorPage entry={entry} index={index} />;
  return (
    <main id="main">
      <h1 tabIndex={-1}>No error is called {id}</h1>
      <p>
        <a href={formatRoute('errors')}>All errors</a>
      </p>
    </main>
  );
}

/** Scenarios of this run that the entry names, or that saw its code. */
export function producers({ id, scenarios }: ErrorEntry, all: readonly ScenarioSummary[]): ScenarioSummary[] {
  const named = scenarios ?? [];
  const isNamed = (each: ScenarioSummary) =>
    named.some((name) => each.id === name || each.id.startsWith(`${name}/`));
  return all.filter((each) => isNamed(each) || each.codes.includes(id));
}

function ErrorTable({ index }: { index: PageIndex }) {
  return (
    <main id="main">
      <h1 tabIndex={-1}>{index.errors.length} errors, and what they mean</h1>
      <p class="lead">
        As Linux, Windows, Node, Python, Go and Java say them; each with what to do, and the scenarios in
        which it really happened.
      </p>
      {Object.entries(index.themes).map(([theme, title]) => (
        <section key={theme} class="theme">
          <h2>{title}</h2>
          <table class="errors">
            <thead>
              <tr>
                <th scope="col">error</th>
                <th scope="col" class="number">
                  Linux
                </th>
                <th scope="col" class="number">
                  Windows
                </th>
                <th scope="col">meaning</th>
                <th scope="col" class="number">
                  seen
                </th>
              </tr>
            </thead>
            <tbody>
              {index.errors
                .filter((entry) => entry.theme === theme)
                .map((entry) => (
                  <tr key={entry.id}>
                    <th scope="row">
                      <a class="code" href={formatRoute('errors', entry.id)}>
                        {entry.id}
                      </a>
                    </th>
                    <td class="number">{entry.linux?.number ?? ''}</td>
                    <td class="number">{entry.windows?.[0]?.number ?? ''}</td>
                    <td>{entry.short}</td>
                    <td class="number">{producers(entry, index.scenarios).length || ''}</td>
                  </tr>
                ))}
            </tbody>
          </table>
        </section>
      ))}
    </main>
  );
}

function ErrorPage({ entry, index }: { entry: ErrorEntry; index: PageIndex }) {
  const seen = producers(entry, index.scenarios);
  return (
    <main id="main" class="error-page">
      <nav class="crumbs" aria-label="Where you are">
        <a href={formatRoute('errors')}>errors</a>
        <span>{index.themes[entry.theme]}</span>
      </nav>
      <h1 tabIndex={-1}>
        <code>{entry.id}</code> {entry.short}
      </h1>
      <p class="lead">
        <WithCodes text={entry.meaning} />
      </p>
      <div class="columns">
        <section>
          <h2>Why, the most frequent first</h2>
          <ol>
            {entry.causes.map((cause) => (
              <li key={cause}>
                <WithCodes text={cause} />
              </li>
            ))}
          </ol>
          <h2>What to do</h2>
          <ol class="checks">
            {entry.checks.map((check) => (
              <li key={check.do}>
                {check.do}
                {check.run !== null && <Command text={check.run} />}
              </li>
            ))}
          </ol>
        </section>
        <section>
          <h2>When it comes</h2>
          <List items={entry.comes} />
          <h2>What the packets show</h2>
          <List items={entry.packets} />
          {entry.similar !== null && <Similar similar={entry.similar} />}
        </section>
      </div>
      <h2>How it looks</h2>
      <Forms entry={entry} />
      <h2>{seen.length === 0 ? 'Not seen in this run' : `Seen in ${seen.length} of this run's scenarios`}</h2>
      {seen.length === 0 && entry.scenarios !== null && (
        <Command text={`./socketbed reproduce ${entry.id}`} />
      )}
      <ul class="seen">
        {seen.map(({ id, verdict, question, cause }) => (
          <li key={id}>
            <a class="seen-link" href={formatRoute('scenario', id)}>
              <VerdictMark verdict={verdict} /> <strong>{id}</strong> {question}
              <span class="dim">{cause}</span>
            </a>
          </li>
        ))}
      </ul>
    </main>
  );
}

const List = ({ items }: { items: readonly string[] }) => (
  <ul>
    {items.map((item) => (
      <li key={item}>{item}</li>
    ))}
  </ul>
);

const Similar = ({ similar }: { similar: Readonly<Record<string, string>> }) => (
  <>
    <h2>Not to be confused with</h2>
    <dl class="similar">
      {Object.entries(similar).map(([id, difference]) => (
        <div key={id}>
          <dt>
            <a class="code" href={formatRoute('errors', id)}>
              {id}
            </a>
          </dt>
          <dd>{difference}</dd>
        </div>
      ))}
    </dl>
  </>
);

function Forms({ entry }: { entry: ErrorEntry }) {
  const { linux, macos, windows, node, python, go, java, alsoSaid } = entry;
  const rows: [string, string, string][] = [
    ...(linux === null ? [] : [['Linux', String(linux.number), linux.text] as [string, string, string]]),
    ...(macos === null ? [] : [['macOS', String(macos), ''] as [string, string, string]]),
    ...(windows ?? []).map(({ name, number, text }): [string, string, string] => [
      'Windows',
      `${number} ${name}`,
      text,
    ]),
    ...(node === null
      ? []
      : node.messages.map((message): [string, string, string] => ['Node', node.code ?? 'no code', message])),
    ...language('Python', python),
    ...language('Go', go),
    ...language('Java', java),
    ...(alsoSaid ?? []).map((text): [string, string, string] => ['others', '', text]),
  ];
  return (
    <table class="forms">
      <tbody>
        {rows.map(([where, name, text], place) => (
          <tr key={`${where}${place}`}>
            <th scope="row">{rows[place - 1]?.[0] === where ? <span class="sr">{where}</span> : where}</th>
            <td>
              <code>{rows[place - 1]?.[0] === where && rows[place - 1]?.[1] === name ? '' : name}</code>
            </td>
            <td>{text}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function language(name: string, form: LanguageForm | null): [string, string, string][] {
  if (form === null) return [];
  return form.messages.map((message, place) => [
    name,
    place === 0 ? (form.names ?? []).join(', ') : '',
    message,
  ]);
}
