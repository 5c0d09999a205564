import type { Command } from 'commander';
import type { AuthBinding } from '../../schemas/types.js';
import { builtInOutcomes } from '../node-kit/method.js';
import type { MethodFacts } from '../package/method.js';
import { deepFields, fieldOf } from '../schema/field.js';
import { rulesText } from '../schema/field-text.js';
import type { Context } from './context.js';
import { parseNodeArgument } from './node-argument.js';
import { withWorkspace } from './open-workspace.js';
import { printJson, printTable } from './output.js';

const authText = (auth: AuthBinding): string =>
  auth.type === 'none'
    ? 'Authorization: none'
    : `Authorization: OAuth 2.0 of ${auth.integration}, scopes ${auth.scopes.join(' ')} (${auth.source})`;

/** What Cisco's published APIs do of the method. */
const publicWireText = ({ wires, lacks }: MethodFacts): string => {
  const { request, missing = [] } = wires?.public ?? {};
  const lacked = lacks?.public;
  if (request)
    return `Over the published APIs: ${request.verb} ${request.path} (${request.source})${missing.length > 0 ? `; cannot give ${missing.join(', ')}` : ''}`;
  return lacked
    ? `Not over the published APIs: ${lacked.reason} ${lacked.instead} (${lacked.source})`
    : 'Not over the published APIs.';
};

export const addDescribe = (program: Command, context: Context): void => {
  program
    .command('describe')
    .description('show a node version: methods, inputs, outputs, outcomes, call')
    .argument('<node[@version]>')
    .option('--json', 'print JSON')
    .action(async (argument: string, { json }: { json?: boolean }) => {
      const { node, version: asked } = parseNodeArgument(argument);
      const found = await withWorkspace(context, ({ engine }) => engine.packages.find(node, asked));
      const { version, facts, isDefault } = found;
      const { auth, manifest, digest, origin } = found.package;
      const methods = found.methods.map(({ facts: declared, input, output }) => ({
        ...declared,
        input,
        output,
      }));
      const { methods: _, ...versionFacts } = facts;
      if (json)
        return printJson({
          node: manifest.node,
          auth,
          ...versionFacts,
          ...(manifest.lookups && { lookups: manifest.lookups }),
          package: { digest, origin, ...manifest.pack },
          methods,
        });

      console.log(
        `${manifest.node.name} ${version}${isDefault ? ' (default)' : ''}\n${manifest.node.description}`,
      );
      console.log(authText(auth));
      for (const { text, source } of facts.changes) console.log(`Change: ${text} (${source})`);
      for (const { id, name, path, source } of manifest.lookups ?? [])
        console.log(`Look-up ${node}/${id}: ${name}, GET ${path} (${source})`);
      for (const method of methods) {
        console.log(`\n${method.name} (${method.id}; names ${method.source})`);
        console.log(`${method.request.verb} ${method.request.path} (${method.request.source})`);
        console.log(`${publicWireText(method)}\n`);
        printTable(
          ['input', 'label', '', 'rules', 'source'],
          deepFields(fieldOf(method.input).fields).map((field) => [
            field.path,
            field.title,
            (field.required ? 'required' : 'optional') + (field.variant ? ` with ${field.variant}` : ''),
            rulesText(field),
            field.source ?? method.source,
          ]),
        );
        const outputs = deepFields(fieldOf(method.output).fields);
        if (outputs.length > 0) {
          console.log('');
          printTable(
            ['output', 'from', 'meaning'],
            outputs.map(({ path, description }) => [path, method.outputs[path] ?? '', description]),
          );
        }
        console.log('');
        printTable(
          ['outcome', 'type'],
          [...method.outcomes.map(({ name, type }) => [name, type]), ...Object.entries(builtInOutcomes)],
        );
      }
    });
};
