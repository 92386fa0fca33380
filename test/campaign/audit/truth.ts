/** What is known of an untouched ledger, read by the documents alone. */
import { linesOf, notesPath, writersOf, type Image } from './image.ts';

export interface Head {
	origin: string;
	seq: number;
}

/** A signed checkpoint of the untouched ledger, and what it claims: so many lines of each writer. */
export interface Statement {
	origin: string;
	/** Number of the record that carries it. */
	seq: number;
	recorded: string;
	signature: string;
	/** The record's member, as JSON. */
	member: string;
	/** Its whole line. */
	line: Buffer;
	/** The writers that it covers and how many of their first lines. */
	claims: ReadonlyMap<string, number>;
	/** Writers before this one are claimed exactly, but those named: not a line more. */
	before?: string;
	named: ReadonlySet<string>;
}

/** What is known of an untouched ledger. */
export interface Truth {
	image: Image;
	lines: ReadonlyMap<string, readonly Buffer[]>;
	/** By `recorded`, which rises throughout. */
	statements: readonly Statement[];
	/** Writers removed in order: where that is recorded. */
	disposals: ReadonlyMap<string, Head>;
}

export interface Parsed {
	v?: unknown;
	origin?: unknown;
	seq?: unknown;
	prev?: unknown;
	recorded?: string;
	interaction?: string;
	objects?: Array<{ version?: string }>;
	checkpoint?: {
		size: number;
		signature: string;
		heads: Head[];
		older?: { before: string };
	};
}

const known = new WeakMap<Buffer, { record: Parsed | undefined; form: boolean }>();

/** Lines are shared between images, so most of them are read once. */
export function read(line: Buffer): { record: Parsed | undefined; form: boolean } {
	let found = known.get(line);
	if (found === undefined) {
		const record = parse(line);
		found = { record, form: record !== undefined && canonical(record) === line.toString('utf8') };
		known.set(line, found);
	}
	return found;
}

function parse(line: Buffer): Parsed | undefined {
	try {
		const value = JSON.parse(line.toString('utf8')) as unknown;
		const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
		return isObject ? (value as Parsed) : undefined;
	} catch {
		return undefined;
	}
}

function canonical(value: unknown): string {
	if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
	if (typeof value !== 'object' || value === null) return JSON.stringify(value);
	const fields = value as Record<string, unknown>;
	const members = Object.keys(fields).sort();
	return `{${members.map((key) => `${JSON.stringify(key)}:${canonical(fields[key])}`).join(',')}}`;
}

/** Reads an untouched ledger. */
export function truthOf(image: Image): Truth {
	const lines = new Map(writersOf(image).map((origin) => [origin, linesOf(image, origin)]));
	const disposals = new Map<string, Head>();
	const found: Array<{ record: Parsed; line: Buffer }> = [];
	const times = new Map<string, string[]>();
	for (const [origin, all] of lines) {
		const recorded: string[] = [];
		times.set(origin, recorded);
		for (const [at, line] of all.entries()) {
			const record = parse(line) ?? {};
			recorded.push(record.recorded ?? '');
			if (record.checkpoint !== undefined) found.push({ record, line });
			const gone = record.objects?.[0]?.version;
			if (record.interaction === 'audit-origin-disposed' && gone !== undefined) {
				disposals.set(gone, { origin, seq: at + 1 });
			}
		}
	}
	const statements = found.map(({ record, line }) => statementOf(record, line, times));
	statements.sort((a, b) => (a.recorded < b.recorded ? -1 : 1));
	return { image, lines, statements, disposals };
}

function statementOf(
	{ origin, seq, recorded = '', checkpoint }: Parsed,
	line: Buffer,
	times: ReadonlyMap<string, readonly string[]>,
): Statement {
	const { size, heads, older, signature } = checkpoint as NonNullable<Parsed['checkpoint']>;
	const claims = new Map<string, number>(heads.map((head) => [head.origin, head.seq]));
	claims.set(String(origin), size);
	if (older !== undefined) {
		for (const [name, moments] of times) {
			if (name >= older.before || claims.has(name)) continue;
			claims.set(name, moments.filter((moment) => moment < recorded).length);
		}
	}
	return {
		origin: String(origin),
		seq: Number(seq),
		recorded,
		signature,
		member: JSON.stringify(checkpoint),
		line,
		claims,
		...(older !== undefined && { before: older.before }),
		named: new Set([String(origin), ...heads.map((head) => head.origin)]),
	};
}

/** Up to which line each writer is covered by any of the statements. */
export function reachOf(statements: Iterable<Statement>): Map<string, number> {
	const reach = new Map<string, number>();
	for (const { claims } of statements) {
		for (const [origin, lines] of claims) {
			reach.set(origin, Math.max(reach.get(origin) ?? 0, lines));
		}
	}
	return reach;
}

/** The last character of base64 may carry bits that stand for nothing: such notes are the same note. */
export const plain = (note: string | undefined): string | undefined =>
	note?.replace(/[A-Za-z0-9+/]{42,}={0,2}/g, (text) =>
		Buffer.from(text, 'base64').toString('base64'),
	);

/** The signed note of a statement in the file beside its ledger, as it stands there. */
export function noteIn(image: Image, { origin, signature }: Statement): string | undefined {
	const text = (image.get(notesPath(origin)) ?? Buffer.alloc(0)).toString('utf8');
	// A note begins with the name of its ledger: what stands before that is something else.
	const blocks = text
		.split(/(?<=^\u2014[^\n]*\n)\n?/m)
		.map((block) => block.slice(Math.max(0, block.lastIndexOf('n8n-nodes-hospital/audit/'))));
	return blocks.find((block) => {
		const [, both = ''] = /^\u2014 \S+ (\S+)$/m.exec(block) ?? [];
		return Buffer.from(both, 'base64').subarray(4).toString('base64') === signature;
	});
}
