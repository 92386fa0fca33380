/** Usage, as root in a mount namespace: node power.ts POINTS SEED. Prints Kills as one JSON line. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PowerDisk } from './disk.ts';
import { kill } from './kill.ts';

const [points = '10', seed = '1'] = process.argv.slice(2);
const dir = await mkdtemp(join(tmpdir(), 'campaign-power-'));
const disk = await PowerDisk.make(dir, 1024);
try {
	const say = (text: string): void => void process.stderr.write(`${text}\n`);
	const kills = await kill({ points: Number(points), seed, say, disk });
	const phases = Object.fromEntries(kills.phases);
	const refused = Object.fromEntries(kills.refused);
	process.stdout.write(`${JSON.stringify({ ...kills, phases, refused })}\n`);
} finally {
	await disk.remove();
	await rm(dir, { recursive: true, force: true });
}
// The standby host and its pipes are gone; a sender that hangs must not hold the result up.
process.exit(0);
