import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';

/** What git prints in a folder; throws with its words when it fails. */
export const git = (root: string, args: string[], input = ''): Buffer =>
  execFileSync('git', args, { cwd: root, input, maxBuffer: 2 ** 30, stdio: ['pipe', 'pipe', 'pipe'] });

/** What git prints in a folder, while others go on; undefined when it fails: without history, or without git. */
export const gitText = async (root: string, args: string[]): Promise<string | undefined> =>
  promisify(execFile)('git', args, { cwd: root, maxBuffer: 2 ** 30 }).then(
    ({ stdout }) => stdout,
    () => undefined,
  );

/** The full id of a commit, or `undefined` where this folder has no history or not that commit. */
export const findCommit = (root: string, name: string): string | undefined => {
  try {
    return git(root, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`])
      .toString()
      .trim();
  } catch {
    return undefined;
  }
};

/** The commit of a tag, or `undefined` where there is none, or no history. */
export const findTag = (root: string, name: string): string | undefined =>
  findCommit(root, `refs/tags/${name}`);
