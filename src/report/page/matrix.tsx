// The matrix as a table. The row and the column of the cell under the pointer, or with the focus, light up.

import { useRef } from 'preact/hooks';
import type { ScenarioSummary } from '../page-data.ts';
import type { MatrixGroup, MatrixRow } from './matrix-rows.ts';
import { formatRoute } from './route.ts';
import { VerdictMark } from './verdict-mark.tsx';
import { formatTook } from './words.tsx';

interface MatrixProps {
  readonly groups: readonly MatrixGroup[];
  readonly columns: readonly string[];
}

export function Matrix({ groups, columns }: MatrixProps) {
  const table = useRef<HTMLTableElement>(null);
  // By hand: a class on one table costs nothing, drawing 1,800 cells anew would.
  const light = (event: Event) => {
    const cell = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-column]') : null;
    if (table.current !== null) table.current.dataset.lit = cell?.dataset.column ?? '';
  };
  return (
    <table class="matrix" ref={table} onPointerOver={light} onFocusIn={light} onPointerLeave={light}>
      <caption class="sr">Verdict and outcome of every scenario, by fault and transport</caption>
      <thead>
        <tr>
          <th scope="col" class="fault">
            fault
          </th>
          {columns.map((column, place) => (
            <th scope="col" key={column} data-column={place}>
              {column}
            </th>
          ))}
          <th scope="col" class="between">
            between
          </th>
          <th scope="col" class="said">
            what the packets said
          </th>
          <th scope="col" class="took">
            took
          </th>
        </tr>
      </thead>
      {groups.map((group) => (
        <Group key={group.name} group={group} columns={columns} />
      ))}
    </table>
  );
}

function Group({ group, columns }: { group: MatrixGroup; columns: readonly string[] }) {
  const bad = group.scenarios.filter(({ verdict }) => verdict === 'failed' || verdict === 'unknown').length;
  return (
    <tbody>
      <tr class="group">
        <th scope="rowgroup" colSpan={columns.length + 1}>
          {group.name} <span class="dim">{group.scenarios.length}</span>
          {bad > 0 && <span class="bad"> {bad} not passed</span>}
        </th>
        <td class="between" />
        <td class="said" />
        <td class="took" />
      </tr>
      {group.rows.map((row) => (
        <Row key={row.name} row={row} columns={columns} />
      ))}
    </tbody>
  );
}

function Row({ row, columns }: { row: MatrixRow; columns: readonly string[] }) {
  const all = columns.flatMap((column) => row.cells.get(column) ?? []);
  const wires = all.map(({ wire }) => wire).filter((wire) => wire !== '');
  const programs = new Set(all.flatMap((each) => each.programs));
  return (
    <tr>
      <th scope="row" class="fault">
        {row.name}
      </th>
      {columns.map((column, place) => (
        <Cell key={column} column={column} place={place} scenarios={row.cells.get(column)} />
      ))}
      <td class="between">{[...programs].join(' ⇄ ')}</td>
      <td class="said">
        {wires.map((wire, place) => (
          <span key={`${place}${wire}`} title={wire}>
            {wire}
          </span>
        ))}
      </td>
      <td class="took">{formatTook(all.reduce((sum, { durationMs }) => sum + durationMs, 0))}</td>
    </tr>
  );
}

interface CellProps {
  readonly column: string;
  readonly place: number;
  readonly scenarios: readonly ScenarioSummary[] | undefined;
}

function Cell({ column, place, scenarios }: CellProps) {
  if (scenarios === undefined) return <td data-column={place} class="empty" />;
  return (
    <td data-column={place} data-name={column}>
      {scenarios.map(({ id, verdict, outcome, question, cause, isIpv6 }) => (
        <a
          key={id}
          class={`cell ${verdict}`}
          href={formatRoute('scenario', id)}
          title={`${id}\n${question}\n${cause}`}
        >
          <VerdictMark verdict={verdict} />
          <span class="word">
            {isIpv6 && 'v6 '}
            {outcome === '' ? (verdict === 'passed' ? 'works' : verdict) : outcome}
          </span>
        </a>
      ))}
    </td>
  );
}
