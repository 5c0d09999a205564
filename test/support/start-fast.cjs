const { setFlagsFromString } = require('node:v8');

// Each test file loads its modules anew and runs most of them a few times: to optimize them early costs more than it gives.
setFlagsFromString('--interrupt-budget=1000000');
