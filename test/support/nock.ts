import nock from 'nock';

// Stands in for other machines. It takes every request from its import on, and opens a connection for each that it lets
// pass: only for the tests that need it.
afterAll(() => {
  nock.cleanAll();
  nock.restore();
});

export default nock;
