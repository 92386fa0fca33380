import {
	NodeConnectionTypes,
	type ICredentialDataDecryptedObject,
	type ICredentialsDecrypted,
	type ICredentialTestFunctions,
	type IExecuteFunctions,
	type INodeCredentialTestResult,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { probeServer, type FhirServerCredential } from '../clients/fhir';
import {
	credentialTest,
	OperationContext,
	operationProperties,
	operationSubtitle,
	outputsExpression,
	purposeField,
	runOperations,
	sealingField,
} from '../shared/face';
import { addToBundle, withAllItems } from './actions/add-to-bundle.operation';
import { bulkExport } from './actions/bulkExport.operation';
import { chartContext } from './actions/chartContext.operation';
import { create } from './actions/create.operation';
import { remove } from './actions/delete.operation';
import { history } from './actions/history.operation';
import { operation } from './actions/operation.operation';
import { patch } from './actions/patch.operation';
import { read } from './actions/read.operation';
import { search } from './actions/search.operation';
import { signDraft } from './actions/signDraft.operation';
import { transaction } from './actions/transaction.operation';
import { update } from './actions/update.operation';
import { validate } from './actions/validate.operation';
import { vread } from './actions/vread.operation';
import { writeDraft } from './actions/writeDraft.operation';
import { listSearch } from './lists/list-search';

/** By the names that the list shows. */
const OPERATIONS = [
	addToBundle,
	bulkExport,
	operation,
	chartContext,
	create,
	remove,
	history,
	patch,
	read,
	vread,
	search,
	signDraft,
	transaction,
	update,
	validate,
	writeDraft,
];

export class Fhir implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'FHIR',
		name: 'fhir',
		icon: { light: 'file:fhir.svg', dark: 'file:fhir.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: operationSubtitle(OPERATIONS),
		description: 'Read, search and write the electronic health record over FHIR R4',
		defaults: { name: 'FHIR' },
		inputs: [NodeConnectionTypes.Main],
		outputs: outputsExpression(OPERATIONS) as `={{${string}}}`,
		// It writes to the chart: an AI agent must not decide about that.
		usableAsTool: undefined,
		credentials: [
			{
				name: 'fhirServerApi',
				required: true,
				testedBy: 'fhirServer',
				displayOptions: { hide: { operation: [validate.value] } },
			},
		],
		properties: [...operationProperties(OPERATIONS, read.value), purposeField, sealingField],
	};

	methods = {
		listSearch,
		credentialTest: {
			async fhirServer(
				this: ICredentialTestFunctions,
				credential: ICredentialsDecrypted<ICredentialDataDecryptedObject>,
			): Promise<INodeCredentialTestResult> {
				return await credentialTest(
					'Testing the connection to the FHIR server',
					async () => await probeServer((credential.data ?? {}) as unknown as FhirServerCredential),
				);
			},
		},
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const contexts = () =>
			this.getInputData().map(({ json }, index) => new OperationContext(this, index, json));
		return await runOperations(this, withAllItems(OPERATIONS, contexts));
	}
}
