import { relative, sep } from 'node:path';
import type { Reporter } from 'knip';

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
          file: relative(cwd, filePath).replaceAll(sep, '/'),
          line,
          name: symbol,
        })),
    ),
  };
  process.stdout.write(JSON.stringify(report));
};
export default reporter;
