import type { Output } from '../../shared/command';
import { readNamedFile, type Arguments } from '../../shared/command-line';
import { HospitalError } from '../../shared/errors';
import type { ReadNote } from '../../shared/ledger/note';
import { readWitnesses } from '../verify/witness';

/**
 * The checkpoints in the files named with --witness, each of which must hold some: a comparison with
 * nothing must not pass for one.
 *
 * @throws HospitalError `audit-witness-empty`, `file-unreadable`
 */
export function givenWitnesses(args: Arguments, out: Output): ReadNote[] {
	return (args.values.get('witness') ?? []).flatMap((path) => {
		const text = readNamedFile(path);
		const notes = readWitnesses(text);
		if (notes.length === 0) throw nothingIn(path, text);
		out.note(`${notes.length} checkpoints in ${path}.`);
		return notes;
	});
}

function nothingIn(path: string, text: string): HospitalError {
	const mentions = text.match(/audit-checkpoint|n8n-nodes-hospital\/audit/g)?.length ?? 0;
	const found =
		text.trim() === ''
			? 'It is empty.'
			: mentions === 0
				? 'It does not speak of checkpoints at all.'
				: `Checkpoints are named ${mentions} times in it, but none is there whole and unchanged.`;
	return new HospitalError(
		'audit-witness-empty',
		`No checkpoint of an audit ledger can be read in ${path}`,
		{
			nextStep: `${found} Nothing was verified. Export the events with interaction "audit-checkpoint" from the SIEM, whole and as JSON (one per line, or a list), or give a copy of checkpoints.txt.`,
		},
	);
}
