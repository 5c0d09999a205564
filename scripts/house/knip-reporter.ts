import type { Reporter } from 'knip';
import { pathBelow } from '../../src/files/path-below.js';

/** What knip hands to a program: how many modules it read, and each issue. */
export interface Report {
  modules: number;
  issues: { type: string; file: string; line: number; name: string }[];
}

const reporter: Reporter = ({ issues, counters, cwd }) => {
  const report: Report = {
    modules: counters.total,
    issues: Object.entries(issues).flatMap(([type, files]) =>
      Object.values(files)
        .flatMap((found) => Object.values(found))
        .map(({ filePath, line = 1, symbol }) => ({
          type,
          file: pathBelow(cwd, filePath),
          line,
          name: symbol,
        })),
    ),
  };
  process.stdout.write(JSON.stringify(report));
};
export default reporter;
