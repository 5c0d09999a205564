/** `queue-task` → `queueTask`: the operation and its request element; the answer is `queueTaskResponse`. */
export const operationName = (methodId: string): string =>
  methodId.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

const safe = (name: string) => {
  const plain = name.replace(/[^A-Za-z0-9_.-]/g, '_');
  return /^[A-Za-z_]/.test(plain) ? plain : `_${plain}`;
};

/**
 * Names as XML elements: what XML does not take becomes `_` (`Task ID` → `Task_ID`), and a name that is taken already
 * gets a number (`status_2`). `taken` are names of ours beside which they stand.
 */
export const elementNames = (names: string[], taken: string[] = []): Map<string, string> => {
  const used = new Set(taken);
  const found = new Map<string, string>();
  for (const name of names) {
    const base = safe(name);
    let unique = base;
    for (let count = 2; used.has(unique); count += 1) unique = `${base}_${count}`;
    used.add(unique);
    found.set(name, unique);
  }
  return found;
};

/** The elements of every answer that are no output variables. */
export const answerElements = ['outcome', 'type', 'effect', 'diagnostics', 'invocationId'];

/** The namespace of a node version. */
export const namespaceOf = (node: string, version: string) => `urn:wxcc-nodes:${node}:${version}`;
