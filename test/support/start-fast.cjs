const { setFlagsFromString } = require('node:v8');

// Each test file loads its modules anew and runs most of them a few times: to optimize them early costs more than it gives.
// The V8 of later versions of Node.js has no such flag, and says so on stderr.
if (process.versions.v8.startsWith('11.')) setFlagsFromString('--interrupt-budget=1000000');
