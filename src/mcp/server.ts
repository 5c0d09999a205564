import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Server } from '@modelcontextprotocol/server';
import { editorSchema } from '../flow/editor-schema.js';
import type { JsonObject } from '../schema/schema.js';
import type { Workspace } from '../workspace/workspace.js';
import { flowTools } from './flow-tools.js';
import { type CallWay, nodeTools } from './node-tools.js';
import { callTool } from './tool.js';

export interface AssistantOptions extends CallWay {
  /** All versions of all methods, not the default ones alone. */
  allVersions: boolean;
  /** Where the pages of the nodes lie; none when there is no such folder. */
  pagesFolder: string;
  /** Of the program. */
  version: string;
}

const schemaUri = 'wxcc-nodes://flow.schema.json';
const pageUri = (name: string) => `wxcc-nodes://nodes/${name}`;

/** Nodes and flows for an assistant, over the Model Context Protocol; connect it to a transport. */
export const assistantServer = async (workspace: Workspace, options: AssistantOptions): Promise<Server> => {
  const { packages, engine } = workspace;
  const served = await packages.served();
  const offered = options.allVersions ? served : served.filter(({ isDefault }) => isDefault);
  const tools = [...nodeTools(engine, offered, options, options.allVersions), ...flowTools(workspace)];
  const byName = new Map(tools.map((tool) => [tool.name, tool]));
  const pages = (await readdir(options.pagesFolder).catch((): string[] => []))
    .filter((file) => file.endsWith('.md'))
    .map((file) => file.slice(0, -'.md'.length));
  const server = new Server(
    { name: 'wxcc-nodes', version: options.version },
    { capabilities: { tools: {}, resources: {} } },
  );
  server.setRequestHandler('tools/list', async () => ({
    tools: tools.map(({ name, title, description, inputSchema, isReadOnly }) => ({
      ...{ name, title, description },
      inputSchema: inputSchema as never,
      annotations: { title, readOnlyHint: isReadOnly, openWorldHint: !isReadOnly },
    })),
  }));
  server.setRequestHandler('tools/call', async ({ params }) => {
    const tool = byName.get(params.name);
    if (tool) return callTool(tool, (params.arguments ?? {}) as JsonObject);
    return {
      content: [{ type: 'text' as const, text: `There is no tool ${JSON.stringify(params.name)}.` }],
      isError: true,
    };
  });
  server.setRequestHandler('resources/list', async () => ({
    resources: [
      {
        uri: schemaUri,
        name: 'flow.schema.json',
        title: 'Schema of flow files',
        mimeType: 'application/schema+json',
      },
      ...pages.map((name) => ({
        uri: pageUri(name),
        name,
        title: `The node ${name}`,
        mimeType: 'text/markdown',
      })),
    ],
  }));
  server.setRequestHandler('resources/read', async ({ params: { uri } }) => {
    if (uri === schemaUri)
      return {
        contents: [{ uri, mimeType: 'application/schema+json', text: JSON.stringify(editorSchema(served)) }],
      };
    const name = pages.find((one) => pageUri(one) === uri);
    if (name === undefined) throw new Error(`There is no resource ${uri}.`);
    const text = await readFile(join(options.pagesFolder, `${name}.md`), 'utf8');
    return { contents: [{ uri, mimeType: 'text/markdown', text }] };
  });
  return server;
};
