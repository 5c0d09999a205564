/** Names of variables that hold what nobody else is to know, and addresses with a password in them. */
const secretName = /^(WXCC_|PG)|TOKEN|SECRET|PASS|CREDENTIAL|API_?KEY|_KEY$/i;
const secretValue = /:\/\/[^/@\s]*:[^/@\s]+@/;

/** Does work while the environment of this process holds no secrets: a program that is started gets them handed down. */
const withoutSecrets = async <Type>(work: () => Promise<Type>): Promise<Type> => {
  const kept = Object.entries(process.env).filter(
    ([name, value = '']) => secretName.test(name) || secretValue.test(value),
  );
  for (const [name] of kept) delete process.env[name];
  try {
    return await work();
  } finally {
    Object.assign(process.env, Object.fromEntries(kept));
  }
};

/** Opens the browser of the system at an address, or says that it did not open. */
export const openBrowser = async (url: string, say: (text: string) => void): Promise<void> => {
  try {
    // Loaded here: no other command needs it.
    const { default: open } = await import('open');
    const child = await withoutSecrets(() => open(url));
    child.on('error', () => say('The browser did not open; open the address yourself.'));
    child.unref();
  } catch {
    say('The browser did not open; open the address yourself.');
  }
};
