import type { Command } from 'commander';
import { today } from '../ground/clock.js';
import { sourceLegend } from '../package/source-legend.js';
import { statusOf } from '../versions/version-status.js';
import type { Context } from './context.js';
import { withWorkspace } from './open-workspace.js';
import { printJson, printTable } from './output.js';

export const addVersions = (program: Command, context: Context): void => {
  program
    .command('versions')
    .description('show the versions of a node: status, changes, and who says so')
    .argument('<node>')
    .option('--json', 'print JSON')
    .action(async (node: string, { json }: { json?: boolean }) => {
      const { manifest, digest, origin } = (
        await withWorkspace(context, ({ engine }) => engine.packages.find(node))
      ).package;
      const versions = manifest.versions.map(({ methods, ...facts }) => ({
        version: facts.version,
        status: statusOf({ methods, ...facts }, manifest.default, today()),
        source: facts.source,
        changes: facts.changes,
        ...(facts.deprecation && { deprecation: facts.deprecation }),
        methods: methods.map(({ id, name, files }) => ({
          id,
          name,
          movesValues: files.upgrade !== undefined,
        })),
      }));
      if (json)
        return printJson({ node: manifest.node.id, package: { ...manifest.pack, digest, origin }, versions });
      printTable(
        ['version', 'status', 'listed by', 'changes', 'source'],
        versions.flatMap(({ version, status, source, changes, deprecation }) => {
          const said = [
            ...changes.map(({ text, source: by, reference }) => [
              text,
              reference === undefined ? by : `${by} (${reference})`,
            ]),
            ...(deprecation
              ? [
                  [
                    `${deprecation.message} Use ${deprecation.replacement}.${deprecation.sunset ? ` Last day: ${deprecation.sunset}.` : ''}`,
                    '',
                  ],
                ]
              : []),
          ];
          const [first = ['', ''], ...others] = said;
          return [
            [version, status.join(', '), source, ...first],
            ...others.map((other) => ['', '', '', ...other]),
          ];
        }),
      );
      if (manifest.node.whichVersion) console.log(`\nWhich version: ${manifest.node.whichVersion}`);
      console.log(`\n${sourceLegend}`);
    });
};
