import { verifyPackage } from '../../src/package/verify.js';
import { honestZip, rewritten } from './honest.js';

test.each([
  ['no JSON', '{"$defs":', /JSON/],
  ['null', 'null', /has no input and output/],
  ['without an output', '{"$defs":{"input":{}}}', /has no input and output/],
])(
  'a schema file that is %s is a PackageError that names the package and the file',
  async (_what, text, problem) => {
    const zip = await rewritten(honestZip('piq-and-ewt'), (manifest, files) => {
      files.set(manifest.versions[0]!.methods[0]!.files.schema, Buffer.from(text));
    });
    const { versions } = await verifyPackage(zip);
    const method = versions[0]!.method();
    expect(() => method.input).toThrow(
      expect.objectContaining({ code: 'package.load', message: expect.stringMatching(problem) }),
    );
    expect(() => method.input).toThrow(/piq-and-ewt.*\.zip\/.*\.json/);
  },
);
