/** Attacks on lines and writers. What follows a changed line is mended, or not, by the attacker's mode. */
import type { AuditRecord } from '../../../dist/nodes/shared/ledger/event.js';
import { flat, lineOf, recordOf } from './draft.ts';
import { anyLine, dropEmpty, lineAt, splice, type Edit, type Scene, type Spot } from './scene.ts';

const onLine =
	(change: (line: Buffer, scene: Scene, spot: Spot) => Buffer | undefined): Edit =>
	(scene) => {
		const spot = anyLine(scene);
		if (spot === undefined) return false;
		const line = lineAt(spot.writer, spot.at);
		const changed = change(Buffer.from(line), scene, spot);
		if (changed === undefined || changed.equals(line)) return false;
		// A byte may have become a newline: the lines are cut again.
		const parts: Buffer[] = [];
		let start = 0;
		for (let end = changed.indexOf(10); end >= 0; end = changed.indexOf(10, start)) {
			parts.push(changed.subarray(start, end));
			start = end + 1;
		}
		splice(spot.writer, spot.at, 1, ...parts, changed.subarray(start));
		return true;
	};

export const byteEdit = onLine((line, { random }) => {
	line[random.integer(0, line.length - 1)] = random.integer(0, 255);
	return line;
});

export const bitFlip = onLine((line, { random }) => {
	line[random.integer(0, line.length - 1)] ^= 1 << random.integer(0, 7);
	return line;
});

export const byteInserted = onLine((line, { random }) => {
	const at = random.integer(0, line.length);
	const byte = Buffer.from([random.integer(1, 255)]);
	return Buffer.concat([line.subarray(0, at), byte, line.subarray(at)]);
});

export const byteDeleted = onLine((line, { random }) => {
	const at = random.integer(0, line.length - 1);
	return Buffer.concat([line.subarray(0, at), line.subarray(at + 1)]);
});

/** The same record in other bytes. */
export const otherForm = onLine((line, { random }) => {
	const record = recordOf(line);
	if (record === undefined) return undefined;
	const text = line.toString('utf8');
	return Buffer.from(
		random.pick([
			`${text} `,
			` ${text}`,
			`${text}\r`,
			JSON.stringify(record, undefined, ' ').replaceAll('\n', ''),
			text.replace('"v":1', '"v":1.0'),
			text.replace('"R"', '"\\u0052"'),
			text.replace(/\}$/, ',"v":1}'),
			JSON.stringify(Object.fromEntries(Object.entries(record).reverse())),
		]),
	);
});

const FIELDS: ReadonlyArray<(record: AuditRecord, scene: Scene) => object> = [
	(record) => ({ ...record, outcome: record.outcome === '0' ? '8' : '0' }),
	(record) => ({ ...record, actor: { type: 'user', id: 'nobody' } }),
	(record) => ({ ...record, patient: { pseudonym: 'f'.repeat(32), keyId: '00000001' } }),
	(record) => ({ ...record, patient: undefined, actor: undefined }),
	(record) => ({ ...record, kind: record.kind === 'system' ? 'work' : 'system' }),
	(record) => ({ ...record, interaction: 'chart-looked-at' }),
	(record) => ({ ...record, breakGlass: true }),
	(record) => ({ ...record, agent: { ...record.agent, instance: 'elsewhere' } }),
	(record) => ({ ...record, seq: record.seq + 1 }),
	(record, { random }) => ({ ...record, seq: record.seq + random.pick([0.5, 1e9, -1e3]) }),
	(record, { random }) => ({ ...record, prev: random.integer(0, 9).toString().repeat(64) }),
	(record) => ({ ...record, v: 2 }),
	(record) => ({ ...record, added: true }),
	(record) => ({ ...record, objects: [{ type: 'Patient', count: 7 }] }),
];

export const fieldEdit = onLine((line, scene) => {
	const record = recordOf(line);
	return record && lineOf(scene.random.pick(FIELDS)(record, scene));
});

export const timeEdit = onLine((line, { random }) => {
	const record = recordOf(line);
	const time = Date.parse(record?.recorded ?? '');
	if (record === undefined || Number.isNaN(time)) return undefined;
	const moved = time + random.pick([-1, 1]) * random.integer(1, 86_400_000);
	return lineOf({ ...record, recorded: new Date(moved).toISOString() });
});

/** A record that another one has been put in place of: same time, other content. */
export const lineReplaced = onLine((line, scene) => {
	const other = anyLine(scene);
	const record = recordOf(line);
	const foreign = other && recordOf(lineAt(other.writer, other.at));
	if (record === undefined || foreign === undefined) return undefined;
	const { origin, seq, prev, recorded } = record;
	return lineOf({ ...foreign, origin, seq, prev, recorded });
});

export const linesDeleted: Edit = (scene) => {
	const spot = anyLine(scene);
	if (spot === undefined) return false;
	splice(spot.writer, spot.at, scene.random.pick([1, 1, 1, 2, 5]));
	return true;
};

export const lineInserted: Edit = (scene) => {
	const spot = anyLine(scene);
	const record = spot && recordOf(lineAt(spot.writer, spot.at));
	if (spot === undefined || record === undefined) return false;
	const { checkpoint: _, ...plain } = record;
	const at = spot.at + scene.random.integer(0, 1);
	const forged = { ...plain, interaction: 'chart-read', kind: 'access', seq: at + 1 };
	splice(spot.writer, at, 0, lineOf(forged));
	return true;
};

export const lineDuplicated: Edit = (scene) => {
	const spot = anyLine(scene);
	if (spot === undefined) return false;
	splice(spot.writer, spot.at + 1, 0, lineAt(spot.writer, spot.at));
	return true;
};

/** A line of before, put at the end once more or anywhere after itself. */
export const lineReplayed: Edit = (scene) => {
	const spot = anyLine(scene);
	if (spot === undefined) return false;
	const { length } = flat(spot.writer);
	const to = scene.random.pick([length, scene.random.integer(spot.at + 1, length)]);
	splice(spot.writer, to, 0, lineAt(spot.writer, spot.at));
	return true;
};

export const linesSwapped: Edit = (scene) => {
	const spot = anyLine(scene);
	if (spot === undefined) return false;
	const lines = flat(spot.writer);
	const other = scene.random.integer(0, lines.length - 1);
	if (other === spot.at) return false;
	const [a, b] = [Math.min(other, spot.at), Math.max(other, spot.at)];
	const [first, second] = [lines[a] as Buffer, lines[b] as Buffer];
	splice(spot.writer, b, 1, first);
	splice(spot.writer, a, 1, second);
	return true;
};

export const lineMoved: Edit = (scene) => {
	const spot = anyLine(scene);
	if (spot === undefined) return false;
	const line = lineAt(spot.writer, spot.at);
	const to = scene.random.integer(0, flat(spot.writer).length - 1);
	if (to === spot.at) return false;
	splice(spot.writer, spot.at, 1);
	splice(spot.writer, to, 0, line);
	return true;
};

export const cutAtLine: Edit = (scene) => {
	const spot = anyLine(scene);
	if (spot === undefined) return false;
	splice(spot.writer, spot.at, Infinity);
	dropEmpty(spot.writer);
	spot.writer.torn = Buffer.alloc(0);
	return true;
};

/** As if the writer had been killed there. */
export const cutInLine: Edit = (scene) => {
	const spot = anyLine(scene);
	if (spot === undefined) return false;
	const line = lineAt(spot.writer, spot.at);
	splice(spot.writer, spot.at, Infinity);
	dropEmpty(spot.writer);
	spot.writer.torn = line.subarray(0, scene.random.integer(1, line.length));
	return true;
};
