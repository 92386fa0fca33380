import type {
	ICredentialDataDecryptedObject,
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import { probeServers, type LocalLlmCredential } from '../../clients/llm';
import { credentialTest } from '../../shared/face';

/** The connection test of the Local LLM credential. */
export async function testCredential(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted<ICredentialDataDecryptedObject>,
): Promise<INodeCredentialTestResult> {
	return await credentialTest(
		'Testing the connection to the language model server',
		async () => await probeServers((credential.data ?? {}) as unknown as LocalLlmCredential),
	);
}
