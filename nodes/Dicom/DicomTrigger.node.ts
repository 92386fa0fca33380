import {
	NodeConnectionTypes,
	type ICredentialsDecrypted,
	type ICredentialTestFunctions,
	type INodeCredentialTestResult,
	type INodeType,
	type INodeTypeDescription,
	type ITriggerFunctions,
	type ITriggerResponse,
} from 'n8n-workflow';
import { studyContract, type StudyReference } from '../shared/contracts';
import { dataDirectory } from '../shared/data-directory';
import {
	activating,
	atOnceField,
	attachTrigger,
	auditAgent,
	byContract,
	readAtOnce,
	routeLabel,
	routeName,
	sealingField,
	triggerItem,
} from '../shared/face';
import { ledger } from '../shared/ledger';
import { workEngine, workItemId } from '../shared/work';
import { isWorker } from '../shared/worker-process';
import { auditEntries, type AuditedEvent } from './receiving/audit-events';
import { testDicomNode, withCounting } from './receiving/counting';
import { checkReserveFits } from './receiving/disk-reserve';
import { FailureNotices } from './receiving/failure-notices';
import { dedupeKeyOf, receive, receiveOnce } from './receiving/receive';
import { receiveCopy } from './receiving/receive-copy';
import { keepDisposing } from './receiving/spool-disposal';
import { testListenerCredential, withSecurity } from './receiving/security-fields';
import { readTriggerFields, triggerFields } from './receiving/trigger-fields';

const KIND = 'dicom-study';

export class DicomTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'DICOM Trigger',
		name: 'dicomTrigger',
		icon: { light: 'file:dicom.svg', dark: 'file:dicom.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["calledAeTitle"] + " : " + $parameter["port"] }}',
		description:
			'Receives imaging studies over DICOM and starts the workflow for each complete study, series or image',
		eventTriggerDescription: 'Send a study to this AE title',
		activationMessage: 'The DICOM listener is open. Studies that arrive start this workflow.',
		defaults: { name: 'DICOM Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{
				name: 'dicomListenerApi',
				required: true,
				testedBy: 'dicomListener',
				displayOptions: { show: { encryption: ['tls'] } },
			},
			{
				name: 'dicomNodeApi',
				required: true,
				testedBy: 'dicomNode',
				displayOptions: { show: { compareWith: ['dicom'] }, hide: { startFor: ['instance'] } },
			},
		],
		properties: [
			{
				displayName:
					'Images stay in the hospital data directory; the item carries a reference. End the workflow with a Work Item node, so that every study visibly ends.',
				name: 'dicomNotice',
				type: 'notice',
				default: '',
			},
			...triggerFields,
			atOnceField,
			sealingField,
		],
	};

	methods = {
		credentialTest: {
			async dicomListener(
				this: ICredentialTestFunctions,
				credential: ICredentialsDecrypted,
			): Promise<INodeCredentialTestResult> {
				return await testListenerCredential(credential);
			},
			async dicomNode(
				this: ICredentialTestFunctions,
				credential: ICredentialsDecrypted,
			): Promise<INodeCredentialTestResult> {
				return await testDicomNode(credential);
			},
		},
	};

	async trigger(this: ITriggerFunctions): Promise<ITriggerResponse> {
		const { dicom, key } = await activating(this, dataDirectory);
		const recorded = new WeakMap<AuditedEvent, number>();
		const notices = new FailureNotices((line) => this.logger.error(line));
		const audit = async (event: AuditedEvent): Promise<void> => {
			const writer = await ledger();
			const entries = auditEntries(event, (...parts) => key.pseudonym(...parts));
			// An event that comes once more, because the ledger failed in the middle of it, goes on there.
			for (let next = recorded.get(event) ?? 0; next < entries.length; next++) {
				await writer.append({ ...entries[next], agent: auditAgent(this) });
				recorded.set(event, next + 1);
			}
		};
		const nameKey = key.key('spool-names');
		const place = { spoolDir: dicom, nameKey, routeId: routeName(this) };
		const { settings, route, owner, count } = await activating(this, async () => {
			readAtOnce(this);
			const fields = await withSecurity(this, readTriggerFields(this, place));
			await checkReserveFits(dicom, fields.settings.limits?.minFreeBytes);
			return await withCounting(this, fields);
		});
		if (this.getMode() === 'manual') {
			route.id = `${route.id}/test/${Date.now()}`;
			const { study, leave } = await activating(this, async () =>
				isWorker()
					? await receiveCopy(routeName(this))
					: await receiveOnce({ settings, route, audit, count }),
			);
			const manualTriggerFunction = async () => {
				const work = {
					id: 'test',
					attempt: 1,
					kind: KIND,
					priority: route.priority,
					openedAt: new Date().toISOString(),
					test: true,
				};
				const json = await triggerItem(this, work, [byContract(studyContract, await study)]);
				this.emit([[{ json }]]);
			};
			return { manualTriggerFunction, closeFunction: leave };
		}
		const engine = await activating(this, workEngine);
		const leave = await activating(
			this,
			async () =>
				await receive({
					settings,
					route,
					label: routeLabel(this),
					audit,
					count,
					open: async (study) => {
						await engine.open({
							kind: KIND,
							route: routeName(this),
							priority: route.priority,
							dedupeKey: dedupeKeyOf(study),
							payload: study,
							owner,
							supersedes: supersededWork(routeName(this), study),
							evidence: evidenceOf(study),
						});
					},
					onFailure: (_what, failure) => notices.report(failure),
				}),
		);
		const detach = await activating(
			this,
			async () =>
				await attachTrigger<StudyReference>(this, (study) => [byContract(studyContract, study)]),
		).catch(async (error: unknown) => {
			// Nobody would work on what the open port accepts.
			await leave();
			throw error;
		});
		const endDisposal = keepDisposing({
			spoolDir: dicom,
			inUse: async () => {
				const open = (await engine.openPayloads(KIND)) as StudyReference[];
				return new Set(open.map(({ key: studyKey }) => studyKey));
			},
			record: async ({ studyInstanceUid, count }) => {
				await (
					await ledger()
				).append({
					kind: 'system',
					interaction: 'dicom-study-disposed',
					action: 'D',
					outcome: '0',
					agent: auditAgent(this),
					objects: [{ type: 'dicom-study', ...key.pseudonym('study', studyInstanceUid), count }],
				});
			},
		});
		return {
			closeFunction: async () => {
				endDisposal();
				detach();
				await leave();
			},
		};
	}
}

/** In codes; why images may be missing stands behind a colon. */
const evidenceOf = ({ completeness: { evidence, incompleteReason } }: StudyReference): string =>
	incompleteReason === undefined ? evidence : `${evidence}: ${incompleteReason}`;

/** The work on the version that this one replaces, also where the study does not name it. */
function supersededWork(route: string, study: StudyReference): string | undefined {
	const { supersedes, supersedesWorkItem } = study;
	if (supersedesWorkItem !== undefined || supersedes === undefined) return supersedesWorkItem;
	return workItemId(route, dedupeKeyOf({ ...study, version: supersedes }));
}
