import { sourceAddress } from '../../scripts/build/source-address.js';

test('a release names the repository whose workflow makes it', () => {
  expect(
    sourceAddress({ GITHUB_SERVER_URL: 'https://git.example.com', GITHUB_REPOSITORY: 'acme/nodes' }),
  ).toEqual({
    repository: { type: 'git', url: 'git+https://git.example.com/acme/nodes.git' },
    bugs: { url: 'https://git.example.com/acme/nodes/issues' },
  });
});

test('elsewhere nobody knows, and nothing is said', () => {
  expect(sourceAddress({})).toEqual({});
  expect(sourceAddress({ GITHUB_SERVER_URL: '', GITHUB_REPOSITORY: '' })).toEqual({});
});
