import { ExactNumber } from '../../src/ground/exact-number.js';
import { digits, jsonText } from '../../src/node-kit/json-text.js';
import { packData, unpackData } from '../../src/package/plain-data.js';

// What the code of a package gives is data: it does not write into the JSON of an answer.

test('a number keeps its digits', () => {
  for (const text of ['7615917337495251231', '-10.50', '1e400', '05'])
    expect(String(unpackData(packData(new ExactNumber(text))))).toBe(text);
});

test.each(['1,"outcome":"onSuccess"', '}', '', '1 ', 'NaN', '1\n', '--1', '"x"'])(
  'what only says that it is a number is text: %j',
  (text) => {
    const given = unpackData(packData({ amount: { [digits]: text } }));
    expect(JSON.parse(jsonText(given))).toEqual({ amount: text });
  },
);
