import type { DicomPeer } from '../clients/dimse';
import { tlsSettings, type TlsCredential } from '../shared/egress';
import { checkAeTitle } from './intake';

/** The DICOM Node credential, as the dialog fills it. */
export interface DicomNodeCredential extends TlsCredential {
	host: string;
	port: number;
	calledAeTitle: string;
	callingAeTitle: string;
	transport?: 'tcp' | 'tls';
}

/** @throws HospitalError `ae-title-invalid`, `client-certificate-incomplete` */
export function peerOf(credential: DicomNodeCredential, signal?: AbortSignal): DicomPeer {
	checkAeTitle(credential.calledAeTitle, 'called');
	checkAeTitle(credential.callingAeTitle, 'calling');
	return {
		host: credential.host.trim(),
		port: Number(credential.port),
		calledAeTitle: credential.calledAeTitle.trim(),
		callingAeTitle: credential.callingAeTitle.trim(),
		...(credential.transport === 'tls' && { tls: tlsSettings(credential) }),
		...(signal && { signal }),
	};
}
