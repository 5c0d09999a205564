import nock from 'nock';

// No test leaves this machine: whoever tries gets an error that names the host.
nock.disableNetConnect();
nock.enableNetConnect(/^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/);

afterAll(() => {
  nock.cleanAll();
  nock.restore();
});
