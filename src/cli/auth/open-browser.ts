/** What a browser, and what looks for one, needs to know of the system and of the session. What else there is may be a secret by any name. */
const needed =
  /^(PATH|PATHEXT|HOME|HOMEDRIVE|HOMEPATH|USER|LOGNAME|USERNAME|USERPROFILE|USERDOMAIN|SHELL|LANG|LANGUAGE|LC_[A-Z]+|TZ|TMPDIR|TEMP|TMP|BROWSER|DISPLAY|WAYLAND_DISPLAY|XAUTHORITY|DBUS_SESSION_BUS_ADDRESS|DESKTOP_SESSION|GNOME_DESKTOP_SESSION_ID|MATE_DESKTOP_SESSION_ID|LXQT_SESSION_CONFIG|SESSION_MANAGER|(XDG|KDE|GTK|QT|MOZ)_[A-Z0-9_]+|WSL_DISTRO_NAME|WSL_INTEROP|WSLENV|SYSTEMROOT|SYSTEMDRIVE|WINDIR|COMSPEC|OS|APPDATA|LOCALAPPDATA|PROGRAMDATA|PROGRAMFILES(\(X86\))?|PROGRAMW6432|PSMODULEPATH|__CF_USER_TEXT_ENCODING)$/i;
const secretName = /TOKEN|SECRET|PASS|CREDENTIAL|KEY$/i;
const secretValue = /:\/\/[^/@\s]*:[^/@\s]+@/;

const isNeeded = ([name, value = '']: [string, string | undefined]) =>
  needed.test(name) && !secretName.test(name) && !secretValue.test(value);

/** Does work while the environment of this process is what a browser needs: a program that is started gets it handed down. */
const withoutSecrets = async <Type>(work: () => Promise<Type>): Promise<Type> => {
  const kept = Object.entries(process.env).filter((entry) => !isNeeded(entry));
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
