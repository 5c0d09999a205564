import { applyEdits, findNodeAtLocation, type ParseError, parseTree } from 'jsonc-parser';
import { addMembers } from '../../src/ground/add-members.js';

/**
 * Writes a member behind the last one of an object in a JSON text; every other character stays as it is. `undefined`
 * where the text is no JSON, or has no such object with a member.
 */
export const addMember = (text: string, path: string[], name: string, value: unknown): string | undefined => {
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors);
  const object = tree && errors.length === 0 ? findNodeAtLocation(tree, path) : undefined;
  if (!object?.children?.length) return undefined;
  return applyEdits(text, [addMembers(text, object, [[name, value]])]);
};
