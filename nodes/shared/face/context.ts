import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	IExecuteFunctions,
	Logger,
} from 'n8n-workflow';
import { dataDirectory } from '../data-directory';
import type { Contract, WorkItemReference } from '../contracts';
import { HospitalError } from '../errors';
import { record, type AuditEvent, type Pseudonym, type PurposeOfUse } from '../ledger';
import { failOpenPolicy, mayBeLeftOut } from '../ledger/policy';
import { sealer } from '../sealed';
import { isWorkItemId, workPolicy, workStore } from '../work';
import { noteWorkflowVersion } from '../workflow-versions';
import { auditAgent, workflowIdOf } from './agent';
import { credentialError, fieldError } from './failures';
import { isTryingOut } from './test-run';

/**
 * How a parameter with sealed tokens becomes its value, where the value has rules of its own: what a
 * token stands for is one value, and no character of it may widen or change what was meant.
 */
export interface Opening {
	/** Takes the text apart while the tokens still stand in it. */
	read?: (raw: unknown) => unknown;
	/** Writes what a token stands for. */
	escape?: (value: string) => string;
}

/** What an operation knows about an event; the rest (agent, work item, purpose) is filled in. */
export type OperationAudit = Omit<AuditEvent, 'agent' | 'workItem'> & {
	workItem?: AuditEvent['workItem'];
};

/**
 * Everything an operation may use, for one incoming item: parameters with sealed tokens resolved,
 * the work item, the journal and the ledger. Operations see nothing else of n8n.
 */
export class OperationContext {
	constructor(
		private readonly functions: IExecuteFunctions,
		readonly itemIndex: number,
		readonly json: IDataObject,
	) {}

	/**
	 * A parameter with every sealed token in it replaced by its value.
	 *
	 * @param opening for text that is read by rules of its own, such as a search
	 */
	async parameter<T>(name: string, fallback?: T, opening: Opening = {}): Promise<T> {
		const given = this.rawParameter(name, fallback);
		const value = opening.read === undefined ? given : opening.read(given);
		return (await (await sealer()).open(value, this.workflowId, opening.escape)) as T;
	}

	private rawParameter(name: string, fallback: unknown): unknown {
		try {
			return fallback === undefined
				? this.functions.getNodeParameter(name, this.itemIndex)
				: this.functions.getNodeParameter(name, this.itemIndex, fallback as object);
		} catch (error) {
			throw fieldError(error, name);
		}
	}

	/** The whole item with every sealed token in it replaced by its value. */
	async openedItem(): Promise<IDataObject> {
		return (await (await sealer()).open(this.json, this.workflowId)) as IDataObject;
	}

	/**
	 * The contract that the item carries, opened.
	 *
	 * @throws HospitalError `input-missing` when the node stands in the wrong place
	 */
	async contract<T>(contract: Contract): Promise<T> {
		let value = await this.parameter<unknown>(contract.key);
		if (typeof value === 'string' && value.trim() !== '') value = parse(value, contract);
		if (typeof value !== 'object' || value === null) {
			throw new HospitalError('input-missing', `The item carries no ${contract.name}`, {
				nextStep: `This node needs "${contract.key}" in the incoming item. Place it after the node that adds it, or point the field "${contract.key}" at the right place.`,
			});
		}
		return value as T;
	}

	/** {@link contract}, or undefined when the item does not carry it. */
	async optionalContract<T>(contract: Contract): Promise<T | undefined> {
		const value = await (await sealer()).open(this.json[contract.key], this.workflowId);
		return typeof value === 'object' && value !== null ? (value as T) : undefined;
	}

	/**
	 * The piece of work that the item belongs to; undefined for items of other triggers. In a test run
	 * it is a test, even when its data was taken from a real execution.
	 */
	get work(): WorkItemReference | undefined {
		const work = this.json.workItem as unknown as WorkItemReference | undefined;
		if (typeof work?.id !== 'string') return undefined;
		return isTryingOut(this.functions) ? { ...work, test: true } : work;
	}

	/** True for "Execute workflow" and for the items of a test event: not the hospital's work. */
	get isTest(): boolean {
		return isTryingOut(this.functions) || this.work?.test === true;
	}

	/** False in a test run, unless the node's field "Write in Test Runs" says otherwise. */
	async mayWrite(): Promise<boolean> {
		return !this.isTest || (await this.parameter<boolean>('writeInTests', false)) === true;
	}

	/**
	 * The work item when it counts: not for test events, which must not touch production state.
	 *
	 * @throws HospitalError `input-invalid`: the id names files, and without it nothing is journalled
	 */
	get liveWork(): WorkItemReference | undefined {
		const work = this.work;
		if (work === undefined || work.test === true) return undefined;
		if (isWorkItemId(work.id) && Number.isSafeInteger(work.attempt)) return work;
		throw new HospitalError('input-invalid', 'The field "workItem" of the item was changed', {
			nextStep: 'Pass it on as the trigger of this package gave it, or remove the field.',
		});
	}

