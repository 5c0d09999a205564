/** `queue-task@v1.3` → node and version; the version may be left out. */
export const parseNodeArgument = (argument: string): { node: string; version?: string } => {
  const at = argument.indexOf('@');
  return at < 0 ? { node: argument } : { node: argument.slice(0, at), version: argument.slice(at + 1) };
};
