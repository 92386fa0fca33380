import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dcmtk } from '../../peers/dcmtk.ts';
import { tail } from '../../peers/command.ts';
import { AE_TITLE, type Target } from './receivers.ts';

export type Sender = 'storescu' | 'dcmsend';

/** Only what the files have is proposed; no limit on PDUs but the receiver's own. */
const OPTIONS: Record<Sender, string[]> = {
	storescu: ['--required'],
	dcmsend: ['--decompress-never'],
};
/** A sender that takes longer hangs. */
const LONGEST_MS = 240_000;

/**
 * Sends each group of files over an association and in a process of its own, all at once.
 *
 * @returns milliseconds from the start of the first sender to the end of the last
 * @throws Error with the sender's own words when an object was not accepted
 */
export async function send(
	sender: Sender,
	groups: readonly (readonly string[])[],
	{ network, port }: Target,
): Promise<number> {
	const { bin, env } = await dcmtk();
	const address = ['-aec', AE_TITLE, network.host, String(port)];
	const before = [...network.sender, 'setpriv', '--pdeathsig', 'KILL', '--', bin(sender)];
	const began = performance.now();
	await Promise.all(
		groups.map(async (files) => {
			const [program = '', ...args] = [...before, ...OPTIONS[sender], ...address, ...files];
			const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
			let words = '';
			for (const stream of [child.stdout, child.stderr]) {
				stream.on('data', (part: Buffer) => (words = tail(words + part.toString('utf8'))));
			}
			const late = setTimeout(() => child.kill('SIGKILL'), LONGEST_MS);
			const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
			clearTimeout(late);
			if (code !== 0) throw new Error(`${sender} ended with ${code ?? signal}\n${words}`);
		}),
	);
	return performance.now() - began;
}
