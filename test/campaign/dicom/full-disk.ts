/** Usage, as root in a mount namespace: node full-disk.ts POINTS SEED [restart]. Prints Kills as one JSON line. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SmallDisk } from './disk.ts';
import { kill } from './kill.ts';

const [points = '10', seed = '1', restart] = process.argv.slice(2);
const dir = await mkdtemp(join(tmpdir(), 'campaign-full-'));
const small = await SmallDisk.make(dir, 512);
try {
	const say = (text: string): void => void process.stderr.write(`${text}\n`);
	const kills = await kill({
		points: Number(points),
		seed,
		say,
		what: 'full-disk',
		small,
		restart: restart === 'restart',
	});
	const refused = Object.fromEntries(kills.refused);
	process.stdout.write(`${JSON.stringify({ ...kills, phases: {}, refused })}\n`);
} finally {
	await small.remove();
	await rm(dir, { recursive: true, force: true });
}
process.exit(0);
