import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { BuildSheet, RecordedExports as Content } from '../../schemas/types.js';
import { isRecordedExports } from '../../schemas/validators.js';
import { JsonFile } from '../files/json-file.js';

/** An export that somebody types into a tenant, as it was last made. */
export type RecordedExport = Content['exports'][number];

/** Over names and bytes, each with its length: no two exports read the same. */
const digestOf = (files: ReadonlyMap<string, Buffer>): string => {
  const hash = createHash('sha256');
  for (const [path, bytes] of files) hash.update(`${path.length} ${path} ${bytes.length} `).update(bytes);
  return `sha256:${hash.digest('hex')}`;
};

/** What was exported with --record, in the home: digest and time, by node version. */
export class RecordedExports {
  readonly #file: JsonFile<Content>;

  constructor(home: string) {
    this.#file = new JsonFile<Content>(join(home, 'exports.json'), {
      what: 'exports',
      name: 'the recorded exports',
      thing: 'a file of recorded exports',
      isValid: isRecordedExports,
      format: 1,
      restore: 'Put a copy of the file back, or remove it and export with --record again.',
    });
  }

  /** Oldest first. Throws ToldError. */
  async list(): Promise<RecordedExport[]> {
    return (await this.#file.read())?.exports ?? [];
  }

  /** Notes an export in the place of an earlier one of the same node version. `now` in milliseconds. Throws ToldError. */
  async add(
    { node, create }: Pick<BuildSheet, 'node' | 'create'>,
    files: ReadonlyMap<string, Buffer>,
    now: number,
  ): Promise<RecordedExport> {
    const added: RecordedExport = {
      node: node.id,
      version: node.version,
      nodeName: create.nodeName,
      digest: digestOf(files),
      at: new Date(now).toISOString(),
    };
    await this.#file.change((content) => ({
      format: 1,
      exports: [
        ...(content?.exports ?? []).filter((one) => one.node !== node.id || one.version !== node.version),
        added,
      ],
    }));
    return added;
  }
}
