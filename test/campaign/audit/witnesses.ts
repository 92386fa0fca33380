import { createHash } from 'node:crypto';
import { rfc5424 } from '../../../dist/nodes/Audit/formats/rfc5424.js';
import { readWitnesses } from '../../../dist/nodes/Audit/verify/witness.js';
import type { AuditRecord } from '../../../dist/nodes/shared/ledger/event.js';
import type { ReadNote } from '../../../dist/nodes/shared/ledger/note.js';
import type { Random } from '../../hospital/random.ts';
import { recordOf } from './draft.ts';
import type { Image } from './image.ts';
import { noteIn, reachOf, type Statement, type Truth } from './truth.ts';

/** Checkpoints that are kept elsewhere. */
export interface Witness {
	text: string;
	notes: ReadNote[];
	statements: readonly Statement[];
}

/** What a sink held at some moments: all checkpoints until then, in the forms in which they come back. */
export function witnessesOf(truth: Truth, random: Random): Witness[] {
	const { statements } = truth;
	const settledMoments = Array.from(
		{ length: statements.length + 1 },
		(_, moment) => moment,
	).filter((moment) => isSettled(statements.slice(0, moment), truth));
	return FORMS.map((form, index) => {
		const moment = index === 0 ? statements.length : random.pick(settledMoments);
		const held = statements.slice(0, moment);
		const text = form(held, truth.image);
		return { text, notes: readWitnesses(text), statements: held };
	});
}

/** True unless a writer that they speak of was removed in order and they do not reach to the record of it. */
function isSettled(held: readonly Statement[], truth: Truth): boolean {
	const reach = reachOf(held);
	return [...reach.keys()].every((origin) => {
		const recordedIn = truth.disposals.get(origin);
		return recordedIn === undefined || (reach.get(recordedIn.origin) ?? 0) >= recordedIn.seq;
	});
}

const FORMS: ReadonlyArray<(held: readonly Statement[], image: Image) => string> = [
	(held, image) => held.map((one) => noteOf(one, image)).join('\n'),
	(held) => held.map(({ line }) => line.toString('utf8')).join('\n'),
	(held) => `# exported\n${held.map(asSyslog).join('\n')}\n`,
	(held, image) =>
		held.map((one, at) => (at % 2 === 0 ? asSyslog(one) : `\n${noteOf(one, image)}`)).join('\n'),
];

function asSyslog({ line }: Statement): string {
	const id = createHash('sha256').update(line).digest('hex');
	const record = recordOf(line) as AuditRecord;
	return rfc5424({ id, record, bytes: line.length + 1 }).toString('utf8');
}

/** The signed note as it stands beside the ledger. */
const noteOf = (one: Statement, image: Image): string => noteIn(image, one) ?? '';
