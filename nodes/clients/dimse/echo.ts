import { TransferSyntax } from '../../formats/dicom';
import { HospitalError } from '../../shared/errors';
import { ClientAssociation, type DicomPeer } from './client-association';
import { CommandField } from './command';
import { statusMeaning } from './status';
import { VERIFICATION } from './uids';

/**
 * C-ECHO (PS3.4 A): the other system is there, knows both AE titles and answers.
 *
 * @returns milliseconds from connecting to the answer
 * @throws HospitalError `association-rejected`, `dicom-timeout`, `echo-refused`, ...
 */
export async function echo(peer: DicomPeer): Promise<{ milliseconds: number }> {
	const start = performance.now();
	const association = await ClientAssociation.open(peer, [
		{
			id: 1,
			abstractSyntax: VERIFICATION,
			transferSyntaxes: [TransferSyntax.ImplicitLittle, TransferSyntax.ExplicitLittle],
		},
	]);
	try {
		if (!association.accepted.has(1)) throw refused('it does not offer Verification');
		const { command } = await association.request(1, {
			commandField: CommandField.echoRequest,
			affectedSopClassUid: VERIFICATION,
		});
		const status = command.status ?? 0xffff;
		if (status !== 0) throw refused(statusMeaning(status));
		return { milliseconds: Math.round(performance.now() - start) };
	} finally {
		await association.release();
	}
}

const refused = (why: string) =>
	new HospitalError('echo-refused', `The DICOM system did not confirm the test message: ${why}`, {
		nextStep: 'Ask the administrator of the other system to allow DICOM Verification (C-ECHO).',
	});
