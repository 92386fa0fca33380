import type { Command } from '../../shared/command';
import { HospitalError } from '../../shared/errors';
import { checkProof, proveInclusion, type InclusionProof } from '../verify/prove';
import { last, parseArguments, readNamedFile } from '../../shared/command-line';
import { auditFolder, publicKeys } from './places';

const USAGE = `Usage: hospital audit proof ID [DIR]
       hospital audit proof --check FILE [--key KEY]

Writes a proof that the record with this id (SHA-256 of its line, shown as "id" in a SIEM) stood in
the ledger when the checkpoint behind it was signed. The proof is one JSON object and stands for
itself: whoever has it and the public key can check it without the ledger.

  --check FILE  checks such a proof and shows what it proves. Exit code 1 when it does not hold.
  --key KEY     public key, as "hospital audit key show" prints it, or a file with it; default: the
                key of this server.`;

export const proofCommand: Command = {
	name: 'proof',
	summary: 'prove to others that one record was there',
	usage: USAGE,
	async run(words, out) {
		const args = parseArguments(words, ['check', 'key']);
		const file = last(args, 'check');
		if (file !== undefined) {
			const { keys } = await publicKeys(args);
			const { record, signedAt } = checkProof(parse(readNamedFile(file)), keys);
			out.line(JSON.stringify(record));
			out.note(
				`The proof holds: this is record ${record.seq} of ${record.origin}, and it was in the ledger when that was signed at ${signedAt}.`,
			);
			return 0;
		}
		const [id, dir] = args.rest;
		if (!/^[0-9a-f]{64}$/.test(id ?? '') || args.rest.length > 2) {
			out.note(USAGE);
			return 2;
		}
		out.line(JSON.stringify(await proveInclusion(auditFolder(dir), id), undefined, '\t'));
		return 0;
	},
};

function parse(text: string): InclusionProof {
	try {
		return JSON.parse(text) as InclusionProof;
	} catch {
		throw new HospitalError('audit-proof-invalid', 'The file holds no proof', {
			nextStep: 'Give the file that "hospital audit proof ID" wrote.',
		});
	}
}
