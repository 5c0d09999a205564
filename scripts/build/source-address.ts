interface Environment {
  GITHUB_SERVER_URL?: string | undefined;
  GITHUB_REPOSITORY?: string | undefined;
}

/**
 * Where a release's source lies and its mistakes are told, for package.json: the repository whose workflow makes the
 * release. No other says so, since who takes the pack over has another one.
 */
export const sourceAddress = ({
  GITHUB_SERVER_URL: server,
  GITHUB_REPOSITORY: name,
}: Environment): object => {
  if (!server || !name) return {};
  const page = `${server}/${name}`;
  return { repository: { type: 'git', url: `git+${page}.git` }, bugs: { url: `${page}/issues` } };
};
