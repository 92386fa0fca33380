import {
	NodeOperationError,
	type ILoadOptionsFunctions,
	type INodeListSearchResult,
} from 'n8n-workflow';
import { offeredModels, type LocalLlmCredential } from '../../clients/llm';
import { toHospitalError } from '../../shared/errors';
import { honourEgressFilter } from '../../shared/face/egress';

/** The models that the server offers, for the field Model. Those that run elsewhere are left out. */
export async function models(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	honourEgressFilter(this);
	try {
		const credential = await this.getCredentials<LocalLlmCredential>('localLlmApi');
		return { results: await offeredModels(credential, filter) };
	} catch (error) {
		const { message, nextStep } = toHospitalError(error, 'Reading the list of models');
		throw new NodeOperationError(this.getNode(), message, {
			description: `${nextStep} You can also choose "By Name" and type it.`,
		});
	}
}
