import type {
	ICredentialDataDecryptedObject,
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import { probeServer, type FhirServerCredential } from '../../../clients/fhir';
import { probeElastic } from '../../../clients/elastic';
import { intakeOf, required, type IntakeCredential } from '../../../clients/ingest';
import { probeLogs } from '../../../clients/otlp';
import { probeHec } from '../../../clients/splunk';
import { credentialTest } from '../../../shared/face';
import { probeReceiver, type SyslogCredential } from '../../delivery/target';

type Test = (
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted<ICredentialDataDecryptedObject>,
) => Promise<INodeCredentialTestResult>;

/** A test for n8n's dialog. @param probe says in one line what it found */
const testOf = <T>(probe: (credential: T) => Promise<string>): Test =>
	async function test(credential) {
		return await credentialTest(
			'Testing the connection to the SIEM',
			async () => await probe((credential.data ?? {}) as T),
		);
	};

/** What `testedBy` of the node's credentials names. The one for FHIR is tested by the FHIR nodes. */
export const receiverTests = {
	auditFhirServer: testOf<FhirServerCredential>(async (data) => await probeServer(data)),
	elasticCluster: testOf<IntakeCredential>(async (data) => await probeElastic(intakeOf(data))),
	otlpReceiver: testOf<IntakeCredential>(async (data) => await probeLogs(intakeOf(data))),
	splunkCollector: testOf<IntakeCredential>(
		async (data) => await probeHec({ ...intakeOf(data), token: required(data.token, 'token') }),
	),
	syslogReceiver: testOf<SyslogCredential>(probeReceiver),
};