	/**
	 * Computes a result that could differ on a rerun, and journals it before it is used: every later
	 * attempt at the same work gets the stored bytes. Without a work item it is just computed.
	 *
	 * @param name what the result is, unique within the work item; the node's name is added
	 * @param recorded looked at once the result is there: what must be on the disk before the result may
	 *   be used, such as its line in the ledger. Both are written at the same time
	 */
	async once(
		name: string,
		compute: () => Promise<Uint8Array>,
		recorded?: () => Promise<unknown>,
	): Promise<{ bytes: Buffer; fresh: boolean }> {
		const work = this.liveWork;
		if (work === undefined) {
			const bytes = Buffer.from(await compute());
			await recorded?.();
			return { bytes, fresh: true };
		}
		const store = await workStore();
		return await store.once(work.id, `${this.functions.getNode().name}/${name}`, compute, recorded);
	}

	/** {@link once} for JSON values. */
	async onceJson<T>(
		name: string,
		compute: () => Promise<T>,
		recorded?: () => Promise<unknown>,
	): Promise<{ value: T; fresh: boolean }> {
		const asBytes = async () => Buffer.from(JSON.stringify(await compute()));
		const { bytes, fresh } = await this.once(name, asBytes, recorded);
		return { value: JSON.parse(bytes.toString('utf8')) as T, fresh };
	}

	/**
	 * Appends to the audit ledger; resolves when it is on the disk, or when the administrator's policy
	 * lets this kind of event be left out while the disk does not work.
	 *
	 * @throws HospitalError `audit-unavailable`: an operation that touches patient data must stop then
	 */
	async audit(event: OperationAudit): Promise<void> {
		const work = this.work;
		const entry: AuditEvent = {
			...event,
			purposeOfUse: event.purposeOfUse ?? (await this.purpose()),
			agent: auditAgent(this.functions),
			workItem:
				event.workItem ?? (work && { id: work.id, attempt: work.attempt, priority: work.priority }),
		};
		try {
			await noteWorkflowVersion(entry.agent).catch((error: unknown) => {
				if (!mayBeLeftOut(entry, failOpenPolicy())) throw error;
			});
			await record(entry);
		} catch (error) {
			if (error instanceof HospitalError) throw error;
			throw new HospitalError('audit-unavailable', 'The audit ledger cannot be written', {
				nextStep:
					'Nothing was done, because it could not have been recorded. Check free space and permissions of the hospital data directory, then restart n8n.',
				cause: error,
			});
		}
	}

	/** Stands for a patient, study or resource in the ledger. */
	async pseudonym(...parts: string[]): Promise<Pseudonym> {
		return (await dataDirectory()).key.pseudonym(...parts);
	}

	async credentials<T extends object = ICredentialDataDecryptedObject>(type: string): Promise<T> {
		try {
			return await this.functions.getCredentials<T>(type, this.itemIndex);
		} catch (error) {
			throw credentialError(error, type);
		}
	}

	/** The node's Purpose of Use field, where it has one. */
	private async purpose(): Promise<PurposeOfUse | undefined> {
		const purpose = this.functions.getNodeParameter('purposeOfUse', this.itemIndex, '') as string;
		return purpose === '' ? undefined : (purpose as PurposeOfUse);
	}

	/** Aborts when somebody stops the execution. */
	get signal(): AbortSignal | undefined {
		return this.functions.getExecutionCancelSignal();
	}

	get workflowId(): string {
		return workflowIdOf(this.functions);
	}

	get executionId(): string {
		return this.functions.getExecutionId();
	}

	/**
	 * Stands for the stretch of this execution between two pauses: n8n reads a paused execution from its
	 * database again, and so in an object of its own. Undefined where n8n does not show it.
	 */
	get stretch(): object | undefined {
		const { runExecutionData } = this.functions as unknown as { runExecutionData?: object | null };
		return runExecutionData ?? undefined;
	}

	get nodeName(): string {
		return this.functions.getNode().name;
	}

	/**
	 * True when the execution ends with a failure of this node: it is not tried again by n8n, and no
	 * workflow around this one may catch it.
	 */
	get failureEnds(): boolean {
		return this.functions.getNode().retryOnFail !== true && !this.isInside;
	}

	private get isInside(): boolean {
		return this.functions.getMode?.() === 'integrated';
	}

	/** n8n's log. Patient data must not be written to it. */
	get logger(): Logger {
		return this.functions.logger;
	}

	/** Extends the lease of the work item. @throws HospitalError `work-closed` */
	async renew(): Promise<void> {
		const work = this.liveWork;
		if (work === undefined) return;
		await (await workStore()).renew(work.id, work.attempt, workPolicy().lease);
	}
}

function parse(text: string, contract: Contract): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		throw new HospitalError('input-invalid', `The field "${contract.key}" holds no valid JSON`, {
			nextStep: `Set it back to {{ $json.${contract.key} }}.`,
		});
	}
}
