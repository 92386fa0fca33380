import { echo } from '../../../clients/dimse';
import type { Operation } from '../../../shared/face';
import { peerOf, type DicomNodeCredential } from '../../peer';

export const verify: Operation = {
	value: 'verify',
	name: 'Verify',
	description: 'Check that the other DICOM system is reachable and knows both AE titles (C-ECHO)',
	action: 'Verify a DICOM connection',
	fields: [],
	async execute(context) {
		const peer = peerOf(
			await context.credentials<DicomNodeCredential>('dicomNodeApi'),
			context.signal,
		);
		const { milliseconds } = await echo(peer);
		await context.audit({
			kind: 'system',
			interaction: 'dicom-verified',
			action: 'E',
			outcome: '0',
			network: { calledAeTitle: peer.calledAeTitle, callingAeTitle: peer.callingAeTitle },
		});
		const value = {
			calledAeTitle: peer.calledAeTitle,
			milliseconds,
			verifiedAt: new Date().toISOString(),
		};
		const clear = ['/calledAeTitle', '/milliseconds', '/verifiedAt'];
		return { add: [{ key: 'verification', value, clear }] };
	},
};
