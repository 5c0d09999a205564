import { InvalidArgumentError } from 'commander';

/** A TCP port as an option's value. */
export const parsePort = (text: string): number => {
  if (!/^[0-9]{1,5}$/.test(text) || Number(text) > 65535)
    throw new InvalidArgumentError('A port is 0 to 65535.');
  return Number(text);
};
