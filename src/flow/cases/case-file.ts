import { dirname, join } from 'node:path';
import schema from '../../../schemas/flow-cases.schema.json' with { type: 'json' };
import type { FlowCases, FlowReport } from '../../../schemas/types.js';
import { isFlowCases } from '../../../schemas/validators.js';
import type { Finding } from '../../ground/finding.js';
import { type ReadFile, readJsonFile } from '../read-json-file.js';

export type { FlowCases } from '../../../schemas/types.js';
export type FlowCase = FlowCases['cases'][number];

/** The files of recorded cases end so. */
export const casesFileEnding = '.cases.json';

/** A path in a cases file is relative to the file. */
export const besideCases = (casesFile: string, path: string): string => join(dirname(casesFile), path);

/** Cases of one file that have the same name. */
export const doubledNames = <Type extends { cases?: { name: string }[] }>({
  file,
  value,
  positions,
}: ReadFile<Type>): Finding[] => {
  const seen = new Set<string>();
  return (value?.cases ?? []).flatMap(({ name }, index): Finding[] => {
    const isSecond = seen.has(name);
    seen.add(name);
    if (!isSecond) return [];
    const pointer = `/cases/${index}/name`;
    return [
      {
        severity: 'error',
        rule: 'case.duplicate-name',
        file,
        pointer,
        ...positions.ofPointer(pointer),
        message: `Another case has the name ${JSON.stringify(name)}.`,
        remedy: 'Give the case a name of its own.',
      },
    ];
  });
};

/** Reads a cases file. What is wrong is a finding; never throws. */
export const readCases = async (file: string): Promise<ReadFile<FlowCases>> => {
  // Numbers of an answer's body keep their digits.
  const isFree = (pointer: string) => /^\/cases\/\d+\/answers\/[^/]+\/\d+\/body\//.test(pointer);
  const read = await readJsonFile<FlowCases>(file, { schema, isValid: isFlowCases, isFree });
  return { ...read, findings: [...read.findings, ...doubledNames(read)] };
};

/** A run in the words of a case: each execution as `step → outcome`, intermediate outcomes in front. */
export const stepLines = ({ flow, steps }: Pick<FlowReport, 'flow' | 'steps'>): string[] =>
  steps.map(({ flow: own, name, intermediate = [], outcome }) =>
    [own === flow.id ? name : `${own}: ${name}`, ...intermediate, outcome].join(' → '),
  );

/** How a run ended, in the words of a case. */
export const endLine = ({ reason, status }: FlowReport['end']): string =>
  reason === 'end' ? status : reason === 'not-started' ? 'not started' : reason;
