import type { Command } from 'commander';
import type { AuthBinding } from '../../schemas/types.js';
import { plain } from '../ground/plain-text.js';
import type { Method } from '../package/method.js';
import type { NodeVersion } from '../package/node-package.js';
import { provenanceText, versionDescription } from '../package/node-views.js';
import { scopesOfCalls } from '../package/operation-scopes.js';
import { outcomeMeanings } from '../package/outcome-meanings.js';
import type { PackageSet } from '../package/package-set.js';
import { publicWireText } from '../package/public-wire-text.js';
import { signatureText } from '../package/signature-text.js';
import { sourceLegend } from '../package/source-legend.js';
import { deepFields, fieldOf } from '../schema/field.js';
import { rulesText } from '../schema/field-text.js';
import type { Context } from './context.js';
import { examples } from './examples.js';
import { parseNodeArgument } from './node-argument.js';
import { withWorkspace } from './open-workspace.js';
import { printJson, printTable } from './output.js';

const authText = (auth: AuthBinding): string =>
  auth.type === 'none'
    ? 'Authorization: none'
    : `Authorization: OAuth 2.0 of ${auth.integration}, scopes ${auth.scopes.join(' ')} (${auth.source})`;

/** Variants of a place that differ in nothing but what they go with are told once. */
const printInputs = ({ input, fieldSource }: Method): void => {
  const told = new Set<string>();
  for (const field of deepFields(fieldOf(input).fields)) {
    const { path, title, description, required, variant, source } = field;
    const needed = (required ? 'required' : 'optional') + (variant ? ` with ${variant}` : '');
    console.log(`${path}  ${[needed, rulesText(field), source ?? fieldSource].filter(Boolean).join('; ')}`);
    const meaning = `    ${[`${title}.`, description].filter(Boolean).join(' ')}`;
    if (!told.has(path + meaning)) console.log(meaning);
    told.add(path + meaning);
  }
};

const printMethod = async (method: Method, auth: AuthBinding): Promise<void> => {
  const { name, id, facts } = method;
  console.log(`\n${name} (${id}; names ${facts.source})`);
  console.log(`${facts.request.verb} ${facts.request.path} (${facts.request.source})`);
  const { wires, lacks } = facts;
  const published = wires?.public?.request ? { ...wires.public, request: wires.public.request } : undefined;
  console.log(
    `Over Cisco's published APIs: ${publicWireText(published, lacks?.public, { scopes: scopesOfCalls(auth, published) })}\n`,
  );
  printInputs(method);
  const outputs = deepFields(fieldOf(method.output).fields);
  if (outputs.length > 0) {
    console.log('');
    printTable(
      ['output', 'from', 'meaning'],
      outputs.map(({ path, description }) => [path, method.outputs[path] ?? '', description]),
    );
  }
  console.log('');
  const { own, builtIn } = outcomeMeanings((await method.callable()).definition);
  printTable(
    ['outcome', 'type', 'when'],
    [...own, ...builtIn].map((outcome) => [outcome.name, outcome.type, outcome.when]),
  );
  if (facts.observed) {
    console.log('');
    printTable(
      ['observed', 'where, when and by which program'],
      facts.observed.map((fact) => [`${fact.kind} ${fact.name}`, provenanceText(fact)]),
    );
  }
  const [example] = method.examples;
  if (example === undefined) return;
  console.log(
    `\nExample of the inputs; \`wxcc-nodes invoke ${method.node}@${method.version}${id === method.node ? '' : ` --method ${id}`} --input file --dry-run\` shows what is sent:`,
  );
  printJson(example);
};

export const addDescribe = (program: Command, context: Context): void => {
  program
    .command('describe')
    .description('show a node version: methods, inputs, outputs, outcomes, call')
    .argument('<node[@version]>')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      examples('wxcc-nodes describe queue-task', 'wxcc-nodes describe queue-task@v1.5 --json'),
    )
    .action(async (argument: string, { json }: { json?: boolean }) => {
      const { node, version: asked } = parseNodeArgument(argument);
      const read = <Type>(what: (packages: PackageSet, found: NodeVersion) => Promise<Type>) =>
        withWorkspace(context, async ({ packages }) => what(packages, await packages.find(node, asked)));
      if (json) return printJson(await read(versionDescription));
      const { found, signature } = await read(async (packages, version) => ({
        found: version,
        signature: await packages.signatureOf(version.package),
      }));
      const { version, facts, isDefault } = found;
      const { auth, manifest } = found.package;

      console.log(
        `${manifest.node.name} ${version}${isDefault ? ' (default)' : ''}\n${manifest.node.description}\n${manifest.node.whenToUse}`,
      );
      if (manifest.node.whichVersion) console.log(`Which version: ${manifest.node.whichVersion}`);
      console.log(authText(auth));
      if (signature.state !== 'unsigned') console.log(plain(`Signature: ${signatureText(signature)}`));
      for (const { text, source } of facts.changes) console.log(`Change: ${text} (${source})`);
      for (const { id, name, path, source } of manifest.lookups ?? [])
        console.log(`Look-up ${node}/${id}: ${name}, GET ${path} (${source})`);
      for (const method of found.methods) await printMethod(method, auth);
      console.log(`\n${sourceLegend}`);
    });
};
