import { hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { HospitalError } from '../../shared/errors';
import { isSigned, signedNote } from '../../shared/ledger/checkpoint';
import type { AuditRecord } from '../../shared/ledger/event';
import { MAX_LINE_BYTES } from '../../shared/ledger/heads';
import { leafHash } from '../../shared/ledger/merkle';
import { parseNotes, readCheckpoint, type ReadNote } from '../../shared/ledger/note';
import { listOrigins, listSegments, segmentPath } from '../../shared/ledger/places';
import type { Verifier } from '../../shared/ledger/signing';
import { linesOf } from '../../shared/work/lines';
import { inclusionPath, rootFromPath } from './merkle-proof';

/**
 * Proof that a record stood in the ledger when a checkpoint was signed. It stands for itself: who has
 * it and the public key needs neither the ledger nor this server.
 */
export interface InclusionProof {
	format: 'n8n-nodes-hospital/audit-proof/1';
	/** SHA-256 (hex) of the line. */
	id: string;
	/** The record as it stands in the ledger, without the newline. */
	line: string;
	/** Place of the record in the tree, from 0. */
	leafIndex: number;
	/** Hashes (hex) from the record's neighbour up to the root (RFC 6962 2.1.1). */
	path: string[];
	/** The signed checkpoint. */
	note: string;
}

interface Found {
	lines: string[];
	index: number;
	checkpoint: ReadNote;
}

/**
 * @param id SHA-256 (hex) of the record's line: its event id
 * @throws HospitalError `audit-event-unknown`, `audit-event-uncovered`
 */
export async function proveInclusion(auditDir: string, id: string): Promise<InclusionProof> {
	for (const origin of await listOrigins(auditDir)) {
		const found = await findIn(auditDir, origin, id);
		if (found === undefined) continue;
		const { lines, index, checkpoint } = found;
		const leaves = lines.slice(0, checkpoint.body.size).map((line) => leafHash(Buffer.from(line)));
		return {
			format: 'n8n-nodes-hospital/audit-proof/1',
			id,
			line: lines[index],
			leafIndex: index,
			path: inclusionPath(leaves, index).map((node) => node.toString('hex')),
			note: signedNote(checkpoint.body, checkpoint.keyId, checkpoint.signature),
		};
	}
	throw new HospitalError('audit-event-unknown', 'No record of the ledger has that id', {
		nextStep:
			'The id is the SHA-256 of the record, 64 hexadecimal digits; a SIEM shows it as "id".',
	});
}

/** The record and the first checkpoint behind it. */
async function findIn(auditDir: string, origin: string, id: string): Promise<Found | undefined> {
	const lines: string[] = [];
	let index = -1;
	for (const segment of await listSegments(auditDir, origin)) {
		const input = createReadStream(segmentPath(auditDir, origin, segment));
		for await (const { text: line = '' } of linesOf(input, MAX_LINE_BYTES + 1)) {
			if (index < 0 && hash('sha256', line, 'hex') === id) index = lines.length;
			else if (index >= 0 && line.includes('"checkpoint":')) {
				const { checkpoint } = JSON.parse(line) as AuditRecord;
				const note = readCheckpoint(origin, checkpoint);
				if (note?.body.size === lines.length) {
					input.destroy();
					return { lines, index, checkpoint: note };
				}
			}
			lines.push(line);
		}
	}
	if (index < 0) return undefined;
	throw new HospitalError('audit-event-uncovered', 'No checkpoint covers that record yet', {
		nextStep:
			'One follows within seconds while n8n runs, and when it ends in order. Try again then; a writer that was killed has none behind its last records.',
	});
}

/**
 * Checks a proof against public keys alone.
 *
 * @returns the record and when it was signed for
 * @throws HospitalError `audit-proof-invalid`
 */
export function checkProof(
	proof: InclusionProof,
	keys: readonly Verifier[],
): { record: AuditRecord; signedAt: string } {
	const [note] = typeof proof?.note === 'string' ? parseNotes(proof.note) : [];
	const key = keys.find(({ keyId }) => keyId === note?.keyId);
	const line = typeof proof?.line === 'string' ? Buffer.from(proof.line) : Buffer.alloc(0);
	const path = Array.isArray(proof?.path)
		? proof.path.map((node) => Buffer.from(String(node), 'hex'))
		: [];
	const sound =
		note !== undefined &&
		key !== undefined &&
		isSigned(note.body, note.signature, key) &&
		path.every((node) => node.length === 32) &&
		Number.isSafeInteger(proof.leafIndex) &&
		hash('sha256', line, 'hex') === proof.id &&
		rootFromPath(leafHash(line), proof.leafIndex, note.body.size, path)?.toString('hex') ===
			note.body.root;
	if (sound) {
		// Read from the bytes that were hashed.
		return { record: JSON.parse(line.toString('utf8')) as AuditRecord, signedAt: note.body.time };
	}
	throw new HospitalError('audit-proof-invalid', 'The proof does not hold', {
		nextStep:
			'Check that it was given whole and that --key is the public key of the site it came from. Otherwise the record in it was never signed for.',
	});
}
