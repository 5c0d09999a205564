import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { git } from '../git.js';
import { runNode, runProgram, type Surroundings } from './command.js';

/** A tree of sources whose dist/ is built, and an empty home for its program. */
export interface Tree {
  surroundings: Surroundings;
  /** Its command line. */
  program: string;
  remove(): Promise<void>;
}

const makeHome = () => mkdtemp(join(tmpdir(), 'wxcc-nodes-bench-home-'));

/** The tree at `folder`, built already. */
export const thisTree = async (folder: string): Promise<Tree> => {
  const home = await makeHome();
  return {
    surroundings: { folder, home },
    program: join(folder, 'dist/wxcc-nodes.js'),
    remove: () => rm(home, { recursive: true }),
  };
};

/** A commit's tree in a temporary worktree, with the packages of its own lock file, built. */
export const treeAt = async (repository: string, commit: string): Promise<Tree> => {
  const parent = await mkdtemp(join(tmpdir(), 'wxcc-nodes-bench-'));
  const folder = join(parent, commit.slice(0, 12));
  git(repository, ['worktree', 'add', '--detach', folder, commit]);
  const remove = async () => {
    git(repository, ['worktree', 'remove', '--force', folder]);
    await rm(parent, { recursive: true });
  };
  try {
    const tree = await thisTree(folder);
    await runProgram('npm', ['ci', '--no-audit', '--no-fund'], tree.surroundings);
    await build(tree);
    return {
      ...tree,
      remove: async () => {
        await tree.remove();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
};

/** Builds its dist/ as `npm run build` would; what it printed, and how long it took. */
export const build = async ({ surroundings }: Tree): Promise<{ ms: number; stdout: string }> => {
  const { scripts } = JSON.parse(await readFile(join(surroundings.folder, 'package.json'), 'utf8')) as {
    scripts: { build: string };
  };
  const [program, ...args] = scripts.build.split(' ');
  // At older commits the script is a command of tsx.
  const tsx = program === 'tsx' ? [join(surroundings.folder, 'node_modules/tsx/dist/cli.mjs')] : [];
  if (program !== 'tsx' && program !== 'node')
    throw new Error(`npm run build is no script that Node.js starts: ${scripts.build}`);
  return runNode([...tsx, ...args], surroundings);
};
