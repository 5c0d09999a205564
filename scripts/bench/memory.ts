import { loadAmount } from './http-load.js';
import { fixed, type Section } from './section.js';
import { Stage } from './stage.js';
import type { Tree } from './tree.js';

const points = 5;

interface Options {
  /** All of them. */
  calls: number;
  tell: (text: string) => void;
}

/** What the service holds while it makes many calls. */
export const measureMemory = async ({ program }: Tree, { calls, tell }: Options): Promise<Section> => {
  const stage = await Stage.open(program, 'upstream');
  try {
    await stage.startService();
    await stage.served();
    const rows: Section['rows'] = [[1, stage.service.memory() ?? '', '', '']];
    const part = Math.ceil(calls / points);
    for (let point = 1; point <= points; point += 1) {
      tell(`memory: ${point * part} calls …`);
      const { perSecond } = await loadAmount(16, stage.ask(), part);
      const heap = (await stage.metric('nodejs_heap_size_used_bytes')) / 1024 / 1024;
      rows.push([point * part, stage.service.memory() ?? '', fixed(heap, 0), perSecond]);
    }
    return {
      title: 'Memory of the service',
      about: [
        'One service from its first call on, with 16 callers; the figures are read after so many calls.',
      ],
      head: ['calls', 'resident MiB', 'heap in use MiB', 'calls/s'],
      rows,
      notes: [],
    };
  } finally {
    await stage.close();
  }
};
