import { openCases } from '../../../dist/nodes/PriorAuth/cases/index.js';
import { decision, KEY, opening, PACKET, time } from './case-build.ts';

/**
 * A process that opens cases and writes down what happens to them, until it is killed. It says what is
 * on the disk, and begins anew with the first case each time: what was done is harmless.
 *
 *     node case-process.ts FOLDER COUNT
 */
const [root = '', count = '0'] = process.argv.slice(2);
const cases = await openCases(root, { key: KEY });
for (let n = 0; n < Number(count); n++) {
	const identifier = { system: PACKET.system, value: `ZZ-${n}` };
	const say = (step: string): void => void process.stdout.write(`${n} ${step}\n`);
	await cases.open(opening({ identifier, trace: identifier }));
	say('opened');
	await cases.received({ identifier }, time(n));
	say('received');
	const said = decision('approved', { created: time(n + 1) });
	await cases.decide({ identifier }, { decision: said, at: time(n + 1), source: 'answer' });
	say('decision');
	if (n % 5 === 4) await cases.tidy(Date.parse(time(n + 10)), { restMs: 0, keepMs: 10 ** 13 });
}
process.stdout.write('done\n');
