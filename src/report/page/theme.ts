// Light or dark: as the system has it, until somebody chooses.

import { signal } from '@preact/signals';

export type Theme = 'system' | 'light' | 'dark';
const themes: readonly Theme[] = ['system', 'light', 'dark'];
const key = 'socketbed-theme';

export const theme = signal<Theme>(stored());

// From a file some browsers keep nothing, and say so by throwing.
function stored(): Theme {
  try {
    return themes.find((each) => each === localStorage.getItem(key)) ?? 'system';
  } catch {
    return 'system';
  }
}

export function showTheme(next: Theme): void {
  theme.value = next;
  if (next === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = next;
  try {
    localStorage.setItem(key, next);
  } catch {
    // Then it is for this time.
  }
}

export function nextTheme(): void {
  showTheme(themes[(themes.indexOf(theme.value) + 1) % themes.length] ?? 'system');
}
