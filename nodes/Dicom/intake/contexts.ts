import {
	ContextResult,
	isUid,
	VERIFICATION,
	type ContextAnswer,
	type ProposedContext,
} from '../../clients/dimse';
import { TransferSyntax } from '../../formats/dicom';

const DICOM_ROOT = '1.2.840.10008.';
const STORAGE_ROOT = '1.2.840.10008.5.1.4.1.1.';
/** Storage classes of PS3.4 B.5 outside the storage root: RT Beams Delivery Instruction. */
const OTHER_STORAGE = new Set(['1.2.840.10008.5.1.4.34.7', '1.2.840.10008.5.1.4.34.10']);

/**
 * Storage of whatever kind, known or not, and of private kinds: what cannot be interpreted can
 * still be kept as it came. Everything else of the standard is a service that is not offered here.
 */
export function isStorageClass(uid: string): boolean {
	if (!isUid(uid)) return false;
	return uid.startsWith(STORAGE_ROOT) || OTHER_STORAGE.has(uid) || !uid.startsWith(DICOM_ROOT);
}

/**
 * Chooses one of the proposed transfer syntaxes: Explicit VR Little Endian, else Implicit VR Little
 * Endian, else the first proposed. Senders convert to the first two without loss; when they propose
 * neither, they send what they hold, and any syntax is taken because nothing is decoded here.
 */
export function chooseTransferSyntax(proposed: readonly string[]): string | undefined {
	const usable = proposed.filter(isUid);
	for (const preferred of [TransferSyntax.ExplicitLittle, TransferSyntax.ImplicitLittle]) {
		if (usable.includes(preferred)) return preferred;
	}
	return usable[0];
}

/** Answers one proposed presentation context (PS3.8 9.3.3.2). */
export function answerContext({
	id,
	abstractSyntax,
	transferSyntaxes,
}: ProposedContext): ContextAnswer {
	if (abstractSyntax !== VERIFICATION && !isStorageClass(abstractSyntax)) {
		const result = ContextResult.abstractSyntaxNotSupported;
		return { id, result, transferSyntax: TransferSyntax.ImplicitLittle };
	}
	const transferSyntax = chooseTransferSyntax(transferSyntaxes);
	return transferSyntax === undefined
		? {
				id,
				result: ContextResult.transferSyntaxesNotSupported,
				transferSyntax: TransferSyntax.ImplicitLittle,
			}
		: { id, result: ContextResult.acceptance, transferSyntax };
}
