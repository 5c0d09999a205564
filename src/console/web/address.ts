import { signal } from '@preact/signals';

/** The parts of the address behind `#/`; what is looked at. */
const read = (): string[] =>
  location.hash
    .replace(/^#\/?/, '')
    .split('/')
    .map((part) => decodeURIComponent(part));

export const address = signal<string[]>(read());

addEventListener('hashchange', () => {
  address.value = read();
});

export const linkTo = (...parts: string[]): string => `#/${parts.map(encodeURIComponent).join('/')}`;
