import { ToldError } from '../ground/told-error.js';
import { jsonText } from '../node-kit/json-text.js';
import type { JsonObject } from '../schema/schema.js';

/** JSON Schema of what a tool takes. */
export type ToolSchema = { type: 'object'; [keyword: string]: unknown };

/** What an assistant can call. */
export interface AssistantTool {
  name: string;
  title: string;
  description: string;
  inputSchema: ToolSchema;
  /** Nothing changes by it, here or there. */
  isReadOnly: boolean;
  /** Gives what it found; `isError` where an outcome is no success. Throws ToldError. */
  run(input: JsonObject): Promise<{ content: object; text?: string; isError?: boolean }>;
}

/** A result as the protocol has it: for programs and, the same as text, for those that read text alone. */
export interface ToolResult {
  content: { type: 'text'; text: string }[];
  structuredContent: Record<string, unknown>;
  isError?: boolean;
  [key: string]: unknown;
}

/** Calls a tool. What goes wrong is an error with its remedy; nothing is thrown, and no other tool is touched. */
export const callTool = async (tool: AssistantTool, input: JsonObject): Promise<ToolResult> => {
  try {
    const { content, text, isError = false } = await tool.run(input);
    return {
      content: [{ type: 'text', text: text ?? jsonText(content, '  ') }],
      structuredContent: content as Record<string, unknown>,
      ...(isError && { isError }),
    };
  } catch (error) {
    const told =
      error instanceof ToldError
        ? { code: error.code, message: error.message, remedy: error.remedy }
        : {
            code: 'internal',
            message: (error as Error).message,
            remedy: 'Report it, with what was called; other tools work.',
          };
    return {
      content: [{ type: 'text', text: `${told.message} ${told.remedy}` }],
      structuredContent: { error: told },
      isError: true,
    };
  }
};
