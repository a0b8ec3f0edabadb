// Vite puts styles into the page; to TypeScript they are a side effect.

declare module '*.css';
