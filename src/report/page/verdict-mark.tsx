// A verdict as a shape and a colour, so that neither alone has to be told apart.

import type { Verdict } from '../../evidence/results.ts';

const shapes: Readonly<Record<Verdict, preact.JSX.Element>> = {
  passed: (
    <>
      <circle cx="8" cy="8" r="7" fill="currentColor" />
      <path d="M4.7 8.3 7 10.6 11.4 5.7" class="cut" />
    </>
  ),
  failed: (
    <>
      <rect x="1.2" y="1.2" width="13.6" height="13.6" rx="2" fill="currentColor" />
      <path d="M5 5l6 6M11 5l-6 6" class="cut" />
    </>
  ),
  unsupported: (
    <>
      <path
        d="M8 1.8 15 14.2H1Z"
        fill="none"
        stroke="currentColor"
        stroke-width="1.6"
        stroke-linejoin="round"
      />
      <path d="M5.4 10.6h5.2" stroke="currentColor" stroke-width="1.6" />
    </>
  ),
  unknown: (
    <path
      d="M8 1 15 8 8 15 1 8Z"
      fill="none"
      stroke="currentColor"
      stroke-width="1.6"
      stroke-dasharray="3 2"
      stroke-linejoin="round"
    />
  ),
};

export function VerdictMark({ verdict, label = false }: { verdict: Verdict; label?: boolean }) {
  return (
    <span class={`verdict ${verdict}`}>
      <svg
        class="mark"
        viewBox="0 0 16 16"
        role={label ? 'presentation' : 'img'}
        aria-label={label ? undefined : verdict}
      >
        {shapes[verdict]}
      </svg>
      {label && verdict}
    </span>
  );
}
