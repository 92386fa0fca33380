import { parseNotes, readCheckpoint, type ReadNote } from '../../shared/ledger/note';

/** Text that may stand in front of the JSON of a line holds few braces. */
const MAX_STARTS = 32;
/** How deep a receiver may have wrapped an event: export, document, record, body, text. */
const MAX_DEPTH = 16;

/**
 * The checkpoints in a file that was kept elsewhere: signed notes, or the events that a SIEM got and
 * gives back, as one JSON value or one line each, with or without the syslog header in front, and however deep the SIEM
 * has wrapped them, as JSON or as JSON text within JSON. Everything else in the file is passed over.
 */
export function readWitnesses(text: string): ReadNote[] {
	const whole = notesWithin(documentIn(text), MAX_DEPTH);
	if (whole.length > 0) return whole;
	const events = text
		.split('\n')
		.filter((line) => line.includes('checkpoint'))
		.flatMap((line) => notesWithin(valueIn(line), MAX_DEPTH));
	return [...parseNotes(text), ...events];
}

/** A file that is one JSON value, or several over more than one line each, as tools print them for people. */
function documentIn(text: string): unknown {
	const trimmed = text.trim();
	if (!/^[[{]/.test(trimmed) || !trimmed.includes('checkpoint')) return undefined;
	return parse(trimmed) ?? parse(`[${trimmed.replace(/^\}\r?\n(?=\{)/gm, '},\n')}]`);
}

/** The JSON in a line of text, or in one of a table, where each quotation mark stands doubled. */
function valueIn(line: string): unknown {
	const value = valueAfterText(line);
	if (value !== undefined || !line.includes('""checkpoint""')) return value;
	const plain = line.replaceAll('""', '"');
	return valueAfterText(plain.slice(0, plain.lastIndexOf('}') + 1));
}

/** The JSON that a line ends with. */
function valueAfterText(line: string): unknown {
	let at = line.indexOf('{');
	for (let start = 0; at >= 0 && start < MAX_STARTS; start++) {
		const value = parse(line.slice(at));
		if (value !== undefined) return value;
		at = line.indexOf('{', at + 1);
	}
	return undefined;
}

function notesWithin(value: unknown, depth: number): ReadNote[] {
	if (depth === 0) return [];
	if (typeof value === 'string') {
		return value.includes('"checkpoint"') ? notesWithin(valueIn(value), depth - 1) : [];
	}
	if (typeof value !== 'object' || value === null) return [];
	const own = noteOf(value);
	if (own !== undefined) return [own];
	return Object.values(value).flatMap((member) => notesWithin(member, depth - 1));
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text.trim());
	} catch {
		return undefined;
	}
}

function noteOf(value: object): ReadNote | undefined {
	const { origin, checkpoint } = value as { origin?: unknown; checkpoint?: unknown };
	return typeof origin === 'string' ? readCheckpoint(origin, checkpoint) : undefined;
}
