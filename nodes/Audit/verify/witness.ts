import type { AuditCheckpoint } from '../../shared/ledger/checkpoint';
import { noteText } from '../../shared/ledger/checkpoint';
import { parseNotes, type ReadNote } from '../../shared/ledger/note';
import { isOrigin } from '../../shared/ledger/places';

/**
 * The checkpoints in a file that was kept elsewhere: signed notes, or the events that a SIEM got and
 * gives back, one per line, with or without the syslog header in front. Everything else in the file
 * is passed over.
 */
export function readWitnesses(text: string): ReadNote[] {
	const events = text
		.split('\n')
		.filter((line) => line.includes('"checkpoint"'))
		.map(eventIn)
		.filter((note) => note !== undefined);
	return [...parseNotes(text), ...events];
}

function eventIn(line: string): ReadNote | undefined {
	for (let at = line.indexOf('{'); at >= 0; at = line.indexOf('{', at + 1)) {
		const found = noteOf(parse(line.slice(at)));
		if (found !== undefined) return found;
	}
	return undefined;
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text.trim());
	} catch {
		return undefined;
	}
}

/** The form is proven by the signature later; here only what would make it unreadable is refused. */
function noteOf(value: unknown): ReadNote | undefined {
	const { origin, checkpoint } = (value ?? {}) as { origin?: unknown; checkpoint?: unknown };
	if (!isOrigin(origin) || typeof checkpoint !== 'object' || checkpoint === null) return undefined;
	const { keyId, signature, ...rest } = checkpoint as AuditCheckpoint;
	const body = { ...rest, origin };
	try {
		noteText(body);
	} catch {
		return undefined;
	}
	return Number.isSafeInteger(body.size) ? { body, keyId, signature } : undefined;
}
