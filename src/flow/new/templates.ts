import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suggestion } from '../../ground/nearest.js';
import { toldError } from '../../ground/told-error.js';
import { flowFileEnding, readFlow } from '../read-flow.js';

const templateUnknown = toldError('caller', 'new.template', 'There is no template of that name.');

/** A flow of the gallery. */
export interface Template {
  name: string;
  /** What the flow is called. */
  title: string;
  description: string;
}

/** The flows of the gallery, each in a folder of its own. */
export const templatesIn = async (folder: string): Promise<Template[]> => {
  const names = (await readdir(folder)).sort();
  return Promise.all(
    names.map(async (name) => {
      const { value } = await readFlow(join(folder, name, `${name}${flowFileEnding}`));
      return { name, title: value?.name ?? name, description: value?.description ?? '' };
    }),
  );
};

/**
 * The files of a template under another name: file name → text. The flow's id and the references between the files
 * follow. Throws ToldError for a template that is none.
 */
export const filesOfTemplate = async (
  folder: string,
  template: string,
  name: string,
): Promise<Map<string, string>> => {
  const known = (await readdir(folder)).sort();
  if (!known.includes(template))
    throw templateUnknown(`There is no template ${JSON.stringify(template)}.`, suggestion(template, known));
  const own = new RegExp(`(?<=["/])${template}(?=["./])`, 'g');
  const files = await readdir(join(folder, template));
  const texts = await Promise.all(files.map((file) => readFile(join(folder, template, file), 'utf8')));
  return new Map(
    files.map((file, index) => [
      file.replace(template, name),
      texts[index]!.replace(own, name)
        .replace(/"\$schema": "[^"]*flow\.schema\.json"/, '"$schema": "flow.schema.json"')
        // Only a checkout has it.
        .replace(/\n *"\$schema": "[^"]*flow-event\.schema\.json",/, ''),
    ]),
  );
};
