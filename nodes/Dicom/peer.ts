import type { DicomPeer } from '../clients/dimse';
import { checkAeTitle } from './intake';

/** The DICOM Node credential, as the dialog fills it. */
export interface DicomNodeCredential {
	host: string;
	port: number;
	calledAeTitle: string;
	callingAeTitle: string;
	transport?: 'tcp' | 'tls';
	caCertificate?: string;
	clientCertificate?: string;
	clientPrivateKey?: string;
	serverName?: string;
}

/** @throws HospitalError `ae-title-invalid` */
export function peerOf(credential: DicomNodeCredential, signal?: AbortSignal): DicomPeer {
	checkAeTitle(credential.calledAeTitle, 'called');
	checkAeTitle(credential.callingAeTitle, 'calling');
	const { caCertificate, clientCertificate, clientPrivateKey, serverName } = credential;
	return {
		host: credential.host.trim(),
		port: Number(credential.port),
		calledAeTitle: credential.calledAeTitle.trim(),
		callingAeTitle: credential.callingAeTitle.trim(),
		...(credential.transport === 'tls' && {
			tls: {
				...(caCertificate && { ca: caCertificate }),
				...(clientCertificate && { cert: clientCertificate }),
				...(clientPrivateKey && { key: clientPrivateKey }),
				...(serverName && { servername: serverName }),
			},
		}),
		...(signal && { signal }),
	};
}
