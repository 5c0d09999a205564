import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fixedToken } from '../../src/runtime/token-source.js';
import { honestZip, rewritten } from '../package/honest.js';
import { temporaryFolder, Workshop, workspaceOf } from '../support/workshop.js';

/** Set Global Variable, whose input is also compared with kept lists, with a validator that takes its first input alone. */
const packageOfOneJudgement = async (): Promise<string> => {
  const zip = await rewritten(honestZip('set-variable'), (manifest, files) => {
    const { methods } = manifest.versions[0]!;
    const path = methods.find(({ id }) => id === 'set-global-variable')!.files.validators;
    const more =
      ';{ const judge = exports.input; let calls = 0; exports.input = (value) => judge(value) && ++calls === 1; }';
    files.set(path, Buffer.from(files.get(path)!.toString('utf8') + more));
  });
  const file = join(await temporaryFolder(), 'set-variable.zip');
  await writeFile(file, zip);
  return file;
};

test('the input of a call is prepared and judged once, by the look-ups too', async () => {
  const workshop = await Workshop.open();
  const { home, connection, sandbox } = workshop;
  const engine = workspaceOf(home).engine;
  const { id: taskId } = await workshop.createTask();
  const result = await engine.invoke({
    node: 'set-variable',
    method: 'set-global-variable',
    packageFile: await packageOfOneJudgement(),
    input: { taskId, variables: [{ name: 'vip', type: 'Boolean', value: true }] },
    connection,
    tokens: fixedToken(sandbox.token),
  });
  await engine.close();
  expect(result).toMatchObject({ outcome: 'Task Updated', diagnostics: [] });
});
